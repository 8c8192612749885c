"""Reports over HTTP: thin; the work is in `actions` and `querysets`."""

from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from django.contrib.gis.db.models.functions import Distance
from django.db.models import Case, IntegerField, Value, When
from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.accounts.actions import require_owner, require_user
from backend.accounts.throttles import counted_as
from backend.accounts.viewer import Viewer, viewer_in
from backend.core import cursors, errors, geo, schema
from backend.core.idempotency import idempotent
from backend.core.serializers import PlaceQuery
from backend.jurisdictions.rules import Priority
from backend.reports import features, media, rules
from backend.reports import serializers as shapes
from backend.reports.actions import changes, contacts, follows, intake, photos
from backend.reports.files import photo_file
from backend.reports.links import is_valid
from backend.reports.media import PhotoKind
from backend.reports.models import Photo, Report, ReportEvent
from backend.reports.querysets import Access, ReportQuerySet
from backend.reports.workflow import CREW_WORK


class Reports(APIView):
    throttle_scope = None  # the action counts: a report sent again is free

    @extend_schema(
        operation_id="reports_list",
        parameters=[shapes.ReportFilter],
        responses=shapes.ReportPageOutput,
    )
    def get(self, request: Request) -> Response:
        """List the reports that the caller may see, newest first."""
        wanted = shapes.ReportFilter.parse(request)
        reports = narrowed(viewer_in(request), wanted).for_display()
        return Response(report_page(request, reports, wanted))

    @extend_schema(
        operation_id="reports_create",
        request=shapes.ReportInput,
        responses={200: shapes.ReportOutput, 201: shapes.CreatedReportOutput},
    )
    def post(self, request: Request) -> Response:
        """Take in a report. With an `id` of the caller's making, sending again is harmless."""
        form = shapes.ReportInput(data=request.data)
        form.is_valid(raise_exception=True)
        taken = intake.take_in(
            draft=intake.Draft(**form.draft_values()),
            viewer=viewer_in(request),
            counted_as=counted_as(request),
            received_at=timezone.now(),
        )
        body = dict(shapes.ReportOutput(taken.report).data)
        if taken.secret:
            body["secret"] = taken.secret
        return Response(body, status=201 if taken.is_new else 200)


class ReportFeatures(APIView):
    @extend_schema(
        operation_id="reports_geojson",
        parameters=[shapes.FeatureFilter],
        responses={(200, "application/geo+json"): OpenApiTypes.OBJECT},
    )
    def get(self, request: Request) -> HttpResponse:
        """The same list as a GeoJSON FeatureCollection (RFC 7946), built by the database."""
        wanted = shapes.FeatureFilter.parse(request)
        one_more = {**wanted, "limit": wanted["limit"] + 1}
        reports = page_of(narrowed(viewer_in(request), wanted), one_more)
        found = features.features(reports, limit=wanted["limit"])
        following = orjson.dumps(_next_url(request, found.last)).decode()
        return HttpResponse(
            f'{{"type":"FeatureCollection","features":[{found.json}],"next":{following}}}',
            content_type="application/geo+json",
        )


class ReportDetail(APIView):
    @extend_schema(operation_id="reports_read", responses=shapes.ReportDetailOutput)
    def get(self, request: Request, report_id: UUID) -> Response:
        """One report, as far as the caller may read it."""
        viewer = viewer_in(request)
        report = displayed(Report.objects.visible_to(viewer), report_id)
        contact = contacts.read_contact(report=report, viewer=viewer, now=timezone.now())
        return Response(shapes.ReportDetailOutput(report, context={"contact": contact}).data)

    @extend_schema(
        operation_id="reports_edit",
        auth=schema.ACCOUNT,
        request=shapes.EditInput,
        responses=shapes.ReportOutput,
    )
    def patch(self, request: Request, report_id: UUID) -> Response:
        """Move the pin, change service, priority or visibility, as the handler's dispatcher."""
        require_user(viewer_in(request))
        form = shapes.EditInput(data=request.data)
        form.is_valid(raise_exception=True)
        values = dict(form.validated_data)
        place = values.pop("location", None)
        if place:
            values["location"] = geo.point(place["lon"], place["lat"])
            values["accuracy_m"] = place.get("accuracy_m")
        changes.edit_report(
            report_id=report_id, viewer=viewer_in(request), now=timezone.now(), **values
        )
        return Response(represent_changed(report_id, viewer_in(request)))


class ReportEvents(APIView):
    @extend_schema(operation_id="reports_events", responses=shapes.EventsOutput)
    def get(self, request: Request, report_id: UUID) -> Response:
        """The history of a report, oldest first."""
        report = visible(report_id, viewer_in(request))
        access = Access(report.access)
        events = (
            ReportEvent.objects.filter(report=report_id)
            .visible_in(access)
            .select_related("actor", "crew")
            .prefetch_related("texts")
            .order_by("id")[: rules.EVENTS_MAX]
        )
        shown = shapes.EventOutput(events, many=True, context={"access": access})
        return Response({"results": shown.data})


