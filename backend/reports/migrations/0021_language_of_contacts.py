from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0020_news_texts")]

    operations = [
        migrations.AddField(
            model_name="reportcontact",
            name="language",
            field=models.CharField(
                max_length=2,
                choices=[("pl", "Polish"), ("en", "English"), ("uk", "Ukrainian")],
                default="pl",
                db_default="pl",
            ),
        ),
    ]
