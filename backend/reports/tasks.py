"""Jobs of reports; every one may run twice."""

import logging

from django.core.files.storage import default_storage
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from backend.reports.actions import (
    case_counting,
    hiding,
    originals,
    packets,
    preparing,
    proposing,
    uploads,
)
from backend.reports.actions.counting import CHANGES_AT_ONCE, fold_changes
from backend.reports.actions.deadlines import TOLD_AT_ONCE, announce_overdue

logger = logging.getLogger(__name__)


@app.task(name="reports.process_photo", retry=RetryStrategy(max_attempts=8, exponential_wait=4))
def process_photo(photo_id: int) -> None:
    """Make the renditions of a photo that waits, or refuse it."""
    preparing.prepare_photo(photo_id=photo_id, now=timezone.now())


@app.task(name="reports.look_at_waiting", retry=RetryStrategy(max_attempts=4, exponential_wait=4))
def look_at_waiting(upload_id: int) -> None:
    """Find out how a photo looks whose report has not come yet."""
    preparing.look_at_waiting(upload_id=upload_id)


@app.task(name="reports.hide_regions", retry=RetryStrategy(max_attempts=8, exponential_wait=4))
def hide_regions(photo_id: int, edition: int) -> None:
    """Make and publish the files of a photo in which something is to be hidden."""
    hiding.hide_regions(photo_id=photo_id, edition=edition, now=timezone.now())


@app.task(
    name="reports.remove_public_files", retry=RetryStrategy(max_attempts=8, exponential_wait=4)
)
def remove_public_files(names: list[str]) -> None:
    """Delete the files of an edition that is public no more."""
    for name in names:
        default_storage.delete(name)


@app.periodic(cron="*/5 * * * *")
@app.task(name="reports.announce_overdue", queueing_lock="reports.announce_overdue")
def tell_what_is_overdue(timestamp: int) -> None:
    """Tell the dispatchers, once for each step, what is late."""
    while announce_overdue(now=timezone.now()) == TOLD_AT_ONCE:
        pass


@app.periodic(cron="* * * * * */10")
@app.task(name="reports.fold_map_changes", queueing_lock="reports.fold_map_changes")
def fold_map_changes(timestamp: int) -> None:
    """Move what changed on the map into its counts."""
    while fold_changes() == CHANGES_AT_ONCE:
        pass


@app.periodic(cron="* * * * * */10")
@app.task(name="reports.fold_case_changes", queueing_lock="reports.fold_case_changes")
def fold_case_changes(timestamp: int) -> None:
    """Move how reports fared since into the counts of statistics."""
    while case_counting.fold_case_changes() == case_counting.CHANGES_AT_ONCE:
        pass


@app.periodic(cron="23 1-3 * * *")
@app.task(name="reports.remove_originals", queueing_lock="reports.remove_originals")
def remove_originals(timestamp: int) -> None:
    """Remove the originals that were kept for long enough."""
    removed = originals.remove_originals(now=timezone.now())
    logger.info("originals removed", extra={"count": removed})


@app.periodic(cron="* * * * *")
@app.task(name="reports.settle_uploads", queueing_lock="reports.settle_uploads")
def settle_uploads(timestamp: int) -> None:
    """Bring photos to their reports, and forget those that have waited for too long."""
    uploads.settle_uploads(now=timezone.now())


@app.task(name="reports.send_packet", retry=RetryStrategy(max_attempts=8, exponential_wait=5))
def send_packet(forwarding_id: int) -> None:
    """Send a report to the manager that it was passed on to."""
    packets.send_packet(forwarding_id=forwarding_id, now=timezone.now())


@app.task(name="reports.propose_regions", retry=RetryStrategy(max_attempts=4, exponential_wait=4))
def propose_regions(photo_id: int) -> None:
    """Look for faces and number plates in a photo that is ready."""
    proposing.propose_regions(photo_id=photo_id)
