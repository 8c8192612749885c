"""A formal motion has a name, an address and the code's month; a plain report needs none."""

from datetime import UTC, datetime, timedelta

import pytest

from backend.accounts.models import User
from backend.accounts.viewer import viewer_of
from backend.management import demo_file
from backend.reports.actions import changes
from backend.reports.actions.deadlines import announce_overdue, first_due_at
from backend.reports.actions.forwarding import forward_report
from backend.reports.documents import wording as words
from backend.reports.models import Report, ReportEvent
from backend.reports.people_models import ReportContact
from backend.reports.workflow import PassingOn, Status
from tests.reports.elsewhere import MOTION, place_of
from tests.reports.makers import REPORTS, code_of, events, fields_of, read, send_report
from tests.reports.test_confirmation import paper, run_together, said

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
CAME = datetime(2026, 11, 2, 11, 0, tzinfo=UTC)
MONTH_LATER = datetime(2026, 12, 2, 22, 59, 59, tzinfo=UTC)  # the end of the day in Warsaw


@pytest.fixture
def motion(phone, place):
    return send_report(phone, place, kind="motion", contact=MOTION)


def turn(new: str, now: datetime) -> Report:
    office = viewer_of(User.objects.get(email=demo_file.email_of("dispatcher")))
    pk = Report.objects.get().pk
    return changes.change_status(report_id=pk, viewer=office, new=Status(new), now=now)


def as_of(moment: datetime) -> None:
    """Let the only report have come at this moment."""
    report = Report.objects.get()
    report.received_at = moment
    Report.objects.update(received_at=moment, due_at=first_due_at(report))


def test_a_plain_report_needs_no_name(phone, place):
    report = send_report(phone, place)

    assert report["kind"] == "report"
    assert not ReportContact.objects.exists()


def test_a_motion_keeps_who_makes_it_for_the_office_alone(motion, phone, dispatcher, stranger):
    assert (motion["kind"], read(stranger, motion)["kind"]) == ("motion", "motion")
    assert read(dispatcher, motion)["contact"] == MOTION
    assert read(phone, motion)["contact"] == MOTION
    assert read(stranger, motion)["contact"] is None
    assert "Polna" not in str(list(ReportEvent.objects.values()))


@pytest.mark.parametrize("missing", ["name", "postal_address"])
@pytest.mark.parametrize("value", [None, "", "  \n"])
def test_without_name_or_address_it_is_refused_by_field(phone, place, missing, value):
    contact = {**MOTION, missing: value} if value is not None else dict(MOTION)
    if value is None:
        del contact[missing]

    refused = phone.post(
        REPORTS, {"service": "pothole", "location": place, "kind": "motion", "contact": contact}
    )

    assert code_of(refused) == (400, "invalid")
    assert fields_of(refused) == [f"contact.{missing}"]
    assert not Report.objects.exists()


def test_without_any_contact_it_is_refused(phone, place):
    refused = phone.post(REPORTS, {"service": "pothole", "location": place, "kind": "motion"})

    assert code_of(refused) == (400, "invalid")


def test_it_is_due_in_a_month_by_the_calendar_whatever_the_service_promises(motion):
    as_of(CAME)

    assert Report.objects.get().due_at == MONTH_LATER


def test_sent_again_it_is_the_same_and_as_a_plain_report_another_one(phone, place):
    draft = {"id": "1d7b0b1e-54d1-4b2f-8a34-6f1f0c2f9a10", "service": "pothole", "location": place}
    body = {**draft, "contact": MOTION}
    assert phone.post(REPORTS, {**body, "kind": "motion"}).status_code == 201

    assert phone.post(REPORTS, {**body, "kind": "motion"}).status_code == 200
    assert code_of(phone.post(REPORTS, {**body, "kind": "report"})) == (409, "id_conflict")


def test_naming_the_usual_kind_is_the_same_as_not_naming_it(phone, place):
    draft = {"id": "1d7b0b1e-54d1-4b2f-8a34-6f1f0c2f9a10", "service": "pothole", "location": place}
    assert phone.post(REPORTS, draft).status_code == 201

    assert phone.post(REPORTS, {**draft, "kind": "report"}).status_code == 200


def test_the_codes_month_waits_for_no_answer(motion, phone):
    as_of(CAME)

    turn("waiting", CAME + DAY)
    shown = read(phone, motion)
    assert (shown["due_at"], shown["due_paused"]) == ("2026-12-02T22:59:59.000Z", False)

    turn("planned", CAME + 9 * DAY)
    assert Report.objects.get().due_at == MONTH_LATER
    assert "due_changed" not in [event["kind"] for event in events(phone, motion)]


def test_while_it_waits_it_becomes_late_all_the_same(motion):
    as_of(CAME)
    turn("waiting", CAME + DAY)

    assert announce_overdue(now=MONTH_LATER + DAY) == 1


def test_passed_on_it_is_the_others_month(phone, spots):
    send_report(phone, place_of(spots), kind="motion", contact=MOTION)
    as_of(CAME)
    office = viewer_of(User.objects.get(email=demo_file.email_of("dispatcher")))
    report = forward_report(
        report_id=Report.objects.get().pk,
        viewer=office,
        how=PassingOn.BY_HAND,
        now=CAME + DAY,
    )
    assert report.due_at is None

    turn("received", CAME + 5 * DAY)
    assert Report.objects.get().due_at == MONTH_LATER


def test_opened_again_it_has_a_month_again(motion):
    as_of(CAME)
    pk = Report.objects.get().pk
    office = viewer_of(User.objects.get(email=demo_file.email_of("dispatcher")))
    changes.change_status(
        report_id=pk,
        viewer=office,
        new=Status.NOT_FIXED,
        now=CAME + DAY,
        reason="no_defect",
        comment="Nie ma czego naprawiać.",
    )

    turn("received", datetime(2027, 1, 31, 12, 0, tzinfo=UTC))

    assert Report.objects.get().due_at == datetime(2027, 2, 28, 22, 59, 59, tzinfo=UTC)


def test_its_confirmation_says_what_it_is(motion, phone):
    for lang in ("pl", "en", "uk"):
        text = said(paper(phone, motion, lang))
        assert run_together(words.MOTION.in_language(lang)) in text
        assert run_together(MOTION["postal_address"]) not in text
