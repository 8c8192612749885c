import django.db.models.deletion
from django.db import migrations, models

KINDS = [('gddkia', 'art. 19(2)(1): the General Director for National Roads and Motorways'), ('voivodeship', "art. 19(2)(2): the voivodeship's board"), ('county', "art. 19(2)(3): the county's board"), ('municipality', 'art. 19(2)(4): the mayor of the municipality'), ('city', 'art. 19(5): the president of a city with county rights'), ('owner', 'art. 8(2): the owner of an internal road'), ('other', 'art. 19(3), 19(7): a concessionaire or company')]


class Migration(migrations.Migration):
    dependencies = [("jurisdictions", "0007_similar_radius")]

    operations = [
        migrations.CreateModel(
            name="ManagerPolicy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=KINDS, max_length=20)),
                ("policy", models.CharField(choices=[('take', 'take the report and pass it on'), ('direct', 'only tell where to report it')], default="take", max_length=10)),
                ("jurisdiction", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="manager_policies", to="jurisdictions.jurisdiction")),
            ],
            options={
                "verbose_name_plural": "manager policies",
                "ordering": ["kind"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("jurisdiction", "kind"), name="one_policy_per_jurisdiction_and_kind"
                    )
                ],
            },
        ),
    ]
