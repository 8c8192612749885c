"""What comes by phone, at the desk, by letter or from an inspection: written down by the office."""

from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.accounts.secrets import SPOKEN_LETTERS, in_groups, is_secret, new_spoken_secret
from backend.core.language import Language
from backend.reports.actions.uploads import settle_uploads
from backend.reports.models import Report
from backend.reports.people_models import ReportContact
from backend.reports.photo_models import Photo, PhotoUpload
from backend.reports.workflow import STAFF_SOURCES
from notifications.fanout import fan_out
from notifications.models import Notification
from tests.conftest import NOON, Caller
from tests.reports.makers import CONTACT, REPORTS, change, code_of, events, read, send_report

pytestmark = pytest.mark.django_db


def write_down(caller, place, source: str = "phone", **fields: Any) -> Any:
    draft = {"service": "pothole", "location": place, "source": source, **fields}
    return caller.post(REPORTS, draft)


@pytest.fixture
def taken(dispatcher, place) -> dict[str, Any]:
    answer = write_down(dispatcher, place)
    assert answer.status_code == 201, answer.content
    return answer.json()


@pytest.mark.parametrize("source", STAFF_SOURCES)
def test_the_office_is_not_the_reporter_of_what_it_writes_down(dispatcher, place, source):
    report = write_down(dispatcher, place, source).json()

    row = Report.objects.get(pk=report["id"])
    assert (row.reporter, row.installation, row.source) == (None, None, source)
    assert dispatcher.get("/api/v1/me/reports").json()["results"] == []
    assert (
        send_report(dispatcher, place)["id"]
        == (dispatcher.get("/api/v1/me/reports").json()["results"][0]["id"])
    )


def test_the_history_says_that_the_office_wrote_it_down(dispatcher, stranger, place, taken):
    own = send_report(dispatcher, place)
    told = {
        who: (events(caller, report)[0]["by"], events(caller, report)[0]["sentence"])
        for who, caller, report in (
            ("office", dispatcher, taken),
            ("public", stranger, taken),
            ("resident", stranger, own),
        )
    }

    assert told["office"] == told["public"] != told["resident"]
    assert (told["office"][0], told["resident"][0]) == ("dispatcher", "reporter")
    first = events(dispatcher, taken)[0]
    assert (first["data"]["source"], first["actor"]) == ("phone", "Dorota Wysocka")
    assert events(stranger, taken)[0]["data"] == {}


def test_the_caller_is_read_number_secret_and_address(dispatcher, taken, settings):
    groups = [taken["secret"][start : start + 4] for start in range(0, 32, 4)]

    assert len(taken["secret"]) == 32 and set(taken["secret"]) <= set(SPOKEN_LETTERS)
    assert set(taken["read_out"]) == set(Language.values)
    for text in taken["read_out"].values():
        for said in (taken["number"], " ".join(groups), f"/reports/{taken['id']}"):
            assert said in text
    assert len(set(taken["read_out"].values())) == 3


def test_with_the_secret_the_caller_has_the_report(phone, taken, dispatcher):
    holder = Caller(f"Report {taken['secret']}")

    assert holder.get(f"{REPORTS}/{taken['id']}").json()["source"] == "phone"
    claim = {"report": taken["id"], "secret": taken["secret"]}
    assert phone.post("/api/v1/me/claims", claim).status_code == 200
    assert change(phone, taken, "withdrawn").status_code == 200


@given(st.text(alphabet=SPOKEN_LETTERS, max_size=128))
def test_groups_are_of_four_and_lose_nothing(secret):
    groups = in_groups(secret).split()

    assert "".join(groups) == secret
    assert all(len(group) == 4 for group in groups[:-1])


def test_spoken_secrets_are_secrets_and_differ():
    made = {new_spoken_secret() for _ in range(100)}

    assert len(made) == 100
    assert all(is_secret(secret) for secret in made)


def test_nobody_of_the_staff_withdraws_it_as_if_it_were_theirs(dispatcher, taken):
    assert code_of(change(dispatcher, taken, "withdrawn")) == (409, "change_not_allowed")
    assert change(dispatcher, taken, "in_progress").status_code == 200


