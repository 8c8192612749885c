from django.db import migrations

# A notification tells the ids, which PostgreSQL hands out at the commit: not the order of the ids,
# but the order in which others can read them. It has less than 8000 bytes; an id has at most 19
# digits and a comma.
CREATE = """
CREATE FUNCTION tell_of_events() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('report_events', string_agg(id::text, ','))
    FROM (SELECT id, (row_number() OVER (ORDER BY id) - 1) / 390 AS part FROM new_events) AS parts
    GROUP BY part;
    RETURN NULL;
END $$;
CREATE TRIGGER tell_of_events AFTER INSERT ON reports_reportevent
    REFERENCING NEW TABLE AS new_events
    FOR EACH STATEMENT EXECUTE FUNCTION tell_of_events();
"""
DROP = """
DROP TRIGGER tell_of_events ON reports_reportevent;
DROP FUNCTION tell_of_events();
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0016_voices_and_likeness")]

    operations = [migrations.RunSQL(CREATE, DROP)]
