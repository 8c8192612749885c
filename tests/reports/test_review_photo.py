"""What the office is told of a photo before it publishes it: claims, hints, photos alike."""

import io
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.contrib.gis.geos import Point
from PIL import Image, ImageDraw

from backend.jurisdictions.models import Jurisdiction
from backend.photos.likeness import likeness
from backend.reports import rules
from backend.reports.media import PhotoHint
from backend.reports.models import Report
from backend.reports.photo_models import Photo
from tests.reports.decisions import BOX, address, days_ago, decide, do_jobs, local, make_photo
from tests.reports.makers import code_of, make_account, send_report

pytestmark = pytest.mark.django_db

FILE_AT = datetime(2019, 5, 3, 22, 30, tzinfo=UTC)  # the next day in Warsaw
METRES_TO_THE_NORTH = 1 / 111_195  # degrees on the sphere


@pytest.fixture
def picture(report) -> Photo:
    return make_photo(report)


def review(caller, photo: Photo, language: str = "en") -> dict:
    answer = caller.get(address(photo, f"/review?lang={language}"))
    assert answer.status_code == 200, answer.content
    return answer.json()


def codes(caller, photo: Photo) -> list[str]:
    return [hint["code"] for hint in review(caller, photo)["hints"]]


def away(photo: Photo, metres: float) -> Point:
    place = Report.objects.get(pk=photo.report_id).location
    return Point(place.x, place.y + metres * METRES_TO_THE_NORTH, srid=4326)


def give(photo: Photo, **values) -> None:
    Photo.objects.filter(pk=photo.pk).update(**values)


# --- who ---------------------------------------------------------------------------------------


def test_only_the_office_reads_what_is_known_of_a_photo(picture, request, stranger, dispatcher):
    for who, code in (
        ("stranger", (401, "login_required")),
        ("phone", (401, "login_required")),
        ("resident", (403, "not_allowed")),
        ("crew", (403, "not_allowed")),
        ("county_dispatcher", (403, "not_allowed")),
    ):
        answer = request.getfixturevalue(who).get(address(picture, "/review"))
        assert code_of(answer) == code, who
    for who in ("dispatcher", "administrator", "superuser"):
        assert request.getfixturevalue(who).get(address(picture, "/review")).status_code == 200


def test_the_office_of_the_place_reads_it_too(picture, dispatcher, county_dispatcher):
    Report.objects.update(handler=Jurisdiction.objects.get(teryt="1418"))

    assert review(dispatcher, picture)["id"] == review(county_dispatcher, picture)["id"]


def test_what_is_not_there_is_not_there(picture, phone, place, dispatcher):
    private = make_photo(send_report(phone, place, visibility="private"))

    for caller, photo in (
        (make_account(), private),
        (dispatcher, Photo(report_id=picture.report_id, uid=uuid4())),
        (dispatcher, Photo(report_id=uuid4(), uid=picture.uid)),
    ):
        assert code_of(caller.get(address(photo, "/review"))) == (404, "not_found")


# --- claims ------------------------------------------------------------------------------------


def test_a_photo_that_claims_nothing_brings_no_hints(picture, dispatcher):
    read = review(dispatcher, picture)

    assert (read["claims"], read["hints"], read["lookalikes"]) == ([], [], [])
    assert (read["publication"], read["edition"], read["hidden"]) == ("private", 0, [])
    assert (read["color"], read["width"], read["proposed"]) == ("#5a5a5a", 320, [])


def test_what_the_file_and_the_sender_told_stand_side_by_side(picture, dispatcher):
    give(
        picture,
        exif_at=FILE_AT,
        exif_location=away(picture, 340),
        exif_accuracy_m=12.5,
        captured_at=days_ago(1),
        captured_location=away(picture, 3),
    )

    by_file, by_sender = review(dispatcher, picture)["claims"]

    assert (by_file["source"], by_file["at"]) == ("file", "2019-05-03T22:30:00.000Z")
    assert by_file["accuracy_m"] == 12.5
    assert by_file["distance_m"] == pytest.approx(340, abs=2)
    assert (by_sender["source"], by_sender["accuracy_m"]) == ("sender", None)
    assert by_sender["distance_m"] == pytest.approx(3, abs=0.2)
    place = Report.objects.get().location
    assert by_sender["location"]["lon"] == pytest.approx(place.x)


@pytest.mark.parametrize(
    ("metres", "accuracy", "is_told"),
    [
        (0, None, False),
        (rules.TAKEN_ELSEWHERE_M - 5, None, False),
        (rules.TAKEN_ELSEWHERE_M + 5, None, True),
        (rules.TAKEN_ELSEWHERE_M + 5, 20, False),
        (340, 20, True),
        (1e6, 1e5, True),
    ],
)
@pytest.mark.parametrize("told_by", ["exif_location", "captured_location"])
def test_a_photo_taken_elsewhere_is_told_so_beyond_its_accuracy(
    picture, dispatcher, metres, accuracy, is_told, told_by
):
    """The sender tells no accuracy."""
    by_file = told_by == "exif_location"
    give(picture, **{told_by: away(picture, metres)}, exif_accuracy_m=accuracy)
    is_far = metres > rules.TAKEN_ELSEWHERE_M

    expected = is_told if by_file else is_far
    assert codes(dispatcher, picture) == [PhotoHint.TAKEN_ELSEWHERE] * expected


