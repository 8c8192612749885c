"""Reads of the layers: what covers a place, and what is near it."""

from typing import Self

from django.contrib.gis.db.models.functions import Distance
from django.contrib.gis.geos import Point
from django.contrib.gis.measure import D
from django.db import models
from django.db.models import F

from backend.core.sql import OnTheGround


class LayerQuerySet(models.QuerySet):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def of(self, kind: str, name: str) -> Self:
        return self.filter(kind=kind, name=name)


class BoundaryQuerySet(models.QuerySet):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def covering(self, point: Point) -> Self:
        """Keep what covers the point, the smallest first; outlines stay in the database."""
        return self.filter(geometry__covers=point).order_by("area_m2", "code").defer("geometry")


class RoadQuerySet(models.QuerySet):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def nearest(self, point: Point, *, within: D) -> Self:
        """Keep what lies within reach on the ground, the nearest first, with its `distance`.

        One scan of the index on geography. Its KNN order (`<->`) would be slower, and PostgreSQL
        15 gives it up for a sort of the whole table as soon as a second key breaks ties.
        """
        return (
            self.alias(ground=OnTheGround("geometry"))
            .filter(ground__dwithin=(point, within))
            .annotate(distance=Distance(F("ground"), point))
            .order_by("distance", "id")
            .defer("geometry")
        )
