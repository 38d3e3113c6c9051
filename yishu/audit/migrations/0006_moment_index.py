from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Apart, so that a node goes on recording while years of evidence are looked through."""

    atomic = False
    dependencies = [("audit", "0005_log")]

    operations = [
        AddIndexConcurrently(
            "record",
            models.Index(
                condition=models.Q(("moment__isnull", False)), fields=["moment"], name="audit_record_moment"
            ),
        ),
    ]
