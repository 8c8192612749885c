import django.contrib.postgres.fields
from django.db import migrations, models

FACTS = """
    SELECT report.handler_id, report.jurisdiction_id, report.service_id, report.visibility,
           report.municipality_teryt, report.manager_kind, report.manager_name,
           coalesce(report.crew_id, 0) AS crew_id,
           (12 * extract(year FROM report.received_at AT TIME ZONE office.time_zone)
            + extract(month FROM report.received_at AT TIME ZONE office.time_zone) - 1)::int
               AS month,
           CASE WHEN report.status = 'fixed'
                THEN greatest(0, floor(extract(epoch FROM closed_at - received_at) / 86400))::int
                ELSE -1 END AS days,
           {sign} AS received,
           {sign} * (report.closed_at IS NULL)::int AS open,
           {sign} * (report.status = 'fixed')::int AS fixed,
           {sign} * (report.closed_at IS NULL AND report.due_at IS NOT NULL
                     AND report.overdue_steps > 0)::int AS late,
           {sign} * report.contested_closings::int AS contested,
           {sign} * report.is_repeated::int AS repeated
    FROM {reports} AS report
    JOIN jurisdictions_jurisdiction AS office ON office.id = report.jurisdiction_id"""
KEY = """handler_id, jurisdiction_id, service_id, visibility, municipality_teryt, manager_kind,
         manager_name, crew_id, month, days"""
SUMS = "received, open, fixed, late, contested, repeated"
NOTE = """
    INSERT INTO reports_casechange ({key}, {sums})
    SELECT {key}, sum(received), sum(open), sum(fixed), sum(late), sum(contested), sum(repeated)
    FROM ({facts}) AS fact
    GROUP BY {key}
    HAVING (sum(received), sum(open), sum(fixed), sum(late), sum(contested), sum(repeated))
           <> (0, 0, 0, 0, 0, 0)"""

# Once per statement, COPY and bulk changes too. An update whose facts are those of before adds up
# to nothing and leaves no line.
TRIGGERS = """
CREATE FUNCTION count_new_cases() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN {of_new}; RETURN NULL; END $$;
CREATE TRIGGER count_new_cases AFTER INSERT ON reports_report
    REFERENCING NEW TABLE AS new_reports
    FOR EACH STATEMENT EXECUTE FUNCTION count_new_cases();

CREATE FUNCTION count_changed_cases() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN {of_changed}; RETURN NULL; END $$;
CREATE TRIGGER count_changed_cases AFTER UPDATE ON reports_report
    REFERENCING OLD TABLE AS old_reports NEW TABLE AS new_reports
    FOR EACH STATEMENT EXECUTE FUNCTION count_changed_cases();

CREATE FUNCTION count_gone_cases() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN {of_gone}; RETURN NULL; END $$;
CREATE TRIGGER count_gone_cases AFTER DELETE ON reports_report
    REFERENCING OLD TABLE AS old_reports
    FOR EACH STATEMENT EXECUTE FUNCTION count_gone_cases();

-- Its lines live for seconds: what is dead goes soon, or readers would wade through it.
ALTER TABLE reports_casechange SET (
    autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000
);
"""
NO_TRIGGERS = """
DROP TRIGGER count_gone_cases ON reports_report;
DROP TRIGGER count_changed_cases ON reports_report;
DROP TRIGGER count_new_cases ON reports_report;
DROP FUNCTION count_gone_cases();
DROP FUNCTION count_changed_cases();
DROP FUNCTION count_new_cases();
"""

