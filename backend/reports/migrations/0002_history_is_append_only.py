from django.db import migrations

# The trigger that refuses changes binds everybody; TRUNCATE is refused by the missing grant,
# which a superuser can still override (a whole database is restored that way).
CREATE = """
CREATE FUNCTION refuse_change_of_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'history is append-only: % of % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER refuse_change_of_history BEFORE UPDATE OR DELETE ON reports_reportevent
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_history();

CREATE FUNCTION event_hash(event reports_reportevent, previous bytea) RETURNS bytea
LANGUAGE sql IMMUTABLE AS $$
    SELECT sha256(previous || convert_to(jsonb_build_array(
        event.report_id, event.kind, extract(epoch FROM event.at),
        extract(epoch FROM event.changed_at), event.actor_id, event.actor_role,
        event.status_before, event.status, event.crew_id, event.version, event.data
    )::text, 'UTF8'))
$$;
CREATE FUNCTION chain_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.hash := event_hash(NEW, coalesce(
        (SELECT hash FROM reports_reportevent WHERE report_id = NEW.report_id
         ORDER BY id DESC LIMIT 1), ''::bytea));
    RETURN NEW;
END $$;
CREATE TRIGGER chain_event BEFORE INSERT ON reports_reportevent
    FOR EACH ROW EXECUTE FUNCTION chain_event();

REVOKE TRUNCATE ON reports_reportevent FROM CURRENT_USER;
"""
DROP = """
GRANT TRUNCATE ON reports_reportevent TO CURRENT_USER;
DROP TRIGGER chain_event ON reports_reportevent;
DROP FUNCTION chain_event();
DROP FUNCTION event_hash(reports_reportevent, bytea);
DROP TRIGGER refuse_change_of_history ON reports_reportevent;
DROP FUNCTION refuse_change_of_history();
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial")]

    operations = [migrations.RunSQL(CREATE, DROP)]
