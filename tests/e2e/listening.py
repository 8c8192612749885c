"""Somebody at the desk: a browser's session that listens to the live stream."""

import json
import socket
import threading
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import httpx

from tests.e2e.callers import Caller, connect
from tests.e2e.system import System
from tests.waiting import until


@dataclass(frozen=True)
class Told:
    event: str
    data: Any
    id: str


class Listener:
    """A stream, read by a thread until `close`; `told` is what came."""

    def __init__(self, system: System, session: str, query: str = "", **headers: str) -> None:
        self.told: list[Told] = []
        self.ended = threading.Event()
        self._http = connect(base_url=system.live_url, cookies={"sessionid": session})
        self._address = f"/live{query}"
        self._headers = {name.replace("_", "-"): value for name, value in headers.items()}
        self._thread = threading.Thread(target=self._listen)
        self._response: httpx.Response | None = None
        self._thread.start()
        self.wait_for("hello")

    def __enter__(self) -> "Listener":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def position(self) -> str:
        return next(told.id for told in reversed(self.told) if told.id)

    def close(self) -> None:
        """Hang up; the thread, which waits for the next line, reads the end."""
        if self._response:
            connection = self._response.extensions["network_stream"].get_extra_info("socket")
            with suppress(OSError):  # the server was first
                connection.shutdown(socket.SHUT_RDWR)
        self._thread.join(30)
        self._http.close()

    def wait_for(self, event: str, *, within: float = 20, **data: Any) -> Told:
        """Wait for an event with these members in its data."""

        def look() -> Told | None:
            fits = (t for t in self.told if t.event == event and data.items() <= t.data.items())
            return next(fits, None)

        return until(look, within=within, what=f"{event} {data}, but {self.told}")

    def row(self, report: str, *, version: int = 1, within: float = 20) -> dict[str, Any]:
        """Wait for a row of this report, of this version or a later one."""

        def look() -> dict[str, Any] | None:
            rows = (r for t in self.told if t.event == "reports" for r in t.data["reports"])
            fits = (row for row in rows if row["id"] == report and row["version"] >= version)
            return next(fits, None)

        return until(look, within=within, what=f"{report} of version {version}")

    def has_heard_of(self, report: str) -> bool:
        return any(report in json.dumps(told.data) for told in self.told)

    def _listen(self) -> None:
        try:
            with self._http.stream("GET", self._address, headers=self._headers) as answer:
                assert answer.status_code == 200, answer.read()
                self._response = answer
                self._read(answer)
        except (httpx.TransportError, httpx.StreamError, RuntimeError, OSError):
            pass  # closed, by us or by the server
        self.ended.set()

    def _read(self, answer: httpx.Response) -> None:
        fields: dict[str, str] = {}
        for line in answer.iter_lines():
            name, _, value = line.partition(": ")
            if line:
                fields[name] = value
            elif "event" in fields:
                data = json.loads(fields["data"])
                self.told.append(Told(fields["event"], data, fields.get("id", "")))
                fields = {}


class Desk(Caller):
    """Somebody of staff, by the key of their demo account."""

    def __init__(self, system: System, key: str) -> None:
        self.session = system.accounts[key]["token"]
        super().__init__(system, f"Bearer {self.session}")

    def listen(self, query: str = "", **headers: str) -> Listener:
        return Listener(self.system, self.session, query, **headers)

    def prioritise(self, report: str, priority: str) -> int:
        """Change the report's priority; return its new version."""
        answer = self.call("PATCH", f"/reports/{report}", json={"priority": priority})
        assert answer.status_code == 200, answer.text
        return answer.json()["version"]
