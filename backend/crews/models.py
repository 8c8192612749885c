"""Crews: the people who mend, where they do it, and what they take there."""

from django.contrib.gis.db import models as gis
from django.core.exceptions import ValidationError
from django.db import models

from backend.accounts.models import User
from backend.core.language import Text
from backend.core.sql import GroundArea
from backend.crews.duty import Weekday
from backend.jurisdictions.models import Jurisdiction, Service

_ANOTHER_OFFICES = Text(
    pl="Ekipę zastępuje inna ekipa tej samej jednostki.",
    en="A stand-in is another crew of the same jurisdiction.",
    uk="Бригаду заступає інша бригада тієї самої установи.",
)


class Crew(models.Model):
    """People who mend: the office's own, or a contractor's.

    stand_in: who gets this crew's new work while it is away or off duty.
    """

    jurisdiction = models.ForeignKey(Jurisdiction, models.PROTECT, related_name="crews")
    name = models.CharField(max_length=100)
    is_contractor = models.BooleanField(default=False)
    phone = models.CharField(max_length=30, blank=True)
    is_active = models.BooleanField(default=True)
    members = models.ManyToManyField(User, through="Membership", related_name="crews")
    services = models.ManyToManyField(Service, through="Duty", related_name="crews")
    stand_in = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="stands_in_for"
    )

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["jurisdiction", "name"], name="one_crew_per_name_and_jurisdiction"
            ),
            models.CheckConstraint(
                condition=~models.Q(stand_in=models.F("id")), name="crew_is_not_its_own_stand_in"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        other = self.stand_in
        if other and (other.pk == self.pk or other.jurisdiction_id != self.jurisdiction_id):
            raise ValidationError({"stand_in": str(_ANOTHER_OFFICES)})


class Membership(models.Model):
    crew = models.ForeignKey(Crew, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["crew", "user"], name="one_membership_per_crew_and_user"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.crew_id}"


class CrewArea(models.Model):
    """A polygon that a crew serves; where areas overlap, the higher priority wins."""

    crew = models.ForeignKey(Crew, models.CASCADE, related_name="areas")
    name = models.CharField(max_length=100)
    area = gis.MultiPolygonField(srid=4326)
    area_m2 = models.GeneratedField(
        expression=GroundArea("area"), output_field=models.FloatField(), db_persist=True
    )
    priority = models.SmallIntegerField(default=0)

    class Meta:
        ordering = ["-priority", "id"]

    def __str__(self) -> str:
        return self.name


class Duty(models.Model):
    """A service that a crew takes in all of its areas."""

    crew = models.ForeignKey(Crew, models.CASCADE, related_name="duties")
    service = models.ForeignKey(Service, models.CASCADE, related_name="duties")

    class Meta:
        verbose_name_plural = "duties"
        constraints = [
            models.UniqueConstraint(
                fields=["crew", "service"], name="one_duty_per_crew_and_service"
            )
        ]

    def __str__(self) -> str:
        return f"{self.crew_id}: {self.service_id}"


class DutyHours(models.Model):
    """Hours in which a crew works, by the local time of its jurisdiction: see crews/duty.py.

    A crew without any is always on duty. Hours past midnight are one row: the end is then not
    later than the start.
    """

    crew = models.ForeignKey(Crew, models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField(choices=Weekday)
    starts_at = models.TimeField()
    ends_at = models.TimeField(help_text="Not later than the start: on the next day.")

    class Meta:
        ordering = ["weekday", "starts_at"]
        verbose_name_plural = "duty hours"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(weekday__in=Weekday.values), name="weekday_is_1_to_7"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.starts_at:%H:%M}-{self.ends_at:%H:%M}"


class Absence(models.Model):
    """A time in which a crew takes no new work; at its end the crew is back."""

    crew = models.ForeignKey(Crew, models.CASCADE, related_name="absences", db_index=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-starts_at"]
        indexes = [models.Index(fields=["crew", "ends_at"], name="absences_by_crew")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="absence_ends_after_it_begins",
            )
        ]

    def __str__(self) -> str:
        return f"{self.crew_id} until {self.ends_at:%Y-%m-%d %H:%M} UTC"