class ReportStatus(APIView):
    @extend_schema(
        operation_id="reports_status",
        auth=schema.SOMEBODY,
        request=shapes.StatusInput,
        responses=shapes.ReportOutput,
    )
    @idempotent
    def post(self, request: Request, report_id: UUID) -> Response:
        """Change the status; a refused change is 409 with the allowed ones."""
        require_somebody(viewer_in(request))
        form = shapes.StatusInput(data=request.data)
        form.is_valid(raise_exception=True)
        values = dict(form.validated_data)
        changes.change_status(
            report_id=report_id,
            viewer=viewer_in(request),
            new=values.pop("status"),
            now=timezone.now(),
            **values,
        )
        return Response(represent_changed(report_id, viewer_in(request)))


class ReportAssignment(APIView):
    @extend_schema(
        operation_id="reports_assign",
        auth=schema.ACCOUNT,
        request=shapes.AssignmentInput,
        responses=shapes.ReportOutput,
    )
    @idempotent
    def post(self, request: Request, report_id: UUID) -> Response:
        """Give the report to a crew, as the handler's dispatcher."""
        require_user(viewer_in(request))
        form = shapes.AssignmentInput(data=request.data)
        form.is_valid(raise_exception=True)
        values = dict(form.validated_data)
        changes.assign_crew(
            report_id=report_id,
            viewer=viewer_in(request),
            crew_id=values.pop("crew"),
            now=timezone.now(),
            **values,
        )
        return Response(represent_changed(report_id, viewer_in(request)))


class Assignments(APIView):
    @extend_schema(
        operation_id="assignments_create",
        auth=schema.ACCOUNT,
        request=shapes.AssignmentsInput,
        responses=shapes.AssignmentsOutput,
    )
    @idempotent
    def post(self, request: Request) -> Response:
        """Give many reports to one crew: all of them, or 409 with the list of what failed."""
        require_user(viewer_in(request))
        form = shapes.AssignmentsInput(data=request.data)
        form.is_valid(raise_exception=True)
        done = changes.assign_many(
            report_ids=form.validated_data["reports"],
            viewer=viewer_in(request),
            crew_id=form.validated_data["crew"],
            now=timezone.now(),
        )
        return Response({"assigned": [report.pk for report in done]})


class ReportComments(APIView):
    @extend_schema(
        operation_id="reports_comment",
        auth=schema.SOMEBODY,
        request=shapes.CommentInput,
        responses={201: shapes.EventOutput},
    )
    @idempotent
    def post(self, request: Request, report_id: UUID) -> Response:
        """Say something, as the reporter, the crew or the office."""
        require_somebody(viewer_in(request))
        form = shapes.CommentInput(data=request.data)
        form.is_valid(raise_exception=True)
        event = follows.add_comment(
            report_id=report_id,
            viewer=viewer_in(request),
            text=form.validated_data["text"],
            audience=form.validated_data.get("audience"),
            now=timezone.now(),
        )
        access = Access(visible(report_id, viewer_in(request)).access)
        return Response(shapes.EventOutput(event, context={"access": access}).data, status=201)


class ReportFollow(APIView):
    @extend_schema(
        operation_id="reports_follow", auth=schema.OWNER, request=None, responses={204: None}
    )
    def put(self, request: Request, report_id: UUID) -> Response:
        """Hear what becomes of the report."""
        follows.follow(report_id=report_id, viewer=viewer_in(request), now=timezone.now())
        return Response(status=204)

    @extend_schema(operation_id="reports_unfollow", auth=schema.OWNER, responses={204: None})
    def delete(self, request: Request, report_id: UUID) -> Response:
        """Hear no more of it."""
        follows.unfollow(report_id=report_id, viewer=viewer_in(request))
        return Response(status=204)


class PhotoBytes(BaseParser):
    """Any bytes: what they are is told by the bytes, not by the header."""

    media_type = "*/*"

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        return stream


class ReportPhoto(APIView):
    parser_classes = [PhotoBytes]
    max_body_bytes = media.PHOTO_MAX_BYTES
    throttle_scope = "photos"

    @extend_schema(
        operation_id="photos_put",
        auth=schema.SOMEBODY,
        parameters=[
            shapes.PhotoQuery,
            OpenApiParameter("Content-Digest", str, "header", description="RFC 9530, sha-256"),
        ],
        request={"image/*": OpenApiTypes.BINARY},
        responses={200: shapes.PhotoOutput, 201: shapes.PhotoOutput},
    )
    def put(self, request: Request, report_id: UUID, photo_id: UUID) -> Response:
        """Send the bytes of a photo; the same bytes again are harmless."""
        viewer: Viewer = viewer_in(request)
        require_somebody(viewer)
        query = shapes.PhotoQuery.parse(request)
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
                claimed=geo.point(*place) if place else None,
            ),
            now=timezone.now(),
        )
        return Response(shapes.PhotoOutput(photo).data, status=201 if is_new else 200)


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


class MyReports(APIView):
    @extend_schema(
        operation_id="me_reports",
        auth=schema.OWNER,
        parameters=[shapes.PageFilter],
        responses=shapes.ReportPageOutput,
    )
    def get(self, request: Request) -> Response:
        """The caller's own reports, newest first."""
        require_owner(viewer_in(request))
        wanted = shapes.PageFilter.parse(request)
        reports = (
            Report.objects.visible_to(viewer_in(request)).own(viewer_in(request)).for_display()
        )
        return Response(report_page(request, reports, wanted))


