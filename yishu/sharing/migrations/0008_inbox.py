"""The provider of each line beside it, so that an inbox of any length is read from one index."""

from django.db import migrations, models
from django.db.models import Q
from django.db.models.deletion import PROTECT


class Migration(migrations.Migration):
    dependencies = [("agencies", "0004_delegation"), ("sharing", "0007_before_it_reaches_its_provider")]

    operations = [
        migrations.AddField("line", "provider", models.ForeignKey(null=True, on_delete=PROTECT, related_name="+", to="agencies.agency")),
        migrations.RunSQL(
            "update sharing_line l set provider_id = r.provider_id from catalogue_resource r where r.id = l.resource_id",
            migrations.RunSQL.noop,
        ),
        # Its constraint is checked now: a table cannot be altered while checks of rows changed above still wait.
        migrations.RunSQL("set constraints all immediate", migrations.RunSQL.noop),
        migrations.AlterField("line", "provider", models.ForeignKey(on_delete=PROTECT, related_name="+", to="agencies.agency")),
        migrations.AddIndex("line", models.Index(fields=["provider", "due", "id"], condition=Q(state="in_review"), name="sharing_line_inbox")),
        migrations.AddIndex("line", models.Index(fields=["provider", "-decided_at"], condition=Q(decided_at__isnull=False), name="sharing_line_decided")),
    ]
