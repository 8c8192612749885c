import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

STATUSES = (
    "received assigned planned in_progress waiting fixed not_fixed forwarded duplicate withdrawn"
).split()
TEXTS_WAITING = Q(visibility="public", is_text_approved=False, is_text_hidden=False) & (
    ~Q(description="") | Q(is_address_found=False) & ~Q(address="")
)
PHOTOS_WAITING = Q(state="ready", publication="private", edition=0)


class Migration(migrations.Migration):
    dependencies = [
        ("jurisdictions", "0008_manager_policies"),
        ("reports", "0017_events_are_told"),
    ]

    operations = [
        migrations.CreateModel(
            name="Reply",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        blank=True,
                        choices=[(each, each.replace("_", " ").title()) for each in STATUSES],
                        max_length=20,
                        null=True,
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                ("text_pl", models.TextField(max_length=4000)),
                ("text_en", models.TextField(blank=True, max_length=4000)),
                ("text_uk", models.TextField(blank=True, max_length=4000)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("is_active", models.BooleanField(default=True)),
                (
                    "jurisdiction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="replies",
                        to="jurisdictions.jurisdiction",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="replies",
                        to="jurisdictions.service",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "replies",
                "ordering": ["position", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=["jurisdiction", "name"], name="one_reply_per_office_and_name"
                    ),
                    models.CheckConstraint(
                        condition=Q(status__isnull=True) | Q(status__in=STATUSES),
                        name="reply_is_for_a_known_status",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(
                fields=["handler", "received_at", "id"],
                include=["jurisdiction"],
                condition=TEXTS_WAITING,
                name="texts_waiting_for_approval",
            ),
        ),
        migrations.AddIndex(
            model_name="photo",
            index=models.Index(
                fields=["uploaded_at", "id"],
                condition=PHOTOS_WAITING,
                name="photos_waiting_for_approval",
            ),
        ),
    ]
