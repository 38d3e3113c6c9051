import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

# Until now all that was signed was this node's own.
FILL = """
update sharing_signing_round r
set subject = case when r.stage = 'application' then 'application' when r.content::jsonb ? 'coordination' then 'execution' else 'decision' end,
    number = a.number, submitted_by = a.submitted_by,
    name = coalesce((select e.name from sharing_line l join catalogue_entry e on e.id = l.entry_id where l.id = r.line_id), a.duty)
from sharing_application a where a.id = r.application_id
"""


class Migration(migrations.Migration):
    dependencies = [("sharing_signing", "0001_initial")]

    operations = [
        migrations.AddField("round", "subject", models.CharField(max_length=20, default=""), preserve_default=False),
        migrations.AddField("round", "ref", models.CharField(blank=True, max_length=40, default=""), preserve_default=False),
        migrations.AddField("round", "name", models.CharField(max_length=200, default=""), preserve_default=False),
        migrations.AddField("round", "number", models.CharField(max_length=330, default=""), preserve_default=False),
        migrations.AddField("round", "submitted_by", models.CharField(max_length=60, default=""), preserve_default=False),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AlterField(
            "round",
            "application",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rounds",
                to="sharing.application",
            ),
        ),
        migrations.RemoveConstraint("round", "sharing_signing_of_one"),
        migrations.AddConstraint(
            "round",
            models.UniqueConstraint(
                condition=Q(("state", "open"), ~Q(("ref", ""))),
                fields=("subject", "ref"),
                name="sharing_signing_one_round_elsewhere",
            ),
        ),
        migrations.AddConstraint(
            "round",
            models.CheckConstraint(
                condition=Q(
                    Q(("application__isnull", False), ("line__isnull", True), ("ref", ""), ("stage", "application")),
                    Q(("application__isnull", False), ("line__isnull", False), ("ref", ""), ("stage", "decision")),
                    Q(("application__isnull", True), ("line__isnull", True), ~Q(("ref", ""))),
                    _connector="OR",
                ),
                name="sharing_signing_of_one_thing",
            ),
        ),
        migrations.AddIndex(
            "round",
            models.Index(condition=~Q(("ref", "")), fields=["ref"], name="sharing_signing_elsewhere"),
        ),
    ]
