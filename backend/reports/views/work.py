"""Work on reports: status, crews, comments, follows, the crew's list."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.contrib.gis.db.models.functions import Distance
from django.db.models import Case, IntegerField, Value, When
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.accounts.actions import require_user
from backend.accounts.viewer import Viewer, viewer_in
from backend.core import errors, schema
from backend.core.idempotency import idempotent
from backend.core.serializers import PlaceQuery
from backend.jurisdictions.rules import Priority
from backend.reports import rules
from backend.reports.actions import changes, follows, taking
from backend.reports.actions.allowing import Change
from backend.reports.actions.previewing import in_each, news_before
from backend.reports.earlier import relate
from backend.reports.models import Report, ReportEvent
from backend.reports.querysets import Access
from backend.reports.replies import replies_for
from backend.reports.serializers import incoming, outgoing
from backend.reports.serializers.events import EventOutput
from backend.reports.views.reading import (
    AnswersWithReport,
    represent_changed,
    require_somebody,
    visible,
)
from backend.reports.workflow import CREW_WORK, Status


class ReportStatus(AnswersWithReport, APIView):
    @extend_schema(
        operation_id="reports_status",
        auth=schema.SOMEBODY,
        request=incoming.StatusInput,
        responses=outgoing.ReportOutput,
    )
    @idempotent
    def post(self, request: Request, report_id: UUID) -> Response:
        """Change the status; a refused change is 409 with the allowed ones."""
        require_somebody(viewer_in(request))
        form = incoming.StatusInput(data=request.data)
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


class ReportAssignment(AnswersWithReport, APIView):
    @extend_schema(
        operation_id="reports_assign",
        auth=schema.ACCOUNT,
        request=incoming.AssignmentInput,
        responses=outgoing.ReportOutput,
    )
    @idempotent
    def post(self, request: Request, report_id: UUID) -> Response:
        """Give the report to a crew, as the handler's dispatcher."""
        require_user(viewer_in(request))
        form = incoming.AssignmentInput(data=request.data)
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
        request=incoming.AssignmentsInput,
        responses=outgoing.AssignmentsOutput,
    )
    @idempotent
    def post(self, request: Request) -> Response:
        """Give many reports to one crew: all of them, or 409 with the list of what failed."""
        require_user(viewer_in(request))
        form = incoming.AssignmentsInput(data=request.data)
        form.is_valid(raise_exception=True)
        done = changes.assign_many(
            report_ids=form.validated_data["reports"],
            viewer=viewer_in(request),
            crew_id=form.validated_data["crew"],
            now=timezone.now(),
            versions=form.validated_data.get("versions"),
        )
        assigned = [report.pk for report in done]
        return Response({"assigned": assigned, "versions": outgoing.versions_of(done)})


class Statuses(APIView):
    @extend_schema(
        operation_id="statuses_create",
        auth=schema.ACCOUNT,
        request=incoming.StatusesInput,
        responses=outgoing.StatusesOutput,
    )
    @idempotent
    def post(self, request: Request) -> Response:
        """Change the status of many reports: of all, or 409 with the list of what failed."""
        require_user(viewer_in(request))
        form = incoming.StatusesInput(data=request.data)
        form.is_valid(raise_exception=True)
        values = dict(form.validated_data)
        done = changes.change_many(
            report_ids=values.pop("reports"),
            viewer=viewer_in(request),
            now=timezone.now(),
            versions=values.pop("versions", None),
            change=Change(new=values.pop("status"), **values),
        )
        changed = [report.pk for report in done]
        return Response({"changed": changed, "versions": outgoing.versions_of(done)})


class ReportPreview(APIView):
    @extend_schema(
        operation_id="reports_preview",
        auth=schema.ACCOUNT,
        request=incoming.PreviewInput,
        responses=outgoing.PreviewOutput,
    )
    def post(self, request: Request, report_id: UUID) -> Response:
        """What people would read of a change or a comment, in each language; writes nothing."""
        viewer = viewer_in(request)
        require_user(viewer)
        form = incoming.PreviewInput(data=request.data)
        form.is_valid(raise_exception=True)
        values = dict(form.validated_data)
        status, comment = values.pop("status", None), values.get("comment", "")
        report = visible(report_id, viewer)
        news = news_before(
            report,
            viewer,
            Change(new=Status(status), **values) if status else None,
            now=timezone.now(),
        )
        return Response({"results": [{**each, "comment": comment} for each in in_each(news)]})


