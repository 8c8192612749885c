"""Jobs that a worker has begun and never ended."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from backend.core import jobs, tasks

pytestmark = pytest.mark.django_db

A_MOMENT = timedelta(seconds=1)


@pytest.fixture
def begun() -> int:
    """The id of a job that a living worker has begun."""
    jobs.defer("reports.process_photo", photo_id=1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT procrastinate_register_worker_v1()")
        [worker] = cursor.fetchone()
        cursor.execute("SELECT id FROM procrastinate_fetch_job_v2(NULL, %s)", [worker])
        [job] = cursor.fetchone()
    return job


def test_job_that_was_begun_long_ago_and_never_ended_is_lost(begun):
    later = timezone.now() + tasks.LOST_AFTER + A_MOMENT
    assert list(tasks.lost_jobs(later)) == [begun]


def test_job_of_a_layer_may_take_as_long_as_it_needs(begun):
    ProcrastinateJob.objects.filter(pk=begun).update(queue_name="layers")
    later = timezone.now() + tasks.LOST_AFTER + A_MOMENT
    assert list(tasks.lost_jobs(later)) == []


def test_job_that_has_just_begun_is_not_lost(begun):
    assert list(tasks.lost_jobs(timezone.now() + A_MOMENT)) == []


def test_job_begun_anew_is_counted_from_then(begun):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_events (job_id, type, at) VALUES (%s, 'started', %s)",
            [begun, timezone.now() + tasks.LOST_AFTER],
        )
    assert list(tasks.lost_jobs(timezone.now() + tasks.LOST_AFTER + A_MOMENT)) == []
