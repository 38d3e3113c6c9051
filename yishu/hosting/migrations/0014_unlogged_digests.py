"""Digests of records are a help, computed anew from any whole file: they are no longer written twice, and a crash of PostgreSQL may empty their table."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("hosting", "0013_sorted_digests")]

    operations = [
        # Those of before are of another form, which tells nothing.
        migrations.RunSQL("delete from hosting_standing", migrations.RunSQL.noop),
        migrations.RunSQL("truncate hosting_standingpart", migrations.RunSQL.noop),
        migrations.RunSQL(
            "alter table hosting_standingpart set unlogged", "alter table hosting_standingpart set logged"
        ),
    ]
