"""No query holds a connection for long, whatever a stranger asks for."""

from dataclasses import replace
from typing import Any

import pytest
from django.db.models import Func, TextField, Value
from django.test import RequestFactory
from rest_framework.request import Request

from backend.core import errors
from gis_layers.ogc import exports, items
from gis_layers.ogc.crs import CRS84
from gis_layers.ogc.parameters import Page, parse_selection
from tests.ogc import works
from tests.ogc.test_exports import close

pytestmark = pytest.mark.django_db

BOX = "20,51,22,53"


class Sleep(Func):
    """A minute for each row, as a search of very many rows takes it."""

    function, template = "pg_sleep", "%(function)s(%(expressions)s)::text"
    output_field = TextField()


QUICK = replace(works.COLLECTION, geometry_type="any")
SLOW = replace(
    QUICK,
    rows=lambda request: works.works().alias(slept=Sleep(Value(60.0))).filter(slept=""),
)


@pytest.fixture(autouse=True)
def a_short_limit(monkeypatch):
    monkeypatch.setattr(items, "QUERY_MAX_MS", 50)


@pytest.fixture(autouse=True)
def one_work(db):
    works.make_work(works.make_layer(), 1, title="the only one").save()


def page(collection: Any, **query: str) -> Any:
    selection = parse_selection(query, collection)
    wanted = Page(limit=10, cursor="", crs=CRS84)
    return items.features_of(request(), collection, selection, wanted)


def export(collection: Any, **query: str) -> Any:
    selection = parse_selection(query, collection)
    answer = exports.response(request(), collection, selection, CRS84)
    content = answer.getvalue()
    close(answer)
    return content


def request() -> Request:
    return Request(RequestFactory().get("/", {"f": "csv"}))


@pytest.mark.parametrize("read", [page, export])
@pytest.mark.parametrize(
    ("query", "named"),
    [
        ({"title": "the only one"}, "title"),
        ({"datetime": "2020-01-01/.."}, "datetime"),
        ({"bbox": BOX}, "bbox"),
        ({"bbox": BOX, "datetime": "2020-01-01/.."}, "datetime"),
        ({"bbox": BOX, "datetime": "2020-01-01/..", "title": "the only one"}, "title"),
        ({"title": "the only one", "filter": "title <> ''"}, "filter"),
    ],
    ids=str,
)
def test_what_takes_too_long_is_refused_by_what_narrows_it(read, query, named):
    assert read(QUICK, **query)

    with pytest.raises(errors.InvalidInput) as refusal:
        read(SLOW, **query)

    assert refusal.value.field == named
    assert "bbox" in refusal.value.extra["detail"]


@pytest.mark.parametrize("read", [page, export])
def test_what_nothing_narrows_may_be_tried_later(read):
    assert read(QUICK)

    with pytest.raises(errors.Unavailable) as refusal:
        read(SLOW)

    assert refusal.value.extra["retry_after_seconds"] > 0


def test_a_refused_query_leaves_the_connection_in_order():
    with pytest.raises(errors.Unavailable):
        page(SLOW)

    assert page(QUICK).number == 1
