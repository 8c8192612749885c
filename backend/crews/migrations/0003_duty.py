from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

ROUTE = Path(__file__).parent.parent / "sql" / "route.sql"


class Migration(migrations.Migration):
    dependencies = [("crews", "0002_route_facts")]

    operations = [
        migrations.AddField(
            model_name="crew",
            name="stand_in",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="stands_in_for",
                to="crews.crew",
            ),
        ),
        migrations.AddConstraint(
            model_name="crew",
            constraint=models.CheckConstraint(
                condition=~models.Q(stand_in=models.F("id")), name="crew_is_not_its_own_stand_in"
            ),
        ),
        migrations.CreateModel(
            name="DutyHours",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "weekday",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "Monday"), (2, "Tuesday"), (3, "Wednesday"), (4, "Thursday"), (5, "Friday"), (6, "Saturday"), (7, "Sunday")]
                    ),
                ),
                ("starts_at", models.TimeField()),
                ("ends_at", models.TimeField(help_text="Not later than the start: on the next day.")),
                (
                    "crew",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="hours", to="crews.crew"
                    ),
                ),
            ],
            options={"ordering": ["weekday", "starts_at"], "verbose_name_plural": "duty hours"},
        ),
        migrations.AddConstraint(
            model_name="dutyhours",
            constraint=models.CheckConstraint(
                condition=models.Q(weekday__in=[1, 2, 3, 4, 5, 6, 7]), name="weekday_is_1_to_7"
            ),
        ),
        migrations.CreateModel(
            name="Absence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("note", models.CharField(blank=True, max_length=200)),
                (
                    "crew",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="absences",
                        to="crews.crew",
                    ),
                ),
            ],
            options={"ordering": ["-starts_at"]},
        ),
        migrations.AddIndex(
            model_name="absence",
            index=models.Index(fields=["crew", "ends_at"], name="absences_by_crew"),
        ),
        migrations.AddConstraint(
            model_name="absence",
            constraint=models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="absence_ends_after_it_begins"
            ),
        ),
        # Duty is among its facts from now on.
        migrations.RunSQL(ROUTE.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
