import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("notifications", "0005_the_ledger_at_work"),
    ]

    operations = [
        migrations.AddField(
            model_name="notification",
            name="work",
            field=models.CharField(
                blank=True,
                choices=[("given", "Given"), ("taken", "Taken"), ("closed", "Closed")],
                db_default="",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="broadcast",
            name="uid",
            field=models.UUIDField(default=uuid.uuid4, unique=True),
        ),
        migrations.AddField(
            model_name="broadcast",
            name="prepared_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="broadcast",
            name="started_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]
