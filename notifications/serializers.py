"""The shapes of devices and of the inbox."""

from typing import Any

from rest_framework import serializers

from backend.core.language import Language
from backend.core.moments import utc_text
from backend.core.serializers import QuerySerializer, StrictSerializer
from backend.reports.workflow import Status
from notifications.messages import news_for, report_url
from notifications.models import Device, Notification
from notifications.rules import (
    DEVICE_VALUE_MAX_CHARS,
    INBOX_DEFAULT,
    INBOX_MAX,
    DeviceKind,
    NotificationType,
    Platform,
)

ID_MAX = 2**63 - 1  # PostgreSQL's bigint


class DeviceInput(StrictSerializer):
    kind = serializers.ChoiceField(DeviceKind.choices)
    value = serializers.RegexField(
        r"^[!-~]+\Z", max_length=DEVICE_VALUE_MAX_CHARS, trim_whitespace=False
    )
    platform = serializers.ChoiceField(Platform.choices)
    language = serializers.ChoiceField(Language.choices)


class DeviceOutput(serializers.Serializer[Device]):
    installation_id = serializers.UUIDField(source="installation_uid")
    kind = serializers.ChoiceField(DeviceKind.choices)
    value = serializers.CharField()
    platform = serializers.ChoiceField(Platform.choices)
    language = serializers.ChoiceField(Language.choices)


class InboxFilter(QuerySerializer):
    cursor = serializers.CharField(required=False, max_length=300)
    limit = serializers.IntegerField(
        required=False, default=INBOX_DEFAULT, min_value=1, max_value=INBOX_MAX
    )


class NotificationOutput(serializers.Serializer[Any]):
    """One piece of news, in the language of the request."""

    id = serializers.IntegerField()
    type = serializers.ChoiceField(NotificationType.choices)
    event_id = serializers.IntegerField()
    report_id = serializers.UUIDField()
    number = serializers.CharField()
    status = serializers.ChoiceField(Status.choices)
    title = serializers.CharField()
    body = serializers.CharField()
    url = serializers.URLField()
    at = serializers.DateTimeField()
    read_at = serializers.DateTimeField(allow_null=True)

    def to_representation(self, instance: Notification) -> dict[str, Any]:
        event = instance.event
        news = news_for(instance)
        return {
            "id": instance.pk,
            "type": instance.type,
            "event_id": event.pk,
            "report_id": instance.report_id,
            "number": instance.report.number,
            "status": event.status,
            "title": str(news.title),
            "body": str(news.body),
            "url": report_url(instance),
            "at": utc_text(instance.at),
            "read_at": utc_text(instance.read_at),
        }


class InboxOutput(serializers.Serializer[Any]):
    results = NotificationOutput(many=True)
    next = serializers.URLField(allow_null=True)


class ReadInput(StrictSerializer):
    up_to = serializers.IntegerField(min_value=1, max_value=ID_MAX)
