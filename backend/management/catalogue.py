"""The shipped catalogue of services, and what a new jurisdiction starts with."""

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings

from backend.core.language import Language
from backend.jurisdictions.models import Jurisdiction, Service, ServiceOffer

CATALOGUE = Path(settings.BASE_DIR) / "fixtures" / "services.toml"


def load_catalogue() -> list[Service]:
    """Add the shipped services that are not here yet; those that are keep the office's texts."""
    content = tomllib.loads(CATALOGUE.read_text(encoding="utf-8"))
    groups = {group["key"]: group["name"] for group in content["group"]}
    known = set(Service.objects.values_list("code", flat=True))
    Service.objects.bulk_create(
        _service(row, groups[row["group"]])
        for row in content["service"]
        if row["code"] not in known
    )
    return list(Service.objects.filter(code__in=[row["code"] for row in content["service"]]))


def offer(jurisdiction: Jurisdiction, services: Iterable[Service]) -> None:
    ServiceOffer.objects.bulk_create(
        (ServiceOffer(jurisdiction=jurisdiction, service=service) for service in services),
        ignore_conflicts=True,
    )


def _service(row: dict[str, Any], group: dict[str, str]) -> Service:
    texts = {
        f"{field}_{language}": values[language]
        for field, values in (
            ("group", group),
            *((name, row[name]) for name in ("name", "description", "stop_message") if name in row),
        )
        for language in Language.values
    }
    plain = {
        name: row[name]
        for name in (
            "code",
            "group",
            "position",
            "keywords",
            "icon",
            "response_hours",
            "default_priority",
            "is_private",
            "wants_photo",
            "needs_after_photo",
        )
        if name in row
    }
    return Service(**plain, **texts)