class Replies(APIView):
    @extend_schema(
        operation_id="replies",
        auth=schema.ACCOUNT,
        parameters=[incoming.ReplyQuery],
        responses={
            200: outgoing.RepliesOutput,
            (404, schema.PROBLEM_TYPE): schema.Problem,  # of a report that one may not know of
        },
    )
    def get(self, request: Request) -> Response:
        """The office's ready-made replies, with a report's facts in them, for who works on it."""
        viewer = viewer_in(request)
        require_user(viewer)
        wanted = incoming.ReplyQuery.parse(request)
        report = visible(wanted["report"], viewer)
        if report.access not in (Access.STAFF, Access.CREW):
            raise errors.NotAllowed()
        filled = replies_for(report, planned_for=wanted.get("planned_for"))
        return Response({"results": [asdict(reply) for reply in filled]})


class ReportComments(APIView):
    @extend_schema(
        operation_id="reports_comment",
        auth=schema.SOMEBODY,
        request=incoming.CommentInput,
        responses={201: EventOutput},
    )
    @idempotent
    def post(self, request: Request, report_id: UUID) -> Response:
        """Say something, as the reporter, the crew or the office."""
        require_somebody(viewer_in(request))
        form = incoming.CommentInput(data=request.data)
        form.is_valid(raise_exception=True)
        event = follows.add_comment(
            report_id=report_id,
            viewer=viewer_in(request),
            text=form.validated_data["text"],
            audience=form.validated_data.get("audience"),
            now=timezone.now(),
        )
        access = Access(visible(report_id, viewer_in(request)).access)
        return Response(EventOutput(event, context={"access": access}).data, status=201)

    def replay(self, request: Request, stored: dict[str, Any], report_id: UUID) -> dict[str, Any]:
        """As far as the caller may read it today. Raises NotFound."""
        access = Access(visible(report_id, viewer_in(request)).access)
        if access != Access.PUBLIC:
            return stored
        event = ReportEvent.objects.get(pk=stored["id"])
        return EventOutput(context={"access": access}).to_representation(event)


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


class ReportTaking(AnswersWithReport, APIView):
    @extend_schema(
        operation_id="reports_take",
        auth=schema.ACCOUNT,
        request=None,
        responses=outgoing.ReportOutput,
    )
    @idempotent
    def post(self, request: Request, report_id: UUID) -> Response:
        """Take the task on, as a person of its crew; 409 says who was first."""
        require_user(viewer_in(request))
        taking.take_task(report_id=report_id, viewer=viewer_in(request), now=timezone.now())
        return Response(represent_changed(report_id, viewer_in(request)))

    @extend_schema(operation_id="reports_release", auth=schema.ACCOUNT, responses={204: None})
    def delete(self, request: Request, report_id: UUID) -> Response:
        """Give the task free, as anybody of the crew or the handler's dispatcher."""
        require_user(viewer_in(request))
        taking.release_task(report_id=report_id, viewer=viewer_in(request), now=timezone.now())
        return Response(status=204)


class CrewTasks(APIView):
    @extend_schema(
        operation_id="crew_tasks",
        auth=schema.ACCOUNT,
        parameters=[PlaceQuery],
        responses=outgoing.TasksOutput,
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
        ordered = list(tasks.for_display().order_by(_URGENCY, "due_at", "id")[: rules.TASKS_MAX])
        relate(ordered, viewer)
        return Response({"results": outgoing.TaskOutput(ordered, many=True).data})


class DueCounts(APIView):
    @extend_schema(
        operation_id="reports_due_counts", auth=schema.ACCOUNT, responses=outgoing.DueCountsOutput
    )
    def get(self, request: Request) -> Response:
        """How much of the caller's own open work is late, and how much soon will be."""
        viewer: Viewer = viewer_in(request)
        require_user(viewer)
        if not viewer.is_staff:
            raise errors.NotAllowed()
        own = Report.objects.visible_to(viewer).handled_by(viewer)
        now = timezone.now()
        counts = {how: own.due(how, now=now).count() for how in ("overdue", "soon")}
        return Response({**counts, "to_pass_on": own.to_pass_on().count()})


_URGENCY = Case(
    *(
        When(priority=priority, then=Value(rank))
        for rank, priority in enumerate(reversed(list(Priority)))
    ),
    output_field=IntegerField(),
)
