from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Apart, so that a node goes on recording while years of evidence are looked through."""

    atomic = False
    dependencies = [("audit", "0009_postings")]

    operations = [
        AddIndexConcurrently(
            "record",
            models.Index(
                condition=models.Q(("case_number", ""), _negated=True),
                fields=["case_number", "id"],
                name="audit_record_case",
            ),
        ),
    ]
