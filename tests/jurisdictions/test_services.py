"""GET /services: what an app may offer at a place, to be kept offline."""

import pytest

from backend.jurisdictions.models import Service, ServiceOffer
from tests.reports.makers import code_of, fields_of

pytestmark = pytest.mark.django_db
SERVICES = "/api/v1/services"


def codes(answer) -> list[str]:
    assert answer.status_code == 200
    return [service["code"] for service in answer.json()["results"]]


def at(place) -> str:
    return f"{SERVICES}?lon={place['lon']}&lat={place['lat']}"


def test_the_services_of_a_place_come_in_their_order(stranger, place):
    shown = codes(stranger.get(at(place)))

    assert shown == list(
        Service.objects.filter(offers__jurisdiction__teryt="1418032")
        .order_by("position", "code")
        .values_list("code", flat=True)
    )
    assert len(shown) > 20


@pytest.mark.parametrize("why", ["withdrawn", "not offered there"])
def test_only_what_is_offered_there_is_listed(stranger, place, why):
    if why == "withdrawn":
        Service.objects.filter(code="pothole").update(is_active=False)
    else:
        ServiceOffer.objects.filter(service__code="pothole", jurisdiction__teryt="1418032").delete()

    assert "pothole" not in codes(stranger.get(at(place)))
    assert ("pothole" in codes(stranger.get(SERVICES))) == (why != "withdrawn")


def test_nothing_is_offered_where_nobody_serves(stranger, db):
    assert codes(stranger.get(at({"lon": 0, "lat": 0}))) == []


def test_a_service_says_all_that_an_app_needs(stranger, place):
    [pothole] = [
        service
        for service in stranger.get(f"{at(place)}&lang=en").json()["results"]
        if service["code"] == "pothole"
    ]

    assert set(pothole) == {
        *("code", "group", "group_name", "name", "description", "keywords", "icon", "order"),
        *("wants_photo", "response_hours", "counts_working_hours", "priority", "private"),
        *("questions", "stop_message"),
    }
    assert pothole["name"] == Service.objects.get(code="pothole").name_en


@pytest.mark.parametrize("language", ["pl", "en", "uk"])
def test_names_come_in_the_language_asked_for(stranger, language, db):
    shown = stranger.get(SERVICES, **{"Accept-Language": language})
    named = stranger.get(f"{SERVICES}?lang={language}", **{"Accept-Language": "de"})

    assert shown.json() == named.json()
    assert shown.headers["Content-Language"] == language
    assert "Accept-Language" in shown.headers["Vary"]
    first = Service.objects.active().first()
    assert shown.json()["results"][0]["name"] == getattr(first, f"name_{language}")


def test_an_unknown_language_is_answered_in_polish(stranger, db):
    shown = stranger.get(f"{SERVICES}?lang=de", **{"Accept-Language": "de"})

    assert shown.headers["Content-Language"] == "pl"


@pytest.mark.parametrize("path", [SERVICES, "/api/v1/config"])
def test_what_an_app_has_already_is_not_sent_again(stranger, path, place, db):
    url = f"{path}?lon={place['lon']}&lat={place['lat']}"
    first = stranger.get(url)
    again = stranger.get(url, **{"If-None-Match": first.headers["ETag"]})
    other_language = stranger.get(f"{SERVICES}?lang=uk", **{"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert other_language.status_code == 200


def test_a_change_of_the_catalogue_changes_the_tag(stranger, db):
    before = stranger.get(SERVICES).headers["ETag"]
    Service.objects.filter(code="pothole").update(response_hours=1)

    assert stranger.get(SERVICES).headers["ETag"] != before


@pytest.mark.parametrize("path", [SERVICES, "/api/v1/config"])
@pytest.mark.parametrize(
    ("query", "code", "field"),
    [
        ("lon=20.9", "invalid", "lat"),
        ("lat=52", "invalid", "lon"),
        ("lon=x&lat=52", "invalid", "lon"),
        ("colour=red", "unknown_parameter", "colour"),
    ],
)
def test_a_bad_parameter_is_named(stranger, db, path, query, code, field):
    answer = stranger.get(f"{path}?{query}")

    assert code_of(answer) == (400, code)
    assert fields_of(answer) == [field]


def test_a_place_takes_few_queries(stranger, place, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        stranger.get(at(place))
