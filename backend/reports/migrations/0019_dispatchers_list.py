from django.db import migrations, models
from django.db.models import Q

OPEN = ("received", "assigned", "planned", "in_progress", "waiting", "forwarded")


class Migration(migrations.Migration):
    dependencies = [("reports", "0018_replies_and_approvals")]

    operations = [
        migrations.AddIndex(
            model_name="report",
            index=models.Index(
                fields=["handler", "received_at", "id"],
                include=("due_at", "priority", "status", "crew"),
                condition=Q(status__in=OPEN),
                name="open_reports_by_age",
            ),
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(
                fields=["handler", "received_at", "id"],
                include=("due_at", "status"),
                condition=Q(priority="danger", status__in=OPEN),
                name="open_dangers_by_age",
            ),
        ),
    ]
