"""How many public reports lie where: counted beside the reports, for the map and for statistics.

A trigger on the reports adds a MapChange for whatever a statement changes, within its transaction,
so that nobody waits for a counter that others count with too. The worker folds the changes into
the counts. A reader adds both, in one statement: so it sees every report once.
"""

from typing import Any

from django.db import models

from gis_layers.models import Boundary

TERYT_MAX_CHARS = 7
STATUS_MAX_CHARS = 20
OF_ALL_SERVICES, OF_ALL_STATUSES = 0, ""
NOT_CLOSED = -1


class MapCount(models.Model):
    """The public reports in one cell of the map of one zoom.

    service_id, status: 0 and "" stand for all of them.
    cell: the Morton code of a tile five zooms deeper, so that a tile has 32 x 32 cells.
    open: how many of them are open. x, y: sums of whole metres in EPSG:3857.
    """

    pk = models.CompositePrimaryKey("service_id", "status", "zoom", "cell")
    cell = models.BigIntegerField()
    service_id = models.BigIntegerField()
    x = models.BigIntegerField()
    y = models.BigIntegerField()
    count = models.IntegerField()
    open = models.IntegerField()
    zoom = models.SmallIntegerField()
    status = models.CharField(max_length=STATUS_MAX_CHARS)

    def __str__(self) -> str:
        return f"{self.count} in {self.zoom}/{self.cell}"


class MunicipalityCount(models.Model):
    """The public reports of one municipality with one status.

    days_to_close: whole days from receipt to the closing as fixed or not fixed, else NOT_CLOSED.
    Medians do not add up, so this is a histogram.
    """

    pk = models.CompositePrimaryKey("municipality_teryt", "status", "days_to_close")
    municipality_teryt = models.CharField(max_length=TERYT_MAX_CHARS)
    status = models.CharField(max_length=STATUS_MAX_CHARS)
    days_to_close = models.IntegerField()
    count = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.count} {self.status} in {self.municipality_teryt}"


class MapChange(models.Model):
    """So many public reports more (or fewer) of this kind at this place, not yet in the counts.

    map_cell, x, y: the place, as in Report.map_cell and as whole metres in EPSG:3857.
    """

    map_cell = models.BigIntegerField()
    service_id = models.BigIntegerField()
    x = models.IntegerField()
    y = models.IntegerField()
    days_to_close = models.IntegerField()
    count = models.IntegerField()
    status = models.CharField(max_length=STATUS_MAX_CHARS)
    municipality_teryt = models.CharField(max_length=TERYT_MAX_CHARS)

    class Meta:
        indexes = [models.Index(fields=["map_cell"], name="map_changes_by_cell")]

    def __str__(self) -> str:
        return f"{self.count:+} in {self.map_cell}"


class SameCode(models.ForeignObject):
    """A join of the codes: several editions of a layer have a boundary of the same code."""

    def check(self, **kwargs: Any) -> list[Any]:
        return []


class MunicipalityStatistics(models.Model):
    """A view: what MunicipalityCount and the changes still to be folded say of a municipality.

    boundary: its outline in every edition of a layer that has one.
    median_days_to_close: None where nothing was closed as fixed or not fixed.
    """

    municipality_teryt = models.CharField(max_length=TERYT_MAX_CHARS, primary_key=True)
    open = models.IntegerField()
    closed = models.IntegerField()
    median_days_to_close = models.FloatField(null=True)
    boundary = SameCode(
        Boundary,
        models.DO_NOTHING,
        from_fields=["municipality_teryt"],
        to_fields=["code"],
        related_name="+",
    )

    class Meta:
        managed = False
        db_table = "reports_municipalitystatistics"

    def __str__(self) -> str:
        return self.municipality_teryt
