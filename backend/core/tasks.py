"""Jobs that keep the installation in order: freeing stuck work, forgetting old answers."""

import logging
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db.models import Max, QuerySet
from django.utils import timezone
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from backend.core.idempotency import KEPT_FOR
from backend.core.jobs import HEARD_KEY
from backend.core.models import RequestCount, StoredAnswer

STALLED_AFTER_SECONDS = 30.0  # three missed heartbeats of a worker
LOST_AFTER = timedelta(minutes=15)  # longer than a job takes; one that still runs may run twice
# A national layer may take longer. Its jobs are freed by their worker's missing heartbeats alone.
WITHOUT_LIMIT = ("layers",)  # queues
COUNTS_KEPT_FOR = timedelta(days=2)
JOBS_KEPT_HOURS = 24 * 7
HEARD_TIMEOUT_SECONDS = 600

logger = logging.getLogger(__name__)


@app.periodic(cron="* * * * * */10")
@app.task(name="core.free_stalled_jobs", queueing_lock="core.free_stalled_jobs", pass_context=True)
async def free_stalled_jobs(context: JobContext, timestamp: int) -> None:
    """Give the jobs of killed workers to the living. Has no `lock`: it must never wait."""
    manager, now = context.app.job_manager, timezone.now()
    stalled = await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER_SECONDS)
    freed = {job.id for job in stalled if job.id} | {pk async for pk in lost_jobs(now)}
    for pk in freed:
        await manager.retry_job_by_id_async(pk, retry_at=now)
        logger.warning("stalled job freed", extra={"job": pk})


def lost_jobs(now: datetime) -> QuerySet[ProcrastinateJob, int]:
    """Find jobs whose end was never noted, though their worker lives: its connection broke."""
    started = ProcrastinateJob.objects.filter(status="doing", procrastinateevent__type="started")
    limited = started.exclude(queue_name__in=WITHOUT_LIMIT)
    lost = limited.alias(started_at=Max("procrastinateevent__at"))
    return lost.filter(started_at__lt=now - LOST_AFTER).values_list("pk", flat=True)


@app.periodic(cron="* * * * * */15")
@app.task(name="core.be_heard", queueing_lock="core.be_heard")
def be_heard(timestamp: int) -> None:
    """Tell /readyz that a worker is at work."""
    cache.set(HEARD_KEY, timezone.now(), HEARD_TIMEOUT_SECONDS)


@app.periodic(cron="17 3 * * *")
@app.task(name="core.forget_old", queueing_lock="core.forget_old", pass_context=True)
async def forget_old(context: JobContext, timestamp: int) -> None:
    """Delete answers, counters and finished jobs that nobody will ask for any more."""
    now = timezone.now()
    await StoredAnswer.objects.filter(created_at__lt=now - KEPT_FOR).adelete()
    await RequestCount.objects.filter(window__lt=now - COUNTS_KEPT_FOR).adelete()
    await context.app.job_manager.delete_old_jobs(
        nb_hours=JOBS_KEPT_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
    )
