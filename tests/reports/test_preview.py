"""What people would read of a change, before it is made: the words of the push itself."""

import pytest

from backend.core.language import Language
from backend.jurisdictions.models import Service
from backend.reports.models import Report, ReportEvent
from backend.reports.news import news_of
from backend.reports.workflow import Status
from tests.reports.makers import NOT_FIXED, REPORTS, change, code_of, fields_of, put_into, read

pytestmark = pytest.mark.django_db


def preview(caller, report, **body):
    return caller.post(f"{REPORTS}/{report['id']}/preview", body)


@pytest.mark.parametrize("status", ["planned", "in_progress", "waiting", "fixed", "received"])
def test_it_says_what_the_push_then_says(dispatcher, report, status):
    Service.objects.update(needs_after_photo=False)
    plan = {"planned_for": "2100-01-15"} if status == "planned" else {}
    body = {"status": status, "comment": "Słowa urzędu", **plan}
    shown = preview(dispatcher, report, **body)
    assert shown.status_code == 200
    assert change(dispatcher, report, **body).status_code == 200

    news = news_of(ReportEvent.objects.filter(kind="status_changed").latest("id"))
    assert shown.json()["results"] == [
        {
            "language": language,
            "title": news.title.in_language(language),
            "body": news.body.in_language(language),
            "comment": "Słowa urzędu",
        }
        for language in Language.values
    ]


def test_a_closing_without_repair_says_why_and_a_reopening_that_it_is_open(dispatcher, report):
    words = preview(dispatcher, report, status="not_fixed", **NOT_FIXED).json()["results"]
    assert change(dispatcher, report, "not_fixed", **NOT_FIXED).status_code == 200
    news = news_of(ReportEvent.objects.filter(kind="status_changed").latest("id"))
    assert words[0]["body"] == news.body.pl
    opened = preview(dispatcher, report, status="received").json()["results"]
    assert "otwarte ponownie" in opened[0]["title"]


def test_a_comment_by_itself_has_a_preview_too(dispatcher, report):
    [words, *_] = preview(dispatcher, report, comment="Dzień dobry").json()["results"]
    assert words["title"].endswith("wiadomość od urzędu")
    assert words["comment"] == "Dzień dobry"


def test_it_writes_nothing(dispatcher, report):
    before = read(dispatcher, report)
    preview(dispatcher, report, status="fixed", comment="…")
    assert read(dispatcher, report) == {
        **before,
        "photos": read(dispatcher, report)["photos"],
    }
    assert ReportEvent.objects.count() == 2


@pytest.mark.parametrize("old", Status)
def test_what_is_not_allowed_has_no_preview(dispatcher, report, old):
    put_into(old)
    if old in (Status.DUPLICATE, Status.WITHDRAWN):
        assert code_of(preview(dispatcher, report, status="planned")) == (
            409,
            "change_not_allowed",
        )
    assert preview(dispatcher, report, status="withdrawn").status_code == 409


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({"status": "lost"}, "status"),
        ({"status": "not_fixed", "reason": "because"}, "reason"),
        ({"status": "fixed", "planned_for": "2100-01-15"}, "planned_for"),
        ({"text": "x"}, "text"),
    ],
)
def test_bad_input_names_the_field(dispatcher, report, body, named):
    answer = preview(dispatcher, report, **body)
    assert code_of(answer) == (400, "invalid")
    assert fields_of(answer) == [named]


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        *(("stranger", 401), ("phone", 401), ("resident", 403), ("county_dispatcher", 403)),
        *(("crew", 200), ("dispatcher", 200)),
    ],
)
def test_it_is_for_those_who_may_change_it(request, report, who, expected):
    assert preview(request.getfixturevalue(who), report, status="fixed").status_code == expected


def test_a_private_report_is_not_there_for_others(county_dispatcher, report):
    Report.objects.update(visibility="private")
    assert preview(county_dispatcher, report, status="fixed").status_code == 404
