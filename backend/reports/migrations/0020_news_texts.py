from django.db import migrations, models

OCCASIONS = [
    ("received", "Received"),
    ("assigned", "Assigned"),
    ("planned", "Planned"),
    ("planned_for", "Planned For"),
    ("in_progress", "In Progress"),
    ("waiting", "Waiting"),
    ("fixed", "Fixed"),
    ("not_fixed", "Not Fixed"),
    ("not_fixed_no_defect", "No Defect"),
    ("not_fixed_not_road", "Not Road"),
    ("not_fixed_later_works", "Later Works"),
    ("not_fixed_no_access", "No Access"),
    ("not_fixed_other", "Other Reason"),
    ("forwarded", "Forwarded"),
    ("duplicate", "Duplicate"),
    ("withdrawn", "Withdrawn"),
    ("reopened", "Reopened"),
    ("unmerged", "Unmerged"),
    ("comment", "Comment"),
    ("reply", "Reply"),
    ("answer", "Answer"),
    ("not_mended", "Not Mended"),
    ("overdue", "Overdue"),
    ("overdue_day", "Overdue Day"),
    ("overdue_week", "Overdue Week"),
    ("crew_new", "Crew New"),
    ("crew_away", "Crew Away"),
    ("crew_back", "Crew Back"),
    ("crew_danger", "Crew Danger"),
    ("crew_closed", "Crew Closed"),
    ("nearby_new", "Nearby New"),
    ("nearby_planned", "Nearby Planned"),
    ("nearby_closed", "Nearby Closed"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("jurisdictions", "0009_legal_facts"),
        ("reports", "0019_dispatchers_list"),
    ]

    operations = [
        migrations.CreateModel(
            name="NewsText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        primary_key=True, auto_created=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("occasion", models.CharField(max_length=30, choices=OCCASIONS)),
                ("title_pl", models.CharField(max_length=65, blank=True)),
                ("title_en", models.CharField(max_length=65, blank=True)),
                ("title_uk", models.CharField(max_length=65, blank=True)),
                ("body_pl", models.TextField(max_length=240, blank=True)),
                ("body_en", models.TextField(max_length=240, blank=True)),
                ("body_uk", models.TextField(max_length=240, blank=True)),
                (
                    "jurisdiction",
                    models.ForeignKey(
                        "jurisdictions.jurisdiction",
                        models.CASCADE,
                        null=True,
                        blank=True,
                        related_name="news_texts",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        "jurisdictions.service",
                        models.CASCADE,
                        null=True,
                        blank=True,
                        related_name="news_texts",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("jurisdiction", "service", "occasion"),
                        nulls_distinct=False,
                        name="one_news_text_per_office_service_and_occasion",
                    )
                ]
            },
        ),
    ]
