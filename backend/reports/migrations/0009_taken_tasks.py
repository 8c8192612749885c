import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("crews", "0003_duty"),
        ("reports", "0008_words_of_answers"),
    ]

    operations = [
        migrations.AddField(
            model_name="report",
            name="taken_by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="taken_reports",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="reportevent",
            name="kind",
            field=models.CharField(
                choices=[('received', 'Received'), ('assigned', 'Assigned'), ('status_changed', 'Status Changed'), ('rerouted', 'Rerouted'), ('pin_moved', 'Pin Moved'), ('service_changed', 'Service Changed'), ('priority_changed', 'Priority Changed'), ('visibility_changed', 'Visibility Changed'), ('commented', 'Commented'), ('photo_added', 'Photo Added'), ('photo_published', 'Photo Published'), ('photo_hidden', 'Photo Hidden'), ('text_approved', 'Text Approved'), ('text_hidden', 'Text Hidden'), ('claimed', 'Claimed'), ('taken', 'Taken'), ('released', 'Released')],
                max_length=30,
            ),
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(
                condition=models.Q(taken_by__isnull=False),
                fields=["taken_by"],
                name="taken_reports_by_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(taken_by__isnull=True)
                | models.Q(status__in=("assigned", "planned", "in_progress", "waiting"), crew__isnull=False),
                name="taken_report_is_a_crews_work",
            ),
        ),
    ]