class MyClaims(APIView):
    throttle_scope = "proofs"

    @extend_schema(
        operation_id="me_claims",
        auth=schema.OWNER,
        request=shapes.ClaimInput,
        responses=shapes.ReportOutput,
    )
    @idempotent
    def post(self, request: Request) -> Response:
        """Take a report into the account or onto this phone, by the report's secret."""
        require_owner(viewer_in(request))
        form = shapes.ClaimInput(data=request.data)
        form.is_valid(raise_exception=True)
        report = follows.claim(
            report_id=form.validated_data["report"],
            secret=form.validated_data["secret"],
            viewer=viewer_in(request),
            now=timezone.now(),
        )
        return Response(represent_changed(report.pk, viewer_in(request)))


class CrewTasks(APIView):
    @extend_schema(
        operation_id="crew_tasks",
        auth=schema.ACCOUNT,
        parameters=[PlaceQuery],
        responses=shapes.TasksOutput,
    )
    def get(self, request: Request) -> Response:
        """The open work of the caller's crews: danger first, then what is due first."""
        viewer: Viewer = viewer_in(request)
        require_user(viewer)
        if not viewer.crews:
            raise errors.NotAllowed()
        here = PlaceQuery.point(request)
        tasks = Report.objects.visible_to(viewer).filter(
            crew__in=list(viewer.crews), status__in=CREW_WORK
        )
        if here is not None:
            tasks = tasks.annotate(distance=Distance("location", here))
        ordered = tasks.for_display().order_by(_URGENCY, "due_at", "id")[: rules.TASKS_MAX]
        return Response({"results": shapes.TaskOutput(ordered, many=True).data})


_URGENCY = Case(
    *(
        When(priority=priority, then=Value(rank))
        for rank, priority in enumerate(reversed(list(Priority)))
    ),
    output_field=IntegerField(),
)


def require_somebody(viewer: Viewer) -> None:
    """Raises LoginRequired for a caller who has proved nothing."""
    if not viewer.key:
        raise errors.LoginRequired()


def visible(report_id: UUID, viewer: Viewer) -> Report:
    """Raises NotFound for what the viewer may not know of."""
    report = Report.objects.visible_to(viewer).filter(pk=report_id).first()
    if report is None:
        raise errors.NotFound()
    return report


def displayed(reports: ReportQuerySet, report_id: UUID) -> Report:
    """Raises NotFound."""
    report = reports.for_display().filter(pk=report_id).first()
    if report is None:
        raise errors.NotFound()
    return report


def represent_changed(report_id: UUID, viewer: Viewer) -> dict[str, Any]:
    """A report after the viewer's own change, which may have taken it out of their sight."""
    return shapes.ReportOutput(displayed(Report.objects.with_access(viewer), report_id)).data


def narrowed(viewer: Viewer, wanted: dict[str, Any]) -> ReportQuerySet:
    """Apply a ReportFilter. Raises FilterNotAllowed, InvalidInput (bbox)."""
    for name in shapes.ReportFilter.STAFF_ONLY:
        if name in wanted and not viewer.is_staff:
            raise errors.FilterNotAllowed(field=name)
    reports = Report.objects.visible_to(viewer)
    conditions = {
        lookup: wanted[name]
        for name, lookup in (
            ("status", "status__in"),
            ("service", "service__code__in"),
            ("jurisdiction", "jurisdiction__teryt"),
            ("created_after", "received_at__gt"),
            ("created_before", "received_at__lt"),
            ("updated_after", "updated_at__gt"),
        )
        if name in wanted
    }
    reports = reports.filter(**conditions).of_staff(viewer, wanted)
    if "bbox" in wanted:
        reports = reports.inside(geo.parse_bbox(wanted["bbox"]))
    return reports.matching(wanted["q"]) if "q" in wanted else reports


def page_of(reports: ReportQuerySet, wanted: dict[str, Any]) -> ReportQuerySet:
    """Cut one page out of a newest-first list. Raises InvalidInput (cursor)."""
    if "cursor" in wanted:
        moment, pk = cursors.decode(wanted["cursor"], cursors.moment, UUID)
        reports = reports.older_than(moment, pk)
    return reports.newest_first()[: wanted["limit"]]


def report_page(request: Request, reports: ReportQuerySet, wanted: dict[str, Any]) -> Any:
    rows = list(page_of(reports, {**wanted, "limit": wanted["limit"] + 1}))
    shown, more = rows[: wanted["limit"]], len(rows) > wanted["limit"]
    last = (shown[-1].received_at, shown[-1].pk) if more else None
    return {
        "results": shapes.ReportOutput(shown, many=True).data,
        "next": _next_url(request, last),
    }


def _next_url(request: Request, last: tuple[datetime, UUID] | None) -> str | None:
    if last is None:
        return None
    return cursors.next_url(request, cursors.encode(last[0].isoformat(), str(last[1])))
