from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalogue_steps", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="agencystep",
            name="code",
            field=models.CharField(
                choices=[
                    ("entry_agency_review", "目录提交后先由本单位审核员审核"),
                    ("application_supplement", "审核共享申请时可为补正停止计时一次"),
                ],
                max_length=40,
            ),
        ),
    ]
