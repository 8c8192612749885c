from django.db import migrations, models

OPEN = ("received", "assigned", "planned", "in_progress", "waiting", "forwarded")


class Migration(migrations.Migration):
    dependencies = [("reports", "0009_taken_tasks")]

    operations = [
        migrations.AddField(
            model_name="report",
            name="overdue_steps",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.RunSQL(
            "UPDATE reports_report SET due_at = NULL WHERE status IN ('waiting', 'forwarded')",
            migrations.RunSQL.noop,
        ),
        # What is late already is not told as if it had just become so.
        migrations.RunSQL(
            "UPDATE reports_report SET overdue_steps = 1"
            " + (due_at <= now() - interval '1 day')::int + (due_at <= now() - interval '7 days')::int"
            " WHERE due_at <= now() AND closed_at IS NULL",
            migrations.RunSQL.noop,
        ),
        migrations.RemoveIndex(model_name="report", name="open_reports_by_due_time"),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(
                fields=["handler", "due_at"],
                condition=models.Q(status__in=OPEN),
                name="open_reports_by_due_time",
            ),
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(
                fields=["overdue_steps", "due_at"],
                condition=models.Q(status__in=OPEN),
                name="open_reports_by_overdue_step",
            ),
        ),
        migrations.AlterField(
            model_name="reportevent",
            name="kind",
            field=models.CharField(
                choices=[('received', 'Received'), ('assigned', 'Assigned'), ('status_changed', 'Status Changed'), ('rerouted', 'Rerouted'), ('pin_moved', 'Pin Moved'), ('service_changed', 'Service Changed'), ('priority_changed', 'Priority Changed'), ('visibility_changed', 'Visibility Changed'), ('commented', 'Commented'), ('photo_added', 'Photo Added'), ('photo_published', 'Photo Published'), ('photo_hidden', 'Photo Hidden'), ('text_approved', 'Text Approved'), ('text_hidden', 'Text Hidden'), ('claimed', 'Claimed'), ('due_changed', 'Due Changed'), ('overdue', 'Overdue'), ('taken', 'Taken'), ('released', 'Released')],
                max_length=30,
            ),
        ),
    ]
