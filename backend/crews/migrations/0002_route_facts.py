from pathlib import Path

from django.db import migrations

# The file as it is now, not as it was: PL/pgSQL looks at tables only when it runs.
ROUTE = Path(__file__).parent.parent / "sql" / "route.sql"


class Migration(migrations.Migration):
    dependencies = [
        ("crews", "0001_initial"),
        ("gis_layers", "0003_layers_with_history"),
        ("jurisdictions", "0003_managers_by_unit"),
    ]

    operations = [
        migrations.RunSQL(ROUTE.read_text(encoding="utf-8"), "DROP FUNCTION route_facts"),
    ]
