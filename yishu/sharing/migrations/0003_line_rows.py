from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("sharing", "0002_demands_coordination_onward_use"),
    ]

    operations = [
        migrations.AddField(model_name="line", name="rows", field=models.JSONField(null=True)),
    ]
