"""The shipped catalogue of services, and what a new jurisdiction starts with."""

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings

from backend.core.language import Language
from backend.jurisdictions.models import Jurisdiction, Service, ServiceOffer, ServiceQuestion
from backend.reports.reply_models import Reply

CATALOGUE = Path(settings.BASE_DIR) / "fixtures" / "services.toml"
REPLIES = Path(settings.BASE_DIR) / "fixtures" / "replies.toml"


def load_catalogue() -> list[Service]:
    """Add the shipped services that are not here yet; those that are keep the office's texts.

    The same for questions: a service that has any of its own gets none of ours.
    """
    content = tomllib.loads(CATALOGUE.read_text(encoding="utf-8"))
    groups = {group["key"]: group["name"] for group in content["group"]}
    known = set(Service.objects.values_list("code", flat=True))
    Service.objects.bulk_create(
        _service(row, groups[row["group"]])
        for row in content["service"]
        if row["code"] not in known
    )
    services = Service.objects.filter(code__in=[row["code"] for row in content["service"]])
    _load_questions(services.filter(questions=None), content["service"])
    return list(services)


def offer(jurisdiction: Jurisdiction, services: Iterable[Service]) -> None:
    ServiceOffer.objects.bulk_create(
        (ServiceOffer(jurisdiction=jurisdiction, service=service) for service in services),
        ignore_conflicts=True,
    )


def load_replies(jurisdiction: Jurisdiction) -> None:
    """Give an office that has no ready-made replies the shipped ones."""
    if jurisdiction.replies.exists():
        return
    rows = tomllib.loads(REPLIES.read_text(encoding="utf-8"))["reply"]
    for position, row in enumerate(rows, start=1):
        reply = Reply(
            jurisdiction=jurisdiction,
            name=row["name"],
            status=row.get("status"),
            position=10 * position,
            **_texts(row, "text"),
        )
        reply.full_clean()
        reply.save()


def _load_questions(services: Iterable[Service], rows: list[dict[str, Any]]) -> None:
    shipped = {row["code"]: row.get("question", []) for row in rows}
    ServiceQuestion.objects.bulk_create(
        _question(service, question, position)
        for service in services
        for position, question in enumerate(shipped[service.code], start=1)
    )


def _question(service: Service, row: dict[str, Any], position: int) -> ServiceQuestion:
    return ServiceQuestion(
        service=service,
        code=row["code"],
        position=10 * position,
        kind=row["kind"],
        is_required=row.get("is_required", False),
        choices=row.get("choice", []),
        shown_when=row.get("shown_when"),
        **_texts(row, "text", "help"),
    )


def _texts(row: dict[str, Any], *names: str) -> dict[str, str]:
    """Columns such as `name_pl` of those texts that the row has."""
    return {
        f"{name}_{language}": row[name][language]
        for name in names
        if name in row
        for language in Language.values
    }


def _service(row: dict[str, Any], group: dict[str, str]) -> Service:
    texts = _texts({**row, "group": group}, "group", "name", "description", "stop_message")
    plain = {
        name: row[name]
        for name in (
            "code",
            "group",
            "position",
            "keywords",
            "icon",
            "response_hours",
            "counts_working_hours",
            "similar_radius_m",
            "default_priority",
            "is_private",
            "wants_photo",
            "needs_after_photo",
        )
        if name in row
    }
    return Service(**plain, **texts)
