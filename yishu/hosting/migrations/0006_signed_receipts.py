"""How many records a batch held, each of them accounted for; and its receipt signed."""

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("hosting", "0005_logs")]

    operations = [
        migrations.AddField(model_name="batch", name="records", field=models.BigIntegerField(default=0)),
        migrations.AddField(model_name="batch", name="signature", field=models.TextField(blank=True, default=""), preserve_default=False),
        # Until now every record read was counted as one or the other.
        migrations.RunSQL("update hosting_batch set records = accepted + quarantined", migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.CheckConstraint(
                condition=Q(records=F("accepted") + F("quarantined"), unchanged__gte=0, quarantined__gte=0),
                name="hosting_batch_counts_every_record",
            ),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.CheckConstraint(
                condition=Q(how="delete", accepted=F("deleted") + F("unchanged"))
                | Q(how__in=["upsert", "replace"], accepted=F("inserted") + F("updated") + F("unchanged")),
                name="hosting_batch_accounts_for_accepted",
            ),
        ),
    ]
