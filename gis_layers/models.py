"""Layers that an administrator imports: boundaries, roads, addresses, and works on roads.

An import adds an edition of a layer and switches to it. Rows of the other editions are not in
the indexes by place, so that they cost a look-up nothing.
"""

from django.contrib.gis.db import models as gis
from django.contrib.postgres.indexes import GinIndex, GistIndex, OpClass
from django.db import models
from django.db.models import F, Q

from backend.core.language import Language
from backend.core.sql import GroundArea, OnTheGround
from gis_layers import querysets
from gis_layers.rules import (
    NAME_MAX_CHARS,
    NUMBER_MAX_CHARS,
    TEXTS_MAX_CHARS,
    WORK_DESCRIPTION_MAX_CHARS,
    ImportKind,
    ImportState,
    LayerKind,
    Level,
    RoadCategory,
    WorkKind,
)


class Layer(models.Model):
    """One edition of a named layer: one file as it was imported.

    valid_from: the date of the data. srid: the EPSG number of the file's CRS, if it has one.
    imported_by: who imported it, as a name: the layers know no accounts.
    counts: what the import did, number by number (read, passed over, repaired, ...).
    difference: what it changed against the edition before, as `importers.Difference` has it.
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
    counts = models.JSONField(default=dict, blank=True)
    difference = models.JSONField(default=dict, blank=True)
    is_active = models.BooleanField(default=False)
    imported_at = models.DateTimeField()
    imported_by = models.CharField(max_length=NAME_MAX_CHARS, blank=True)

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


class LayerRow(models.Model):
    """One row of an edition: only those of active editions are looked up.

    valid_from, valid_to: the days from which and before which the row held; no `valid_to` yet
    means that it holds.
    """

    is_active = models.BooleanField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        abstract = True


class Boundary(LayerRow):
    """The outline of one unit of territory."""

    layer = models.ForeignKey(Layer, models.CASCADE, related_name="boundaries")
    level = models.CharField(max_length=20, choices=Level)
    code = models.CharField(max_length=7)
    name = models.CharField(max_length=NAME_MAX_CHARS)
    geometry = gis.MultiPolygonField(srid=4326, spatial_index=False)
    area_m2 = models.GeneratedField(
        expression=GroundArea("geometry"), output_field=models.FloatField(), db_persist=True
    )

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


class Road(LayerRow):
    """One line of a road; a source feature of several lines becomes as many rows.

    is_expressway: a motorway or an expressway, which a city's president never manages.
    source_id: the identifier in the source, where its mapping names one.
    km_from, km_to: the road's kilometre at the line's first and last point.
    """

    layer = models.ForeignKey(Layer, models.CASCADE, related_name="roads")
    category = models.CharField(max_length=20, choices=RoadCategory)
    is_expressway = models.BooleanField(default=False)
    number = models.CharField(max_length=NUMBER_MAX_CHARS, blank=True)
    name = models.CharField(max_length=NAME_MAX_CHARS, blank=True)
    source_id = models.CharField(max_length=NAME_MAX_CHARS, blank=True)
    km_from = models.FloatField(null=True)
    km_to = models.FloatField(null=True)
    geometry = gis.LineStringField(srid=4326, spatial_index=False)

    objects = querysets.RoadQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(category__in=RoadCategory.values), name="road_category_is_known"
            ),
            models.CheckConstraint(
                condition=Q(km_from__isnull=True, km_to__isnull=True)
                | Q(km_from__isnull=False, km_to__isnull=False),
                name="road_has_both_kilometres_or_none",
            ),
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


class Address(LayerRow):
    """A point with an address; a row without a house number stands for its street or place.

    street: as the source writes it; empty where a village has none, and for a whole place.
    searched: what the search compares, as `spelling` writes it: of a street or a place its names
    and postcode, of an address its house number alone.
    """

    layer = models.ForeignKey(Layer, models.CASCADE, related_name="addresses")
    place = models.CharField(max_length=NAME_MAX_CHARS)
    street = models.CharField(max_length=NAME_MAX_CHARS, blank=True)
    house_number = models.CharField(max_length=NUMBER_MAX_CHARS, blank=True)
    postcode = models.CharField(max_length=NUMBER_MAX_CHARS, blank=True)
    searched = models.CharField(max_length=3 * NAME_MAX_CHARS)
    geometry = gis.PointField(srid=4326, spatial_index=False)

    objects = querysets.AddressQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "addresses"
        indexes = [
            GistIndex(
                OnTheGround(F("geometry")),
                condition=Q(is_active=True),
                name="active_addresses_by_ground",
            ),
            GinIndex(
                OpClass(F("searched"), name="gin_trgm_ops"),
                condition=Q(is_active=True, house_number=""),
                name="active_streets_by_text",
            ),
            models.Index(
                fields=["street", "place", "searched"],
                condition=Q(is_active=True),
                name="active_addresses_by_street",
            ),
        ]

    def __str__(self) -> str:
        street = " ".join(filter(None, [self.street or self.place, self.house_number]))
        return f"{street}, {self.place}" if self.street else street


class RoadWork(LayerRow):
    """Works on a road, or its closure, that an office announces.

    starts_at, ends_at: the announced period; without an end it lasts until the next edition.
    manager: by whom, as the source names it.
    """

    layer = models.ForeignKey(Layer, models.CASCADE, related_name="works")
    kind = models.CharField(max_length=20, choices=WorkKind)
    description = models.CharField(max_length=WORK_DESCRIPTION_MAX_CHARS)
    manager = models.CharField(max_length=NAME_MAX_CHARS, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    source_id = models.CharField(max_length=NAME_MAX_CHARS, blank=True)
    geometry = gis.GeometryField(srid=4326, spatial_index=False)

    objects = querysets.RoadWorkQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=F("starts_at")),
                name="road_work_ends_after_it_starts",
            )
        ]
        indexes = [
            GistIndex(
                OnTheGround(F("geometry")),
                condition=Q(is_active=True),
                name="active_road_works_by_ground",
            ),
            GistIndex(F("geometry"), condition=Q(is_active=True), name="active_road_works_by_box"),
        ]

    def __str__(self) -> str:
        return self.description


class LayerImport(models.Model):
    """What an administrator asks the worker for: a file to import, or a step back of a layer.

    is_rollback: the edition before becomes the active one again; there is no file.
    teryt: the one jurisdiction whose crews are meant; empty when the whole installation is.
    mapping, mapping_text: the name of a mapping; its text, unless it is one of ours.
    options: as `importers.Options` has them, with the date as text, and `level` of boundaries.
    progress: `{"stage": "features", "done": 7, "total": 9}`, about once a second.
    result: what the import did or would do: counts, difference, refused, reports.
    problem: why it was refused or failed, in a sentence.
    uploaded_by, confirmed_by: names, because the layers know no accounts.
    language: of whoever uploaded it; what the worker writes for them is in it.
    """

    kind = models.CharField(max_length=20, choices=ImportKind)
    is_rollback = models.BooleanField(default=False)
    teryt = models.CharField(max_length=7, blank=True)
    mapping = models.CharField(max_length=NAME_MAX_CHARS, blank=True)
    mapping_text = models.TextField(blank=True)
    file = models.FileField(max_length=200, blank=True)
    original_name = models.CharField(max_length=NAME_MAX_CHARS, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    options = models.JSONField(default=dict, blank=True)
    state = models.CharField(
        max_length=20, choices=ImportState, default=ImportState.UPLOADED, db_index=True
    )
    progress = models.JSONField(default=dict, blank=True)
    result = models.JSONField(default=dict, blank=True)
    problem = models.TextField(blank=True)
    uploaded_by = models.CharField(max_length=NAME_MAX_CHARS)
    confirmed_by = models.CharField(max_length=NAME_MAX_CHARS, blank=True)
    language = models.CharField(max_length=2, choices=Language, default=Language.POLISH)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    layer = models.ForeignKey(Layer, models.SET_NULL, null=True, blank=True, related_name="uploads")

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.kind}: {self.original_name or self.options.get('name', '')}"
