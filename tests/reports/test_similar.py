"""Before a report is sent, reports that may be of the same defect are shown."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.gis.geos import Point
from django.utils import timezone

from backend.jurisdictions.models import Jurisdiction, Service
from backend.photos.likeness import ALIKE_WITHIN_BITS, PIECE_BITS, PIECES
from backend.reports.models import Report
from backend.reports.photo_models import Photo, PhotoUpload
from backend.reports.rules import SIMILAR_FIXED_WITHIN, SIMILAR_MAX, SIMILAR_STEP_M
from backend.reports.workflow import CLOSED, OPEN, Status
from tests.conftest import Caller
from tests.reports.makers import REPORTS, code_of, fields_of, read, send_report

pytestmark = pytest.mark.django_db

METRE = 1 / 111_250  # degrees of latitude, near 52 degrees north
SIMILAR = f"{REPORTS}/similar"
TEXT = "Głęboka dziura przy przystanku"


@pytest.fixture
def open_texts(db):
    """The office shows texts at once."""
    Jurisdiction.objects.update(text_publication="at_once")


def similar(caller: Caller, place: dict[str, float], **query: Any) -> list[dict[str, Any]]:
    asked = {"service": "pothole", **place, **query}
    answer = caller.client.get(SIMILAR, asked, headers=caller.headers)
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


def numbers(caller, place, **query):
    return [each["number"] for each in similar(caller, place, **query)]


def at(report, place, *, metres):
    """Move a report so many metres to the north of a place, behind the application's back."""
    there = Point(place["lon"], place["lat"] + metres * METRE, srid=4326)
    Report.objects.filter(pk=report["id"]).update(location=there)
    return report


def put(report, **values):
    status = values.get("status")
    if status:
        values.setdefault("closed_at", timezone.now() if status in CLOSED else None)
    Report.objects.filter(pk=report["id"]).update(**values)


def test_a_report_nearby_is_shown_with_its_distance(stranger, phone, place, open_texts):
    report = at(send_report(phone, place, description=TEXT, address="Boczna 3"), place, metres=12)

    (found,) = similar(stranger, place)

    shown = read(stranger, report)
    assert found["distance_m"] == pytest.approx(12, abs=0.1)
    same = ("id", "number", "status", "service", "address", "description", "received_at")
    assert {name: found[name] for name in same} == {name: shown[name] for name in same}
    assert found["location"]["lat"] == shown["location"]["lat"]
    assert (found["closed_at"], found["thumbnail_url"], found["own"]) == (None, None, False)
    assert similar(phone, place)[0]["own"] is True
    assert stranger.get(f"{REPORTS}/{found['id']}").status_code == 200


def test_following_it_instead_is_one_call(phone, other_phone, dispatcher, place):
    report = send_report(phone, place)
    (found,) = similar(other_phone, place)
    assert other_phone.put(f"{REPORTS}/{found['id']}/follow").status_code == 204
    assert read(dispatcher, report)["weight"] == 2


def test_each_service_has_a_radius_of_its_own(stranger, phone, place):
    report = send_report(phone, place)
    radius = Service.objects.get(code="pothole").similar_radius_m
    for metres, expected in ((radius - 1, [report["number"]]), (radius + 1, [])):
        at(report, place, metres=metres)
        assert numbers(stranger, place) == expected
    Service.objects.filter(code="pothole").update(similar_radius_m=radius + 2)
    assert numbers(stranger, place) == [report["number"]]
    assert numbers(stranger, place, service="manhole") == []


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("ended", ["lately", "long ago"])
def test_what_is_there_or_lately_was_is_shown(stranger, phone, place, status, ended):
    report = send_report(phone, place)
    ago = SIMILAR_FIXED_WITHIN + timedelta(hours=1 if ended == "long ago" else -1)
    put(report, status=status, closed_at=timezone.now() - ago if status in CLOSED else None)

    is_shown = status in OPEN or (status == Status.FIXED and ended == "lately")
    assert bool(similar(stranger, place)) == is_shown


@pytest.mark.parametrize("who", ["stranger", "phone", "crew", "dispatcher", "superuser"])
def test_a_private_report_is_shown_to_nobody(request, phone, place, who):
    send_report(phone, place, visibility="private", description=TEXT)
    assert similar(request.getfixturevalue(who), place, text=TEXT) == []


