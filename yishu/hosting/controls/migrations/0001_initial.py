import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ("catalogue", "0007_public_but_closed"),
    ]

    operations = [
        migrations.CreateModel(
            name="Declaration",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("item", models.CharField(max_length=48)),
                ("start", models.PositiveSmallIntegerField()),
                ("text", models.CharField(max_length=12)),
                ("shapes", models.JSONField()),
                ("declared_by", models.CharField(max_length=60)),
                ("declared_by_name", models.CharField(max_length=120)),
                ("declared_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by", models.CharField(blank=True, max_length=60)),
                ("ended_by_name", models.CharField(blank=True, max_length=120)),
                (
                    "resource",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="controls",
                        to="catalogue.resource",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("resource",),
                        name="controls_declared_once_in_force",
                    )
                ],
            },
        ),
    ]
