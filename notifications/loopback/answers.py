"""What FCM HTTP v1 answers, byte for byte as far as Google's answers are known.

Source: FCM HTTP v1 reference, ErrorCode; answers recorded by bloomberg/pushiko (fcm_responses).
"""

from dataclasses import dataclass
from typing import Any

import orjson

FCM_ERROR_TYPE = "type.googleapis.com/google.firebase.fcm.v1.FcmError"
BAD_REQUEST_TYPE = "type.googleapis.com/google.rpc.BadRequest"
OK = "OK"
RESET = "RESET"
BAD_GATEWAY = "BAD_GATEWAY"


@dataclass(frozen=True, kw_only=True)
class Answer:
    status: int
    body: bytes
    content_type: str = "application/json; charset=UTF-8"
    headers: tuple[tuple[str, str], ...] = ()
    is_cut: bool = False
    """The connection is reset in the middle of the body."""


@dataclass(frozen=True, kw_only=True)
class FcmError:
    http: int
    status: str
    message: str


FCM_ERRORS = {
    "UNSPECIFIED_ERROR": FcmError(http=500, status="UNKNOWN", message="Unknown error."),
    "INVALID_ARGUMENT": FcmError(
        http=400,
        status="INVALID_ARGUMENT",
        message="The registration token is not a valid FCM registration token",
    ),
    "UNREGISTERED": FcmError(
        http=404, status="NOT_FOUND", message="Requested entity was not found."
    ),
    "SENDER_ID_MISMATCH": FcmError(
        http=403, status="PERMISSION_DENIED", message="SenderId mismatch"
    ),
    "QUOTA_EXCEEDED": FcmError(
        http=429, status="RESOURCE_EXHAUSTED", message="Quota exceeded for this sender."
    ),
    "UNAVAILABLE": FcmError(
        http=503, status="UNAVAILABLE", message="The service is currently unavailable."
    ),
    "INTERNAL": FcmError(http=500, status="INTERNAL", message="Internal error encountered."),
    "THIRD_PARTY_AUTH_ERROR": FcmError(
        http=401,
        status="UNAUTHENTICATED",
        message="Auth error from APNS or Web Push Service",
    ),
}
CHOICES = frozenset({OK, RESET, BAD_GATEWAY, *FCM_ERRORS})
_BAD_GATEWAY_PAGE = (
    b"<!DOCTYPE html>\n<html lang=en>\n<meta charset=utf-8>\n"
    b"<title>Error 502 (Server Error)!!1</title>"
)


def json_answer(status: int, content: Any, headers: tuple[tuple[str, str], ...] = ()) -> Answer:
    return Answer(status=status, body=orjson.dumps(content), headers=headers)


def sent(name: str) -> Answer:
    return json_answer(200, {"name": name})


def chosen(code: str, *, name: str, retry_after: str | None = None) -> Answer:
    """Return the answer that the control asked for; `name` is the message's if it is OK."""
    wait = () if retry_after is None else (("Retry-After", retry_after),)
    if code == OK:
        return sent(name)
    if code == RESET:
        return Answer(status=200, body=orjson.dumps({"name": name}), is_cut=True)
    if code == BAD_GATEWAY:
        return Answer(
            status=502,
            body=_BAD_GATEWAY_PAGE,
            content_type="text/html; charset=UTF-8",
            headers=wait,
        )
    error = FCM_ERRORS[code]
    details = [{"@type": FCM_ERROR_TYPE, "errorCode": code}]
    return refusal(error.http, error.status, error.message, details=details, headers=wait)


def refusal(
    http: int,
    status: str,
    message: str,
    *,
    details: list[dict[str, Any]] | None = None,
    headers: tuple[tuple[str, str], ...] = (),
) -> Answer:
    error: dict[str, Any] = {"code": http, "message": message, "status": status}
    if details:
        error["details"] = details
    return json_answer(http, {"error": error}, headers)


def bad_argument(field: str, message: str, *, has_fcm_code: bool) -> Answer:
    """Refuse an argument; Google names its own code only where FCM itself looked at it."""
    violation = {"field": field, "description": message}
    details: list[dict[str, Any]] = [{"@type": BAD_REQUEST_TYPE, "fieldViolations": [violation]}]
    if has_fcm_code:
        details.append({"@type": FCM_ERROR_TYPE, "errorCode": "INVALID_ARGUMENT"})
    return refusal(400, "INVALID_ARGUMENT", message, details=details)


def unauthenticated(*, has_credential: bool) -> Answer:
    begin = (
        "Request had invalid authentication credentials."
        if has_credential
        else "Request is missing required authentication credential."
    )
    challenge = 'Bearer realm="https://accounts.google.com/"'
    return refusal(
        401,
        "UNAUTHENTICATED",
        f"{begin} Expected OAuth 2 access token, login cookie or other valid authentication "
        "credential.",
        headers=(
            (
                "WWW-Authenticate",
                f'{challenge}, error="invalid_token"' if has_credential else challenge,
            ),
        ),
    )


def oauth_refusal(error: str, description: str) -> Answer:
    """Refuse a grant as RFC 6749 section 5.2 says."""
    return json_answer(400, {"error": error, "error_description": description})
