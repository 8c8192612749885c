"""Who is told what: devices, places, the inbox, and the ledger of messages."""

from uuid import uuid4

from django.contrib.gis.db import models as gis
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from backend.accounts.models import Installation, User
from backend.core.language import Language
from backend.jurisdictions.models import Jurisdiction
from backend.reports.models import Report, ReportEvent
from backend.reports.people_models import ReportContact
from notifications import querysets
from notifications.rules import (
    BROADCAST_BODY_MAX_CHARS,
    BROADCAST_TITLE_MAX_CHARS,
    DEVICE_VALUE_MAX_CHARS,
    TOPIC_MAX_CHARS,
    BroadcastState,
    Channel,
    DeliveryState,
    DeviceKind,
    NotificationType,
    Platform,
    Urgency,
    WorkNews,
)

_ONE_OWNER = Q(user__isnull=False) ^ Q(installation__isnull=False)


def all_kinds() -> list[str]:
    return list(NotificationType.values)


class Device(models.Model):
    """One app installation that can be pushed to, owned by an account or an anonymous phone.

    installation_uid: the app's own id of itself; with the owner it is the device's key.
    value: the FCM registration token or installation id; its newest owner wins it.
    quiet_from, quiet_to: of the day where the news is from; over midnight when from > to.
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
    kinds = ArrayField(models.CharField(max_length=20, choices=NotificationType), default=all_kinds)
    quiet_from = models.TimeField(null=True)
    quiet_to = models.TimeField(null=True)
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
            models.CheckConstraint(
                condition=Q(quiet_from__isnull=True, quiet_to__isnull=True)
                | (
                    Q(quiet_from__isnull=False, quiet_to__isnull=False)
                    & ~Q(quiet_from=F("quiet_to"))
                ),
                name="quiet_hours_have_both_ends",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.platform} {self.installation_uid}"


class FollowedPlace(models.Model):
    """A place whose public news somebody wants: a circle, or the area of an office.

    area: what lies in it, made from the circle or the boundary when it was chosen.
    services: codes; empty for all.
    """

    uid = models.UUIDField(unique=True)
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="followed_places")
    installation = models.ForeignKey(
        Installation, models.CASCADE, null=True, related_name="followed_places"
    )
    name = models.CharField(max_length=100, blank=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    radius_m = models.PositiveIntegerField(null=True)
    teryt = models.CharField(max_length=7, blank=True)
    services = ArrayField(models.CharField(max_length=40), default=list)
    area = gis.MultiPolygonField(srid=4326)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=_ONE_OWNER, name="place_is_of_a_user_or_an_installation"
            ),
            models.CheckConstraint(
                condition=Q(radius_m__isnull=True) ^ Q(teryt=""),
                name="place_is_a_circle_or_an_area",
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(self.uid)


class Broadcast(models.Model):
    """One message of an office to everybody who has to do with an area.

    area: None for all of the jurisdiction. last_device: how far its deliveries are written.
    prepared_at: when all of them were.
    """

    uid = models.UUIDField(unique=True, default=uuid4)
    jurisdiction = models.ForeignKey(Jurisdiction, models.PROTECT, related_name="broadcasts")
    title_pl = models.CharField(max_length=BROADCAST_TITLE_MAX_CHARS)
    title_en = models.CharField(max_length=BROADCAST_TITLE_MAX_CHARS, blank=True)
    title_uk = models.CharField(max_length=BROADCAST_TITLE_MAX_CHARS, blank=True)
    body_pl = models.CharField(max_length=BROADCAST_BODY_MAX_CHARS)
    body_en = models.CharField(max_length=BROADCAST_BODY_MAX_CHARS, blank=True)
    body_uk = models.CharField(max_length=BROADCAST_BODY_MAX_CHARS, blank=True)
    url = models.URLField(blank=True)
    area = gis.MultiPolygonField(srid=4326, null=True, blank=True)
    state = models.CharField(max_length=10, choices=BroadcastState, default=BroadcastState.DRAFT)
    last_device = models.BigIntegerField(default=0)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    started_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField(null=True)
    prepared_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = querysets.BroadcastQuerySet.as_manager()

    def __str__(self) -> str:
        return self.title_pl


class Notification(models.Model):
    """One piece of news for one person; its words are made when it is read or sent.

    About an event of a report, or a broadcast. For an account, an anonymous app, or somebody who
    left nothing but an address with the report. work: what it is to a crew.
    """

    event = models.ForeignKey(ReportEvent, models.PROTECT, null=True, related_name="notifications")
    broadcast = models.ForeignKey(
        Broadcast, models.CASCADE, null=True, related_name="notifications"
    )
    report = models.ForeignKey(Report, models.CASCADE, null=True, related_name="notifications")
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="notifications")
    installation = models.ForeignKey(
        Installation, models.CASCADE, null=True, related_name="notifications"
    )
    contact = models.ForeignKey(
        ReportContact, models.CASCADE, null=True, related_name="notifications"
    )
    type = models.CharField(max_length=20, choices=NotificationType)
    work = models.CharField(max_length=10, choices=WorkNews, blank=True, db_default="")
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
            models.UniqueConstraint(
                fields=["event", "contact"], name="one_notification_per_event_and_contact"
            ),
            models.UniqueConstraint(
                fields=["broadcast", "user"], name="one_notification_per_broadcast_and_user"
            ),
            models.UniqueConstraint(
                fields=["broadcast", "installation"],
                name="one_notification_per_broadcast_and_installation",
            ),
            models.CheckConstraint(
                condition=(
                    Q(user__isnull=False, installation__isnull=True, contact__isnull=True)
                    | Q(user__isnull=True, installation__isnull=False, contact__isnull=True)
                    | Q(user__isnull=True, installation__isnull=True, contact__isnull=False)
                ),
                name="notification_is_for_one_person",
            ),
            models.CheckConstraint(
                condition=(
                    Q(event__isnull=False, report__isnull=False, broadcast__isnull=True)
                    | Q(event__isnull=True, report__isnull=True, broadcast__isnull=False)
                ),
                name="notification_is_about_an_event_or_a_broadcast",
            ),
        ]
        indexes = [
            models.Index(fields=["user", "-id"], name="inbox_of_a_user"),
            models.Index(fields=["installation", "-id"], name="inbox_of_an_installation"),
        ]

    def __str__(self) -> str:
        return f"{self.type} of {self.event_id or self.broadcast_id}"


class Delivery(models.Model):
    """One notification on its way to one recipient by one channel: the ledger.

    device: for pushes; None once it was removed. address: for the other channels.
    topic: what the message replaces on the phone; newer news of it overtake older.
    next_attempt_at: when it may be tried (again); while a worker sends it, when it is free again.
    merged: how many older ones of the topic it overtook, so that it can tell of further changes.
    message_id: the provider's. code: why it failed, or waits.
    """

    notification = models.ForeignKey(Notification, models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.FCM)
    device = models.ForeignKey(
        Device, models.SET_NULL, null=True, related_name="deliveries", db_index=False
    )
    address = models.CharField(max_length=254, blank=True)
    topic = models.CharField(max_length=TOPIC_MAX_CHARS)
    urgency = models.PositiveSmallIntegerField(choices=Urgency, default=Urgency.NEWS)
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    merged = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    message_id = models.CharField(max_length=200, blank=True)
    code = models.CharField(max_length=60, blank=True)

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(
                fields=["notification", "device"], name="one_delivery_per_notification_and_device"
            ),
            models.UniqueConstraint(
                fields=["notification", "channel"],
                condition=~Q(channel=Channel.FCM),
                name="one_delivery_per_notification_and_channel",
            ),
        ]
        indexes = [
            models.Index(
                fields=["channel", "urgency", "next_attempt_at", "id"],
                condition=Q(state=DeliveryState.WAITING),
                name="waiting_deliveries_by_time",
            ),
            models.Index(
                fields=["expires_at"],
                condition=Q(state=DeliveryState.WAITING),
                name="waiting_deliveries_by_end",
            ),
            models.Index(fields=["device", "topic"], name="deliveries_by_topic"),
            models.Index(
                fields=["address"], condition=~Q(address=""), name="deliveries_by_address"
            ),
            models.Index(fields=["code"], condition=~Q(code=""), name="deliveries_by_code"),
            models.Index(fields=["created_at"], name="deliveries_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.notification_id} by {self.channel}: {self.state}"


class ChannelPause(models.Model):
    """Why a channel sends nothing at present: the provider asked to wait, or refuses us.

    platform: "" for all. until: None until somebody has mended it; then one delivery is tried at
    probe_at. code: what the provider said.
    """

    channel = models.CharField(max_length=10, choices=Channel)
    platform = models.CharField(max_length=10, choices=Platform, blank=True)
    until = models.DateTimeField(null=True)
    probe_at = models.DateTimeField(null=True)
    code = models.CharField(max_length=60)
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "platform"], name="one_pause_per_channel_and_platform"
            )
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.platform}: {self.code}"


class MailStop(models.Model):
    """An address that wants no more mail; about one report, or (None) at all."""

    address = models.EmailField()
    report = models.ForeignKey(Report, models.CASCADE, null=True, related_name="mail_stops")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["address", "report"],
                nulls_distinct=False,
                name="one_mail_stop_per_address_and_report",
            )
        ]

    def __str__(self) -> str:
        return f"mail stop {self.pk}"
