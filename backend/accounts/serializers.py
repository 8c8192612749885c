"""Shapes of what accounts take and show."""

from typing import Any

from rest_framework import serializers

from backend.accounts.models import AccessToken, Block
from backend.accounts.rules import (
    FILTER_NAME_MAX_CHARS,
    FILTER_QUERY_MAX_CHARS,
    TOKEN_NAME_MAX_CHARS,
)
from backend.core.moments import utc_text
from backend.core.serializers import StrictSerializer


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


class BlockOutput(serializers.Serializer[Any]):
    """Somebody who sends nothing for a while: known by a report of theirs, and no further.

    office: null for every office.
    """

    id = serializers.UUIDField()
    kind = serializers.ChoiceField([("account", "account"), ("installation", "installation")])
    report = serializers.UUIDField()
    number = serializers.CharField()
    office = serializers.CharField(allow_null=True)
    reason = serializers.CharField()
    by = serializers.CharField(allow_blank=True)
    made_at = serializers.DateTimeField()
    until = serializers.DateTimeField()

    def to_representation(self, instance: Block) -> dict[str, Any]:
        office = instance.jurisdiction
        return {
            "id": instance.pk,
            "kind": instance.kind,
            "report": instance.report,
            "number": instance.number,
            "office": office.teryt if office else None,
            "reason": instance.reason,
            "by": instance.made_by.name,
            "made_at": utc_text(instance.made_at),
            "until": utc_text(instance.until),
        }


class BlocksOutput(serializers.Serializer[Any]):
    results = BlockOutput(many=True)


class FilterName(StrictSerializer):
    """`.` and `..` would be parts of an address, which clients take out of it."""

    name = serializers.RegexField(
        r"^(?!\.{1,2}$)", max_length=FILTER_NAME_MAX_CHARS, trim_whitespace=False
    )


class StoredFilterInput(StrictSerializer):
    """query: as it follows the question mark of an address (RFC 3986, 3.4)."""

    query = serializers.RegexField(
        r"^[A-Za-z0-9._~!$&'()*+,;=:@/?%-]*$", max_length=FILTER_QUERY_MAX_CHARS, allow_blank=True
    )


class StoredFilterOutput(serializers.Serializer[Any]):
    name = serializers.CharField()
    query = serializers.CharField()


class StoredFiltersOutput(serializers.Serializer[Any]):
    results = StoredFilterOutput(many=True)
