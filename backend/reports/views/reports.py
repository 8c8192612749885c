"""Reports: taking in, reading, correcting, listing."""

from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.accounts.actions import require_owner, require_user
from backend.accounts.throttles import counted_as
from backend.accounts.viewer import Viewer, viewer_in
from backend.core import cursors, errors, geo, schema
from backend.core.idempotency import idempotent
from backend.reports import features
from backend.reports.actions import changes, contacts, follows, intake
from backend.reports.earlier import relate
from backend.reports.groups import duplicates_of
from backend.reports.models import Report
from backend.reports.querysets import ReportQuerySet
from backend.reports.serializers import incoming, outgoing
from backend.reports.serializers.events import EventsOutput
from backend.reports.views.reading import (
    displayed,
    history,
    represent,
    represent_changed,
    still_readable,
    visible,
)


class Reports(APIView):
    throttle_scope = None  # the action counts: a report sent again is free

    @extend_schema(
        operation_id="reports_list",
        parameters=[incoming.ReportFilter],
        responses=outgoing.ReportPageOutput,
    )
    def get(self, request: Request) -> Response:
        """List the reports that the caller may see, newest first."""
        wanted = incoming.ReportFilter.parse(request)
        reports = narrowed(viewer_in(request), wanted).for_display()
        return Response(report_page(request, reports, wanted))

    @extend_schema(
        operation_id="reports_create",
        request=incoming.ReportInput,
        responses={200: outgoing.KnownReportOutput, 201: outgoing.CreatedReportOutput},
    )
    def post(self, request: Request) -> Response:
        """Take in a report. With an `id` of the caller's making, sending again is harmless."""
        form = incoming.ReportInput(data=request.data)
        form.is_valid(raise_exception=True)
        taken = intake.take_in(
            draft=intake.Draft(**form.draft_values()),
            viewer=viewer_in(request),
            counted_as=counted_as(request),
            received_at=timezone.now(),
        )
        relate([taken.report], viewer_in(request))
        body = dict(outgoing.ReportOutput(taken.report).data)
        if taken.secret:
            body["secret"] = taken.secret
        if taken.to_read_out:
            body["read_out"] = outgoing.read_out(taken.report, taken.to_read_out)
        return Response(body, status=201 if taken.is_new else 200)


class ReportFeatures(APIView):
    @extend_schema(
        operation_id="reports_geojson",
        parameters=[incoming.FeatureFilter],
        responses={(200, "application/geo+json"): OpenApiTypes.OBJECT},
    )
    def get(self, request: Request) -> HttpResponse:
        """The same list as a GeoJSON FeatureCollection (RFC 7946), built by the database."""
        wanted = incoming.FeatureFilter.parse(request)
        one_more = {**wanted, "limit": wanted["limit"] + 1}
        reports = page_of(narrowed(viewer_in(request), wanted), one_more)
        found = features.features(reports, limit=wanted["limit"])
        following = orjson.dumps(_next_url(request, found.last)).decode()
        return HttpResponse(
            f'{{"type":"FeatureCollection","features":[{found.json}],"next":{following}}}',
            content_type="application/geo+json",
        )


class ReportDetail(APIView):
    @extend_schema(operation_id="reports_read", responses=outgoing.ReportDetailOutput)
    def get(self, request: Request, report_id: UUID) -> Response:
        """One report, as far as the caller may read it."""
        viewer = viewer_in(request)
        report = displayed(Report.objects.visible_to(viewer), report_id)
        relate([report], viewer)
        contact = contacts.read_contact(report=report, viewer=viewer, now=timezone.now())
        context = {"contact": contact, "duplicates": duplicates_of(report, viewer)}
        return Response(outgoing.ReportDetailOutput(report, context=context).data)

    @extend_schema(
        operation_id="reports_edit",
        auth=schema.ACCOUNT,
        request=incoming.EditInput,
        responses=outgoing.ReportOutput,
    )
    def patch(self, request: Request, report_id: UUID) -> Response:
        """Move the pin, change service, priority or visibility, as the handler's dispatcher."""
        require_user(viewer_in(request))
        form = incoming.EditInput(data=request.data)
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
    @extend_schema(operation_id="reports_events", responses=EventsOutput)
    def get(self, request: Request, report_id: UUID) -> Response:
        """The history of a report, oldest first."""
        return Response({"results": history(visible(report_id, viewer_in(request)))})


class MyReports(APIView):
    @extend_schema(
        operation_id="me_reports",
        auth=schema.OWNER,
        parameters=[incoming.PageFilter],
        responses=outgoing.ReportPageOutput,
    )
    def get(self, request: Request) -> Response:
        """The caller's own reports, newest first."""
        require_owner(viewer_in(request))
        wanted = incoming.PageFilter.parse(request)
        reports = (
            Report.objects.visible_to(viewer_in(request)).own(viewer_in(request)).for_display()
        )
        return Response(report_page(request, reports, wanted))


class MyClaims(APIView):
    throttle_scope = "proofs"

    @extend_schema(
        operation_id="me_claims",
        auth=schema.OWNER,
        request=incoming.ClaimInput,
        responses=outgoing.ReportOutput,
    )
    @idempotent
    def post(self, request: Request) -> Response:
        """Take a report into the account or onto this phone, by the report's secret."""
        require_owner(viewer_in(request))
        form = incoming.ClaimInput(data=request.data)
        form.is_valid(raise_exception=True)
        report = follows.claim(
            report_id=form.validated_data["report"],
            secret=form.validated_data["secret"],
            viewer=viewer_in(request),
            now=timezone.now(),
        )
        return Response(represent(report.pk, viewer_in(request)))

    def replay(self, request: Request, stored: dict[str, Any]) -> dict[str, Any]:
        return still_readable(stored, UUID(stored["id"]), viewer_in(request))


def narrowed(viewer: Viewer, wanted: dict[str, Any]) -> ReportQuerySet:
    """Apply a ReportFilter. Raises FilterNotAllowed, InvalidInput (bbox)."""
    for name in incoming.ReportFilter.STAFF_ONLY:
        if name in wanted and not viewer.is_staff:
            raise errors.FilterNotAllowed(field=name)
    now = timezone.now()
    reports = Report.objects.visible_to(viewer).with_values(wanted).of_staff(viewer, wanted)
    reports = reports.of_age(
        wanted.get("min_age_days"), wanted.get("max_age_days"), now=now
    ).in_areas(wanted.get("area", []))
    if "closed_after" in wanted:
        reports = reports.open_or_closed_after(wanted["closed_after"])
    if "bbox" in wanted:
        reports = reports.inside(geo.parse_bbox(wanted["bbox"]))
    if "to_pass_on" in wanted:
        reports = reports.of_office().to_pass_on()
    if "work" in wanted:
        reports = reports.handled_by(viewer)
    if "due" in wanted:
        reports = reports.due(wanted["due"], now=now)
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
    relate(shown, viewer_in(request))
    return {
        "results": outgoing.ReportOutput(shown, many=True).data,
        "next": _next_url(request, last),
    }


def _next_url(request: Request, last: tuple[datetime, UUID] | None) -> str | None:
    if last is None:
        return None
    return cursors.next_url(request, cursors.encode(last[0].isoformat(), str(last[1])))
