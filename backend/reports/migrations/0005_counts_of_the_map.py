from pathlib import Path

from django.conf import settings
from django.db import migrations, models

OPEN = ["received", "assigned", "planned", "in_progress", "waiting", "forwarded"]

# What is counted of a public report; reports with the same facts count together.
FACTS = """
    service_id, status, municipality_teryt, map_cell,
    floor(ST_X(location_3857))::int AS x, floor(ST_Y(location_3857))::int AS y,
    CASE WHEN status IN ('fixed', 'not_fixed')
         THEN greatest(0, floor(extract(epoch FROM closed_at - received_at) / 86400))::int
         ELSE -1 END AS days_to_close"""
COLUMNS = "service_id, status, municipality_teryt, map_cell, x, y, days_to_close"

# Once per statement, COPY and bulk changes too. An update whose facts are those of before adds up
# to nothing and leaves no line.
TRIGGERS = """
CREATE FUNCTION count_new_reports() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO reports_mapchange ({columns}, count)
    SELECT {facts}, 1 FROM new_reports WHERE visibility = 'public';
    RETURN NULL;
END $$;
CREATE TRIGGER count_new_reports AFTER INSERT ON reports_report
    REFERENCING NEW TABLE AS new_reports
    FOR EACH STATEMENT EXECUTE FUNCTION count_new_reports();

CREATE FUNCTION count_changed_reports() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO reports_mapchange ({columns}, count)
    SELECT {columns}, sum(count)
    FROM (SELECT {facts}, -1 AS count FROM old_reports WHERE visibility = 'public'
          UNION ALL
          SELECT {facts}, 1 AS count FROM new_reports WHERE visibility = 'public') AS change
    GROUP BY {columns}
    HAVING sum(count) <> 0;
    RETURN NULL;
END $$;
CREATE TRIGGER count_changed_reports AFTER UPDATE ON reports_report
    REFERENCING OLD TABLE AS old_reports NEW TABLE AS new_reports
    FOR EACH STATEMENT EXECUTE FUNCTION count_changed_reports();

CREATE FUNCTION count_gone_reports() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO reports_mapchange ({columns}, count)
    SELECT {facts}, -1 FROM old_reports WHERE visibility = 'public';
    RETURN NULL;
END $$;
CREATE TRIGGER count_gone_reports AFTER DELETE ON reports_report
    REFERENCING OLD TABLE AS old_reports
    FOR EACH STATEMENT EXECUTE FUNCTION count_gone_reports();

-- Its lines live for seconds: what is dead goes soon, or readers would wade through it.
ALTER TABLE reports_mapchange SET (
    autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000
);
"""
NO_TRIGGERS = """
DROP TRIGGER count_gone_reports ON reports_report;
DROP TRIGGER count_changed_reports ON reports_report;
DROP TRIGGER count_new_reports ON reports_report;
DROP FUNCTION count_gone_reports();
DROP FUNCTION count_changed_reports();
DROP FUNCTION count_new_reports();
"""

# The median of a histogram: where half of the reports are reached, and where it is passed.
STATISTICS = """
CREATE VIEW reports_municipalitystatistics AS
WITH counted AS (
    SELECT municipality_teryt, status, days_to_close, sum(count) AS count
    FROM (SELECT municipality_teryt, status, days_to_close, count FROM reports_municipalitycount
          UNION ALL
          SELECT municipality_teryt, status, days_to_close, count FROM reports_mapchange) AS part
    GROUP BY municipality_teryt, status, days_to_close
), closing AS (
    SELECT municipality_teryt, days_to_close,
           sum(sum(count)) OVER (PARTITION BY municipality_teryt ORDER BY days_to_close) AS reached,
           sum(sum(count)) OVER (PARTITION BY municipality_teryt) AS total
    FROM counted WHERE days_to_close >= 0
    GROUP BY municipality_teryt, days_to_close HAVING sum(count) > 0
), median AS (
    SELECT municipality_teryt,
           (min(days_to_close) FILTER (WHERE 2 * reached >= total)
            + min(days_to_close) FILTER (WHERE 2 * reached > total)) / 2.0 AS days
    FROM closing GROUP BY municipality_teryt
), total AS (
    SELECT municipality_teryt,
           coalesce(sum(count) FILTER (WHERE NOT is_closed), 0)::int AS open,
           coalesce(sum(count) FILTER (WHERE is_closed), 0)::int AS closed
    FROM (SELECT municipality_teryt, count,
                 status IN ('fixed', 'not_fixed', 'duplicate', 'withdrawn') AS is_closed
          FROM counted) AS known
    GROUP BY municipality_teryt HAVING sum(count) > 0
)
SELECT municipality_teryt, open, closed, median.days::float8 AS median_days_to_close
FROM total LEFT JOIN median USING (municipality_teryt);
"""


