from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sharing", "0002_demands_coordination_onward_use")]

    operations = [
        migrations.AddField(model_name="application", name="extra", field=models.JSONField(default=list)),
    ]
