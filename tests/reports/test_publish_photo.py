"""The public sees a photo when its office says so, without what the office hides in it."""

import io
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from backend.jurisdictions.models import Jurisdiction, ServiceOffer
from backend.photos.limits import BOXES_MAX
from backend.reports.actions import publication
from backend.reports.models import Report
from backend.reports.photo_models import Photo
from tests.conftest import NOON
from tests.reports.decisions import (
    BOX,
    address,
    decide,
    do_jobs,
    local,
    make_photo,
    queued,
    shown_to,
    stored,
)
from tests.reports.makers import code_of, events, fields_of, kinds, make_account, send_report

pytestmark = pytest.mark.django_db


@pytest.fixture
def picture(report) -> Photo:
    return make_photo(report)


def fetched(caller, url: str) -> Image.Image:
    answer = caller.get(local(url))
    assert answer.status_code == 200, answer.content
    return Image.open(io.BytesIO(answer.getvalue()))


def offer(rule: str) -> None:
    ServiceOffer.objects.update(photo_publication=rule)


# --- publishing -------------------------------------------------------------------------------


def test_a_photo_is_nobodys_business_until_it_is_published(
    picture, phone, stranger, crew, dispatcher
):
    assert shown_to(stranger, picture) == []

    answer = decide(dispatcher, picture)

    assert (answer.status_code, answer.json()["publication"]) == (200, "published")
    public = shown_to(stranger, picture)[0]
    assert public["display_url"] == answer.json()["public_display_url"]
    assert public["display_url"].endswith(address(picture, "/public/1/display"))
    for name in ("display_url", "thumbnail_url"):
        assert fetched(stranger, public[name]).format == "JPEG"
    for colleague in (phone, crew, dispatcher):
        own = shown_to(colleague, picture)[0]
        assert own["published"] and "/public/" not in own["display_url"]


def test_what_is_hidden_is_published_only_without_it(picture, stranger, dispatcher):
    answer = decide(dispatcher, picture, hide=[BOX]).json()

    assert (answer["publication"], answer["published"]) == ("preparing", False)
    assert (answer["hidden"], answer["public_display_url"]) == ([BOX], None)
    assert shown_to(stranger, picture) == []
    assert stranger.get(address(picture, "/public/1/display")).status_code == 404

    do_jobs("reports.hide_regions")

    public = shown_to(stranger, picture)[0]
    before = Image.open(io.BytesIO(stored(picture.display)))
    after = fetched(stranger, public["display_url"])
    small = fetched(stranger, public["thumbnail_url"])
    shades = [
        len(set(each.crop((80, 60, 240, 120)).convert("L").tobytes()))
        for each in (before, after, small)
    ]
    assert shades[0] > 100 > 60 > max(shades[1:])


def test_its_office_goes_on_seeing_all_of_it(picture, phone, dispatcher):
    before = stored(picture.display)
    decide(dispatcher, picture, hide=[BOX])
    do_jobs("reports.hide_regions")

    for caller in (phone, dispatcher):
        link = shown_to(caller, picture)[0]["display_url"]
        assert caller.get(local(link)).getvalue() == before


def test_a_photo_taken_back_is_gone_at_once(picture, stranger, dispatcher):
    decide(dispatcher, picture, hide=[BOX])
    do_jobs("reports.hide_regions")
    link = local(shown_to(stranger, picture)[0]["display_url"])
    name = str(Photo.objects.get().public_display.name)

    answer = decide(dispatcher, picture, published=False).json()

    assert (answer["publication"], answer["hidden"]) == ("private", [BOX])
    assert stranger.get(link).status_code == dispatcher.get(link).status_code == 404
    assert shown_to(stranger, picture) == []
    do_jobs("reports.remove_public_files")
    assert not default_storage.exists(name)
    assert default_storage.exists(picture.display.name)


def test_a_decision_made_anew_replaces_the_public_version_at_once(picture, stranger, dispatcher):
    decide(dispatcher, picture)
    whole = local(shown_to(stranger, picture)[0]["display_url"])

    decide(dispatcher, picture, hide=[BOX])

    assert stranger.get(whole).status_code == 404
    do_jobs("reports.hide_regions")
    do_jobs("reports.remove_public_files")
    first = Photo.objects.get()
    decide(dispatcher, picture, hide=[{**BOX, "x": 0.1}])
    do_jobs("reports.hide_regions")
    do_jobs("reports.remove_public_files")

    second = Photo.objects.get()
    assert (first.edition, second.edition) == (2, 3)
    assert [default_storage.exists(row.public_display.name) for row in (first, second)] == [
        False,
        True,
    ]
    assert stranger.get(address(picture, "/public/2/display")).status_code == 404
    assert stranger.get(address(picture, "/public/3/display")).status_code == 200
    assert default_storage.exists(second.display.name)


