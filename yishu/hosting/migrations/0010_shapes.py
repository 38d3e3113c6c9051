"""The oldest version that can be read, and batches that come from a change of shape."""

from django.db import migrations, models
from django.db.models import F, Q

ACCOUNTED = "hosting_batch_accounts_for_accepted"


class Migration(migrations.Migration):
    dependencies = [("hosting", "0008_standing")]

    operations = [
        migrations.AddField("holding", "kept", models.BigIntegerField(default=0, db_default=0)),
        migrations.AlterField(
            "batch",
            "how",
            models.CharField(
                choices=[("upsert", "新增或更新"), ("replace", "整体替换"), ("delete", "删除"), ("reshape", "结构转换")],
                max_length=8,
            ),
        ),
        migrations.RemoveConstraint("batch", ACCOUNTED),
        migrations.AddConstraint(
            "batch",
            models.CheckConstraint(
                condition=Q(how="delete", accepted=F("deleted") + F("unchanged"))
                | Q(how__in=["upsert", "replace", "reshape"], accepted=F("inserted") + F("updated") + F("unchanged")),
                name=ACCOUNTED,
            ),
        ),
    ]
