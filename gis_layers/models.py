"""Layers that an administrator imports: boundaries of territory, and roads.

An import adds an edition of a layer and switches to it. Rows of the other editions are not in
the indexes by place, so that they cost a look-up nothing.
"""

from django.contrib.gis.db import models as gis
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import F, Q

from backend.core.sql import GroundArea, OnTheGround
from gis_layers import querysets
from gis_layers.rules import (
    NAME_MAX_CHARS,
    NUMBER_MAX_CHARS,
    TEXTS_MAX_CHARS,
    LayerKind,
    Level,
    RoadCategory,
)


class Layer(models.Model):
    """One edition of a named layer: one file as it was imported.

    srid: the EPSG number of the file's CRS; null when that CRS has none.
    refused: the features left out by --skip-invalid, `[{"number": 7, "reason": "..."}]`.
    """

    kind = models.CharField(max_length=20, choices=LayerKind)
    name = models.CharField(max_length=TEXTS_MAX_CHARS["name"])
    edition = models.PositiveIntegerField()
    source = models.CharField(max_length=TEXTS_MAX_CHARS["source"], blank=True)
    licence = models.CharField(max_length=TEXTS_MAX_CHARS["licence"], blank=True)
    valid_from = models.DateField(null=True, blank=True)
    srid = models.PositiveIntegerField(null=True, blank=True)
    feature_count = models.PositiveIntegerField(default=0)
    refused = models.JSONField(default=list, blank=True)
    is_active = models.BooleanField(default=False)
    imported_at = models.DateTimeField()

    objects = querysets.LayerQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "name", "-edition"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "name", "edition"], name="one_layer_per_kind_name_and_edition"
            ),
            models.UniqueConstraint(
                fields=["kind", "name"],
                condition=Q(is_active=True),
                name="one_active_layer_per_kind_and_name",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.name}, edition {self.edition}"


class Boundary(models.Model):
    """The outline of one unit of territory."""

    layer = models.ForeignKey(Layer, models.CASCADE, related_name="boundaries")
    level = models.CharField(max_length=20, choices=Level)
    code = models.CharField(max_length=7)
    name = models.CharField(max_length=NAME_MAX_CHARS)
    geometry = gis.MultiPolygonField(srid=4326, spatial_index=False)
    area_m2 = models.GeneratedField(
        expression=GroundArea("geometry"), output_field=models.FloatField(), db_persist=True
    )
    is_active = models.BooleanField()

    objects = querysets.BoundaryQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name_plural = "boundaries"
        constraints = [
            models.CheckConstraint(
                condition=Q(level=Level.MUNICIPALITY, code__regex=r"^[0-9]{7}$")
                | Q(level=Level.COUNTY, code__regex=r"^[0-9]{4}$")
                | Q(level=Level.VOIVODESHIP, code__regex=r"^[0-9]{2}$"),
                name="boundary_code_has_the_digits_of_its_level",
            ),
            models.UniqueConstraint(
                fields=["layer", "code"], name="one_boundary_per_code_in_layer"
            ),
        ]
        # F(), not fields=: GeoDjango drops the condition of an index on a geometry field.
        indexes = [
            GistIndex(
                F("geometry"), condition=Q(is_active=True), name="active_boundaries_by_place"
            ),
            models.Index(
                fields=["code"], condition=Q(is_active=True), name="active_boundaries_by_code"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Road(models.Model):
    """One line of a road; a source feature of several lines becomes as many rows.

    is_expressway: a motorway or an expressway, which a city's president never manages.
    source_id: the identifier in the source, where its mapping names one.
    """

    layer = models.ForeignKey(Layer, models.CASCADE, related_name="roads")
    category = models.CharField(max_length=20, choices=RoadCategory)
    is_expressway = models.BooleanField(default=False)
    number = models.CharField(max_length=NUMBER_MAX_CHARS, blank=True)
    name = models.CharField(max_length=NAME_MAX_CHARS, blank=True)
    source_id = models.CharField(max_length=NAME_MAX_CHARS, blank=True)
    geometry = gis.LineStringField(srid=4326, spatial_index=False)
    is_active = models.BooleanField()

    objects = querysets.RoadQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(category__in=RoadCategory.values), name="road_category_is_known"
            )
        ]
        indexes = [
            GistIndex(
                OnTheGround(F("geometry")),
                condition=Q(is_active=True),
                name="active_roads_by_ground",
            ),
            GistIndex(F("geometry"), condition=Q(is_active=True), name="active_roads_by_box"),
        ]

    def __str__(self) -> str:
        return " ".join(filter(None, [self.category, self.number, self.name]))