def test_the_same_decision_again_changes_nothing(picture, phone, stranger, dispatcher):
    for _ in range(2):
        decide(dispatcher, picture)
    for _ in range(2):
        decide(dispatcher, picture, published=False)

    assert kinds(phone, {"id": picture.report_id})[-2:] == ["photo_published", "photo_hidden"]
    assert Photo.objects.get().edition == 2


def test_a_repeat_with_its_key_answers_as_before(picture, dispatcher):
    key = {"Idempotency_Key": str(uuid4())}
    body = {"published": True, "hide": [BOX]}

    first, again = (
        dispatcher.post(address(picture, "/publication"), body, **key) for _ in range(2)
    )

    assert first.status_code == again.status_code == 200
    assert first.json()["edition"] == again.json()["edition"] == 1
    Report.objects.update(handler=Jurisdiction.objects.get(teryt="1418"))
    Report.objects.update(jurisdiction=Jurisdiction.objects.get(teryt="1418"))
    assert code_of(dispatcher.post(address(picture, "/publication"), body, **key))[0] == 403


def test_each_decision_is_in_the_history_with_what_the_office_needs(
    picture, phone, stranger, dispatcher
):
    decide(dispatcher, picture, hide=[BOX, {**BOX, "y": 0.6}])

    report = {"id": str(picture.report_id)}
    event = events(dispatcher, report)[-1]
    assert (event["kind"], event["by"]) == ("photo_published", "dispatcher")
    assert event["data"] == {"photo": str(picture.uid), "hidden": 2}
    assert events(phone, report)[-1]["data"] == {}
    assert "photo_published" not in kinds(stranger, report)


def test_a_photo_published_shows_as_a_change_of_its_report(picture, stranger, dispatcher):
    Report.objects.update(updated_at=NOON)
    decide(dispatcher, picture, hide=[BOX])
    decided = Report.objects.get().updated_at
    do_jobs("reports.hide_regions")

    assert NOON < decided < Report.objects.get().updated_at


# --- the worker -------------------------------------------------------------------------------


def test_hiding_twice_is_harmless(picture, stranger, dispatcher):
    decide(dispatcher, picture, hide=[BOX])
    do_jobs("reports.hide_regions")
    made = Photo.objects.get()
    do_jobs("reports.hide_regions")

    row = Photo.objects.get()
    assert row.public_display.name == made.public_display.name
    assert default_storage.exists(row.public_display.name)


def test_what_a_newer_decision_has_overtaken_leaves_nothing(picture, dispatcher, monkeypatch):
    decide(dispatcher, picture, hide=[BOX])
    show = publication.show_edition

    def overtaken(**values):
        decide(dispatcher, picture, published=False)
        return show(**values)

    monkeypatch.setattr(publication, "show_edition", overtaken)
    do_jobs("reports.hide_regions")

    assert Photo.objects.get().publication == "private"
    folder = str(picture.display.name).rpartition("/")[0]
    assert not [name for name in default_storage.listdir(folder)[1] if "public" in name]


def test_an_older_edition_is_not_made_any_more(picture, dispatcher):
    decide(dispatcher, picture, hide=[BOX])
    older = queued("reports.hide_regions")
    decide(dispatcher, picture, hide=[{**BOX, "x": 0}])

    from backend.reports.tasks import hide_regions

    hide_regions(**older[0])
    assert Photo.objects.get().publication == "preparing"
    hide_regions(photo_id=0, edition=1)
    do_jobs("reports.hide_regions")
    row = Photo.objects.get()
    assert (row.publication, row.edition) == ("published", 2)


# --- what the jurisdiction chose --------------------------------------------------------------


def ready(photo: Photo) -> None:
    publication.publish_when_allowed(photo_id=photo.pk, now=NOON)


def test_a_service_may_publish_its_photos_at_once(picture, phone, stranger):
    offer("at_once")

    ready(picture)
    ready(picture)

    assert fetched(stranger, shown_to(stranger, picture)[0]["display_url"]).size == (320, 240)
    found = [each for each in events(phone, {"id": picture.report_id}) if "photo" in each["kind"]]
    assert [(each["kind"], each["by"]) for each in found] == [("photo_published", "system")]


@pytest.mark.parametrize("rule", ["after_approval", "never"])
def test_otherwise_a_photo_waits_for_the_office(picture, stranger, rule):
    offer(rule)

    ready(picture)

    assert shown_to(stranger, picture) == []


def test_a_service_that_is_offered_no_more_waits_for_the_office(picture, stranger, dispatcher):
    offer("at_once")
    ServiceOffer.objects.all().delete()

    ready(picture)

    assert shown_to(stranger, picture) == []
    assert decide(dispatcher, picture).status_code == 200


