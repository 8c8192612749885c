"""Photos that come in parts, and go on where they were cut off.

After draft-ietf-httpbis-resumable-upload, interop version 8. A WSGI server cannot send its interim
answers (104), and need not: the address of an upload follows from its photo's.
"""

import hashlib
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.accounts.viewer import Viewer, viewer_in
from backend.core import errors, schema, structured_fields
from backend.core.http import missing_bytes
from backend.photos.digests import told_sha256
from backend.photos.limits import PHOTO_MAX_BYTES, WAITING_FOR
from backend.reports.actions import photos, uploads
from backend.reports.photo_models import PhotoUpload
from backend.reports.serializers.photos import PhotoOutput
from backend.reports.serializers.uploads import WaitingPhotoOutput
from backend.reports.views.reading import require_somebody

PARTIAL_UPLOAD = "application/partial-upload"
LIMIT_HEADERS = {"Upload-Limit": f"max-size={PHOTO_MAX_BYTES}"}
PHOTO_OR_WAITING = {200: PhotoOutput, 201: PhotoOutput, 202: WaitingPhotoOutput}


def _header(name: str, description: str, *, required: bool = False) -> OpenApiParameter:
    return OpenApiParameter(name, str, "header", description=description, required=required)


COMPLETE = "RFC 9651: `?1` when this body ends the photo, `?0` when more follows"
LENGTH = _header("Upload-Length", "the bytes of the whole photo")
CONTENT_DIGEST = _header("Content-Digest", "RFC 9530, sha-256, of this body")
PUT_HEADERS = [
    CONTENT_DIGEST,
    _header("Repr-Digest", "RFC 9530, sha-256, of the whole photo"),
    _header("Upload-Complete", COMPLETE),
    LENGTH,
]
PATCH_HEADERS = [
    CONTENT_DIGEST,
    _header("Upload-Complete", COMPLETE, required=True),
    _header("Upload-Offset", "how many bytes came before this body", required=True),
    LENGTH,
]


