from django.db import migrations, models
from django.db.models import Q

OPEN = ("received", "assigned", "planned", "in_progress", "waiting", "forwarded")
DRAWN = ("map_cell", "location_3857", "status", "service", "number")


class Migration(migrations.Migration):
    dependencies = [("reports", "0021_language_of_contacts")]

    operations = [
        migrations.AddIndex(
            model_name="report",
            index=models.Index(
                fields=["municipality_teryt", "received_at", "id"],
                include=DRAWN,
                condition=Q(visibility="public", status__in=OPEN),
                name="open_public_reports_by_place",
            ),
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(
                fields=["municipality_teryt", "closed_at", "id"],
                include=(*DRAWN, "received_at"),
                condition=Q(visibility="public", status="fixed"),
                name="fixed_public_reports_by_place",
            ),
        ),
    ]
