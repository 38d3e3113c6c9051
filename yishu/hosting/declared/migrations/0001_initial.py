import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ("catalogue", "0007_public_but_closed"),
    ]

    operations = [
        migrations.CreateModel(
            name="CheckRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=[("pattern", "格式"), ("range", "取值范围"), ("cross", "跨项")], max_length=8)),
                ("items", models.JSONField()),
                ("parameters", models.JSONField()),
                ("zh", models.TextField()),
                ("en", models.TextField()),
                ("declared_by", models.CharField(max_length=60)),
                ("declared_by_name", models.CharField(max_length=120)),
                ("declared_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by", models.CharField(blank=True, max_length=60)),
                ("ended_by_name", models.CharField(blank=True, max_length=120)),
                (
                    "replaces",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="declared.checkrule",
                    ),
                ),
                (
                    "resource",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="check_rules",
                        to="catalogue.resource",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="checkrule",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("resource", "kind", "items", "parameters"),
                name="declared_rule_once_in_force",
            ),
        ),
    ]
