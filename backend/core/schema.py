"""How drf-spectacular describes this API."""

from http import HTTPStatus
from typing import Any, Literal
from uuid import UUID

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.permissions import SAFE_METHODS

from backend.core.language import Language
from backend.core.serializers import StrictSerializer

PROBLEM_TYPE = "application/problem+json"
Direction = Literal["request", "response"]

# Who may call: for `extend_schema(auth=...)` where strangers are refused.
ACCOUNT: list[Any] = [{"account": []}, {"session": []}]
OWNER: list[Any] = [*ACCOUNT, {"installation": []}]
SOMEBODY: list[Any] = [*OWNER, {"report": []}]

READ_PROBLEMS = ("400", "401", "403", "503")
WRITE_PROBLEMS = (*READ_PROBLEMS, "404", "409", "411", "413", "415", "422", "426", "429")

LANG = OpenApiParameter(
    "lang",
    str,
    description="The language of texts and refusals; Accept-Language decides without it.",
    enum=Language.values,
)
X_APP = OpenApiParameter(
    "X-App",
    str,
    OpenApiParameter.HEADER,
    description="The app and its version: `android/1.4.2`. One that is too old hears 426.",
)
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    UUID,
    OpenApiParameter.HEADER,
    description="Sent again with the same key and body, a call gets the first answer again.",
)


class FieldProblem(serializers.Serializer[Any]):
    """field: its path in the body or its parameter's name, null for the whole."""

    field = serializers.CharField(allow_null=True)
    code = serializers.CharField()
    message = serializers.CharField()


class Problem(serializers.Serializer[Any]):
    """A refusal (RFC 9457); `code` is stable, `errors` names the fields at fault.

    Some codes come with further members, such as `allowed` or `retry_after_seconds`.
    """

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField()
    errors = FieldProblem(many=True, required=False)  # type: ignore[assignment]


class Schema(AutoSchema):
    """What holds for every call: its language, its refusals, the headers of writes."""

    def get_override_parameters(self) -> list[Any]:
        shared = [LANG]
        if self._writes():
            shared.append(X_APP)
        if hasattr(self._handler(), "takes_idempotency_key"):
            shared.append(IDEMPOTENCY_KEY)
        return [*super().get_override_parameters(), *shared]

    def _process_override_parameters(self, direction: str = "request") -> dict[Any, Any]:
        parameters = super()._process_override_parameters(direction)
        for parameter in parameters.values():
            if parameter["schema"].get("type") == "array":
                parameter |= {"style": "form", "explode": False}  # a,b,c
        return parameters

    def _get_response_bodies(self, direction: Direction = "response") -> dict[str, Any]:
        bodies = super()._get_response_bodies(direction)
        for status in self._problems():
            problem = self._get_response_for_code(Problem, status, [PROBLEM_TYPE])
            bodies.setdefault(status, {**problem, "description": HTTPStatus(int(status)).phrase})
        return bodies

    def _map_basic_serializer(self, serializer: Any, direction: Direction) -> dict[str, Any]:
        mapped = super()._map_basic_serializer(serializer, direction)
        if direction == "request" and isinstance(serializer, StrictSerializer):
            mapped["additionalProperties"] = False
        return mapped

    def _problems(self) -> list[str]:
        problems = WRITE_PROBLEMS if self._writes() else READ_PROBLEMS
        if getattr(self.view, "counts_reads", False):
            problems = (*problems, "429")
        return sorted({*problems, "404"} if "{" in self.path else problems)

    def _writes(self) -> bool:
        return self.method not in SAFE_METHODS

    def _handler(self) -> Any:
        return getattr(self.view, self.method.lower())


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


class PersonalTokenScheme(OpenApiAuthenticationExtension):
    target_class = "backend.accounts.authentication.PersonalToken"
    name = "access_token"

    def get_security_requirement(self, auto_schema: AutoSchema) -> Any:
        return {self.name: []} if auto_schema.method in SAFE_METHODS else []

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "basic",
            "description": "The account's e-mail or nothing, and a personal access token.",
        }


class BrowserSessionScheme(OpenApiAuthenticationExtension):
    target_class = "backend.accounts.authentication.BrowserSession"
    name = "session"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        return {"type": "apiKey", "in": "cookie", "name": "sessionid"}
