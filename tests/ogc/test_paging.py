"""Pages: nothing twice, nothing left out, also while others write; and what a page costs."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.core import cursors
from backend.crews.models import CrewArea
from backend.reports.models import Report
from gis_layers.models import Boundary, Layer, Road, RoadWork
from gis_layers.ogc.layers import edition_of
from gis_layers.rules import LayerKind
from tests.conftest import NOON
from tests.ogc.asking import COLLECTIONS, EPSG_2180, href, ids, items, refusal, scatter, walk

pytestmark = pytest.mark.django_db

ALL = "20.5,51.8,21.5,52.5"


def spread_out(report: dict[str, Any], number: int) -> list[str]:
    """Reports on a grid, each third at the very place of the one before."""
    places = [(20.6 + (n - n % 3) * 0.0137 % 0.8, 51.9 + n * 0.0071 % 0.5) for n in range(number)]
    places = [places[n - 1] if n % 3 == 2 else place for n, place in enumerate(places)]
    return scatter(report["id"], places)


@pytest.mark.parametrize("collection", COLLECTIONS)
@pytest.mark.parametrize("limit", [1, 3, 1000])
def test_the_pages_together_are_the_collection(everything, report, collection, limit):
    spread_out(report, 10)
    whole = items(everything, collection, limit=1000)

    assert "next" not in [each["rel"] for each in whole["links"]]
    assert walk(everything, collection, limit=limit) == whole["features"]


@given(st.data())
@settings(max_examples=30)
def test_pages_of_any_box_have_no_gap_and_no_double(stranger, report, data):
    Report.objects.filter(number__startswith="KOP").delete()
    spread_out(report, 40)
    west, south = data.draw(st.tuples(st.floats(20.5, 21.4), st.floats(51.8, 52.4)))
    width, height = data.draw(st.tuples(st.floats(0, 1), st.floats(0, 0.6)))
    box = f"{west!r},{south!r},{west + width!r},{south + height!r}"

    whole = ids(items(stranger, "reports", bbox=box, limit=1000)["features"])
    paged = ids(walk(stranger, "reports", bbox=box, limit=data.draw(st.integers(1, 9))))

    assert len(set(whole)) == len(whole)
    assert paged == whole


def test_reports_come_in_the_order_of_the_map(stranger, report):
    spread_out(report, 30)
    expected = Report.objects.order_by("map_cell", "id").values_list("pk", flat=True)

    assert ids(walk(stranger, "reports", limit=7)) == [str(pk) for pk in expected]
    assert ids(walk(stranger, "reports", limit=7, bbox=ALL)) == [str(pk) for pk in expected]


def test_paging_keeps_all_other_parameters(stranger, report):
    made = spread_out(report, 12)
    Report.objects.filter(pk__in=made[::2]).update(road_name="parzysta")

    found = walk(stranger, "reports", limit=2, road_name="parzysta", bbox=ALL, crs=EPSG_2180)

    assert sorted(ids(found)) == sorted(made[::2])
    assert all(each["geometry"]["coordinates"][0] > 1000 for each in found)


def test_rows_that_come_and_go_between_pages_disturb_no_other(stranger, report):
    made = set(spread_out(report, 30))
    page = items(stranger, "reports", limit=5, bbox=ALL)
    seen = ids(page["features"])
    while following := href(page, "next"):
        scatter(report["id"], [(20.6 + len(seen) * 0.01, 52.0), (21.4, 52.4)])
        gone = Report.objects.filter(pk__in=made - set(seen)).first()
        if gone:
            made.discard(str(gone.pk))
            gone.delete()
        page = stranger.get(following).json()
        seen += ids(page["features"])

    assert len(set(seen)) == len(seen)
    assert made <= set(seen)


def test_a_code_in_two_layers_has_one_outline_of_the_newer(stranger, report):
    other = Boundary.objects.active().get(code=Report.objects.get().municipality_teryt)
    total, counted = Boundary.objects.active().count(), items(stranger, "statistics")["features"]
    layer = other.layer
    layer.pk, layer.name = None, "another"
    layer.save()
    Boundary.objects.create(
        layer=layer, level=other.level, code=other.code, name="twin", geometry=other.geometry,
        is_active=True, valid_from=other.valid_from,
    )  # fmt: skip
    names = [each["properties"]["name"] for each in walk(stranger, "boundaries", limit=1)]
    assert len(names) == total == items(stranger, "boundaries")["numberMatched"]
    assert "twin" in names and other.name not in names
    shown = items(stranger, "statistics")["features"]
    assert [each["id"] for each in shown] == [each["id"] for each in counted]
    assert "twin" in [each["properties"]["name"] for each in shown]


def imported_anew(kind: str) -> None:
    """Do to the rows what an import does: the same ones again, in a new edition."""
    model = {"boundaries": Boundary, "roads": Road, "works": RoadWork}[kind]
    old = Layer.objects.active().filter(kind=kind, pk__in=model.objects.values("layer")).first()
    assert old is not None
    rows = list(model.objects.filter(layer=old))
    model.objects.filter(layer=old).update(is_active=False)
    Layer.objects.filter(pk=old.pk).update(is_active=False)
    new = Layer.objects.create(
        kind=kind, name=old.name, edition=old.edition + 1, is_active=True, imported_at=NOON
    )
    for row in rows:
        row.pk, row.layer, row.is_active = None, new, True
    model.objects.bulk_create(rows)


def second_municipality(report: dict[str, Any]) -> None:
    """With a report of its own; in the layer of the first."""
    municipality = Boundary.objects.active().get(code=Report.objects.get().municipality_teryt)
    municipality.pk, municipality.code = None, "9999998"
    municipality.save()
    scatter(report["id"], [(20.93, 52.08)], municipality_teryt=municipality.code)


def second_work(work: RoadWork) -> None:
    work.pk = None
    work.save()


@pytest.mark.parametrize(
    ("collection", "kind"),
    [
        ("boundaries", "boundaries"),
        ("statistics", "boundaries"),
        ("roads", "roads"),
        ("works", "works"),
    ],
)
def test_a_page_of_what_was_replaced_is_refused(everything, report, road_work, collection, kind):
    second_work(road_work)
    second_municipality(report)
    page = items(everything, collection, limit=1)
    following = href(page, "next")
    assert following, "the test needs two features"
    assert everything.get(following).status_code == 200

    imported_anew(kind)

    answer = everything.get(following)
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (400, "layer_replaced")
    assert [each["field"] for each in problem["errors"]] == ["cursor"]
    again = walk(everything, collection, limit=1)
    assert len(set(ids(again))) == len(again)


def test_a_page_of_crew_areas_that_were_replaced_is_refused(stranger, db):
    area = CrewArea.objects.filter(crew__is_active=True).first()
    CrewArea.objects.create(crew=area.crew, name="second", area=area.area)
    following = href(items(stranger, "crew_areas", limit=1), "next")
    assert stranger.get(following).status_code == 200

    area.delete()
    CrewArea.objects.create(crew=area.crew, name="new", area=area.area)

    answer = stranger.get(following)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "cursor")


def test_a_step_back_is_a_replacement_too(everything, road_work):
    layer = Layer.objects.create(
        kind="works", name="newer works", edition=1, is_active=True, imported_at=NOON
    )
    second_work(road_work)
    following = href(items(everything, "works", limit=1), "next")
    Layer.objects.filter(pk=layer.pk).update(is_active=False)

    assert everything.get(following).status_code == 400


def test_reports_do_not_mind_an_import(stranger, report):
    scatter(report["id"], [(20.93, 52.08)])
    following = href(items(stranger, "reports", limit=1), "next")
    imported_anew("boundaries")
    assert stranger.get(following).status_code == 200


@pytest.mark.parametrize(
    "values",
    [
        [],
        [1],
        [1, 2],
        ["x", str(uuid4())],
        [1, str(uuid4()), 3],
        [-1, str(uuid4())],
        [2**63, str(uuid4())],
        [1.5, str(uuid4())],
        [True, str(uuid4())],
        [None, None],
        [{"a": 1}, []],
        [1, "' OR 1=1 --"],
    ],
    ids=range(12),
)
def test_a_cursor_that_no_page_gave_is_refused(stranger, db, values):
    path = "/collections/reports/items"
    assert refusal(stranger, path, cursor=cursors.encode(*values)) == (400, "invalid", ["cursor"])


def test_a_cursor_of_texts_is_read_as_strictly(stranger, db):
    path = "/collections/boundaries/items"
    for values in ([1, 1], ["14\x00", 1], ["14", "x"], ["14", 2**63]):
        for edition in ([], [1], ["no such edition"], [None], [{}]):
            answer = refusal(stranger, path, cursor=cursors.encode(*values, *edition))
            assert answer == (400, "invalid", ["cursor"])
    for values in (["14", 1], ["14", 1, None], ["14", 1, "x", 1]):
        answer = refusal(stranger, path, cursor=cursors.encode(*values))
        assert answer == (400, "invalid", ["cursor"])
    answer = refusal(stranger, path, cursor=cursors.encode("14", 1, "another edition"))
    assert answer == (400, "layer_replaced", ["cursor"])


def test_a_cursor_past_the_end_finds_nothing(stranger, report):
    past = cursors.encode(2**48, str(uuid4()))
    assert items(stranger, "reports", cursor=past)["features"] == []
    assert items(stranger, "reports", cursor=past, bbox=ALL)["features"] == []
    edition = edition_of(LayerKind.BOUNDARIES)().get()[0]
    last = cursors.encode("99", 1, edition)
    assert items(stranger, "boundaries", cursor=last)["features"] == []


def test_a_page_of_a_box_reads_no_more_than_the_page(stranger, report):
    """Told by the rows that PostgreSQL went through: 5,000 in the box, a page of 10."""
    scatter(report["id"], [(20.7 + n % 71 * 0.005, 52.0 + n // 71 * 0.002) for n in range(5000)])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE reports_report")
    with CaptureQueriesContext(connection) as asked:
        assert len(items(stranger, "reports", bbox="20.8,52,21,52.1", limit=10)["features"]) == 10
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, FORMAT JSON) " + _select(asked))
        plan = cursor.fetchone()[0]

    scans = list(_scans(plan if isinstance(plan, list) else json.loads(plan)))
    assert scans and {each["Index Name"] for each in scans} == {"reports_by_map_cell"}
    assert sum(_read(each) for each in scans) < 100


def _select(asked: CaptureQueriesContext) -> str:
    """The one query, without those that limit its time."""
    [sql] = [each["sql"] for each in asked.captured_queries if "SELECT" in each["sql"]]
    return sql


def _scans(node: Any) -> Any:
    """The nodes of a plan that read reports."""
    if isinstance(node, list):
        for each in node:
            yield from _scans(each)
    elif isinstance(node, dict):
        if node.get("Relation Name") == "reports_report":
            yield node
        for value in node.values():
            if isinstance(value, dict | list):
                yield from _scans(value)


def _read(scan: dict[str, Any]) -> float:
    return (scan["Actual Rows"] + scan.get("Rows Removed by Filter", 0)) * scan["Actual Loops"]
