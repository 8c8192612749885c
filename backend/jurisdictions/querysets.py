"""Reads of tenants and services."""

from typing import TYPE_CHECKING

from django.contrib.gis.db.models import Extent
from django.contrib.gis.geos import Point
from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.db.models.functions import Length

from backend.core import errors
from backend.core.geo import Box
from backend.jurisdictions.rules import PART_OF_A_MUNICIPALITY, TakingPolicy, municipality_of
from gis_layers.models import Boundary
from gis_layers.rules import TERYT_DIGITS

if TYPE_CHECKING:
    from backend.jurisdictions.models import Service


class JurisdictionQuerySet(models.QuerySet):
    def active(self) -> "JurisdictionQuerySet":
        return self.filter(is_active=True)

    def serving(self, point: Point) -> "JurisdictionQuerySet":
        """Keep the units that cover the point, the smallest first. One query for the borders."""
        covering = Boundary.objects.active().covering(point).values_list("code", flat=True)
        codes = {
            unit[:digits]
            for code in covering
            for unit in (code, municipality_of(code))
            for digits in TERYT_DIGITS.values()
        }
        is_whole = models.Case(
            models.When(teryt__regex=PART_OF_A_MUNICIPALITY, then=False), default=True
        )
        smallest_first = (Length("teryt").desc(), is_whole, "teryt")
        return self.active().filter(teryt__in=codes).order_by(*smallest_first)

    def box(self) -> Box | None:
        """The box around their borders, as far as these are loaded."""
        borders = Boundary.objects.active().filter(code__in=self.values("teryt"))
        extent = borders.aggregate(extent=Extent("geometry"))["extent"]
        if extent is None:
            return None
        west, south, east, north = extent
        return Box(west=west, south=south, east=east, north=north)


class ServiceQuerySet(models.QuerySet["Service"]):
    def active(self) -> "ServiceQuerySet":
        return self.filter(is_active=True)

    def offered_by(self, jurisdiction_id: int) -> "ServiceQuerySet":
        return self.active().filter(offers__jurisdiction=jurisdiction_id)

    def named(self, code: str) -> "Service":
        """The one with this code. Raises ServiceNotOffered."""
        try:
            return self.get(code=code)
        except ObjectDoesNotExist:
            raise errors.ServiceNotOffered(field="service") from None


class ManagerPolicyQuerySet(models.QuerySet):
    def policy(self, jurisdiction_id: int, kind: str) -> TakingPolicy:
        """What the jurisdiction does with reports about roads of such managers."""
        rows = self.filter(jurisdiction=jurisdiction_id, kind=kind)
        return TakingPolicy(rows.values_list("policy", flat=True).first() or TakingPolicy.TAKE)
