import django.contrib.postgres.fields
from django.db import migrations, models

import backend.jurisdictions.models


class Migration(migrations.Migration):
    dependencies = [("jurisdictions", "0005_service_questions")]

    operations = [
        migrations.AddField(
            model_name="jurisdiction",
            name="working_hours",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(blank=True, max_length=20),
                default=backend.jurisdictions.models.usual_hours,
                size=None,
                validators=[backend.jurisdictions.models.require_week],
            ),
        ),
        migrations.AddField(
            model_name="service",
            name="counts_working_hours",
            field=models.BooleanField(default=False),
        ),
    ]
