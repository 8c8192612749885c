"""Reads of the layers: what covers a place, and what is near it."""

from datetime import datetime
from typing import Self

from django.apps import apps
from django.contrib.gis.db.models.functions import Distance
from django.contrib.gis.geos import Point
from django.contrib.gis.measure import D
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from backend.core.sql import OnTheGround


class LayerQuerySet(models.QuerySet):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def of(self, kind: str, name: str) -> Self:
        return self.filter(kind=kind, name=name)


def is_in_newer_layer(code: str, layer: str) -> Exists:
    """Whether a newer layer in force has a boundary of this code. code, layer: ORM names."""
    boundaries = apps.get_model("gis_layers", "Boundary").objects.filter(is_active=True)
    return Exists(boundaries.filter(code=OuterRef(code), layer_id__gt=OuterRef(layer)))


class BoundaryQuerySet(models.QuerySet):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def newest_of_code(self) -> Self:
        """Keep one outline of each code, where several layers in force have it."""
        return self.exclude(is_in_newer_layer("code", "layer_id"))

    def covering(self, point: Point) -> Self:
        """Keep what covers the point, the smallest first; outlines stay in the database."""
        return self.filter(geometry__covers=point).order_by("area_m2", "code").defer("geometry")


class RoadQuerySet(models.QuerySet):
    def active(self) -> Self:
        return self.filter(is_active=True)


class AddressQuerySet(models.QuerySet):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def nearest(self, point: Point, *, within: D) -> Self:
        """Keep addresses within reach on the ground, the nearest first, with their `distance`.

        Rows without a house number stand for streets, and are left out.
        """
        return (
            self.alias(ground=OnTheGround("geometry"))
            .filter(ground__dwithin=(point, within))
            .exclude(house_number="")
            .annotate(distance=Distance(F("ground"), point))
            .order_by("distance", "id")
        )


class RoadWorkQuerySet(models.QuerySet):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def not_over(self, at: datetime) -> Self:
        """Keep what is in force or announced for later; what has no end lasts."""
        return self.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=at))
