"""Jobs are part of the change that causes them."""

import pytest
from django.db import connection, transaction

from backend.core import jobs

pytestmark = pytest.mark.django_db


def waiting() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, queue_name FROM procrastinate_jobs ORDER BY id")
        return cursor.fetchall()


def test_job_of_a_change_exists_with_it():
    jobs.defer("reports.process_photo", photo_id=1)

    assert waiting() == [("reports.process_photo", "photos")]


def test_job_of_a_change_that_is_rolled_back_never_existed():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        jobs.defer("reports.process_photo", photo_id=1)
        raise ZeroDivisionError

    assert waiting() == []


def test_job_without_a_name_in_the_list_is_refused():
    with pytest.raises(KeyError):
        jobs.defer("reports.paint_the_town", photo_id=1)
