"""Reads of tenants and services."""

from django.contrib.gis.geos import Point
from django.db import models
from django.db.models.functions import Length

from gis_layers.models import Boundary
from gis_layers.rules import TERYT_DIGITS


class JurisdictionQuerySet(models.QuerySet):
    def active(self) -> "JurisdictionQuerySet":
        return self.filter(is_active=True)

    def serving(self, point: Point) -> "JurisdictionQuerySet":
        """Keep the units that cover the point, the smallest first. One query for the borders."""
        covering = Boundary.objects.active().covering(point).values_list("code", flat=True)
        codes = {code[:digits] for code in covering for digits in TERYT_DIGITS.values()}
        return self.active().filter(teryt__in=codes).order_by(Length("teryt").desc(), "teryt")


class ServiceQuerySet(models.QuerySet):
    def active(self) -> "ServiceQuerySet":
        return self.filter(is_active=True)

    def offered_by(self, jurisdiction_id: int) -> "ServiceQuerySet":
        return self.active().filter(offers__jurisdiction=jurisdiction_id)
