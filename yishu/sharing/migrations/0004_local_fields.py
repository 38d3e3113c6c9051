from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sharing", "0003_line_rows")]

    operations = [
        migrations.AddField(model_name="application", name="extra", field=models.JSONField(default=list)),
    ]
