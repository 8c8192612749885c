import django.contrib.postgres.fields
import django.db.models.deletion
from django.contrib.postgres.indexes import GistIndex
from django.db import migrations, models
from django.db.models import Q

from backend.core.sql import OnTheGround

NOBODY = {"user__isnull": True, "installation__isnull": True, "duplicate__isnull": True}


class Migration(migrations.Migration):
    dependencies = [("reports", "0015_moderation")]

    operations = [
        migrations.RemoveConstraint("verdict", "verdict_is_of_the_reporter_or_a_follower"),
        migrations.RemoveConstraint("verdict", "verdict_is_of_one_person"),
        migrations.RemoveConstraint("verdict", "one_verdict_per_person_and_closing"),
        migrations.AddField(
            "verdict",
            "duplicate",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="reports.report",
            ),
        ),
        migrations.AddConstraint(
            "verdict",
            models.UniqueConstraint(
                fields=["report", "closed_at", "user", "installation", "duplicate"],
                nulls_distinct=False,
                name="one_verdict_per_person_and_closing",
            ),
        ),
        migrations.AddConstraint(
            "verdict",
            models.CheckConstraint(
                condition=(
                    Q(event__isnull=False, **NOBODY)
                    | Q(event__isnull=True, **{**NOBODY, "user__isnull": False})
                    | Q(event__isnull=True, **{**NOBODY, "installation__isnull": False})
                    | Q(event__isnull=True, **{**NOBODY, "duplicate__isnull": False})
                ),
                name="verdict_is_of_one_person",
            ),
        ),
        migrations.AddField(
            "photoupload",
            "likeness",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.IntegerField(), db_default=[], default=list, size=None
            ),
        ),
        migrations.RemoveIndex("report", "reports_on_the_ground"),
        migrations.AddIndex(
            "report",
            GistIndex(
                OnTheGround("location"),
                include=(
                    *("location", "id", "service", "status", "visibility"),
                    *("closed_at", "received_at"),
                ),
                name="reports_near_the_place",
            ),
        ),
    ]
