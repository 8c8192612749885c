"""Idempotency-Key: a POST sent twice happens once, and both get the same answer."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, cast
from uuid import UUID

import orjson
from django.db import transaction
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.core import errors
from backend.core.models import StoredAnswer

KEPT_FOR = timedelta(days=7)


def idempotent(view: Callable[..., Response]) -> Callable[..., Response]:
    """Make a view method obey Idempotency-Key.

    The key, the change and the stored answer are one transaction: a repeat that comes while the
    first is still at work waits for it. A refusal is not stored, so the caller may try again.
    A view whose answer the caller may have lost the right to read has a method `replay`, which
    gets the stored body and says what a repeat is answered with.
    """

    @wraps(view)
    def with_key(self: APIView, request: Request, *args: Any, **kwargs: Any) -> Response:
        header = request.headers.get("Idempotency-Key")
        if header is None:
            return view(self, request, *args, **kwargs)
        with transaction.atomic():
            mine, answer = _claim(request, _key(header))
            if not mine:
                replay = getattr(self, "replay", None)
                body = replay(request, answer.body, **kwargs) if replay else answer.body
                return Response(body, status=answer.status)
            response = view(self, request, *args, **kwargs)
            answer.status = response.status_code
            answer.body = orjson.loads(orjson.dumps(response.data, default=str))
            answer.save(update_fields=["status", "body"])
            return response

    with_key.takes_idempotency_key = True  # type: ignore[attr-defined]  # for the schema
    return with_key


def _key(header: str) -> UUID:
    try:
        return UUID(header)
    except ValueError:
        raise errors.IdempotencyKeyInvalid(field="Idempotency-Key") from None


def _claim(request: Request, key: UUID) -> tuple[bool, StoredAnswer]:
    caller, fingerprint = cast(Any, request.auth).key, _fingerprint(request)
    StoredAnswer.objects.bulk_create(
        [StoredAnswer(caller=caller, key=key, fingerprint=fingerprint, created_at=timezone.now())],
        ignore_conflicts=True,
    )
    answer = StoredAnswer.objects.select_for_update().get(caller=caller, key=key)
    if answer.fingerprint != fingerprint:
        raise errors.IdempotencyKeyReused(field="Idempotency-Key")
    return answer.status is None, answer


def _fingerprint(request: Request) -> str:
    """SHA-256 of the method, the address and the body as it was sent."""
    stream = request.META["wsgi.input"]  # of ReadBodyFirst, which can be read again
    stream.seek(0)
    sent = stream.read()
    stream.seek(0)
    return hashlib.sha256(f"{request.method} {request.path}\n".encode() + sent).hexdigest()
