"""An office's administrator writes, previews and steers a broadcast."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.utils import timezone

from backend.accounts.models import User
from backend.management import demo_file
from notifications.models import Broadcast
from tests.admin.conftest import SQUARE
from tests.conftest import Caller
from tests.notifications.makers import make_device
from tests.notifications.test_broadcasts import HERE, reported, run_jobs, write

pytestmark = pytest.mark.django_db
PAGE = "/admin/notifications/broadcast/"


@pytest.fixture
def office() -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(User.objects.get(email=demo_file.email_of("administrator")))
    return client


def filled(**values: Any) -> dict[str, Any]:
    end = timezone.now() + timedelta(days=1)
    return {
        "jurisdiction": User.objects.get(
            email=demo_file.email_of("administrator")
        ).roles.values_list("jurisdiction", flat=True)[0],
        "title_pl": "Zamknięta ulica", "body_pl": "Objazd.", "url": "", "area": SQUARE,
        "expires_at_0": f"{end:%Y-%m-%d}", "expires_at_1": f"{end:%H:%M:%S}",
        **{f"{part}_{each}": "" for part in ("title", "body") for each in ("en", "uk")},
        **values,
    }  # fmt: skip


def saved(client: Client, **values: Any) -> Broadcast:
    answer = client.post(f"{PAGE}add/", filled(**values))
    assert answer.status_code == 302, answer.content.decode()[:4000]
    return Broadcast.objects.get()


def test_it_is_written_previewed_sent_and_watched(office: Client) -> None:
    broadcast = saved(office)
    reported(*HERE, reporter=(reporter := User.objects.create(email="r@example.org")))
    make_device(reporter)
    page = office.get(f"{PAGE}{broadcast.pk}/change/").content.decode()
    assert "Zamknięta ulica" in page and "Phones that it reaches: 1." in page
    assert "uk: There is no translation" in page

    office.post(f"{PAGE}{broadcast.pk}/step/start/")
    run_jobs()
    broadcast.refresh_from_db()
    assert (broadcast.state, broadcast.started_by, broadcast.created_by) == (
        "sending", *[User.objects.get(email=demo_file.email_of("administrator"))] * 2,
    )  # fmt: skip
    page = office.get(f"{PAGE}{broadcast.pk}/change/").content.decode()
    assert "How far it is" in page and f"{PAGE}{broadcast.pk}/step/pause/" in page
    assert 'name="title_pl"' not in page
    for verb, state in (("pause", "paused"), ("resume", "sending"), ("cancel", "cancelled")):
        office.post(f"{PAGE}{broadcast.pk}/step/{verb}/")
        broadcast.refresh_from_db()
        assert broadcast.state == state
    steps = LogEntry.objects.order_by("pk").values_list("change_message", flat=True)
    assert list(steps)[1:] == ["start", "pause", "resume", "cancel"]


@pytest.mark.parametrize(
    "values",
    [
        {"area": SQUARE.replace("20.9", "10.9").replace("[21,", "[11,")},
        {"expires_at_0": "2020-01-01"},
        {"title_pl": ""},
    ],
)
def test_what_is_no_broadcast_is_not_kept(office: Client, values: dict[str, Any]) -> None:
    answer = office.post(f"{PAGE}add/", filled(**values))
    assert answer.status_code == 200
    assert "errorlist" in answer.content.decode()
    assert not Broadcast.objects.exists()


def test_a_step_that_is_refused_is_told_in_words(office: Client) -> None:
    broadcast = saved(office)
    answer = office.post(f"{PAGE}{broadcast.pk}/step/resume/", follow=True)
    assert "in another state" in answer.content.decode()
    assert office.get(f"{PAGE}{broadcast.pk}/step/start/").status_code == 405
    assert office.post(f"{PAGE}{broadcast.pk}/step/explode/").status_code == 404


def test_another_office_sees_nothing_of_it(
    office: Client, county_dispatcher: Caller, dispatcher: Caller
) -> None:
    theirs = write(dispatcher)
    county = Broadcast.objects.get()
    county.jurisdiction = User.objects.get(
        email=demo_file.email_of("county_dispatcher")
    ).roles.get().jurisdiction  # fmt: skip
    county.save()
    assert "Zamknięta" not in office.get(PAGE).content.decode()
    for page in ("step/start/", "change/"):
        answer = office.post(f"{PAGE}{county.pk}/{page}")
        assert answer.status_code in (302, 404)
    county.refresh_from_db()
    assert county.state == "draft" and theirs
