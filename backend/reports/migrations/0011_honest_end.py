import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("reports", "0010_deadlines"),
    ]

    operations = [
        migrations.AddField(
            model_name="report",
            name="closing_reason",
            field=models.CharField(
                blank=True,
                choices=[('no_defect', 'No Defect'), ('not_road', 'Not Road'), ('later_works', 'Later Works'), ('no_access', 'No Access'), ('other', 'Other')],
                db_default="",
                default="",
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="report",
            name="mended_voices",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="report",
            name="not_mended_voices",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="report",
            name="is_contested",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="report",
            name="contested_closings",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="report",
            name="previous",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="later",
                to="reports.report",
            ),
        ),
        migrations.AddField(
            model_name="report",
            name="repeats",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.UUIDField(), db_default=[], default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="report",
            name="is_repeated",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(
                condition=Q(is_contested=True),
                fields=["handler", "-received_at", "-id"],
                name="contested_reports",
            ),
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(
                condition=Q(is_repeated=True),
                fields=["handler", "-received_at"],
                name="repeated_reports",
            ),
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(
                condition=Q(status="fixed"),
                fields=["service", "road_category", "road_number", "road_name", "-closed_at", "-id"],
                name="fixed_reports_by_road",
            ),
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(
                condition=Q(previous__isnull=False),
                fields=["previous"],
                name="reports_by_previous",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=Q(closing_reason="") | Q(status="not_fixed"),
                name="closing_reason_is_of_a_report_not_fixed",
            ),
        ),
        migrations.AlterField(
            model_name="reportevent",
            name="kind",
            field=models.CharField(
                choices=[('received', 'Received'), ('assigned', 'Assigned'), ('status_changed', 'Status Changed'), ('rerouted', 'Rerouted'), ('pin_moved', 'Pin Moved'), ('service_changed', 'Service Changed'), ('priority_changed', 'Priority Changed'), ('visibility_changed', 'Visibility Changed'), ('commented', 'Commented'), ('photo_added', 'Photo Added'), ('photo_published', 'Photo Published'), ('photo_hidden', 'Photo Hidden'), ('text_approved', 'Text Approved'), ('text_hidden', 'Text Hidden'), ('claimed', 'Claimed'), ('due_changed', 'Due Changed'), ('overdue', 'Overdue'), ('taken', 'Taken'), ('released', 'Released'), ('judged', 'Judged')],
                max_length=30,
            ),
        ),
        migrations.CreateModel(
            name="Verdict",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("closed_at", models.DateTimeField()),
                ("mended", models.BooleanField()),
                ("at", models.DateTimeField()),
                (
                    "report",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="verdicts",
                        to="reports.report",
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="verdicts",
                        to="reports.reportevent",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="verdicts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "installation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="verdicts",
                        to="accounts.installation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("report", "closed_at", "user", "installation"),
                        name="one_verdict_per_person_and_closing",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=Q(user__isnull=True) | Q(installation__isnull=True),
                        name="verdict_is_of_one_person",
                    ),
                    models.CheckConstraint(
                        condition=Q(event__isnull=False, installation__isnull=True, user__isnull=True)
                        | (
                            Q(event__isnull=True)
                            & (Q(user__isnull=False) | Q(installation__isnull=False))
                        ),
                        name="verdict_is_of_the_reporter_or_a_follower",
                    ),
                ],
            },
        ),
    ]
