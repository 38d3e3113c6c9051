import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [("sharing", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Question",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("n", models.PositiveSmallIntegerField()),
                ("text", models.TextField()),
                ("asked_by", models.CharField(max_length=60)),
                ("asked_by_name", models.CharField(max_length=120)),
                ("asked_at", models.DateTimeField()),
                ("stops_clock", models.BooleanField(default=False)),
                ("due", models.DateField(null=True)),
                ("days_left", models.PositiveSmallIntegerField(null=True)),
                ("answer", models.TextField(blank=True)),
                ("answered_by", models.CharField(blank=True, max_length=60)),
                ("answered_by_name", models.CharField(blank=True, max_length=120)),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "line",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="questions", to="sharing.line"),
                ),
            ],
            options={
                "ordering": ["line", "n"],
                "constraints": [
                    models.UniqueConstraint(fields=("line", "n"), name="sharing_question_number"),
                    models.UniqueConstraint(
                        condition=models.Q(("stops_clock", True)), fields=("line",), name="sharing_question_one_stop"
                    ),
                ],
            },
        ),
    ]
