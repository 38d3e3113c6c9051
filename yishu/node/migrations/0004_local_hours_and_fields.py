from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("node", "0003_local_rules")]

    operations = [
        migrations.AddField(model_name="clock", name="local_hours", field=models.PositiveSmallIntegerField(null=True)),
        migrations.CreateModel(
            name="LocalField",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("form", models.CharField(choices=[("application", "共享申请")], max_length=20)),
                ("label", models.CharField(max_length=60)),
                ("help", models.CharField(blank=True, max_length=200)),
                ("required", models.BooleanField(default=False)),
                ("basis", models.CharField(max_length=200)),
                ("changed_by_name", models.CharField(max_length=120)),
                ("changed_at", models.DateTimeField()),
            ],
            options={"ordering": ["form", "id"]},
        ),
        migrations.AddConstraint(
            model_name="localfield",
            constraint=models.UniqueConstraint(fields=("form", "label"), name="node_local_field_once"),
        ),
    ]