class Upload(APIView):
    max_body_bytes = PHOTO_MAX_BYTES
    limit_headers = LIMIT_HEADERS
    throttle_scope = "photos"

    @staticmethod
    def keeps_cut_bodies(request: HttpRequest) -> bool:
        return request.method == "PATCH"

    def options(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        return options_of(self)

    def head(self, request: Request, report_id: UUID, photo_id: UUID) -> Response:
        """Tell how many bytes are here; also after the photo is whole."""
        now = timezone.now()
        state = uploads.state_of(viewer=viewer_in(request), report_id=report_id, uid=photo_id)
        headers = {
            **_progress(state.offset, is_complete=state.is_complete),
            **(_limit(state.started_at, now) if state.started_at else LIMIT_HEADERS),
            "Cache-Control": "no-store",
        }
        if state.length is not None:
            headers["Upload-Length"] = str(state.length)
        return Response(status=status.HTTP_204_NO_CONTENT, headers=headers)

    @extend_schema(
        operation_id="photos_upload_append",
        auth=schema.SOMEBODY,
        parameters=PATCH_HEADERS,
        request={PARTIAL_UPLOAD: OpenApiTypes.BINARY},
        responses={**PHOTO_OR_WAITING, 204: None},
    )
    def patch(self, request: Request, report_id: UUID, photo_id: UUID) -> Response:
        """Go on with an upload; the last part is answered as if all had come at once."""
        viewer, now = viewer_in(request), timezone.now()
        require_somebody(viewer)
        part = _patched(request)
        upload = uploads.append_part(
            viewer=viewer, report_id=report_id, uid=photo_id, part=part, now=now
        )
        if part.is_last:
            return _completed(viewer, upload, now)
        headers = _progress(upload.received, is_complete=False)
        return Response(status=status.HTTP_204_NO_CONTENT, headers=headers)

    @extend_schema(operation_id="photos_upload_cancel", auth=schema.SOMEBODY, responses={204: None})
    def delete(self, request: Request, report_id: UUID, photo_id: UUID) -> Response:
        """Forget an upload, also a whole one that waits for its report."""
        uploads.cancel_upload(viewer=viewer_in(request), report_id=report_id, uid=photo_id)
        return Response(status=status.HTTP_204_NO_CONTENT)


def options_of(view: APIView) -> Response:
    """Tell what an address takes, without asking who wants to know."""
    headers = {"Allow": ", ".join(view.allowed_methods), "Accept-Patch": PARTIAL_UPLOAD}
    return Response(status=status.HTTP_204_NO_CONTENT, headers={**headers, **LIMIT_HEADERS})


def upload_complete(request: HttpRequest | Request) -> bool | None:
    """Whether this body is said to end the photo; None when nothing is said."""
    return structured_fields.boolean(request.headers.get("Upload-Complete", ""))


def is_whole(request: Request) -> bool:
    """Whether a PUT has brought the whole photo. Raises InconsistentLength."""
    size, is_last = int(request.META["CONTENT_LENGTH"] or 0), upload_complete(request)
    if is_last and _told_length(request) not in (None, size + missing_bytes(request)):
        raise errors.InconsistentLength(field="Upload-Length")
    return is_last is None or (is_last and not missing_bytes(request))


def begun(request: Request, viewer: Viewer, sent: photos.Sent) -> Response:
    """Answer a PUT of the first part of a photo."""
    now = timezone.now()
    upload = uploads.start_upload(viewer=viewer, sent=sent, part=_part(request, start=0), now=now)
    if isinstance(upload, photos.Taken):
        return answer(upload, {"Upload-Complete": structured_fields.written(True)})
    headers = {
        "Location": f"{request.build_absolute_uri(request.path)}/upload",
        **_progress(upload.received, is_complete=False),
        **_limit(upload.started_at, now),
    }
    return Response(WaitingPhotoOutput(upload).data, status=201, headers=headers)


def answer(taken: photos.Taken, headers: dict[str, str] | None = None) -> Response:
    """Tell of a photo that is stored, or that waits for its report."""
    if isinstance(taken.photo, PhotoUpload):
        return Response(WaitingPhotoOutput(taken.photo).data, status=202, headers=headers)
    code = status.HTTP_201_CREATED if taken.is_new else status.HTTP_200_OK
    return Response(PhotoOutput(taken.photo).data, status=code, headers=headers)


def told_digest(request: Request, *names: str) -> str:
    """The SHA-256 that the first of these headers tells, "" when none does.

    Raises DigestMismatch for one that cannot be read.
    """
    for name in names:
        try:
            digest = told_sha256(request.headers.get(name, ""))
        except ValueError:
            raise errors.DigestMismatch(field=name) from None
        if digest:
            return digest
    return ""


def _completed(viewer: Viewer, upload: PhotoUpload, now: datetime) -> Response:
    done = {"Upload-Complete": structured_fields.written(True)}
    try:
        return answer(uploads.complete_upload(viewer=viewer, upload=upload, now=now), done)
    except errors.DomainError as refusal:
        refusal.headers |= done  # it is about the photo, not about the upload
        raise


def _patched(request: Request) -> uploads.Part:
    """Raises UnsupportedBody, InvalidInput, InconsistentLength, DigestMismatch."""
    if request.headers.get("Content-Type", "").partition(";")[0].strip() != PARTIAL_UPLOAD:
        refusal = errors.UnsupportedBody()
        refusal.headers["Accept-Patch"] = PARTIAL_UPLOAD
        raise refusal
    start = structured_fields.count(request.headers.get("Upload-Offset", ""))
    if start is None:
        raise errors.InvalidInput(field="Upload-Offset")
    if upload_complete(request) is None:
        raise errors.InvalidInput(field="Upload-Complete")
    return _part(request, start=start)


def _part(request: Request, *, start: int) -> uploads.Part:
    content, missing = request.META["wsgi.input"].read(), missing_bytes(request)
    if not missing:  # of a part of a part there is no digest
        told = told_digest(request, "Content-Digest")
        if told and told != hashlib.sha256(content).hexdigest():
            raise errors.DigestMismatch(field="Content-Digest")
    is_last, length = upload_complete(request) is True, _told_length(request)
    if is_last:
        end = start + len(content) + missing
        if length not in (None, end):
            raise errors.InconsistentLength(field="Upload-Length")
        length = end
    return uploads.Part(
        start=start, content=content, length=length, is_last=is_last and not missing
    )


def _told_length(request: Request) -> int | None:
    return structured_fields.count(request.headers.get("Upload-Length", ""))


def _progress(offset: int, *, is_complete: bool) -> dict[str, str]:
    return {
        "Upload-Offset": str(offset),
        "Upload-Complete": structured_fields.written(is_complete),
    }


def _limit(started_at: datetime, now: datetime) -> dict[str, str]:
    seconds = max(0, int((started_at + WAITING_FOR - now).total_seconds()))
    return {"Upload-Limit": f"{LIMIT_HEADERS['Upload-Limit']}, max-age={seconds}"}
