"""Crews: the people who mend, where they do it, and what they take there."""

from django.contrib.gis.db import models as gis
from django.db import models

from backend.accounts.models import User
from backend.core.sql import GroundArea
from backend.jurisdictions.models import Jurisdiction, Service


class Crew(models.Model):
    """People who mend: the office's own, or a contractor's."""

    jurisdiction = models.ForeignKey(Jurisdiction, models.PROTECT, related_name="crews")
    name = models.CharField(max_length=100)
    is_contractor = models.BooleanField(default=False)
    phone = models.CharField(max_length=30, blank=True)
    is_active = models.BooleanField(default=True)
    members = models.ManyToManyField(User, through="Membership", related_name="crews")
    services = models.ManyToManyField(Service, through="Duty", related_name="crews")

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["jurisdiction", "name"], name="one_crew_per_name_and_jurisdiction"
            )
        ]

    def __str__(self) -> str:
        return self.name


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