def test_the_nearest_come_first(stranger, phone, place):
    sent = [at(send_report(phone, place), place, metres=metres) for metres in (27, 3, 14)]
    assert numbers(stranger, place) == [sent[i]["number"] for i in (1, 2, 0)]


def test_within_a_step_the_likest_text_comes_first_then_the_newest(
    stranger, phone, place, open_texts
):
    other, older, same, newer, far = (
        send_report(phone, place, description=text)
        for text in ("Lód na jezdni", "", TEXT, "", TEXT.upper())
    )
    for each in (other, older, same, newer):
        at(each, place, metres=0.4 * SIMILAR_STEP_M)
    at(same, place, metres=0.8 * SIMILAR_STEP_M)
    at(far, place, metres=1.5 * SIMILAR_STEP_M)

    with_text = numbers(stranger, place, text="głęboka dziura koło przystanku")
    without = numbers(stranger, place)

    assert with_text[0] == same["number"]
    assert with_text[-1] == far["number"]
    assert with_text.index(newer["number"]) < with_text.index(older["number"])
    expected = [each["number"] for each in (newer, same, older, other)]
    assert without == [*expected, far["number"]]


@pytest.mark.parametrize("publication", ["after_approval", "never"])
def test_a_text_that_is_not_public_neither_shows_nor_sorts(
    dispatcher, stranger, phone, place, publication
):
    Jurisdiction.objects.update(text_publication=publication)
    hidden, newer = send_report(phone, place, description=TEXT), send_report(phone, place)

    for caller in (stranger, phone, dispatcher):
        found = similar(caller, place, text=TEXT)
        assert [each["number"] for each in found] == [newer["number"], hidden["number"]]
        assert {each["description"] for each in found} == {None}


def test_a_redacted_text_sorts_by_what_is_left_of_it(stranger, phone, place, open_texts):
    redacted, newer = send_report(phone, place, description=TEXT), send_report(phone, place)
    put(redacted, public_description="Dziura")

    found = similar(stranger, place, text="przy przystanku głęboka")
    assert [each["number"] for each in found] == [newer["number"], redacted["number"]]
    assert found[1]["description"] == "Dziura"
    assert numbers(stranger, place, text="dziura")[0] == redacted["number"]


def test_only_a_published_photo_is_shown(stranger, dispatcher, phone, place):
    report = send_report(phone, place)
    values = {"report_id": report["id"], "state": "ready", "size": 2, "edition": 3}
    Photo.objects.create(uid=uuid4(), uploaded_at=timezone.now(), **values)
    assert similar(dispatcher, place)[0]["thumbnail_url"] is None

    public = Photo.objects.create(
        uid=uuid4(), uploaded_at=timezone.now(), publication="published", **values
    )
    url = f"/api/v1/reports/{report['id']}/photos/{public.uid}/public/3/thumbnail"
    assert similar(stranger, place)[0]["thumbnail_url"].endswith(url)


# --- the photo -----------------------------------------------------------------------------------


def picture(serial: int) -> list[int]:
    """How a photo looks; two of them have nothing in common."""
    return [number << PIECE_BITS | (serial * 7919 + number) % 65536 for number in range(PIECES)]


def publish(report, likeness, publication="published"):
    values = {"report_id": report["id"], "state": "ready", "size": 2, "likeness": likeness}
    at = timezone.now()
    Photo.objects.create(uid=uuid4(), uploaded_at=at, publication=publication, **values)


def wait(caller, photo, likeness):
    """Let a photo wait for a report to come; the worker has looked at it."""
    uid = str(uuid4())
    assert caller.put_photo(uuid4(), photo, uid).status_code == 202
    PhotoUpload.objects.filter(uid=uid).update(likeness=likeness)
    return uid


@pytest.fixture
def two_alike(phone, place):
    """Two reports of one place, the older one with a photo that everybody sees."""
    older, newer = send_report(phone, place), send_report(phone, place)
    publish(older, picture(1))
    return [older["number"], newer["number"]]