def test_nobody_of_the_staff_hears_of_it_as_if_it_were_theirs(dispatcher, crew, taken, place):
    own = send_report(dispatcher, place)
    heard = {}
    for report in (taken, own):
        change(crew, report, "in_progress")
        for event in Report.objects.get(pk=report["id"]).events.all():
            fan_out(event_id=event.pk, now=NOON)
        news = Notification.objects.filter(report=report["id"]).exclude(type="work")  # the crew's
        heard[report["id"]] = news.count()

    assert heard == {taken["id"]: 0, own["id"]: 2}


@pytest.mark.parametrize("contact", [None, CONTACT])
def test_contact_data_are_taken_where_the_caller_gives_them(dispatcher, place, contact):
    report = write_down(dispatcher, place, **({"contact": contact} if contact else {})).json()

    shown = read(dispatcher, report)["contact"]
    assert shown == (contact and {**contact, "postal_address": ""})
    assert ReportContact.objects.count() == (1 if contact else 0)


def test_a_dispatcher_reads_all_of_what_they_have_written_down(dispatcher, place):
    body = write_down(dispatcher, place, description="Dziura").json()

    assert (body["description"], body["source"], body["priority"]) == ("Dziura", "phone", "normal")


def test_writing_it_down_again_is_harmless(dispatcher, place):
    draft = {"id": str(uuid4()), "description": "Dziura"}
    first, again = (write_down(dispatcher, place, **draft) for _ in range(2))
    other = write_down(dispatcher, place, **{**draft, "description": "Inna"})

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["id"] == again.json()["id"]
    assert "secret" not in again.json()
    assert "read_out" not in again.json()
    assert code_of(other) == (409, "id_conflict")
    assert Report.objects.count() == 1


def test_a_secret_of_the_apps_own_can_be_read_out_again(dispatcher, place):
    draft = {"id": str(uuid4()), "secret": new_spoken_secret()}
    first, again = (write_down(dispatcher, place, **draft).json() for _ in range(2))

    assert "secret" not in first
    assert first["read_out"] == again["read_out"]


def test_another_colleague_does_not_repeat_it(dispatcher, county_dispatcher, phone, place):
    draft = {"id": str(uuid4())}
    write_down(dispatcher, place, **draft)

    for caller in (county_dispatcher, phone):
        assert code_of(write_down(caller, place, **draft)) == (409, "id_conflict")


def test_the_office_of_the_place_adds_what_came_with_a_letter_about_anothers_road(
    dispatcher, county_place, photo
):
    report = write_down(dispatcher, county_place, "letter").json()
    own = send_report(dispatcher, county_place)

    answer = dispatcher.put_photo(report["id"], photo)

    assert report["handler"]["teryt"] == "1418"
    assert answer.status_code == 201
    assert events(dispatcher, report)[-1]["by"] == "dispatcher"
    assert code_of(dispatcher.put_photo(report["id"], photo, query="?kind=after")) == (
        403,
        "not_allowed",
    )
    assert events(dispatcher, own)[0]["by"] == "reporter"


def test_a_photo_that_was_sent_first_comes_with_it(dispatcher, place, photo):
    pk = str(uuid4())
    assert dispatcher.put_photo(pk, photo).status_code == 202

    report = write_down(dispatcher, place, "letter", id=pk).json()

    assert [each["kind"] for each in report["photos"]] == ["before"]
    assert Photo.objects.get().report_id == Report.objects.get().pk


@pytest.mark.parametrize("where", ["place", "county_place"])
def test_a_photo_that_came_at_the_same_moment_finds_its_report(request, dispatcher, photo, where):
    report = write_down(dispatcher, request.getfixturevalue(where), "letter").json()
    assert dispatcher.put_photo(uuid4(), photo).status_code == 202
    PhotoUpload.objects.update(report=report["id"])

    settle_uploads(NOON)

    assert str(Photo.objects.get().report_id) == report["id"]
