"""GET /config: what an app must not hard-code."""

import pytest

from backend.photos import formats
from backend.photos import limits as photo_limits
from backend.reports import rules
from backend.reports.workflow import OPEN, Status
from tests.reports.makers import REPORTS, code_of

pytestmark = pytest.mark.django_db
CONFIG = "/api/v1/config"


def test_a_place_names_its_jurisdiction_with_its_contacts(stranger, place):
    body = stranger.get(f"{CONFIG}?lon={place['lon']}&lat={place['lat']}").json()

    office = body["jurisdiction"]
    assert (office["teryt"], office["office_name"]) == ("1418032", "Urząd Gminy Lesznowola")
    assert (office["contact_phone"], office["emergency_number"]) == ("+48 22 555 01 10", "112")
    assert office["privacy_url"] and office["accessibility_url"]
    assert office["languages"] == ["pl", "en", "uk"]


@pytest.mark.parametrize("query", ["", "?lon=0&lat=0"])
def test_elsewhere_and_nowhere_there_is_none(stranger, db, query):
    assert stranger.get(f"{CONFIG}{query}").json()["jurisdiction"] is None


def test_limits_are_those_that_are_enforced(stranger, db):
    limits = stranger.get(CONFIG).json()["limits"]

    assert limits["photo_bytes"] == photo_limits.PHOTO_MAX_BYTES == 15 * 1024 * 1024
    assert limits["photos"] == photo_limits.PHOTOS_MAX == 10
    assert limits["description_chars"] == rules.DESCRIPTION_MAX_CHARS == 4000
    assert limits["photo_types"] == list(formats.MEDIA_TYPES)


def test_every_status_has_its_name_in_three_languages(stranger, db):
    statuses = stranger.get(CONFIG).json()["statuses"]

    assert [status["code"] for status in statuses] == list(Status.values)
    assert {status["code"] for status in statuses if status["open"]} == set(OPEN)
    assert all(len(set(status["name"].values())) == 3 for status in statuses)


@pytest.mark.parametrize(
    ("app", "expected"),
    [
        ("android/1.4.1", 426),
        ("android/1.4", 426),
        ("android/1.4.2", 201),
        ("android/1.10", 201),
        ("android/2", 201),
        ("ios/0.1", 201),
        ("", 201),
        ("android/x", 201),
        ("Android", 201),
    ],
)
def test_an_app_that_is_too_old_reads_but_does_not_write(stranger, place, settings, app, expected):
    settings.LEAST_APP_VERSIONS = {"android": "1.4.2"}
    draft = {"service": "pothole", "location": place}

    written = stranger.post(REPORTS, draft, x_app=app)

    assert written.status_code == expected
    if expected == 426:
        assert code_of(written) == (426, "upgrade_required")
    read = stranger.get(CONFIG, **{"X-App": app})
    assert read.json()["least_app_versions"] == {"android": "1.4.2"}
