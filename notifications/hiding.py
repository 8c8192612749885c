"""What may be told no more: news of what has become private since."""

from collections.abc import Collection, Iterable

from django.db.models import Exists, F, OuterRef, Q

from backend.reports.people_models import Follow
from backend.reports.workflow import Visibility
from notifications.messages import is_end
from notifications.models import Notification
from notifications.rules import NotificationType

OF_STAFF = {NotificationType.WORK, NotificationType.OVERDUE}  # they see what is private, too


def hidden_among(ids: Collection[int]) -> set[int]:
    """Return which of these notifications nobody may be told now."""
    if not ids:
        return set()
    told = Notification.objects.filter(pk__in=ids).select_related("report", "event__report")
    return hidden_of(told)


def hidden_of(told: Iterable[Notification]) -> set[int]:
    """The ids of those whose report has become private since, for others than its owners.

    And of news of a report that theirs was joined to: when that one has, only its end is told.
    told: each with its report and the report of its event.
    """
    private = [each for each in told if _is_of_something_private(each)]
    if not private:
        return set()
    follows = Follow.objects.filter(report=OuterRef("report"), is_owner=True)
    owners = Notification.objects.filter(
        Q(user=F("report__reporter"))
        | Q(installation=F("report__installation"))
        | Q(contact__report=F("report"))
        | Q(Exists(follows.filter(user=OuterRef("user"))))
        | Q(Exists(follows.filter(installation=OuterRef("installation")))),
        pk__in=[each.pk for each in private],
    )
    known = set(owners.values_list("pk", flat=True))
    return {each.pk for each in private if each.pk not in known or _is_of_a_hidden_survivor(each)}


def _is_of_something_private(notification: Notification) -> bool:
    event, report = notification.event, notification.report
    if notification.type in OF_STAFF:
        return False
    reports = (report, event.report) if event and report else ()
    return any(report.visibility == Visibility.PRIVATE for report in reports)


def _is_of_a_hidden_survivor(notification: Notification) -> bool:
    event = notification.event
    if event is None:
        return False
    is_other = event.report_id != notification.report_id
    return is_other and event.report.visibility == Visibility.PRIVATE and not is_end(event)
