"""Shapes of what accounts take and show."""

from typing import Any

from rest_framework import serializers

from backend.accounts.models import AccessToken
from backend.accounts.rules import TOKEN_NAME_MAX_CHARS
from backend.core.serializers import StrictSerializer, utc_text


class AccessTokenInput(StrictSerializer):
    name = serializers.CharField(max_length=TOKEN_NAME_MAX_CHARS)


class AccessTokenOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    last_used_at = serializers.DateTimeField(allow_null=True)

    def to_representation(self, instance: AccessToken) -> dict[str, Any]:
        return {
            "id": instance.pk,
            "name": instance.name,
            "created_at": utc_text(instance.created_at),
            "expires_at": utc_text(instance.expires_at),
            "last_used_at": utc_text(instance.last_used_at),
        }


class AccessTokensOutput(serializers.Serializer[Any]):
    results = AccessTokenOutput(many=True)


class NewAccessTokenOutput(AccessTokenOutput):
    """token: shown this once."""

    token = serializers.CharField()

    def to_representation(self, instance: AccessToken) -> dict[str, Any]:
        return {**super().to_representation(instance), "token": instance.text}