def count_reports_of_before(apps, schema_editor):
    recount = Path(__file__).parent.parent / "sql" / "recount.sql"
    schema_editor.execute(recount.read_text(encoding="utf-8"), {"open": OPEN})


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("crews", "0001_initial"),
        ("jurisdictions", "0002_number_sequences"),
        ("reports", "0004_closed_at"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="MapChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("map_cell", models.BigIntegerField()),
                ("service_id", models.BigIntegerField()),
                ("x", models.IntegerField()),
                ("y", models.IntegerField()),
                ("days_to_close", models.IntegerField()),
                ("count", models.IntegerField()),
                ("status", models.CharField(max_length=20)),
                ("municipality_teryt", models.CharField(max_length=7)),
            ],
        ),
        migrations.CreateModel(
            name="MapCount",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "service_id",
                        "status",
                        "zoom",
                        "cell",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("cell", models.BigIntegerField()),
                ("service_id", models.BigIntegerField()),
                ("x", models.BigIntegerField()),
                ("y", models.BigIntegerField()),
                ("count", models.IntegerField()),
                ("open", models.IntegerField()),
                ("zoom", models.SmallIntegerField()),
                ("status", models.CharField(max_length=20)),
            ],
        ),
        migrations.CreateModel(
            name="MunicipalityCount",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "municipality_teryt",
                        "status",
                        "days_to_close",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("municipality_teryt", models.CharField(max_length=7)),
                ("status", models.CharField(max_length=20)),
                ("days_to_close", models.IntegerField()),
                ("count", models.IntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="MunicipalityStatistics",
            fields=[
                (
                    "municipality_teryt",
                    models.CharField(max_length=7, primary_key=True, serialize=False),
                ),
                ("open", models.IntegerField()),
                ("closed", models.IntegerField()),
                ("median_days_to_close", models.FloatField(null=True)),
            ],
            options={"db_table": "reports_municipalitystatistics", "managed": False},
        ),
        migrations.RemoveIndex("report", "reports_newest_first"),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(
                fields=["-received_at", "-id"],
                include=["map_cell", "location_3857", "status", "visibility"],
                name="reports_newest_first",
            ),
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(
                fields=["map_cell", "id"],
                include=[
                    *("location_3857", "status", "service", "crew", "received_at"),
                    *("visibility", "jurisdiction", "handler", "number"),
                ],
                name="reports_by_map_cell",
            ),
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(
                fields=["map_cell", "id"],
                include=[
                    *("location_3857", "status", "service", "crew", "received_at"),
                    *("visibility", "jurisdiction", "handler", "number"),
                    *("reporter", "installation", "secret_hash"),
                ],
                condition=models.Q(visibility="private"),
                name="private_reports_by_map_cell",
            ),
        ),
        migrations.AddIndex(
            model_name="mapchange",
            index=models.Index(fields=["map_cell"], name="map_changes_by_cell"),
        ),
        migrations.RunSQL(
            TRIGGERS.replace("{columns}", COLUMNS).replace("{facts}", FACTS), NO_TRIGGERS
        ),
        migrations.RunPython(count_reports_of_before, migrations.RunPython.noop),
        migrations.RunSQL(STATISTICS, "DROP VIEW reports_municipalitystatistics"),
    ]
