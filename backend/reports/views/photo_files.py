"""The files of photos: private renditions for whoever works on them, public ones for everybody."""

from typing import Any
from uuid import UUID

from django.http import HttpResponseBase
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from backend.accounts.viewer import viewer_in
from backend.core import errors, schema
from backend.reports.files import PRIVATE_CACHE, PUBLIC_CACHE_SECONDS, photo_file
from backend.reports.links import is_valid
from backend.reports.media import PhotoPublication, PhotoState
from backend.reports.photo_models import Photo
from backend.reports.querysets import Access
from backend.reports.views.reading import visible
from backend.reports.workflow import Visibility

_JPEG = {
    (200, "image/jpeg"): OpenApiTypes.BINARY,
    (206, "image/jpeg"): OpenApiTypes.BINARY,
    302: None,
    304: None,
    (416, schema.PROBLEM_TYPE): schema.Problem,
}
_RANGE = [
    OpenApiParameter("Range", str, "header", description="One range of bytes (RFC 9110)."),
    OpenApiParameter("If-None-Match", str, "header", description="304 while it is the same."),
]


class PrivatePhotoFile(APIView):
    """rendition: `display` or `thumbnail`."""

    is_wordless = True
    rendition = ""

    @extend_schema(
        parameters=[OpenApiParameter("exp", str), OpenApiParameter("sig", str), *_RANGE],
        responses=_JPEG,
    )
    def get(self, request: Request, report_id: UUID, photo_id: UUID) -> HttpResponseBase:
        """A rendition of a photo as it was sent, by its signed link or for whoever may see it."""
        exp, sig = request.query_params.get("exp", ""), request.query_params.get("sig", "")
        if not is_valid(request.path, exp, sig, now=timezone.now().timestamp()):
            if visible(report_id, viewer_in(request)).access == Access.PUBLIC:
                raise errors.NotFound()
        return _handed_out(
            request, {"report": report_id, "uid": photo_id}, self.rendition, PRIVATE_CACHE
        )


class PublicPhotoFile(APIView):
    """rendition: `display` or `thumbnail`."""

    is_wordless = True
    rendition = ""

    @extend_schema(parameters=_RANGE, responses=_JPEG)
    def get(
        self, request: Request, report_id: UUID, photo_id: UUID, edition: int
    ) -> HttpResponseBase:
        """A published rendition; 404 once it was taken back or another edition is public."""
        report = visible(report_id, viewer_in(request))
        who = "public" if report.visibility == Visibility.PUBLIC else "private"
        photo = {
            "report": report_id,
            "uid": photo_id,
            "edition": edition,
            "publication": PhotoPublication.PUBLISHED,
        }
        cache = f"{who}, max-age={PUBLIC_CACHE_SECONDS}"
        return _handed_out(request, photo, f"public_{self.rendition}", cache)


def _handed_out(
    request: Request, photo: dict[str, Any], rendition: str, cache: str
) -> HttpResponseBase:
    """Raises NotFound."""
    row = Photo.objects.filter(**photo, state=PhotoState.READY).first()
    file = row and getattr(row, rendition)
    if not row or not file:
        raise errors.NotFound()
    kind = rendition.removeprefix("public_")
    return photo_file(request, file, name=f"{row.uid}-{kind}.jpg", cache=cache)
