"""How drf-spectacular describes this API."""

from typing import Any, Literal

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from rest_framework import serializers

PROBLEMS = ("400", "401", "403", "404", "409", "413", "415", "422", "426", "429", "503")


class Problem(serializers.Serializer[Any]):
    """A refusal (RFC 9457); `errors` names the fields at fault."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField()


class Schema(AutoSchema):
    """Every call may answer with a problem document."""

    def _get_response_bodies(
        self, direction: Literal["request", "response"] = "response"
    ) -> dict[str, Any]:
        bodies = super()._get_response_bodies(direction)
        content = self._get_response_for_code(Problem, "400", ["application/problem+json"])
        for status in PROBLEMS:
            bodies.setdefault(status, content)
        return bodies


class AccountTokenScheme(OpenApiAuthenticationExtension):
    target_class = "backend.accounts.authentication.AccountToken"
    name = "account"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}


class InstallationSecretScheme(OpenApiAuthenticationExtension):
    target_class = "backend.accounts.authentication.InstallationSecret"
    name = "installation"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "`Installation <uuid>:<secret>`",
        }


class ReportSecretScheme(OpenApiAuthenticationExtension):
    target_class = "backend.accounts.authentication.ReportSecret"
    name = "report"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "`Report <secret>`",
        }


class BrowserSessionScheme(OpenApiAuthenticationExtension):
    target_class = "backend.accounts.authentication.BrowserSession"
    name = "session"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        return {"type": "apiKey", "in": "cookie", "name": "sessionid"}
