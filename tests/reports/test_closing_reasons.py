"""Closed without repair: a reason of the list, an explanation, and words of their own."""

import pytest
from django.db import IntegrityError, transaction

from backend.core.language import Language
from backend.reports.models import EventText, Report, ReportEvent
from backend.reports.wording import CLOSING_REASON_NAMES, NOT_FIXED_WHY
from backend.reports.workflow import ClosingReason
from notifications.messages import news_of
from tests.reports.makers import NOT_FIXED, change, code_of, events, fields_of, read

pytestmark = pytest.mark.django_db
ALERT_MAX_CHARS = 240  # as in tests/notifications


@pytest.mark.parametrize("reason", ClosingReason)
def test_every_reason_is_kept_shown_and_put_into_words(crew, stranger, report, reason):
    answer = change(crew, report, "not_fixed", reason=reason, comment="Tak a tak")

    assert answer.status_code == 200, answer.content
    shown = read(stranger, report)
    assert (shown["closing_reason"], shown["closed_at"] is None) == (reason, False)
    told = events(stranger, report)[-1]
    assert str(NOT_FIXED_WHY[reason].in_language("pl")) in told["sentence"]
    assert [text["text"] for text in told["texts"]] == ["Tak a tak"]
    event = ReportEvent.objects.latest("id")
    assert event.data == {"closing_reason": reason}
    for language in Language.values:
        news = news_of(event)
        title, body = news.title.in_language(language), news.body.in_language(language)
        assert NOT_FIXED_WHY[reason].in_language(language) in body
        assert "14" in body
        assert len(title + body) <= ALERT_MAX_CHARS


@pytest.mark.parametrize(
    ("sent", "code", "field"),
    [
        ({"comment": "Równo"}, "reason_required", "reason"),
        ({"reason": " ", "comment": "Równo"}, "reason_required", "reason"),
        ({"reason": "Równo", "comment": "Równo"}, "invalid", "reason"),
        ({"reason": "NO_DEFECT", "comment": "Równo"}, "invalid", "reason"),
        ({"reason": "no_defect"}, "explanation_required", "comment"),
        ({"reason": "no_defect", "comment": " \n"}, "explanation_required", "comment"),
    ],
)
def test_without_reason_and_explanation_it_stays_open(crew, report, sent, code, field):
    answer = change(crew, report, "not_fixed", **sent)

    assert (code_of(answer), fields_of(answer)) == ((400, code), [field])
    assert Report.objects.get().status == "assigned"


def test_the_code_is_no_text_and_other_statuses_keep_their_words(crew, dispatcher, report):
    change(crew, report, "received", reason="no_defect")
    assert EventText.objects.get().text == "no_defect"
    change(dispatcher, report, "not_fixed", **NOT_FIXED)

    assert list(EventText.objects.filter(kind="reason").values_list("text", flat=True)) == [
        "no_defect"
    ]
    assert EventText.objects.get(kind="comment").text == NOT_FIXED["comment"]


def test_a_report_opened_again_has_no_reason(crew, dispatcher, report):
    change(crew, report, "not_fixed", **NOT_FIXED)
    change(dispatcher, report, "received")

    assert read(dispatcher, report)["closing_reason"] is None


def test_the_database_keeps_the_reason_to_its_status(report):
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.update(closing_reason="other")


def test_the_reasons_and_the_days_are_in_the_configuration(stranger, db):
    body = stranger.get("/api/v1/config").json()

    assert [each["code"] for each in body["closing_reasons"]] == list(ClosingReason.values)
    for each in body["closing_reasons"]:
        name = CLOSING_REASON_NAMES[ClosingReason(each["code"])]
        assert each["name"] == {code: name.in_language(code) for code in Language.values}
    assert (body["limits"]["verdict_days"], body["limits"]["report_again_m"]) == (14, 50)
