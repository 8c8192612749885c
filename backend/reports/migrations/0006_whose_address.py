from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0005_counts_of_the_map")]

    operations = [
        migrations.AddField(
            model_name="report",
            name="is_address_found",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
