from typing import Any

from django.db import migrations, models


def confirm_known_years(apps: Any, _editor: Any) -> None:
    """What was imported so far stands under the number of its notice: the year that most of its days are in."""
    years: dict[str, list[int]] = {}
    days = apps.get_model("node", "WorkDay").objects.filter(confirmed=True).values_list("source", "date")
    for source, day in days:
        years.setdefault(source, []).append(day.year)
    known = {max(set(held), key=held.count): source for source, held in sorted(years.items())}
    model = apps.get_model("workdays", "WorkYear")
    model.objects.bulk_create(model(year=year, number=number[:60]) for year, number in known.items())


class Migration(migrations.Migration):
    initial = True
    dependencies = [("node", "0006_local_step_of_supplement")]

    operations = [
        migrations.CreateModel(
            name="WorkYear",
            fields=[
                ("year", models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ("number", models.CharField(max_length=60)),
                ("issued_on", models.DateField(null=True)),
                ("confirmed_by_name", models.CharField(blank=True, max_length=120)),
                ("confirmed_at", models.DateTimeField(null=True)),
            ],
            options={"ordering": ["year"]},
        ),
        migrations.CreateModel(
            name="LocalDay",
            fields=[
                ("date", models.DateField(primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(choices=[("holiday", "放假"), ("workday", "调休上班")], max_length=10),
                ),
                ("name", models.CharField(max_length=60)),
                ("basis", models.CharField(max_length=200)),
                ("added_by_name", models.CharField(max_length=120)),
                ("added_at", models.DateTimeField()),
            ],
            options={"ordering": ["date"]},
        ),
        migrations.CreateModel(
            name="ClockChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("clock", models.CharField(max_length=40)),
                ("since", models.DateTimeField()),
                ("before", models.PositiveSmallIntegerField()),
                ("after", models.PositiveSmallIntegerField()),
            ],
            options={
                "ordering": ["since", "pk"],
                "indexes": [models.Index(fields=["clock", "since"], name="workdays_clock_change")],
            },
        ),
        migrations.RunPython(confirm_known_years, migrations.RunPython.noop),
    ]
