"""The walkthrough's story: one pothole, from a resident's phone to the crew and back, by HTTP."""

import hashlib
import json
import secrets
import time
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

import httpx
from django.conf import settings

from fixtures.photos import draw_photo

ANSWER_WITHIN_S = 30
PUSH_WITHIN_S = 20
PHOTOS_WITHIN_S = 30
LOOK_EVERY_S = 0.2
PUSHED_STATUSES = ("assigned", "in_progress", "fixed")
SHOWN_PATH_CHARS = 88


class StoryBroken(Exception):
    """A step did not end as it should; its text is for people."""


class Told(Protocol):
    """How the story is told; see the walkthrough command."""

    def step(self, text: str) -> None: ...
    def call(self, method: str, path: str, status: int) -> None: ...
    def line(self, text: str) -> None: ...
    def push(self, title: str, body: str) -> None: ...
    def missed(self, text: str) -> None: ...


@dataclass(frozen=True, kw_only=True)
class Demo:
    """Where the demo runs, and the token of its crew's app."""

    url: str
    fcm_url: str
    crew_token: str


class App:
    """An app that calls the API, each call told."""

    def __init__(self, url: str, authorization: str, language: str, told: Told) -> None:
        self._told = told
        self._http = httpx.Client(
            base_url=f"{url}/api/v1",
            headers={"Authorization": authorization, "Accept-Language": language},
            timeout=ANSWER_WITHIN_S,
            trust_env=False,
        )

    def call(self, method: str, path: str, *, expected: int = 200, **more: Any) -> Any:
        """Raises StoryBroken when another status than the expected one comes back."""
        answer = self._http.request(method, path, **more)
        shown = answer.request.url.raw_path.decode()
        self._told.call(method, _shortened(shown, SHOWN_PATH_CHARS), answer.status_code)
        if answer.status_code != expected:
            raise StoryBroken(
                f"{method} {path} should have answered {expected}, but answered "
                f"{answer.status_code}: {answer.text[:500]}"
            )
        return answer.json()

    def change_status(self, report_id: str, expected: int = 200, **body: str) -> Any:
        return self.call(
            "POST",
            f"/reports/{report_id}/status",
            expected=expected,
            json=body,
            headers={"Idempotency-Key": str(uuid4())},
        )

    def put_photo(self, report_id: str, photo: bytes, kind: str) -> Any:
        digest = b64encode(hashlib.sha256(photo).digest()).decode()
        return self.call(
            "PUT",
            f"/reports/{report_id}/photos/{uuid4()}",
            expected=201,
            params={"kind": kind, "captured_at": _now()},
            content=photo,
            headers={"Content-Type": "image/jpeg", "Content-Digest": f"sha-256=:{digest}:"},
        )

    def look(self, path: str) -> Any:
        """Read something without telling, for looking again and again."""
        return self._http.get(path).raise_for_status().json()

    def download(self, url: str) -> bytes:
        return self._http.get(url).raise_for_status().content


