from django.db import migrations, models
from django.db.models import Q

CLOSED = ["fixed", "not_fixed", "duplicate", "withdrawn"]

# A report that is closed became so at the last event that closed it.
FILL = """
UPDATE reports_report AS report
SET closed_at = coalesce(
    (SELECT max(event.at) FROM reports_reportevent AS event
     WHERE event.report_id = report.id AND event.status = ANY (%(closed)s)
       AND event.status_before <> ALL (%(closed)s)),
    report.updated_at)
WHERE report.status = ANY (%(closed)s)
"""


def fill(apps, schema_editor):
    schema_editor.execute(FILL, {"closed": CLOSED})


class Migration(migrations.Migration):
    dependencies = [("reports", "0003_place_on_the_map")]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=Q(status__in=CLOSED, closed_at__isnull=False)
                | (~Q(status__in=CLOSED) & Q(closed_at__isnull=True)),
                name="closed_report_has_its_time",
            ),
        ),
    ]
