"""What made-up reports are drawn from: fixtures/seeding.toml."""

import tomllib
from pathlib import Path
from random import Random
from typing import Any

from django.conf import settings

from backend.jurisdictions.models import Service, ServiceOffer

FILE = Path(settings.BASE_DIR) / "fixtures" / "seeding.toml"
OTHER_WEIGHT = 1  # of a service that the file does not list


class Catalogue:
    """Services as each jurisdiction offers them, how often they are named, and what is said."""

    def __init__(self) -> None:
        content = tomllib.loads(FILE.read_text(encoding="utf-8"))
        self.months: list[float] = content["months"]
        self._weights: dict[str, float] = content["services"]
        self._seasons: dict[str, list[float]] = content["seasons"]
        self._descriptions: dict[str, list[str]] = content["descriptions"]
        services = {service.pk: service for service in Service.objects.active()}
        self._offers: dict[int, list[Service]] = {}
        offers = ServiceOffer.objects.order_by("service__code")
        for jurisdiction, service in offers.values_list("jurisdiction", "service"):
            if service in services:
                self._offers.setdefault(jurisdiction, []).append(services[service])
        self._by_month: dict[tuple[int, int], tuple[list[Service], list[float]]] = {}

    @property
    def jurisdictions(self) -> set[int]:
        """Those that offer anything."""
        return set(self._offers)

    @property
    def any_service(self) -> str:
        """The code of one that somebody offers."""
        return next(iter(self._offers.values()))[0].code

    def service(self, random: Random, jurisdiction: int, month: int) -> Service:
        key = jurisdiction, month
        if key not in self._by_month:
            services = self._offers[jurisdiction]
            self._by_month[key] = services, [self._weight(each, month) for each in services]
        services, weights = self._by_month[key]
        return random.choices(services, weights)[0]

    def description(self, random: Random, service: Service) -> str:
        own = self._descriptions.get(service.code, [])
        return random.choice(own or self._descriptions["any"])

    def _weight(self, service: Service, month: int) -> float:
        season: Any = self._seasons.get(service.code)
        weight = self._weights.get(service.code, OTHER_WEIGHT)
        return weight * season[month - 1] if season else weight
