"""Who gets which reports: exactly those that `visible_to` lets them know of, in every way."""

from datetime import timedelta
from typing import Any

import pytest

from backend.accounts.models import User
from backend.accounts.viewer import STRANGER, Viewer, viewer_of
from backend.crews.models import Crew
from backend.management import demo_file
from backend.reports.models import Report
from gis_layers.models import Boundary, Road
from tests.conftest import Caller
from tests.ogc.asking import get, ids, items, refusal, scatter, url, walk
from tests.reports.makers import CONTACT, put_into, send_report

pytestmark = pytest.mark.django_db

PUBLIC = {"number", "service", "status", "is_open", "road_category", "road_number", "road_name",
          "road_km", "manager", "municipality_teryt", "municipality", "jurisdiction",
          "received_at", "updated_at", "closed_at"}  # fmt: skip
SECRETS = ("TAJNY-OPIS", "TAJNA-ULICA", CONTACT["email"], "Brygada")
WAYS: dict[str, dict[str, str]] = {
    "all": {},
    "bbox": {"bbox": "20,51,22,53"},
    "bbox in metres": {
        "bbox": "300000,300000,700000,900000",
        "bbox_crs": "http://www.opengis.net/def/crs/EPSG/0/2180",
    },
    "datetime": {"datetime": "2000-01-01/.."},
    "property": {"is_open": "true"},
    "filter": {"filter": "status <> 'x' OR TRUE"},
    "not": {"filter": "NOT (status = 'x')"},
    "geometry": {"filter": "S_INTERSECTS(geometry,BBOX(20,51,22,53))"},
}


@pytest.fixture
def told(
    phone: Caller, resident: Caller, place: dict[str, float], spots: dict[str, dict[str, Any]]
) -> None:
    """Public and private reports: anonymous, of an account, of the municipality, of the county."""
    secret = {"description": "TAJNY-OPIS", "address": "TAJNA-ULICA 7", "contact": CONTACT}
    of_county = spots["Nowa Wola, ul. Krasickiego"]
    county_place = {"lon": of_county["lon"], "lat": of_county["lat"]}
    for caller in (phone, resident):
        for where in (place, county_place):
            for visibility in ("public", "private"):
                send_report(caller, where, visibility=visibility, **secret)
    put_into("received")


@pytest.fixture
def people(
    request: pytest.FixtureRequest, stranger: Caller, resident: Caller
) -> dict[str, tuple[Caller, Viewer]]:
    found = {"stranger": (stranger, STRANGER)}
    for who in ("resident", "crew", "dispatcher", "administrator", "county_dispatcher"):
        user = User.objects.get(email=demo_file.email_of(who))
        found[who] = (request.getfixturevalue(who), viewer_of(user))
    return found


@pytest.mark.parametrize("way", WAYS)
def test_everybody_gets_what_they_may_see_and_no_more(told, people, way):
    for who, (caller, viewer) in people.items():
        expected = {
            str(pk) for pk in Report.objects.visible_to(viewer).values_list("pk", flat=True)
        }
        found = walk(caller, "reports", limit=2, **WAYS[way])
        assert set(ids(found)) == expected, who
        assert len(found) == len(expected)


def test_the_table_of_this_test_tells_people_apart(told, people):
    seen = {who: len(walk(caller, "reports")) for who, (caller, _) in people.items()}
    assert seen["stranger"] == 4
    assert seen["stranger"] < seen["resident"] < seen["dispatcher"] == seen["administrator"]


def test_a_report_one_may_not_know_of_is_not_there(told, people):
    for pk in Report.objects.values_list("pk", flat=True):
        for caller, viewer in people.values():
            is_known = Report.objects.visible_to(viewer).filter(pk=pk).exists()
            answer = caller.get(url(f"/collections/reports/items/{pk}"))
            assert answer.status_code == (200 if is_known else 404)


def test_counts_say_nothing_of_what_is_hidden(told, people):
    for caller, viewer in people.values():
        document = items(caller, "reports", filter="is_open = TRUE")
        assert document["numberMatched"] == Report.objects.visible_to(viewer).count()
        (feature,) = [
            each for each in items(caller, "statistics")["features"] if each["id"] == "1418032"
        ]
        public = Report.objects.filter(visibility="public", municipality_teryt="1418032")
        assert feature["properties"]["open"] == public.count()


def test_only_public_attributes_are_shown_whoever_asks(told, people):
    for caller, _ in people.values():
        answer = caller.get(url("/collections/reports/items", limit=1000))
        assert {frozenset(each["properties"]) for each in answer.json()["features"]} == {
            frozenset(PUBLIC)
        }
        page = caller.get(url("/collections/reports/items", f="html"))
        for word in SECRETS:
            assert word not in answer.content.decode()
            assert word not in page.content.decode()


@pytest.mark.parametrize(
    "name", ["description", "address", "crew", "priority", "reporter", "visibility", "secret_hash"]
)
def test_what_is_not_shown_cannot_be_filtered_by(told, dispatcher, name):
    path = "/collections/reports/items"
    assert refusal(dispatcher, path, **{name: "x"}) == (400, "unknown_parameter", [name])
    assert refusal(dispatcher, path, filter=f"{name} = 'x'")[::2] == (400, ["filter"])
    assert name not in get(dispatcher, "/collections/reports/queryables")["properties"]


def test_a_secret_opens_its_one_private_report(stranger, place):
    secret = "s" * 40
    report = send_report(stranger, place, secret=secret, visibility="private")
    holder = Caller(f"Report {secret}")
    assert ids(items(holder, "reports")["features"]) == [report["id"]]
    assert items(stranger, "reports")["features"] == []


@pytest.mark.parametrize("authorization", ["Bearer x", "Report x", "Installation x:y"])
def test_bad_credentials_are_told_as_such(db, authorization):
    for path in ("", "/collections", "/collections/reports/items"):
        answer = Caller(authorization).get(url(path))
        assert (answer.status_code, answer.json()["code"]) == (401, "bad_credentials")


def test_areas_of_a_crew_that_is_no_more_are_not_shown(stranger, db):

    areas = items(stranger, "crew_areas")["features"]
    name = areas[0]["properties"]["crew"]
    Crew.objects.filter(name=name).update(is_active=False)
    left: list[dict[str, Any]] = items(stranger, "crew_areas")["features"]
    assert left == [each for each in areas if each["properties"]["crew"] != name]


def test_rows_of_older_editions_are_not_shown(stranger, db):

    for collection, model in (("roads", Road), ("boundaries", Boundary)):
        assert items(stranger, collection)["features"]
        model.objects.update(is_active=False)
        assert items(stranger, collection)["features"] == []


def test_statistics_count_by_what_was_closed_how_fast(stranger, report):

    received = Report.objects.get().received_at
    for days in (1, 3, 30):
        closed = {"status": "fixed", "closed_at": received + timedelta(days=days)}
        scatter(report["id"], [(20.93, 52.08)], **closed)
    (feature,) = items(stranger, "statistics", teryt="1418032")["features"]
    assert feature["geometry"]["type"] == "MultiPolygon"
    assert feature["properties"] == {
        "teryt": "1418032",
        "name": "Lesznowola",
        "open": 1,
        "closed": 3,
        "median_days": 3,
    }
