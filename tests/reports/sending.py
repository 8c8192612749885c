"""A photo on its way in parts."""

from io import BytesIO
from typing import Any
from uuid import uuid4

from tests.conftest import Caller
from tests.reports.makers import REPORTS

MORE, LAST = "?0", "?1"


class Sending:
    """A phone that sends one photo of one report in parts."""

    def __init__(self, caller: Caller, report: str, photo: bytes) -> None:
        self.caller, self.photo = caller, photo
        self.address = f"{REPORTS}/{report}/photos/{uuid4()}"

    def begin(self, end: int = 0, complete: str = MORE, query: str = "", **headers: Any) -> Any:
        return self.call(
            "PUT", self.address + query, self.photo[:end], upload_complete=complete, **headers
        )

    def go_on(self, start: int, end: int | None, complete: str = MORE, **headers: Any) -> Any:
        told = {"upload_offset": str(start), "upload_complete": complete, **headers}
        told.setdefault("content_type", "application/partial-upload")
        return self.call("PATCH", self.upload, self.photo[start:end], **told)

    def head(self) -> Any:
        return self.caller.client.head(self.upload, headers=self.caller.headers)

    def cancel(self) -> Any:
        return self.caller.delete(self.upload)

    @property
    def upload(self) -> str:
        return f"{self.address}/upload"

    def call(self, method: str, path: str, content: bytes, **told: Any) -> Any:
        headers = {name.replace("_", "-"): value for name, value in told.items()}
        length = headers.pop("cut-from", len(content))
        content_type = headers.pop("content-type", "image/jpeg")
        return self.caller.client.generic(
            method,
            path,
            headers={**self.caller.headers, **headers},
            CONTENT_TYPE=content_type,
            CONTENT_LENGTH=str(length),
            **{"wsgi.input": BytesIO(content)},
        )


def told(answer: Any) -> dict[str, str]:
    """What the headers tell of an upload."""
    names = ("Upload-Complete", "Upload-Offset", "Upload-Length")
    return {name[7:]: answer.headers[name] for name in names if name in answer.headers}
