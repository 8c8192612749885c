
from django.db import migrations, models
from django.db.models import Value


class Migration(migrations.Migration):
    dependencies = [("reports", "0007_photos_made_safe")]

    operations = [
        migrations.AddField(
            model_name="report",
            name="questions",
            field=models.JSONField(db_default=Value([], models.JSONField()), default=list),
        ),
    ]
