import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("reports", "0011_honest_end")]

    operations = [
        migrations.AddField(
            model_name="report",
            name="duplicate_of",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="duplicates",
                to="reports.report",
            ),
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(
                fields=["duplicate_of"],
                condition=Q(duplicate_of__isnull=False),
                name="duplicates_by_survivor",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=Q(duplicate_of__isnull=True)
                | (Q(status="duplicate") & ~Q(duplicate_of=F("id"))),
                name="joined_report_is_a_duplicate_of_another",
            ),
        ),
        migrations.AlterField(
            model_name="reportevent",
            name="kind",
            field=models.CharField(
                choices=[('received', 'Received'), ('assigned', 'Assigned'), ('status_changed', 'Status Changed'), ('rerouted', 'Rerouted'), ('pin_moved', 'Pin Moved'), ('service_changed', 'Service Changed'), ('priority_changed', 'Priority Changed'), ('visibility_changed', 'Visibility Changed'), ('commented', 'Commented'), ('photo_added', 'Photo Added'), ('photo_published', 'Photo Published'), ('photo_hidden', 'Photo Hidden'), ('text_approved', 'Text Approved'), ('text_hidden', 'Text Hidden'), ('comment_published', 'Comment Published'), ('comment_hidden', 'Comment Hidden'), ('claimed', 'Claimed'), ('due_changed', 'Due Changed'), ('overdue', 'Overdue'), ('taken', 'Taken'), ('released', 'Released'), ('judged', 'Judged'), ('answered', 'Answered'), ('merged', 'Merged'), ('unmerged', 'Unmerged')],
                max_length=30,
            ),
        ),
    ]
