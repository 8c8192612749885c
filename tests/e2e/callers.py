"""Those who call a running system: apps on phones and tokens, over real connections."""

import hashlib
import socket
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any
from uuid import uuid4

import httpx
import orjson

from tests.e2e.system import System

PLACE = {"lon": 20.9313, "lat": 52.084269}  # a municipal road in the area of the demo crew
PATIENCE_S = 30

connect = partial(httpx.Client, trust_env=False, timeout=PATIENCE_S)


def pothole(**more: Any) -> dict[str, Any]:
    return {"id": str(uuid4()), "service": "pothole", "location": PLACE, **more}


class Caller:
    """Somebody with an Authorization header; every call is a connection of its own."""

    def __init__(self, system: System, authorization: str = "") -> None:
        self.system = system
        self.headers = {"Authorization": authorization} if authorization else {}

    def call(self, method: str, path: str, **more: Any) -> httpx.Response:
        headers = {**self.headers, **more.pop("headers", {})}
        with connect(base_url=self.system.url, headers=headers) as http:
            return http.request(method, f"/api/v1{path}", **more)

    def get(self, path: str) -> Any:
        answer = self.call("GET", path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path: str, body: Any, **headers: str) -> httpx.Response:
        return self.call("POST", path, json=body, headers=headers)

    def put_photo(self, report: str, uid: str, photo: bytes) -> httpx.Response:
        digest = b64encode(hashlib.sha256(photo).digest()).decode()
        return self.call(
            "PUT",
            f"/reports/{report}/photos/{uid}",
            content=photo,
            headers={"Content-Type": "image/jpeg", "Content-Digest": f"sha-256=:{digest}:"},
        )

    @contextmanager
    def unheard(self, method: str, path: str, body: Any, **headers: str) -> Iterator[None]:
        """Send a request; at the end hang up without having read a byte of the answer."""
        content = body if isinstance(body, bytes) else orjson.dumps(body)
        with self.socket() as connection:
            connection.sendall(self.head(method, path, len(content), **headers) + content)
            yield

    def socket(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.system.port), PATIENCE_S)

    def head(self, method: str, path: str, length: int, **headers: str) -> bytes:
        lines = {
            "Host": "localhost",
            "Content-Type": "application/json",
            "Content-Length": str(length),
            **self.headers,
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        fields = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        return f"{method} /api/v1{path} HTTP/1.1\r\n{fields}\r\n".encode()


class Phone(Caller):
    """An app without an account, that is pushed to."""

    def __init__(self, system: System) -> None:
        self.uid, self.token = str(uuid4()), f"token-{uuid4().hex}"
        super().__init__(system, f"Installation {self.uid}:{uuid4().hex}")

    def register(self) -> httpx.Response:
        device = {"kind": "token", "value": self.token, "platform": "android", "language": "pl"}
        return self.call("PUT", f"/me/devices/{self.uid}", json=device)

    def report(self, **more: Any) -> dict[str, Any]:
        answer = self.post("/reports", pothole(**more))
        assert answer.status_code == 201, answer.text
        return answer.json()

    def pushes(self, report: str = "") -> list[dict[str, Any]]:
        """The messages that FCM has taken for this phone, oldest first."""
        return [
            entry["message"]
            for entry in Fcm(self.system).received(self.token)
            if entry["answer"] == "OK" and report in ("", entry["message"]["data"]["report_id"])
        ]


class Fcm:
    """The loopback FCM of the demo."""

    def __init__(self, system: System) -> None:
        self._url = f"http://127.0.0.1:{system.port + 2}"

    def received(self, token: str) -> list[dict[str, Any]]:
        return self._call("GET", "/received", params={"token": token})["received"]

    def control(self, **order: Any) -> None:
        self._call("POST", "/control", json=order)

    def behave(self) -> None:
        self._call("DELETE", "/control")

    def _call(self, method: str, path: str, **more: Any) -> Any:
        with connect(base_url=self._url) as http:
            return http.request(method, path, **more).raise_for_status().json()