@pytest.mark.parametrize("told_by", ["exif_at", "captured_at"])
def test_an_old_photo_is_told_so(picture, dispatcher, told_by):
    days = rules.TAKEN_LONG_AGO / timedelta(days=1)
    for age, expected in ((0, []), (days - 1, []), (days + 1, [PhotoHint.TAKEN_LONG_AGO])):
        give(picture, **{told_by: days_ago(age)})
        assert codes(dispatcher, picture) == expected, age


def test_hints_are_sentences_in_the_readers_language(picture, dispatcher):
    give(picture, exif_at=FILE_AT, exif_location=away(picture, 340))

    said = {
        language: [hint["text"] for hint in review(dispatcher, picture, language)["hints"]]
        for language in ("pl", "en", "uk")
    }

    assert said["en"] == [
        "According to its file, the photo was taken 340 m away from the reported place.",
        "According to its file, the photo was taken on 2019-05-04, long before it was sent.",
    ]
    assert len({text for texts in said.values() for text in texts}) == 6
    assert all("340" in texts[0] and "2019-05-04" in texts[1] for texts in said.values())


def test_no_claim_moves_a_report(picture, dispatcher):
    before = Report.objects.get().location.coords
    give(picture, exif_location=away(picture, 5000), captured_location=away(picture, 5000))
    review(dispatcher, picture)
    decide(dispatcher, picture)

    assert Report.objects.get().location.coords == before


# --- photos alike ------------------------------------------------------------------------------


def scene(x: int = 300) -> Image.Image:
    image = Image.linear_gradient("L").resize((640, 480)).convert("RGB")
    draw = ImageDraw.Draw(image)
    draw.ellipse((x, 100, x + 220, 300), fill="black")
    draw.rectangle((40, 320, 240, 420), fill="white")
    return image


def sent_again(image: Image.Image) -> Image.Image:
    buffer = io.BytesIO()
    image.resize((401, 300)).save(buffer, "JPEG", quality=40)
    return Image.open(buffer)


@pytest.fixture
def known(picture, phone, place) -> Photo:
    """The same picture at another report of the same reporter."""
    give(picture, likeness=likeness(scene()))
    other = send_report(phone, {"lon": place["lon"] + 0.0004, "lat": place["lat"]})
    return make_photo(other, likeness=likeness(sent_again(scene())))


def test_the_same_picture_sent_again_elsewhere_is_found(picture, known, dispatcher):
    make_photo({"id": known.report_id}, likeness=likeness(scene(20)))  # another scene
    make_photo({"id": picture.report_id}, likeness=likeness(scene()))  # of the same report

    read = review(dispatcher, picture)

    found = read["lookalikes"][0]
    assert len(read["lookalikes"]) == 1
    assert (found["report"], found["photo"]) == (str(known.report_id), str(known.uid))
    assert 0 <= found["difference_bits"] <= 7
    assert dispatcher.get(local(found["thumbnail_url"])).status_code == 200
    assert [hint["code"] for hint in read["hints"]] == ["seen_elsewhere"]
    assert found["number"] in read["hints"][0]["text"]


def test_the_most_similar_comes_first_and_there_are_not_too_many(picture, known, dispatcher):
    almost = [piece ^ 3 if not number else piece for number, piece in enumerate(known.likeness)]
    for _ in range(rules.LOOKALIKES_MAX):
        make_photo({"id": known.report_id}, likeness=almost)
    give(picture, likeness=known.likeness)

    found = review(dispatcher, picture)["lookalikes"]

    assert [each["difference_bits"] for each in found] == [0] + [2] * (rules.LOOKALIKES_MAX - 1)


def test_a_picture_without_contrast_is_like_no_other(picture, known, dispatcher):
    for photo in (picture, known):
        give(photo, likeness=likeness(Image.new("RGB", (64, 48), "grey")))

    assert codes(dispatcher, picture) == []


def test_what_the_reader_may_not_see_is_not_alike(
    picture, known, stranger, dispatcher, county_dispatcher
):
    """A private photo of another office's public report, and any photo of a private one."""
    county = Jurisdiction.objects.get(teryt="1418")
    Report.objects.filter(pk=known.report_id).update(handler=county, jurisdiction=county)
    assert codes(dispatcher, picture) == []

    known.refresh_from_db()
    assert decide(county_dispatcher, known, hide=[BOX]).status_code == 200
    assert codes(dispatcher, picture) == []
    do_jobs("reports.hide_regions")
    found = review(dispatcher, picture)["lookalikes"][0]
    assert "/public/1/" in found["thumbnail_url"]
    assert stranger.get(local(found["thumbnail_url"])).status_code == 200

    Report.objects.filter(pk=known.report_id).update(visibility="private")
    assert codes(dispatcher, picture) == []


def test_more_photos_alike_are_no_more_queries(
    picture, known, dispatcher, django_assert_max_num_queries
):
    with django_assert_max_num_queries(100) as one:
        review(dispatcher, picture)
    for _ in range(5):
        make_photo({"id": known.report_id}, likeness=known.likeness)
    with django_assert_max_num_queries(100) as many:
        review(dispatcher, picture)

    assert len(many) == len(one) <= 12
