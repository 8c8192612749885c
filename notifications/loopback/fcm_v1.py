"""The stand-in itself, without sockets: who may send, what is answered, what has arrived."""

import secrets
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Any

import orjson

from notifications.loopback import answers
from notifications.loopback.answers import Answer
from notifications.loopback.checks import BadArgument, check_request, target_of
from notifications.loopback.oauth import TokenEndpoint

RECEIVED_MAX = 100_000  # our choice: about 100 MB
RETRY_AFTER_MAX_S = 86_400  # our choice
DELAY_MAX_MS = 60_000  # our choice


@dataclass(frozen=True, kw_only=True)
class Received:
    at: str
    target: str
    answer: str
    message: bytes
    """The message's JSON as it came: a tenth of what the parsed one would hold in memory."""


@dataclass(kw_only=True)
class Rule:
    """An answer asked for by the control, for one token or for all."""

    answer: str
    times: int | None
    retry_after_s: int | None
    is_date: bool

    def retry_after(self, now: datetime) -> str | None:
        """The header, in one of its two forms (RFC 9110 section 10.2.3)."""
        if self.retry_after_s is None:
            return None
        if self.is_date:
            return format_datetime(now + timedelta(seconds=self.retry_after_s), usegmt=True)
        return str(self.retry_after_s)


class BadControl(ValueError):
    """The control's JSON asks for something that does not exist."""


class LoopbackFcm:
    def __init__(self, oauth: TokenEndpoint, *, project: str) -> None:
        self.oauth = oauth
        self.is_out = False
        self.is_token_out = False
        self.delay_ms = 0
        self.received: deque[Received] = deque(maxlen=RECEIVED_MAX)
        self._project = project
        self._rules: dict[str | None, Rule] = {}

    def send(self, project: str, authorization: str, body: bytes, *, now: datetime) -> Answer:
        """Answer `projects.messages.send`."""
        refused = self._refused_caller(project, authorization, now)
        if refused:
            return refused
        try:
            request = orjson.loads(body)
        except orjson.JSONDecodeError as error:
            text = f"Invalid JSON payload received. {error}"
            return answers.bad_argument("", text, has_fcm_code=False)
        try:
            message = check_request(request)
        except BadArgument as bad:
            self._record(request, "INVALID_ARGUMENT", now)
            return answers.bad_argument(bad.field, bad.message, has_fcm_code=bad.has_fcm_code)
        return self._answer(request, target_of(message), now)

    def matching(self, target: str | None) -> Iterator[Received]:
        """Yield what has arrived, oldest first; for None everything."""
        return (entry for entry in self.received if target in (None, entry.target))

    def control(self, order: Any) -> None:
        """Change how the stand-in behaves. Raises BadControl, and then changes nothing."""
        if not isinstance(order, dict):
            raise BadControl("The control takes a JSON object.")
        unknown = order.keys() - _CONTROLS
        if unknown:
            raise BadControl(f"Unknown: {', '.join(sorted(unknown))}.")
        rule = self._rule(order) if "answer" in order else None
        delay_ms = _whole_number(order, "delay_ms", DELAY_MAX_MS)
        is_out = _yes_or_no(order, "outage", self.is_out)
        is_token_out = _yes_or_no(order, "token_outage", self.is_token_out)
        if rule:
            self._rules[order.get("token")] = rule
        self.delay_ms = self.delay_ms if delay_ms is None else delay_ms
        self.is_out, self.is_token_out = is_out, is_token_out
        if order.get("expire_bearers"):
            self.oauth.expire_bearers()

    def clear_control(self) -> None:
        self._rules.clear()
        self.is_out = self.is_token_out = False
        self.delay_ms = 0

    def settings(self) -> dict[str, Any]:
        rules = [{"token": token, **vars(rule)} for token, rule in self._rules.items()]
        return {
            "rules": rules,
            "delay_ms": self.delay_ms,
            "outage": self.is_out,
            "token_outage": self.is_token_out,
            "received": len(self.received),
        }

    def _refused_caller(self, project: str, authorization: str, now: datetime) -> Answer | None:
        kind, _, bearer = authorization.partition(" ")
        if kind.lower() != "bearer" or not self.oauth.accepts(bearer.strip(), now=now):
            return answers.unauthenticated(has_credential=bool(authorization))
        if project != self._project:
            text = f"Permission denied on resource project {project}."
            return answers.refusal(403, "PERMISSION_DENIED", text)
        return None

    def _answer(self, request: dict[str, Any], target: str, now: datetime) -> Answer:
        is_test = bool(request.get("validate_only") or request.get("validateOnly"))
        rule = self._next_rule(target)
        if not is_test:
            self._record(request, rule.answer, now)
        identifier = "fake_message_id" if is_test else f"0:{secrets.token_hex(12)}"
        name = f"projects/{self._project}/messages/{identifier}"
        return answers.chosen(rule.answer, name=name, retry_after=rule.retry_after(now))

    def _next_rule(self, target: str) -> Rule:
        key = target if target in self._rules else None
        rule = self._rules.get(key) or Rule(
            answer=answers.OK, times=None, retry_after_s=None, is_date=False
        )
        if rule.times is not None:
            rule.times -= 1
            if rule.times <= 0:
                del self._rules[key]
        return rule

    def _record(self, request: Any, answer: str, now: datetime) -> None:
        message = request.get("message") if isinstance(request, dict) else None
        target = target_of(message) if isinstance(message, dict) else ""
        at = now.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        content = orjson.dumps(message)
        self.received.append(Received(at=at, target=target, answer=answer, message=content))

    @staticmethod
    def _rule(order: dict[str, Any]) -> Rule:
        if order["answer"] not in answers.CHOICES:
            raise BadControl(f"answer must be one of {', '.join(sorted(answers.CHOICES))}.")
        if not isinstance(order.get("token"), str | None):
            raise BadControl("token must be a string, or null for all.")
        return Rule(
            answer=order["answer"],
            times=_whole_number(order, "times", RECEIVED_MAX, least=1),
            retry_after_s=_whole_number(order, "retry_after", RETRY_AFTER_MAX_S),
            is_date=_yes_or_no(order, "retry_after_date", False),
        )


_CONTROLS = {
    *("token", "answer", "times", "retry_after", "retry_after_date"),
    *("delay_ms", "outage", "token_outage", "expire_bearers"),
}


def _yes_or_no(order: dict[str, Any], name: str, default: bool) -> bool:
    value = order.get(name, default)
    if not isinstance(value, bool):
        raise BadControl(f"{name} must be true or false.")
    return value


def _whole_number(order: dict[str, Any], name: str, most: int, *, least: int = 0) -> int | None:
    number = order.get(name)
    if number is None:
        return None
    if type(number) is not int or not least <= number <= most:
        raise BadControl(f"{name} must be a whole number from {least} to {most}.")
    return number
