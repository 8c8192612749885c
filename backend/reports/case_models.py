"""How reports fared, counted beside them for statistics, in the way of the map's counts.

A trigger on the reports adds a CaseChange for whatever a statement changes, within its
transaction. The worker folds the changes into the counts. A reader adds both, in one statement.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models

TERYT_MAX_CHARS = 7
MANAGER_KIND_MAX_CHARS = 20
MANAGER_NAME_MAX_CHARS = 200
PUBLIC, PRIVATE = 0, -1  # instead of an office: the reports of all offices, by visibility


class Figures(models.Model):
    """Sums over reports.

    late: the open ones whose lateness was announced; the later ones are counted live.
    contested: closings that their reporters called untrue. repeated: after a repair of the same.
    """

    received = models.IntegerField()
    open = models.IntegerField()
    fixed = models.IntegerField()
    late = models.IntegerField()
    contested = models.IntegerField()
    repeated = models.IntegerField()

    class Meta:
        abstract = True


class CaseCount(Figures):
    """The reports of one office and one cut: those that are alike in the cut's dimensions.

    office_id: whose, as handler or as jurisdiction; PUBLIC, PRIVATE: of all offices.
    other_id: 0; else these are the reports with office_id as handler and other_id as jurisdiction,
    which are counted for both offices: who adds the two subtracts these.
    cut: bits of the dimensions that count, see `statistics.DIMENSIONS`; the others are 0 and "".
    month: of the receipt, in the jurisdiction's time: 12 times the year, and 0 to 11.
    days, counts: the histogram of whole days from receipt to the closing as fixed, by days.
    median, ninetieth: days, worked out of the histogram whenever that changes.
    """

    pk = models.CompositePrimaryKey(
        *("office_id", "other_id", "cut", "municipality_teryt", "manager_name", "manager_kind"),
        *("crew_id", "service_id", "month"),
    )
    office_id = models.BigIntegerField()
    other_id = models.BigIntegerField()
    service_id = models.BigIntegerField()
    crew_id = models.BigIntegerField()
    month = models.IntegerField()
    cut = models.SmallIntegerField()
    municipality_teryt = models.CharField(max_length=TERYT_MAX_CHARS)
    manager_kind = models.CharField(max_length=MANAGER_KIND_MAX_CHARS)
    manager_name = models.CharField(max_length=MANAGER_NAME_MAX_CHARS)
    days = ArrayField(models.IntegerField())
    counts = ArrayField(models.IntegerField())
    median = models.FloatField(null=True)
    ninetieth = models.FloatField(null=True)

    def __str__(self) -> str:
        return f"{self.received} of {self.office_id} in cut {self.cut}"


class CaseChange(Figures):
    """So many reports more (or fewer) of this kind, not yet in the counts.

    days: whole days from receipt to the closing as fixed, NOT_CLOSED of all others.
    """

    handler_id = models.BigIntegerField()
    jurisdiction_id = models.BigIntegerField()
    service_id = models.BigIntegerField()
    crew_id = models.BigIntegerField()
    month = models.IntegerField()
    days = models.IntegerField()
    visibility = models.CharField(max_length=10)
    municipality_teryt = models.CharField(max_length=TERYT_MAX_CHARS)
    manager_kind = models.CharField(max_length=MANAGER_KIND_MAX_CHARS)
    manager_name = models.CharField(max_length=MANAGER_NAME_MAX_CHARS)

    def __str__(self) -> str:
        return f"{self.received:+} of {self.handler_id}"