def test_what_the_office_took_back_is_not_published_by_itself_again(picture, stranger, dispatcher):
    offer("at_once")
    ready(picture)
    decide(dispatcher, picture, published=False)

    ready(picture)

    assert shown_to(stranger, picture) == []


def test_a_photo_that_is_not_ready_is_not_published_at_once(picture, stranger):
    offer("at_once")
    Photo.objects.update(state="waiting")

    ready(picture)
    publication.publish_when_allowed(photo_id=0, now=NOON)

    assert Photo.objects.get().publication == "private"


def test_where_photos_are_never_public_nobody_can_publish_one(picture, stranger, dispatcher):
    offer("never")
    for hide in ([], [BOX]):
        assert code_of(decide(dispatcher, picture, hide=hide)) == (409, "photos_never_public")
    assert shown_to(stranger, picture) == []
    offer("after_approval")
    assert decide(dispatcher, picture).status_code == 200
    offer("never")
    assert decide(dispatcher, picture, published=False).status_code == 200


# --- who may ----------------------------------------------------------------------------------


@pytest.mark.parametrize("published", [True, False])
def test_only_the_office_of_the_handler_decides(picture, published, request, stranger, dispatcher):
    for who, code in (
        ("stranger", (401, "login_required")),
        ("phone", (401, "login_required")),
        ("resident", (403, "not_allowed")),
        ("crew", (403, "not_allowed")),
        ("county_dispatcher", (403, "not_allowed")),
    ):
        caller = request.getfixturevalue(who)
        assert code_of(decide(caller, picture, published=published)) == code, who
    for who in ("dispatcher", "administrator", "superuser"):
        answer = decide(request.getfixturevalue(who), picture, published=published)
        assert answer.status_code == 200, who


def test_the_office_of_the_place_only_watches_a_report_that_another_handles(
    picture, dispatcher, county_dispatcher
):
    Report.objects.update(handler=Jurisdiction.objects.get(teryt="1418"))

    assert code_of(decide(dispatcher, picture)) == (403, "not_allowed")
    assert decide(county_dispatcher, picture).status_code == 200


def test_a_hidden_report_and_a_missing_photo_are_not_there(picture, phone, place, dispatcher):
    private = make_photo(send_report(phone, place, visibility="private"))
    outsider = make_account()
    missing = Photo(report_id=picture.report_id, uid=uuid4())

    assert code_of(decide(outsider, private)) == (404, "not_found")
    assert code_of(decide(dispatcher, missing)) == (404, "not_found")
    assert code_of(decide(dispatcher, Photo(report_id=uuid4(), uid=uuid4()))) == (404, "not_found")


@pytest.mark.parametrize("state", ["waiting", "refused"])
def test_a_photo_that_nobody_could_look_at_is_not_published(picture, dispatcher, state):
    Photo.objects.update(state=state)

    assert code_of(decide(dispatcher, picture)) == (409, "photo_not_ready")
    assert Photo.objects.get().publication == "private"


# --- what is asked ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "box",
    [
        {"x": 0.6},
        {"y": 0.9},
        {"x": -0.1},
        {"width": 0},
        {"height": 0},
        {"width": 1.1, "x": 0},
        {"x": "0.2"},
        {"x": True},
        {"x": None},
        {"left": 0.1},
    ],
)
def test_a_box_that_is_not_wholly_in_the_picture_is_refused(picture, dispatcher, box):
    answer = decide(dispatcher, picture, hide=[BOX, {**BOX, **box}])

    assert code_of(answer) == (400, "invalid")
    assert all(field.startswith("hide") for field in fields_of(answer))
    assert Photo.objects.get().edition == 0


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"published": None},
        {"published": "perhaps"},
        {"published": True, "hide": [BOX] * (BOXES_MAX + 1)},
        {"published": True, "hide": BOX},
        {"published": True, "hide": [[0, 0, 1, 1]]},
        {"published": False, "hide": [BOX]},
        {"published": True, "boxes": []},
    ],
)
def test_a_decision_that_is_not_clear_is_refused(picture, dispatcher, body):
    assert code_of(dispatcher.post(address(picture, "/publication"), body)) == (400, "invalid")
    assert Photo.objects.get().edition == 0


def test_boxes_may_fill_the_picture_and_be_as_many_as_allowed(picture, dispatcher):
    boxes = [{"x": 0, "y": 0, "width": 1, "height": 1}, {"x": 0.7, "y": 0.1, "width": 0.3}]
    boxes[1]["height"] = 0.9
    hide = [boxes[number % 2] for number in range(BOXES_MAX)]

    assert decide(dispatcher, picture, hide=hide).json()["publication"] == "preparing"
