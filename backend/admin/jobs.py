"""The server's jobs, for the operator: looked at, repeated or cancelled."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import lazystr
from procrastinate.contrib.django.admin import ProcrastinateJobAdmin
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob

from backend.admin import job_labels
from backend.core.labels import apply
from backend.core.tenant_admin import TenantInline, ViewOnly

apply("procrastinate", job_labels.APP, job_labels.LABELS)
admin.site.unregister(ProcrastinateJob)


class EntryInline(ViewOnly, TenantInline):
    model = ProcrastinateEvent
    is_shared = True
    fields = readonly_fields = ("type", "at")


@admin.register(ProcrastinateJob)
class JobAdmin(ProcrastinateJobAdmin):
    """With filters that stay short: a job has a lock of its own, and there are many."""

    actions = ["repeat", "call_off"]
    fields = [
        *("task_name", "status", "args", "queue_name", "lock", "queueing_lock", "priority"),
        *("scheduled_at", "attempts"),
    ]
    inlines = [EntryInline]
    list_display = ["id", "task_name", "status", "queue_name", "attempts", "scheduled_at"]
    list_filter = ["status", "queue_name", "task_name"]
    ordering = ["-id"]
    search_fields = ["task_name"]
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return admin.ModelAdmin.get_queryset(self, request)

    @admin.action(description=lazystr(job_labels.RETRY))
    def repeat(self, request: HttpRequest, jobs: QuerySet[Any]) -> None:
        self.retry(request, jobs.filter(status="failed"))

    @admin.action(description=lazystr(job_labels.CANCEL))
    def call_off(self, request: HttpRequest, jobs: QuerySet[Any]) -> None:
        self.cancel(request, jobs)
