"""Who is told what: devices, the inbox, and the ledger of pushes."""

from django.db import models
from django.db.models import Q

from backend.accounts.models import Installation, User
from backend.core.language import Language
from backend.reports.models import Report, ReportEvent
from notifications import querysets
from notifications.rules import (
    DEVICE_VALUE_MAX_CHARS,
    DeliveryState,
    DeviceKind,
    NotificationType,
    Platform,
)

_ONE_OWNER = Q(user__isnull=False) ^ Q(installation__isnull=False)


class Device(models.Model):
    """One app installation that can be pushed to, owned by an account or an anonymous phone.

    installation_uid: the app's own id of itself; with the owner it is the device's key.
    value: the FCM registration token or installation id; its newest owner wins it.
    """

    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="devices")
    installation = models.ForeignKey(
        Installation, models.CASCADE, null=True, related_name="devices"
    )
    installation_uid = models.UUIDField()
    kind = models.CharField(max_length=10, choices=DeviceKind)
    value = models.CharField(max_length=DEVICE_VALUE_MAX_CHARS)
    platform = models.CharField(max_length=10, choices=Platform)
    language = models.CharField(max_length=2, choices=Language)
    is_active = models.BooleanField(default=True)
    off_reason = models.CharField(max_length=40, blank=True)
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "installation_uid"], name="one_device_per_account_and_app"
            ),
            models.UniqueConstraint(
                fields=["installation", "installation_uid"],
                name="one_device_per_installation_and_app",
            ),
            models.UniqueConstraint(
                fields=["value"], condition=Q(is_active=True), name="one_owner_per_token"
            ),
            models.CheckConstraint(
                condition=_ONE_OWNER, name="device_is_of_a_user_or_an_installation"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.platform} {self.installation_uid}"


class Notification(models.Model):
    """One piece of news for one person; its words are made when it is read or sent."""

    event = models.ForeignKey(ReportEvent, models.PROTECT, related_name="notifications")
    report = models.ForeignKey(Report, models.CASCADE, related_name="notifications")
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="notifications")
    installation = models.ForeignKey(
        Installation, models.CASCADE, null=True, related_name="notifications"
    )
    type = models.CharField(max_length=20, choices=NotificationType)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    objects = querysets.NotificationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["event", "user"], name="one_notification_per_event_and_user"
            ),
            models.UniqueConstraint(
                fields=["event", "installation"],
                name="one_notification_per_event_and_installation",
            ),
            models.CheckConstraint(
                condition=_ONE_OWNER, name="notification_is_for_a_user_or_an_installation"
            ),
        ]
        indexes = [
            models.Index(fields=["user", "-id"], name="inbox_of_a_user"),
            models.Index(fields=["installation", "-id"], name="inbox_of_an_installation"),
        ]

    def __str__(self) -> str:
        return f"{self.type} of {self.event_id}"


class Delivery(models.Model):
    """One notification on its way to one device: the ledger.

    next_attempt_at: when it may be tried (again); while a worker sends it, when it is free again.
    """

    notification = models.ForeignKey(Notification, models.CASCADE, related_name="deliveries")
    event = models.ForeignKey(ReportEvent, models.PROTECT, related_name="deliveries")
    device = models.ForeignKey(Device, models.CASCADE, related_name="deliveries")
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    message_id = models.CharField(max_length=200, blank=True)
    code = models.CharField(max_length=60, blank=True)

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(
                fields=["event", "device"], name="one_delivery_per_event_and_device"
            )
        ]
        indexes = [
            models.Index(
                fields=["next_attempt_at", "id"],
                condition=Q(state=DeliveryState.WAITING),
                name="waiting_deliveries_by_time",
            ),
            models.Index(
                fields=["device"],
                condition=Q(state=DeliveryState.WAITING),
                name="waiting_deliveries_by_device",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} to {self.device_id}: {self.state}"
