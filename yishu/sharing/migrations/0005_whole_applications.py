import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sharing", "0004_local_fields")]

    operations = [
        migrations.AddField("application", "case_kind", models.CharField(blank=True, default="", max_length=120, verbose_name="办件类型"), preserve_default=False),
        migrations.AddField("application", "purpose", models.TextField(blank=True, default="", verbose_name="使用目的"), preserve_default=False),
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
