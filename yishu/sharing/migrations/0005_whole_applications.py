import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sharing", "0004_local_fields")]

    operations = [
        migrations.AddField("application", "case_kind", models.CharField(blank=True, default="", max_length=120, verbose_name="办件类型"), preserve_default=False),
        migrations.AddField("application", "purpose", models.TextField(blank=True, default="", verbose_name="使用目的"), preserve_default=False),
        migrations.AlterField(
            "line",
            "state",
            models.CharField(
                choices=[
                    ("in_review", "待审核"),
                    ("granted", "已授权"),
                    ("refused", "不予授权"),
                    ("withdrawn", "申请单位已撤回"),
                ],
                default="in_review",
                max_length=10,
            ),
        ),
        migrations.AddField("line", "escalated_at", models.DateTimeField(null=True)),
        migrations.AddField("line", "volume", models.PositiveIntegerField(null=True)),
        migrations.AddField("line", "condition", models.TextField(blank=True, default=""), preserve_default=False),
        migrations.AddField(
            "line",
            "replaces",
            models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="renewals", to="sharing.grant"),
        ),
        migrations.AddField(
            "grant",
            "replaces",
            models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="successor", to="sharing.grant"),
        ),
    ]
