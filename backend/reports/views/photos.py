"""Photos of reports: their bytes in."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.accounts.viewer import Viewer, viewer_in
from backend.core import geo, schema, throttling
from backend.photos.limits import PHOTO_MAX_BYTES
from backend.reports.actions import photos
from backend.reports.actions.waiting import Sender
from backend.reports.media import PhotoKind
from backend.reports.serializers import incoming
from backend.reports.views import uploads
from backend.reports.views.reading import require_somebody


class PhotoBytes(BaseParser):
    """Any bytes: what they are is told by the bytes, not by the header."""

    media_type = "*/*"

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        return stream


class ReportPhoto(APIView):
    parser_classes = [PhotoBytes]
    max_body_bytes = PHOTO_MAX_BYTES
    limit_headers = uploads.LIMIT_HEADERS
    throttle_scope = "photos"

    @staticmethod
    def keeps_cut_bodies(request: HttpRequest) -> bool:
        return request.method == "PUT" and uploads.upload_complete(request) is not None

    def options(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        return uploads.options_of(self)

    @extend_schema(
        operation_id="photos_put",
        auth=schema.SOMEBODY,
        parameters=[incoming.PhotoQuery, *uploads.PUT_HEADERS],
        request={"image/*": OpenApiTypes.BINARY},
        responses=uploads.PHOTO_OR_WAITING,
    )
    def put(self, request: Request, report_id: UUID, photo_id: UUID) -> Response:
        """Send the bytes of a photo, all or their first part; the same again are harmless.

        202: it waits for its report, for a day.
        """
        viewer = viewer_in(request)
        require_somebody(viewer)
        sent = _sent(request, viewer, report_id, photo_id)
        if not uploads.is_whole(request):
            return uploads.begun(request, viewer, sent)
        file = request.META["wsgi.input"]
        taken = photos.put_photo(viewer=viewer, sent=sent, file=file, now=timezone.now())
        return uploads.answer(taken)


def _sent(request: Request, viewer: Viewer, report_id: UUID, photo_id: UUID) -> photos.Sent:
    query = incoming.PhotoQuery.parse(request)
    place = (query["lon"], query["lat"]) if "lon" in query else None
    is_part = uploads.upload_complete(request) is False
    of_whole = ["Repr-Digest"] if is_part else ["Content-Digest", "Repr-Digest"]
    return photos.Sent(
        report=report_id,
        uid=photo_id,
        kind=PhotoKind(query["kind"]),
        sender=Sender(owner=viewer.key, address=throttling.client_address(request)),
        sha256=uploads.told_digest(request, *of_whole),
        captured_at=query.get("captured_at"),
        captured_location=geo.point(*place) if place else None,
    )
