"""When a channel sends nothing: the provider asked us to wait, or refuses us."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from notifications.channels import Message, Outcome
from notifications.models import ChannelPause, Delivery
from notifications.rules import STOPPED_FOR, Channel, DeliveryState

logger = logging.getLogger(__name__)

Pauses = dict[str, ChannelPause]  # by platform; "" is the whole channel
Answers = Sequence[tuple[Message, Outcome]]


def pauses_of(channel: Channel, now: datetime) -> Pauses:
    """Return what is paused; forget what is over."""
    pauses = list(ChannelPause.objects.filter(channel=channel))
    over = [pause.pk for pause in pauses if pause.until is not None and pause.until <= now]
    if over:
        ChannelPause.objects.filter(pk__in=over, until__lte=now).delete()
    return {pause.platform: pause for pause in pauses if pause.pk not in over}


def take_probe(pause: ChannelPause, now: datetime) -> bool:
    """Take the right to try one delivery; one worker gets it, once in STOPPED_FOR."""
    due = ChannelPause.objects.filter(pk=pause.pk, until__isnull=True, probe_at__lte=now)
    return bool(due.update(probe_at=now + STOPPED_FOR))


def give_back_probe(pause: ChannelPause, now: datetime) -> None:
    """Leave the trying to the next worker: there was nothing to try it with."""
    ChannelPause.objects.filter(pk=pause.pk, until__isnull=True).update(probe_at=now)


def note_answers(channel: Channel, answers: Answers, before: Pauses, now: datetime) -> None:
    """Begin and end pauses by what the provider said. before: those known when it was asked."""
    for pause in before.values():
        if pause.until is None:
            _note_probe(pause, answers, now)
    stops = {
        (message.platform if outcome.of_platform else "", outcome.code)
        for message, outcome in answers
        if outcome.state == "stop"
    }
    for platform, code in sorted(stops):
        _stop(channel, platform, code, now)
    waits = [(outcome.retry_after, outcome.code) for _, outcome in answers if outcome.retry_after]
    if waits:
        _wait(channel, *max(waits), now)


def _note_probe(pause: ChannelPause, answers: Answers, now: datetime) -> None:
    """Go on when a delivery went through; when its phone was gone, try the next one at once."""
    states = {
        outcome.state for message, outcome in answers if pause.platform in ("", message.platform)
    }
    mine = ChannelPause.objects.filter(pk=pause.pk, until__isnull=True)
    if "sent" in states:
        if mine.delete()[0]:
            _release(pause, now)
    elif states and not states & {"stop", "retry"}:
        mine.update(probe_at=now)


def _release(pause: ChannelPause, now: datetime) -> None:
    """Let what was put off meanwhile be due again."""
    Delivery.objects.filter(
        channel=pause.channel,
        state=DeliveryState.WAITING,
        code=pause.code,
        next_attempt_at__gt=now,
    ).update(next_attempt_at=now)
    logger.warning("channel works again", extra=_facts(pause))


def _stop(channel: Channel, platform: str, code: str, now: datetime) -> None:
    """Stop until somebody has mended what is wrong; say so loudly, once."""
    stopped = {"until": None, "probe_at": now + STOPPED_FOR, "code": code, "since": now}
    pause, is_new = ChannelPause.objects.get_or_create(
        channel=channel, platform=platform, defaults=stopped
    )
    only_waits = ChannelPause.objects.filter(pk=pause.pk, until__isnull=False)
    if is_new or only_waits.update(**stopped):
        pause.code = code
        logger.critical("channel stopped", extra=_facts(pause))


def _wait(channel: Channel, wait: timedelta, code: str, now: datetime) -> None:
    """Wait as long as the provider asks; a stop stays one, and its next probe waits too."""
    until = now + wait
    pause, is_new = ChannelPause.objects.get_or_create(
        channel=channel, platform="", defaults={"until": until, "code": code, "since": now}
    )
    if is_new:
        logger.warning("channel waits", extra={**_facts(pause), "seconds": wait.total_seconds()})
        return
    same = ChannelPause.objects.filter(pk=pause.pk)
    same.filter(until__lt=until).update(until=until, code=code)
    same.filter(until__isnull=True, probe_at__lt=until).update(probe_at=until)


def _facts(pause: ChannelPause) -> dict[str, str]:
    return {"channel": pause.channel, "platform": pause.platform, "code": pause.code}
