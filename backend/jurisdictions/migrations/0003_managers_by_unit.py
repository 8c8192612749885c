from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("jurisdictions", "0002_number_sequences")]

    operations = [
        migrations.AddIndex(
            model_name="roadmanager",
            index=models.Index(fields=["teryt"], name="managers_by_unit"),
        ),
    ]
