import uuid

import django.db.models.deletion
from django.db import migrations, models

KINDS = [('gddkia', 'art. 19(2)(1): the General Director for National Roads and Motorways'), ('voivodeship', "art. 19(2)(2): the voivodeship's board"), ('county', "art. 19(2)(3): the county's board"), ('municipality', 'art. 19(2)(4): the mayor of the municipality'), ('city', 'art. 19(5): the president of a city with county rights'), ('owner', 'art. 8(2): the owner of an internal road'), ('other', 'art. 19(3), 19(7): a concessionaire or company')]


class Migration(migrations.Migration):
    dependencies = [
        ("jurisdictions", "0008_manager_policies"),
        ("reports", "0012_duplicates"),
    ]

    operations = [
        migrations.AddField(
            model_name="report",
            name="kind",
            field=models.CharField(choices=[('report', 'Report'), ('motion', 'Motion')], db_default="report", default="report", max_length=10),
        ),
        migrations.AddField(
            model_name="report",
            name="is_managed_elsewhere",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="reportcontact",
            name="postal_address",
            field=models.CharField(blank=True, db_default="", max_length=300),
        ),
        migrations.CreateModel(
            name="Forwarding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("manager_kind", models.CharField(choices=KINDS, max_length=20)),
                ("manager_name", models.CharField(max_length=200)),
                ("phone", models.CharField(blank=True, max_length=30)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("form_url", models.URLField(blank=True)),
                ("reasons", models.JSONField(default=list)),
                ("how", models.CharField(choices=[('email', 'Email'), ('by_hand', 'By Hand')], max_length=10)),
                ("at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(null=True)),
                ("failure", models.CharField(blank=True, max_length=20)),
                ("reference", models.CharField(blank=True, max_length=100)),
                ("answered_at", models.DateTimeField(null=True)),
                ("answer", models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="reports.eventtext")),
                ("event", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="forwarding", to="reports.reportevent")),
                ("manager", models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="forwardings", to="jurisdictions.roadmanager")),
                ("report", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="forwardings", to="reports.report")),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=~models.Q(how="email") | ~models.Q(email=""),
                        name="report_passed_on_by_email_has_an_address",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="report",
            name="forwarding",
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="reports.forwarding"),
        ),
        # What routing said of the reports that are here.
        migrations.RunSQL(
            """UPDATE reports_report SET is_managed_elsewhere = true
               WHERE reasons @> '[{"code": "manager_elsewhere"}]'""",
            migrations.RunSQL.noop,
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(
                condition=models.Q(is_managed_elsewhere=True, status="received"),
                fields=["handler", "-received_at", "-id"],
                name="reports_to_pass_on",
            ),
        ),
    ]
