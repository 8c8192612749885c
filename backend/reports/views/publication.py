"""What the public sees of photos and texts: what the office weighs, and what it decides."""

from functools import partial
from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.accounts.actions import require_user
from backend.accounts.viewer import Viewer, viewer_in
from backend.core import errors, schema
from backend.core.idempotency import idempotent
from backend.reports import hints
from backend.reports.actions import publication
from backend.reports.photo_models import Photo
from backend.reports.querysets import Access
from backend.reports.serializers import incoming, outgoing
from backend.reports.serializers.events import EventOutput
from backend.reports.serializers.photos import DecidedPhotoOutput, PhotoReviewOutput
from backend.reports.views.reading import AnswersWithReport, represent_changed, visible


class PhotoDecision(APIView):
    @extend_schema(
        operation_id="photos_publication",
        auth=schema.ACCOUNT,
        request=incoming.PublicationInput,
        responses=DecidedPhotoOutput,
    )
    @idempotent
    def post(self, request: Request, report_id: UUID, photo_id: UUID) -> Response:
        """Publish a photo, without what `hide` names, or take it back; again as often as needed."""
        viewer = viewer_in(request)
        require_user(viewer)
        form = incoming.PublicationInput(data=request.data)
        form.is_valid(raise_exception=True)
        publish = partial(publication.publish_photo, hide=form.validated_data["hide"])
        decide = publish if form.validated_data["published"] else publication.hide_photo
        photo = decide(report_id=report_id, uid=photo_id, viewer=viewer, now=timezone.now())
        return Response(DecidedPhotoOutput(photo).data)

    def replay(
        self, request: Request, stored: dict[str, Any], report_id: UUID, photo_id: UUID
    ) -> dict[str, Any]:
        _of_the_office(report_id, photo_id, viewer_in(request))
        return stored


class TextDecision(AnswersWithReport, APIView):
    @extend_schema(
        operation_id="reports_text",
        auth=schema.ACCOUNT,
        request=incoming.TextPublicationInput,
        responses=outgoing.ReportOutput,
    )
    @idempotent
    def post(self, request: Request, report_id: UUID) -> Response:
        """Publish text and address, as written or with others in their place; or take them back.

        Each call says all of it: what it leaves out is shown as it was written.
        """
        viewer = viewer_in(request)
        require_user(viewer)
        form = incoming.TextPublicationInput(data=request.data)
        form.is_valid(raise_exception=True)
        words = dict(form.validated_data)
        is_published = words.pop("published")
        publish = partial(publication.publish_text, **words)
        decide = publish if is_published else publication.hide_text
        decide(report_id=report_id, viewer=viewer, now=timezone.now())
        return Response(represent_changed(report_id, viewer))


class CommentDecision(APIView):
    @extend_schema(
        operation_id="reports_comment_text",
        auth=schema.ACCOUNT,
        request=incoming.CommentPublicationInput,
        responses=EventOutput,
    )
    @idempotent
    def post(self, request: Request, report_id: UUID, event_id: int) -> Response:
        """Hide a comment, show another text in its place, or show it again; its event stays."""
        viewer = viewer_in(request)
        require_user(viewer)
        form = incoming.CommentPublicationInput(data=request.data)
        form.is_valid(raise_exception=True)
        publish = partial(publication.publish_comment, text=form.validated_data.get("text"))
        decide = publish if form.validated_data["published"] else publication.hide_comment
        event = decide(report_id=report_id, event_id=event_id, viewer=viewer, now=timezone.now())
        access = Access(visible(report_id, viewer).access)
        return Response(EventOutput(event, context={"access": access}).data)

    def replay(
        self, request: Request, stored: dict[str, Any], report_id: UUID, event_id: int
    ) -> dict[str, Any]:
        if visible(report_id, viewer_in(request)).access != Access.STAFF:
            raise errors.NotAllowed()
        return stored


class PhotoReview(APIView):
    @extend_schema(operation_id="photos_review", auth=schema.ACCOUNT, responses=PhotoReviewOutput)
    def get(self, request: Request, report_id: UUID, photo_id: UUID) -> Response:
        """What speaks for or against publishing a photo: for the office, nothing is certain."""
        viewer = viewer_in(request)
        require_user(viewer)
        photo = _of_the_office(report_id, photo_id, viewer)
        review = hints.review(photo, viewer)
        return Response(PhotoReviewOutput(photo, context={"review": review}).data)


def _of_the_office(report_id: UUID, photo_id: UUID, viewer: Viewer) -> Photo:
    """Raises NotFound, NotAllowed for who sees the report otherwise than its office."""
    if visible(report_id, viewer).access != Access.STAFF:
        raise errors.NotAllowed()
    photos = Photo.objects.select_related("report__jurisdiction")
    photo = photos.filter(report=report_id, uid=photo_id).first()
    if photo is None:
        raise errors.NotFound()
    return photo
