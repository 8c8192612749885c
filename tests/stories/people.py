"""Those who appear in the stories, and what each of them does, by the API.

Whoever does something gets the answer; where it is refused, `Refused` is raised.
"""

from itertools import count
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from fixtures.photos import draw_photo
from tests.conftest import Caller
from tests.reports.makers import REPORTS
from tests.reports.sending import LAST, Sending, told
from tests.stories.town import Town

Answer = dict[str, Any]
ENGLISH = "en"

_serial = count(1)


class Refused(Exception):
    """A call that was refused, with what the refusal says."""

    def __init__(self, answer: Any) -> None:
        self.problem = answer.json()
        super().__init__(answer.status_code, self.problem)


class refused:  # noqa: N801 -- reads as a word of the story
    """What is done inside must be refused with this code; `problem` is the refusal."""

    def __init__(self, code: str) -> None:
        self.code, self.problem = code, Answer()

    @property
    def fields(self) -> list[str]:
        """What the refusal names."""
        return [error["field"] for error in self.problem["errors"]]

    def __enter__(self) -> "refused":
        return self

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> bool:
        assert error is not None, f"this should have been refused: {self.code}"
        if not isinstance(error, Refused):
            return False
        self.problem = error.problem
        assert self.problem["code"] == self.code, self.problem
        return True


def new_picture() -> bytes:
    """A photo that nobody has taken before."""
    return draw_photo("pothole", next(_serial), size=(320, 240))


class Person:
    """Anybody with a phone or a browser."""

    def __init__(self, caller: Caller, town: Town) -> None:
        self.caller, self.town = caller, town

    def reads(self, report: Answer) -> Answer:
        return self._call("get", _address(report))

    def reads_the_history(self, report: Answer, language: str = ENGLISH) -> list[Answer]:
        return self._call("get", f"{_address(report)}/events?lang={language}")["results"]

    def reads_texts(self, report: Answer) -> list[str]:
        """What people wrote, as far as this person may read it."""
        return [each["text"] for event in self.reads_the_history(report) for each in event["texts"]]

    def reads_why_the_promise_moved(self, report: Answer) -> list[str]:
        history = self.reads_the_history(report)
        return [event["data"]["reason"] for event in history if event["kind"] == "due_changed"]

    def finds(self, **filters: Any) -> list[str]:
        """The numbers of the reports on a list."""
        page = self._call("get", f"{REPORTS}?{urlencode(filters)}")
        return [each["number"] for each in page["results"]]

    def asks_who_answers_for(self, place: dict[str, float], **more: Any) -> Answer:
        asked = urlencode({"service": "pothole", **place, **more})
        return self._call("get", f"/api/v1/route?{asked}")

    def looks_for_the_same(self, place: dict[str, float], **more: Any) -> list[Answer]:
        asked = urlencode({"service": "pothole", **place, **more})
        return self._call("get", f"{REPORTS}/similar?{asked}")["results"]

    def reads_what_is_asked(self, place: dict[str, float], service: str) -> list[str]:
        """The codes of the questions of a service."""
        services = self._call("get", f"/api/v1/services?{urlencode(place)}")["results"]
        (found,) = (each for each in services if each["code"] == service)
        return [question["code"] for question in found["questions"]]

    def reads_the_names_of(self, what: str) -> dict[str, dict[str, str]]:
        """`statuses` or `closing_reasons`, by their codes, in all languages."""
        return {each["code"]: each["name"] for each in self._call("get", "/api/v1/config")[what]}

    def reads_the_figures(self) -> Answer:
        return self._call("get", "/api/v1/stats?scope=public")["results"][0]

    def hears(self, language: str = ENGLISH) -> list[Answer]:
        """All news of theirs, the newest first: what a push says, kept in the inbox."""
        self.town.machines_work()
        return self._call("get", f"/api/v1/me/notifications?lang={language}")["results"]

    def wants_pushes(self, language: str = ENGLISH) -> None:
        phone = {"kind": "token", "value": uuid4().hex, "platform": "android", "language": language}
        self._call("put", f"/api/v1/me/devices/{uuid4()}", phone)

    def reports(self, place: dict[str, float], service: str = "pothole", **more: Any) -> Answer:
        return self.sends({"service": service, "location": place, **more})

    def sends(self, draft: Answer) -> Answer:
        return self._call("post", REPORTS, draft)

    def drafts(self, place: dict[str, float], service: str = "pothole", **more: Any) -> Answer:
        """Begin a report of which nobody knows but this phone."""
        return {"id": str(uuid4()), "service": service, "location": place, **more}

    def follows(self, report: Answer) -> None:
        self._call("put", f"{_address(report)}/follow")

    def comments(self, report: Answer, text: str, **more: Any) -> Answer:
        return self._call("post", f"{_address(report)}/comments", {"text": text, **more})

    def says_it_is_mended(self, report: Answer, mended: bool = True, **more: Any) -> Answer:
        return self._call("post", f"{_address(report)}/verdict", {"mended": mended, **more})

    def says_it_is_not_mended(self, report: Answer, **more: Any) -> Answer:
        return self.says_it_is_mended(report, mended=False, **more)

    def photographs(
        self,
        report: Answer,
        picture: bytes | None = None,
        *,
        kind: str = "before",
        taken_at: dict[str, float] | None = None,
    ) -> Answer:
        """taken_at: the place that the phone tells of the photo."""
        query = f"?{urlencode({'kind': kind, **(taken_at or {})})}"
        return _told(self.caller.put_photo(report["id"], picture or new_picture(), query=query))

    def has_reported(self) -> list[Answer]:
        return self._call("get", "/api/v1/me/reports")["results"]

    def takes_along(self, report: Answer, secret: str) -> None:
        self._call("post", "/api/v1/me/claims", {"report": report["id"], "secret": secret})

    def withdraws(self, report: Answer) -> Answer:
        return self.sets(report, "withdrawn")

    def sets(self, report: Answer, status: str, **more: Any) -> Answer:
        return self._call("post", f"{_address(report)}/status", {"status": status, **more})

    def moves_the_pin(self, report: Answer, place: dict[str, float]) -> Answer:
        return self._call("patch", _address(report), {"location": place})

    def _call(self, method: str, path: str, *body: Any) -> Any:
        return _told(getattr(self.caller, method)(path, *body))


