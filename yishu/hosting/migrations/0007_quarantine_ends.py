"""Records sent back come to an end: mended by a batch, put aside by a person; and keys that pass although they are wrong (21.2)."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0007_public_but_closed"), ("hosting", "0006_signed_receipts")]

    operations = [
        migrations.AddField(
            model_name="quarantinedrecord",
            name="batch_mended",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="mends", to="hosting.batch"
            ),
        ),
        migrations.AddField(
            model_name="quarantinedrecord", name="closed_at", field=models.DateTimeField(null=True)
        ),
        migrations.AddField(
            model_name="quarantinedrecord",
            name="closed_by",
            field=models.CharField(blank=True, db_default="", max_length=60),
        ),
        migrations.AddField(
            model_name="quarantinedrecord",
            name="closed_by_name",
            field=models.CharField(blank=True, db_default="", max_length=120),
        ),
        migrations.AddField(
            model_name="quarantinedrecord",
            name="closed_reason",
            field=models.TextField(blank=True, db_default=""),
        ),
        migrations.AlterField(
            model_name="quarantinedrecord",
            name="state",
            field=models.CharField(
                choices=[("open", "待整改"), ("mended", "已整改"), ("resent", "已重新报送"), ("closed", "不再处理")],
                default="open",
                max_length=8,
            ),
        ),
        migrations.AddConstraint(
            model_name="quarantinedrecord",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("closed_at__isnull", False),
                        ("state", "closed"),
                        models.Q(("closed_reason", ""), _negated=True),
                    ),
                    models.Q(
                        models.Q(("state", "closed"), _negated=True), ("closed_at", None), ("closed_reason", "")
                    ),
                    _connector="OR",
                ),
                name="hosting_quarantined_closed_by_whom",
            ),
        ),
        migrations.CreateModel(
            name="Override",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("item", models.CharField(max_length=60)),
                ("rule", models.CharField(max_length=40)),
                ("value_hash", models.CharField(max_length=64)),
                ("shown", models.CharField(max_length=200)),
                ("basis", models.TextField()),
                ("asked_by", models.CharField(max_length=60)),
                ("asked_by_name", models.CharField(max_length=120)),
                ("asked_at", models.DateTimeField()),
                ("agreed_by", models.CharField(blank=True, max_length=60)),
                ("agreed_by_name", models.CharField(blank=True, max_length=120)),
                ("agreed_at", models.DateTimeField(null=True)),
                ("ended_by", models.CharField(blank=True, max_length=60)),
                ("ended_by_name", models.CharField(blank=True, max_length=120)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_reason", models.TextField(blank=True)),
                (
                    "resource",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="overrides", to="catalogue.resource"
                    ),
                ),
            ],
            options={"ordering": ["-asked_at", "-pk"]},
        ),
        migrations.AddConstraint(
            model_name="override",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("resource", "rule", "value_hash"),
                name="hosting_override_once",
            ),
        ),
    ]
