"""POST /reports: what a resident sends is kept, once, and reaches the right crew."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from backend.accounts.models import Installation
from backend.jurisdictions.models import Service, ServiceOffer
from backend.reports.models import Report, ReportEvent
from backend.reports.people_models import ReportContact
from tests.reports.makers import CONTACT, REPORTS, code_of, fields_of, send_report

pytestmark = pytest.mark.django_db


def test_report_with_service_and_place_alone_is_taken_in_and_assigned(stranger, place):
    answer = stranger.post(REPORTS, {"service": "pothole", "location": place})

    body = answer.json()
    assert answer.status_code == 201
    assert body["status"] == "assigned"
    assert body["number"].startswith("LES-20")
    assert body["crew"]["name"] == "Brygada drogowa Północ"
    assert len(body["secret"]) >= 32
    kinds = ReportEvent.objects.filter(report=body["id"]).values_list("kind", flat=True)
    assert list(kinds) == ["received", "assigned"]


def test_intake_takes_at_most_fourteen_queries(
    phone, other_phone, place, django_assert_max_num_queries
):
    send_report(other_phone, place)  # by now the process has looked up its projections
    draft = {"id": str(uuid4()), "service": "pothole", "location": place, "description": "Dziura"}

    with django_assert_max_num_queries(14):
        answer = phone.post(REPORTS, draft)

    assert answer.status_code == 201


def test_everything_that_was_sent_is_kept_and_comes_back_to_the_reporter(phone, place):
    observed_at = (timezone.now() - timedelta(hours=5)).isoformat(timespec="milliseconds")
    sent = {
        "address": "ul. Boczna 7",
        "description": "  Głęboka dziura \n🕳️ حفرة \u202eabc ",
        "answers": {"depth_cm": 12.5, "danger": ["hidden", "damage"], "size": None},
        "observed_at": observed_at,
    }

    wish = {"contact": CONTACT, "visibility": "private", "source": "web"}
    body = send_report(phone, {**place, "accuracy_m": 4.5}, **sent, **wish)

    assert body["location"] == {**place, "accuracy_m": 4.5}
    for name in ("address", "description", "answers"):
        assert body[name] == sent[name]
    assert body["observed_at"] == observed_at.replace("+00:00", "Z")
    assert (body["visibility"], body["source"]) == ("private", "web")
    contact = ReportContact.objects.get(report=body["id"])
    assert {name: getattr(contact, name) for name in CONTACT} == CONTACT


def test_report_where_no_crew_works_waits_for_a_dispatcher(phone, spots):
    spot = spots["Warszawianka, Aleja Krakowska"]
    body = send_report(phone, {"lon": spot["lon"], "lat": spot["lat"]})

    assert (body["status"], body["crew"]) == ("received", None)
    assert body["manager"]["kind"] == "gddkia"
    assert body["handler"] == body["jurisdiction"]
    assert [event.kind for event in ReportEvent.objects.all()] == ["received"]


def test_report_on_a_county_road_is_handled_by_the_county(phone, county_place):
    body = send_report(phone, county_place)

    assert body["jurisdiction"]["teryt"] == "1418032"
    assert body["handler"]["teryt"] == "1418"
    assert body["number"].startswith("LES-")
    assert body["crew"]["name"] == "Obwód Drogowy Powiatu"


def test_report_outside_the_served_area_names_the_municipality(phone, place, unserved_place):
    draft = {"service": "pothole", "location": place}

    taken = phone.post(REPORTS, draft)
    refused = phone.post(REPORTS, {**draft, "location": unserved_place})

    assert taken.status_code == 201
    assert code_of(refused) == (422, "outside_jurisdiction")
    assert refused.json()["municipality"] == {"teryt": "1421062", "name": "Raszyn"}
    assert Report.objects.count() == 1


def test_report_outside_all_boundaries_names_no_municipality(phone, db):
    answer = phone.post(REPORTS, {"service": "pothole", "location": {"lon": 0, "lat": 0}})

    assert code_of(answer) == (422, "outside_jurisdiction")
    assert answer.json()["municipality"] is None
    assert not Report.objects.exists()


@pytest.mark.parametrize("why", ["unknown", "withdrawn", "not offered there"])
def test_service_that_is_not_offered_is_refused(phone, place, why):
    if why == "withdrawn":
        Service.objects.filter(code="pothole").update(is_active=False)
    if why == "not offered there":
        offer = ServiceOffer.objects.filter(service__code="pothole")
        offer.filter(jurisdiction__teryt="1418032").delete()
    draft = {"service": "pothole" if why != "unknown" else "volcano", "location": place}

    refused = phone.post(REPORTS, draft)
    taken = phone.post(REPORTS, {**draft, "service": "manhole"})

    assert code_of(refused) == (422, "service_not_offered")
    assert fields_of(refused) == ["service"]
    assert taken.status_code == 201
    assert Report.objects.count() == 1


@pytest.mark.parametrize(
    ("is_private", "asked", "kept"),
    [
        (False, None, "public"),
        (False, "public", "public"),
        (False, "private", "private"),
        (True, None, "private"),
        (True, "public", "private"),
    ],
)
def test_private_services_and_private_wishes_make_private_reports(
    phone, place, is_private, asked, kept
):
    Service.objects.filter(code="pothole").update(is_private=is_private)
    fields = {"visibility": asked} if asked else {}

    assert send_report(phone, place, **fields)["visibility"] == kept


@pytest.mark.parametrize("source", ["phone", "desk", "letter", "inspection"])
def test_only_dispatchers_enter_what_came_by_other_ways(
    phone, resident, crew, administrator, dispatcher, place, source
):
    draft = {"service": "pothole", "location": place, "source": source}

    for caller in (phone, resident, crew, administrator):
        assert code_of(caller.post(REPORTS, draft)) == (403, "not_allowed")
    answer = dispatcher.post(REPORTS, draft)

    assert (answer.status_code, answer.json()["source"]) == (201, source)
    assert ReportEvent.objects.get(kind="received").actor_role == "dispatcher"


@pytest.mark.parametrize(
    ("age", "fields"),
    [
        (timedelta(days=29), []),
        (timedelta(days=31), ["observed_at"]),
        (timedelta(minutes=-4), []),
        (timedelta(minutes=-6), ["observed_at"]),
    ],
)
def test_an_observation_is_neither_too_old_nor_from_the_future(phone, place, age, fields):
    draft = {"service": "pothole", "location": place}
    draft["observed_at"] = (timezone.now() - age).isoformat()

    answer = phone.post(REPORTS, draft)

    assert answer.status_code == (400 if fields else 201)
    assert (fields_of(answer) if fields else []) == fields


def test_an_installation_is_stored_by_its_first_report_and_not_by_looking(phone, place, db):
    phone.get(REPORTS)
    assert not Installation.objects.exists()

    send_report(phone, place)
    assert Installation.objects.count() == 1

    send_report(phone, place)
    assert Installation.objects.count() == 1


def test_a_refused_report_leaves_no_row_at_all(phone, unserved_place, db):
    phone.post(REPORTS, {"service": "pothole", "location": unserved_place, "contact": CONTACT})

    assert not Report.objects.exists()
    assert not Installation.objects.exists()
    assert not ReportContact.objects.exists()


def test_due_time_and_priority_come_from_the_service(phone, place):
    body = send_report(phone, place)

    service = Service.objects.get(code="pothole")
    report = Report.objects.get()
    assert body["priority"] == service.default_priority
    assert report.due_at - report.received_at == timedelta(hours=service.response_hours)


@pytest.mark.parametrize("language", ["pl", "en", "uk"])
def test_the_language_of_the_sender_is_kept_with_their_address(phone, place, language):
    body = {"service": "pothole", "location": place, "contact": {"email": "anna@poczta.example"}}
    answer = phone.post("/api/v1/reports", body, Accept_Language=language)
    assert answer.status_code == 201
    assert ReportContact.objects.get().language == language


def test_sent_again_in_another_language_it_is_the_same_report(phone, place):
    body = {"id": str(uuid4()), "service": "pothole", "location": place}
    first = phone.post("/api/v1/reports", body, Accept_Language="pl")
    again = phone.post("/api/v1/reports", body, Accept_Language="uk")
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["number"] == again.json()["number"]