FUNCTIONS = """
-- The day by which a share of a histogram is reached; between two days where it is reached exactly.
CREATE FUNCTION reached_by(days int[], counts int[], share numeric) RETURNS double precision
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    total bigint := 0;
    reached bigint := 0;
    first int;
    place int;
BEGIN
    FOR place IN 1 .. cardinality(counts) LOOP
        total := total + counts[place];
    END LOOP;
    FOR place IN 1 .. cardinality(counts) LOOP
        reached := reached + counts[place];
        IF first IS NULL AND reached >= share * total THEN
            first := days[place];
        END IF;
        IF reached > share * total THEN
            RETURN (first + days[place]) / 2.0;
        END IF;
    END LOOP;
    RETURN NULL;
END $$;

-- Two histograms as one; a day that nothing is left of is dropped.
CREATE FUNCTION sum_of_days(
    INOUT days int[], INOUT counts int[], IN more_days int[], IN more_counts int[]
) LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    IF cardinality(more_days) > 0 THEN
        SELECT coalesce(array_agg(day ORDER BY day), '{}'),
               coalesce(array_agg(number ORDER BY day), '{}')
        INTO days, counts
        FROM (SELECT each.day, sum(each.number)::int AS number
              FROM (SELECT * FROM unnest(days, counts)
                    UNION ALL
                    SELECT * FROM unnest(more_days, more_counts)) AS each (day, number)
              GROUP BY each.day HAVING sum(each.number) <> 0) AS summed;
    END IF;
END $$;
"""
NO_FUNCTIONS = """
DROP FUNCTION sum_of_days(int[], int[], int[], int[]);
DROP FUNCTION reached_by(int[], int[], numeric);
"""


def facts(reports, sign):
    return FACTS.replace("{reports}", reports).replace("{sign}", sign)


def note(*parts):
    all_facts = "\n    UNION ALL".join(parts)
    return NOTE.replace("{key}", KEY).replace("{sums}", SUMS).replace("{facts}", all_facts)


def triggers():
    new, old = facts("new_reports", "1"), facts("old_reports", "-1")
    return (
        TRIGGERS.replace("{of_new}", note(new))
        .replace("{of_changed}", note(old, new))
        .replace("{of_gone}", note(old))
    )


def note_reports_of_before(apps, schema_editor):
    """The worker folds them; `manage.py rebuild_statistics` is quicker with a million."""
    schema_editor.execute(note(facts("reports_report", "1")))


SUM_FIELDS = [
    ("received", models.IntegerField()),
    ("open", models.IntegerField()),
    ("fixed", models.IntegerField()),
    ("late", models.IntegerField()),
    ("contested", models.IntegerField()),
    ("repeated", models.IntegerField()),
]


class Migration(migrations.Migration):
    dependencies = [("reports", "0013_not_ours")]

    operations = [
        migrations.CreateModel(
            name="CaseChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                *SUM_FIELDS,
                ("handler_id", models.BigIntegerField()),
                ("jurisdiction_id", models.BigIntegerField()),
                ("service_id", models.BigIntegerField()),
                ("crew_id", models.BigIntegerField()),
                ("month", models.IntegerField()),
                ("days", models.IntegerField()),
                ("visibility", models.CharField(max_length=10)),
                ("municipality_teryt", models.CharField(max_length=7)),
                ("manager_kind", models.CharField(max_length=20)),
                ("manager_name", models.CharField(max_length=200)),
            ],
            options={"abstract": False},
        ),
        migrations.CreateModel(
            name="CaseCount",
            fields=[
                *SUM_FIELDS,
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "office_id",
                        "other_id",
                        "cut",
                        "municipality_teryt",
                        "manager_name",
                        "manager_kind",
                        "crew_id",
                        "service_id",
                        "month",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("office_id", models.BigIntegerField()),
                ("other_id", models.BigIntegerField()),
                ("service_id", models.BigIntegerField()),
                ("crew_id", models.BigIntegerField()),
                ("month", models.IntegerField()),
                ("cut", models.SmallIntegerField()),
                ("municipality_teryt", models.CharField(max_length=7)),
                ("manager_kind", models.CharField(max_length=20)),
                ("manager_name", models.CharField(max_length=200)),
                (
                    "days",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(), size=None
                    ),
                ),
                (
                    "counts",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(), size=None
                    ),
                ),
                ("median", models.FloatField(null=True)),
                ("ninetieth", models.FloatField(null=True)),
            ],
            options={"abstract": False},
        ),
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
        migrations.RunSQL(triggers(), NO_TRIGGERS),
        migrations.RunPython(note_reports_of_before, migrations.RunPython.noop),
    ]
