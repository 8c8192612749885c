"""Photos of reports: their bytes in, their renditions out."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.accounts.viewer import Viewer, viewer_in
from backend.core import errors, geo, schema
from backend.photos.limits import PHOTO_MAX_BYTES
from backend.reports.actions import photos
from backend.reports.files import photo_file
from backend.reports.links import is_valid
from backend.reports.media import PhotoKind
from backend.reports.models import Photo
from backend.reports.querysets import Access
from backend.reports.serializers import incoming, outgoing
from backend.reports.views.reading import require_somebody, visible


class PhotoBytes(BaseParser):
    """Any bytes: what they are is told by the bytes, not by the header."""

    media_type = "*/*"

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        return stream


class ReportPhoto(APIView):
    parser_classes = [PhotoBytes]
    max_body_bytes = PHOTO_MAX_BYTES
    throttle_scope = "photos"

    @extend_schema(
        operation_id="photos_put",
        auth=schema.SOMEBODY,
        parameters=[
            incoming.PhotoQuery,
            OpenApiParameter("Content-Digest", str, "header", description="RFC 9530, sha-256"),
        ],
        request={"image/*": OpenApiTypes.BINARY},
        responses={200: outgoing.PhotoOutput, 201: outgoing.PhotoOutput},
    )
    def put(self, request: Request, report_id: UUID, photo_id: UUID) -> Response:
        """Send the bytes of a photo; the same bytes again are harmless."""
        viewer: Viewer = viewer_in(request)
        require_somebody(viewer)
        query = incoming.PhotoQuery.parse(request)
        place = (query["lon"], query["lat"]) if "lon" in query else None
        photo, is_new = photos.put_photo(
            report_id=report_id,
            viewer=viewer,
            upload=photos.Upload(
                uid=photo_id,
                file=request.META["wsgi.input"],
                kind=PhotoKind(query["kind"]),
                content_digest=request.headers.get("Content-Digest", ""),
                captured_at=query.get("captured_at"),
                captured_location=geo.point(*place) if place else None,
            ),
            now=timezone.now(),
        )
        return Response(outgoing.PhotoOutput(photo).data, status=201 if is_new else 200)


class PhotoFile(APIView):
    rendition = ""

    @extend_schema(
        parameters=[
            OpenApiParameter("exp", str),
            OpenApiParameter("sig", str),
        ],
        responses={(200, "image/jpeg"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, report_id: UUID, photo_id: UUID) -> Any:
        """A rendition of a photo, by its signed link or for whoever may see the photo."""
        exp, sig = request.query_params.get("exp", ""), request.query_params.get("sig", "")
        photo = Photo.objects.filter(report=report_id, uid=photo_id).first()
        file = photo and getattr(photo, self.rendition)
        if not photo or not file:
            raise errors.NotFound()
        if not is_valid(request.path, exp, sig, now=timezone.now().timestamp()):
            access = visible(report_id, viewer_in(request)).access
            if access == Access.PUBLIC and not photo.is_published:
                raise errors.NotFound()
        return photo_file(file)
