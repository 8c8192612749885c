"""Text messages: a protocol, and a gateway that only prints."""

from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from notifications import tasks
from notifications.channels import sms
from tests.notifications.test_mail import a_message

NUMBER = "+48 600 700 812"


def test_nothing_is_sent_unless_it_was_chosen(settings: Any) -> None:
    assert settings.SMS_BACKEND == ""
    assert "sms" not in tasks.LINES
    assert sms.send([]) == []
    with pytest.raises(ImproperlyConfigured):
        sms.send([a_message(value=NUMBER)])


def test_the_console_shows_the_text_and_never_the_number(
    settings: Any, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    settings.SMS_BACKEND = "console"
    message = a_message(value=NUMBER, url="https://usterka.example/reports/1")
    [outcome] = sms.send([message])
    assert (outcome.state, outcome.message_id) == ("sent", "console-7")
    shown = capsys.readouterr().out
    assert shown == "SMS …812: Title. Body https://usterka.example/reports/1\n"
    assert "600" not in shown + caplog.text
