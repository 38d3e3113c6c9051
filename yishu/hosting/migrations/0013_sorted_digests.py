"""Digests of keys and of records, sorted; those of the form before are told by their shape and forgotten with the next whole file."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("hosting", "0012_places")]

    operations = [
        migrations.AlterField("standingpart", "high", models.BinaryField(db_column="high")),
        migrations.AlterField("standingpart", "low", models.BinaryField(db_column="low")),
        migrations.RenameField("standingpart", "high", "keys"),
        migrations.RenameField("standingpart", "low", "records"),
    ]
