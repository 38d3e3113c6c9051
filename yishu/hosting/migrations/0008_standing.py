"""Digests of the records of the last whole file, so that one that is sent again is staged only where it differs (20.1)."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("hosting", "0007_quarantine_ends")]

    operations = [
        migrations.CreateModel(
            name="Standing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("series", models.UUIDField()),
                ("version", models.BigIntegerField()),
                ("shape", models.CharField(max_length=64)),
                (
                    "holding",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="standing", to="hosting.holding"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="StandingPart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("series", models.UUIDField(db_index=True)),
                ("high", models.BinaryField()),
                ("low", models.BinaryField()),
            ],
        ),
        # Digests do not compress; trying costs more than it saves.
        migrations.RunSQL(
            "alter table hosting_standingpart alter column high set storage external, alter column low set storage external",
            migrations.RunSQL.noop,
        ),
    ]
