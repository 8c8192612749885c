"""A report that somebody is filling in on a page: all of it travels in the form itself."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.contrib.gis.geos import Point
from django.http import QueryDict

from backend.accounts.secrets import hash_secret, is_secret, new_spoken_secret
from backend.accounts.viewer import Viewer
from backend.core import errors, geo
from backend.jurisdictions import questions
from backend.jurisdictions.questions import Question
from backend.jurisdictions.rules import QuestionKind
from backend.reports.workflow import Source

ANSWER = "a."  # the fields of answers are named so: `a.<code of the question>`
PLACE = re.compile(r"^(-?[0-9.]{1,20}),(-?[0-9.]{1,20}),(.*)$", re.DOTALL)
NUMBER = re.compile(r"^[+-]?[0-9]{1,15}(?:[.,][0-9]{1,15})?$")


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What the fields of the form hold, as typed. id, secret: made with the first page, so that
    sending it again makes no second report.
    """

    id: UUID = field(default_factory=uuid4)
    secret: str = field(default_factory=new_spoken_secret)
    lon: str = ""
    lat: str = ""
    accuracy: str = ""
    q: str = ""
    address: str = ""
    service: str = ""
    description: str = ""
    email: str = ""
    visibility: str = ""
    answers: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, post: QueryDict) -> "Draft":
        texts = ("lon", "lat", "accuracy", "q", "address", "service", "description", "email")
        typed: dict[str, Any] = {name: _text(post, name) for name in (*texts, "visibility")}
        answers = {
            name.removeprefix(ANSWER): [_plain(value) for value in post.getlist(name)]
            for name in post
            if name.startswith(ANSWER)
        }
        return cls(**typed, **_identity(post), answers=answers)._placed(_text(post, "place"))

    def _placed(self, choice: str) -> "Draft":
        """With the place that was chosen among those found by name."""
        found = PLACE.match(choice)
        if not found:
            return self
        lon, lat, address = found.groups()
        return replace(self, lon=lon, lat=lat, address=address, accuracy="")

    @property
    def viewer(self) -> Viewer:
        """Whoever has this form: by its secret."""
        return Viewer(report=hash_secret(self.secret))

    @property
    def point(self) -> Point | None:
        try:
            return geo.point(float(self.lon), float(self.lat))
        except (ValueError, errors.InvalidInput):
            return None

    @property
    def accuracy_m(self) -> float | None:
        """The radius that the browser told, as far as it is one."""
        try:
            metres = float(self.accuracy)
        except ValueError:
            return None
        return metres if 0 <= metres <= geo.ACCURACY_MAX_M else None

    def as_api(self, asked: Sequence[Question], time_zone: str) -> dict[str, Any]:
        """The body of `POST /api/v1/reports` that says the same."""
        place = self.point
        location = {"lon": place.x, "lat": place.y} if place else {}
        if self.accuracy_m is not None:
            location["accuracy_m"] = self.accuracy_m
        return {
            "id": str(self.id),
            "secret": self.secret,
            "source": Source.WEB.value,
            "service": self.service,
            "location": location,
            "address": self.address,
            "description": self.description,
            "answers": self.given(asked, time_zone),
            **({"contact": {"email": self.email}} if self.email else {}),
            **({"visibility": self.visibility} if self.visibility else {}),
        }

    def given(self, asked: Sequence[Question], time_zone: str) -> dict[str, Any]:
        """The answers to the questions that are asked of somebody with these answers."""
        values = {
            question.code: _value(question, self.answers[question.code], time_zone)
            for question in asked
            if question.code in self.answers
        }
        answers = {code: value for code, value in values.items() if not questions.is_blank(value)}
        shown = {question.code for question in questions.shown(asked, answers)}
        return {code: value for code, value in answers.items() if code in shown}


def _identity(post: QueryDict) -> dict[str, Any]:
    """The id and the secret of this form, if both are whole."""
    secret = _text(post, "secret")
    try:
        known = UUID(_text(post, "id"))
    except ValueError:
        return {}
    return {"id": known, "secret": secret} if is_secret(secret) else {}


def _text(post: QueryDict, name: str) -> str:
    return _plain(post.get(name, ""))


def _plain(text: str) -> str:
    """Lines as every browser types them end in one sign, and PostgreSQL takes no NUL."""
    return text.replace("\x00", "").replace("\r\n", "\n").strip()


def _value(question: Question, typed: list[str], time_zone: str) -> Any:
    """An answer as the API wants it; what cannot be read stays text, which is refused there."""
    if question.kind == QuestionKind.MULTIPLE:
        return [each for each in typed if each]
    text = typed[-1] if typed else ""
    if question.kind == QuestionKind.NUMBER and NUMBER.match(text):
        number = float(text.replace(",", "."))
        return int(number) if number.is_integer() else number
    if question.kind == QuestionKind.DATETIME and text:
        return _moment(text, time_zone)
    return text


def _moment(text: str, time_zone: str) -> str:
    """`2026-11-02T12:30`, by the clock of the office, with its zone."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return (moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(time_zone))).isoformat()