@pytest.mark.parametrize("who", ["other_phone", "resident"])
def test_within_a_step_a_photo_that_looks_the_same_comes_first(
    request, photo, place, two_alike, who, phone
):
    caller = request.getfixturevalue(who)
    same, other = wait(caller, photo, picture(1)), wait(caller, photo, picture(2))
    unseen = wait(caller, photo, [])
    older, newer = two_alike

    for asked in (same, f"{other},{same}", f"{uuid4()},{unseen},{same}"):
        assert numbers(caller, place, photo=asked) == [older, newer]
    for asked in (other, unseen, str(uuid4())):
        assert numbers(caller, place, photo=asked) == [newer, older]
    at(send_report(phone, place), place, metres=2 * SIMILAR_STEP_M)
    assert numbers(caller, place, photo=same)[:2] == [older, newer]


def test_some_bits_of_difference_are_none_and_more_are_another_picture(
    other_phone, photo, place, two_alike
):
    older, newer = two_alike
    for bits, expected in ((ALIKE_WITHIN_BITS, older), (ALIKE_WITHIN_BITS + 1, newer)):
        look = picture(1)
        look[-1] ^= (1 << bits) - 1
        assert numbers(other_phone, place, photo=wait(other_phone, photo, look))[0] == expected


def test_the_same_picture_says_more_than_a_like_text(phone, other_phone, photo, place, open_texts):
    pictured, told, newest = (
        send_report(phone, place, description=text) for text in ("", f"{TEXT} jest", "")
    )
    publish(pictured, picture(1))
    mine = wait(other_phone, photo, picture(1))

    found = numbers(other_phone, place, photo=mine, text=TEXT)
    assert found == [each["number"] for each in (pictured, told, newest)]


def test_a_photo_of_somebody_else_is_like_none(
    phone, other_phone, resident, stranger, dispatcher, photo, place, two_alike
):
    theirs = wait(other_phone, photo, picture(1))

    for caller in (phone, resident, stranger, dispatcher):
        assert numbers(caller, place, photo=theirs) == two_alike[::-1]
    assert numbers(other_phone, place, photo=theirs) == two_alike


@pytest.mark.parametrize("publication", ["private", "preparing"])
def test_a_photo_that_is_not_public_sorts_nothing(
    phone, other_phone, dispatcher, photo, place, publication
):
    older, newer = send_report(phone, place), send_report(phone, place)
    publish(older, picture(1), publication)

    for caller in (phone, other_phone, dispatcher):
        mine = wait(caller, photo, picture(1))
        assert numbers(caller, place, photo=mine) == [newer["number"], older["number"]]


def test_photos_cost_two_queries_however_many_there_are(
    phone, other_phone, photo, place, django_assert_num_queries
):
    mine = [wait(other_phone, photo, picture(number)) for number in range(10)]
    for count in (1, 5):
        for number in range(count):
            publish(send_report(phone, place), picture(number))
        with django_assert_num_queries(6):  # who calls, and two more than without photos
            similar(other_phone, place, text=TEXT, photo=",".join(mine))


def test_there_are_never_more_than_ten_and_always_as_many_queries(
    stranger, phone, place, django_assert_num_queries
):
    for count in (2, SIMILAR_MAX + 2):
        for _ in range(count):
            send_report(phone, place)
        with django_assert_num_queries(3):  # the service, the nearest, their photos
            found = similar(stranger, place, text=TEXT)
        assert len(found) == min(count, SIMILAR_MAX)


@pytest.mark.parametrize(
    ("query", "code", "fields"),
    [
        ({"service": "no-such"}, (422, "service_not_offered"), ["service"]),
        ({"lat": ""}, (400, "invalid"), ["lat"]),
        ({"lon": "200"}, (400, "invalid"), ["lon"]),
        ({"text": "x" * 501}, (400, "invalid"), ["text"]),
        ({"text": "x\0y"}, (400, "invalid"), ["text"]),
        ({"photo": "x"}, (400, "invalid"), ["photo.0"]),
        ({"photo": ""}, (400, "invalid"), ["photo"]),
        ({"photo": ",".join(["5" * 32] * 11)}, (400, "invalid"), ["photo"]),
        ({"radius": "500"}, (400, "unknown_parameter"), ["radius"]),
    ],
)
def test_what_makes_no_sense_is_refused(stranger, place, query, code, fields):
    asked = {"service": "pothole", **place, **query}
    answer = stranger.client.get(SIMILAR, asked)
    assert code_of(answer) == code
    assert fields_of(answer) == fields
    assert stranger.client.get(SIMILAR, {"service": "pothole", **place}).status_code == 200
