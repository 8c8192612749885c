from django.db import migrations

# A sequence for each jurisdiction, however its row comes to be: public numbers never start again.
CREATE = """
CREATE FUNCTION create_report_number_sequence() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE SEQUENCE IF NOT EXISTS %I', 'report_number_' || NEW.id);
    RETURN NEW;
END $$;
CREATE TRIGGER create_report_number_sequence AFTER INSERT ON jurisdictions_jurisdiction
    FOR EACH ROW EXECUTE FUNCTION create_report_number_sequence();
"""
DROP = """
DROP TRIGGER create_report_number_sequence ON jurisdictions_jurisdiction;
DROP FUNCTION create_report_number_sequence();
"""


class Migration(migrations.Migration):
    dependencies = [("jurisdictions", "0001_initial")]

    operations = [migrations.RunSQL(CREATE, DROP)]
