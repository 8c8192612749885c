"""GET /route: who would be responsible, and why; nothing is written."""

import pytest

from backend.reports.models import Report, ReportEvent
from tests.reports.makers import code_of, fields_of

pytestmark = pytest.mark.django_db


def ask(caller, place, **query):
    parameters = "&".join(
        f"{name}={value}" for name, value in {**place, "service": "pothole", **query}.items()
    )
    return caller.get(f"/api/v1/route?{parameters}")


def test_the_answer_has_exactly_the_promised_shape(stranger, place):
    body = ask(stranger, place, lang="en").json()

    assert list(body) == [
        "jurisdiction",
        "handler",
        "road",
        "manager",
        "crew",
        "policy",
        "certain",
        "reasons",
        "address",
        "works",
    ]
    assert body["jurisdiction"] == {"teryt": "1418032", "name": "Gmina Lesznowola", "served": True}
    assert body["handler"] == {"teryt": "1418032", "name": "Gmina Lesznowola"}
    assert body["manager"] == {
        "kind": "municipality",
        "name": "Wójt Gminy Lesznowola",
        "phone": "+48 22 555 01 10",
        "email": "zgloszenia@lesznowola.example",
        "form_url": "",
    }
    assert set(body["road"]) == {"category", "number", "name", "distance_m", "km"}
    assert set(body["crew"]) == {"id", "name"}
    assert body["certain"] is True
    assert [set(reason) for reason in body["reasons"]] == [{"code", "text"}] * 5
    assert body["reasons"][-1]["text"].startswith("The crew Brygada drogowa Północ serves")


def test_an_unserved_place_names_its_unit(stranger, spots):
    spot = spots["Raszyn, ul. Pogodna"]
    body = ask(stranger, {"lon": spot["lon"], "lat": spot["lat"]}).json()

    assert body["jurisdiction"] == {"teryt": "1421062", "name": "Raszyn", "served": False}
    assert (body["handler"], body["crew"]) == (None, None)
    assert body["manager"]["email"] == "urzad@raszyn.example"


def test_nowhere_is_answered_with_nulls(stranger, db):
    body = ask(stranger, {"lon": 0, "lat": 0}).json()

    assert {name: body[name] for name in ("jurisdiction", "handler", "road", "crew")} == (
        dict.fromkeys(("jurisdiction", "handler", "road", "crew"))
    )


def test_any_service_code_has_an_answer_but_no_crew(stranger, place):
    answer = ask(stranger, place, service="volcano")

    assert answer.status_code == 200
    assert answer.json()["crew"] is None


def test_nothing_is_written(phone, place):
    ask(phone, place)

    assert not Report.objects.exists()
    assert not ReportEvent.objects.exists()


def test_reasons_speak_the_language_of_the_caller(stranger, place):
    told = {ask(stranger, place, lang=lang).json()["reasons"][0]["text"] for lang in ("pl", "uk")}

    assert len(told) == 2


@pytest.mark.parametrize(
    ("query", "code", "field"),
    [
        ({"lon": "NaN"}, "invalid", "lon"),
        ({"lat": "91"}, "invalid", "lat"),
        ({"lon": "1e999"}, "invalid", "lon"),
        ({"accuracy": "-1"}, "invalid", "accuracy"),
        ({"accuracy": "Infinity"}, "invalid", "accuracy"),
        ({"accuracy": "100001"}, "invalid", "accuracy"),
        ({"service": ""}, "invalid", "service"),
        ({"service": "pot%20hole"}, "invalid", "service"),
        ({"srid": "2180"}, "unknown_parameter", "srid"),
    ],
)
def test_a_bad_parameter_is_named(stranger, place, query, code, field):
    answer = ask(stranger, place, **query)

    assert code_of(answer) == (400, code)
    assert fields_of(answer) == [field]


@pytest.mark.parametrize("missing", ["lon", "lat", "service"])
def test_place_and_service_are_required(stranger, place, missing):
    query = {**place, "service": "pothole"}
    query.pop(missing)
    text = "&".join(f"{name}={value}" for name, value in query.items())

    assert fields_of(stranger.get(f"/api/v1/route?{text}")) == [missing]