class Story:
    """Told step by step by `tell`, which returns the pushes that did not arrive."""

    def __init__(self, demo: Demo, language: str, told: Told) -> None:
        self._demo, self._language, self._told = demo, language, told
        self._installation = str(uuid4())
        self._token = f"walkthrough-{secrets.token_hex(16)}"
        proof = f"Installation {self._installation}:{secrets.token_urlsafe(32)}"
        self._phone = App(demo.url, proof, language, told)
        self._crew = App(demo.url, f"Bearer {demo.crew_token}", language, told)
        self._spot = _first_spot()
        self._missing: list[str] = []

    def tell(self) -> list[str]:
        self._register()
        self._look_around()
        self._ask_who_would_be_responsible()
        self._report()
        self._send_it_again()
        self._add_photo()
        self._await_push("assigned")
        self._crew_starts()
        self._await_push("in_progress")
        self._crew_closes()
        self._await_push("fixed")
        self._await_photos()
        self._read_history()
        return self._missing

    def _register(self) -> None:
        self._told.step("A resident's phone makes itself known, without an account.")
        device = {
            "kind": "token",
            "value": self._token,
            "platform": "android",
            "language": self._language,
        }
        self._phone.call("PUT", f"/me/devices/{self._installation}", json=device)
        self._told.line("It made up its own id and secret. Pushes will come to its FCM token.")

    def _look_around(self) -> None:
        self._told.step("It reads what an app must not hard-code.")
        config = self._phone.call("GET", "/config", params=self._place())
        office, limits = config["jurisdiction"], config["limits"]
        self._told.line(
            f"{office['name']}: emergencies {office['emergency_number']}, "
            f"office {office['contact_phone']}; up to {limits['photos']} photos "
            f"of {limits['photo_bytes'] // 2**20} MB"
        )
        services = self._phone.call("GET", "/services", params=self._place())["results"]
        wanted = next(row for row in services if row["code"] == self._spot["service"])
        self._told.line(f"{len(services)} services here, among them: {wanted['name']}")

    def _ask_who_would_be_responsible(self) -> None:
        self._told.step(f"The resident stands at {self._spot['name']}: who would mend it?")
        place = {**self._place(), "accuracy": 8, "service": self._spot["service"]}
        route = self._phone.call("GET", "/route", params=place)
        self._told.line(f"{route['manager']['name']}, tel. {route['manager']['phone']}")

    def _report(self) -> None:
        self._told.step("They report the pothole. The phone chose the report's id itself.")
        self._draft = {
            "id": str(uuid4()),
            "service": self._spot["service"],
            "location": {**self._place(), "accuracy_m": 8},
            "description": "Głęboka dziura na prawym pasie, tuż za przejściem dla pieszych.",
            "observed_at": _now(),
        }
        report = self._phone.call("POST", "/reports", expected=201, json=self._draft)
        self._id = report["id"]
        road, crew = report["road"] or {}, report["crew"] or {}
        self._told.line(f"Number   {report['number']}, status {report['status']}")
        self._told.line(f"Road     {road.get('name', '?')} ({road.get('number', '?')})")
        self._told.line(f"Manager  {report['manager']['name']}")
        self._told.line(f"Crew     {crew.get('name', 'none yet')}")
        for reason in report["reasons"]:
            self._told.line(f"  because: {reason['text']}")

    def _send_it_again(self) -> None:
        self._told.step("The answer got lost on a bad network, so the phone sends it again.")
        again = self._phone.call("POST", "/reports", json=self._draft)
        self._told.line(f"Harmless: it is still {again['number']}, and still one report.")

    def _add_photo(self) -> None:
        self._told.step("The phone sends a photo, with the place in its EXIF data.")
        gps = (self._spot["lon"], self._spot["lat"])
        photo = draw_photo("pothole", seed=1, gps=gps, orientation=6)
        shown = self._phone.put_photo(self._id, photo, "before")
        self._told.line(f"{len(photo) // 1024} kB stored, state: {shown['state']}")

    def _crew_starts(self) -> None:
        self._told.step("The crew's phone shows what is to be done, and how far away it is.")
        tasks = self._crew.call("GET", "/crew/tasks", params=self._place())["results"]
        task = next((task for task in tasks if task["id"] == self._id), None)
        if task is None:
            raise StoryBroken("The report is not among the crew's tasks.")
        self._told.line(
            f"{len(tasks)} tasks, with {task['number']} among them: "
            f"{task['priority']} priority, {task['distance_m']} m away, due {task['due_at']}"
        )
        self._told.step("They start.")
        self._crew.change_status(self._id, status="in_progress")

    def _crew_closes(self) -> None:
        self._told.step("They want to close it as fixed, without a photo of the mended place.")
        refusal = self._crew.change_status(self._id, 409, status="fixed")
        self._told.line(f"Refused ({refusal['code']}): {refusal['title']}")
        self._told.step("So they take one, and close it.")
        self._crew.put_photo(self._id, draw_photo("patched", seed=2), "after")
        closed = self._crew.change_status(
            self._id, status="fixed", comment="Ubytek zalany masą na gorąco."
        )
        self._told.line(f"{closed['number']} is {closed['status']}, version {closed['version']}")

    def _await_push(self, status: str) -> None:
        message = _until(lambda: self._pushed(status), PUSH_WITHIN_S)
        if message is None:
            self._missing.append(status)
            self._told.missed(f"No push '{status}' within {PUSH_WITHIN_S} s.")
            return
        self._told.push(message["notification"]["title"], message["notification"]["body"])

    def _pushed(self, status: str) -> dict[str, Any] | None:
        """Look what FCM's stand-in has taken for this phone."""
        query = {"token": self._token}
        answer = httpx.get(f"{self._demo.fcm_url}/received", params=query, trust_env=False)
        for entry in answer.raise_for_status().json()["received"]:
            data = entry["message"].get("data", {})
            if entry["answer"] == "OK" and (data.get("report_id"), data.get("status")) == (
                self._id,
                status,
            ):
                return entry["message"]
        return None

    def _await_photos(self) -> None:
        self._told.step("The worker has turned the photos upright and taken the place out of them.")
        photos = _until(self._ready_photos, PHOTOS_WITHIN_S)
        if photos is None:
            raise StoryBroken(f"The photos were not ready within {PHOTOS_WITHIN_S} s.")
        for photo in photos:
            size = len(self._phone.download(photo["thumbnail_url"]))
            self._told.line(
                f"{photo['kind']:<7}{photo['width']} × {photo['height']}, "
                f"thumbnail of {size // 1024} kB by a signed link"
            )

    def _ready_photos(self) -> list[dict[str, Any]] | None:
        photos = self._phone.look(f"/reports/{self._id}")["photos"]
        is_ready = len(photos) == 2 and all(photo["state"] == "ready" for photo in photos)
        return photos if is_ready else None

    def _read_history(self) -> None:
        self._told.step("The resident reads what has happened.")
        events = self._phone.call("GET", f"/reports/{self._id}/events")["results"]
        for event in events:
            texts = " ".join(f"„{text['text']}”" for text in event["texts"])
            self._told.line(
                f"{event['at'][11:19]}  {event['status']:<12}{event['sentence']} {texts}".rstrip()
            )

    def _place(self) -> dict[str, float]:
        return {"lon": self._spot["lon"], "lat": self._spot["lat"]}


def _until(look: Callable[[], Any], seconds: float) -> Any:
    """Look again and again; None when there was nothing to see in time."""
    deadline = time.monotonic() + seconds
    while (found := look()) is None and time.monotonic() < deadline:
        time.sleep(LOOK_EVERY_S)
    return found


def _first_spot() -> dict[str, Any]:
    path = Path(settings.BASE_DIR) / "fixtures" / "spots.json"
    return json.loads(path.read_text(encoding="utf-8"))[0]


def _shortened(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
