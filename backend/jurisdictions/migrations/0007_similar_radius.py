import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("jurisdictions", "0006_working_hours")]

    operations = [
        migrations.AddField(
            model_name="service",
            name="similar_radius_m",
            field=models.PositiveSmallIntegerField(
                db_default=30,
                default=30,
                help_text="Within so many metres another report may be of the same defect.",
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(500),
                ],
            ),
        ),
    ]
