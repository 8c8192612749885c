from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import migrations, models
from django.db.models.functions import Coalesce

from backend.core.sql import UpperWords

REDACTED = models.Q(public_address__isnull=False) | models.Q(public_description__isnull=False)
IN_PUBLIC = UpperWords(
    "number", Coalesce("public_address", "address"), Coalesce("public_description", "description")
)
KINDS = """
    received assigned status_changed rerouted pin_moved service_changed priority_changed
    visibility_changed commented photo_added photo_published photo_hidden text_approved text_hidden
    comment_published comment_hidden claimed due_changed overdue taken released judged answered
    merged unmerged
""".split()


class Migration(migrations.Migration):
    dependencies = [("reports", "0014_figures")]

    operations = [
        migrations.AddField(
            model_name="report",
            name="is_text_hidden",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="report",
            name="public_description",
            field=models.TextField(max_length=4000, null=True),
        ),
        migrations.AddField(
            model_name="report",
            name="public_address",
            field=models.CharField(max_length=300, null=True),
        ),
        migrations.AddField(
            model_name="eventtext",
            name="is_hidden",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="eventtext",
            name="public_text",
            field=models.TextField(max_length=4000, null=True),
        ),
        migrations.AddIndex(
            model_name="report",
            index=GinIndex(
                OpClass(IN_PUBLIC, name="gin_trgm_ops"),
                condition=REDACTED,
                name="redacted_reports_by_text",
            ),
        ),
        migrations.AlterField(
            model_name="reportevent",
            name="kind",
            field=models.CharField(
                choices=[(kind, kind.replace("_", " ").title()) for kind in KINDS], max_length=30
            ),
        ),
    ]