class CutUpload:
    """A photo whose sending was cut off after so many bytes."""

    def __init__(self, person: Person, report: Answer, *, after: int) -> None:
        self._sending = Sending(person.caller, report["id"], new_picture())
        size = str(len(self._sending.photo))
        self._sending.call(
            "PUT",
            self._sending.address,
            self._sending.photo[:after],
            cut_from=size,
            upload_complete=LAST,
        )

    def arrived(self) -> int:
        """The bytes that need not be sent again."""
        return int(told(self._sending.head())["Offset"])

    def goes_on_from(self, offset: int) -> Answer:
        return _told(self._sending.go_on(offset, None, LAST))


class Crew(Person):
    """Somebody who mends roads."""

    def has_to_do(self) -> list[str]:
        """The numbers of their work."""
        return [each["number"] for each in self._call("get", "/api/v1/crew/tasks")["results"]]

    def starts(self, report: Answer) -> Answer:
        return self.sets(report, "in_progress")

    def photographs_the_repair(self, report: Answer) -> Answer:
        return self.photographs(report, kind="after")

    def closes(self, report: Answer) -> Answer:
        return self.sets(report, "fixed")

    def mends(self, report: Answer) -> Answer:
        self.photographs_the_repair(report)
        return self.closes(report)

    def gives_up(self, report: Answer, **why: Any) -> Answer:
        return self.sets(report, "not_fixed", **why)

    def gives_back(self, report: Answer, **why: Any) -> Answer:
        return self.sets(report, "received", **why)


class Dispatcher(Crew):
    """Somebody of the office."""

    def forwards(self, report: Answer, **more: Any) -> Answer:
        return self._call("post", f"{_address(report)}/forwarding", {"how": "email", **more})

    def records_the_answer(self, report: Answer, text: str, **more: Any) -> Answer:
        return self._call("post", f"{_address(report)}/forwarding/answer", {"text": text, **more})

    def merges(self, report: Answer, *, into: Answer) -> Answer:
        return self._call("put", f"{_address(report)}/duplicate", {"of": into["id"]})

    def unmerges(self, report: Answer) -> Answer:
        return self._call("delete", f"{_address(report)}/duplicate")

    def looks_closely_at(self, report: Answer, photo: Answer) -> list[str]:
        """The hints about a photo."""
        self.town.machines_work()
        seen = self._call("get", f"{_address(report)}/photos/{photo['id']}/review")
        return [each["code"] for each in seen["hints"]]

    def counts_what_is_late(self) -> int:
        return self._call("get", f"{REPORTS}/due")["overdue"]


def _address(report: Answer) -> str:
    return f"{REPORTS}/{report['id']}"


def _told(answer: Any) -> Any:
    if answer.status_code >= 400:
        raise Refused(answer)
    return answer.json() if answer.content else {}
