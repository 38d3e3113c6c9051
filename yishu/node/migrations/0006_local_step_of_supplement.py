from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("node", "0005_clocks_of_months")]

    operations = [
        migrations.AlterField(
            model_name="localstep",
            name="code",
            field=models.CharField(
                choices=[
                    ("entry_agency_review", "目录提交后先由本单位审核员审核"),
                    ("application_supplement", "审核共享申请时可为补正停止计时一次"),
                ],
                max_length=40, primary_key=True, serialize=False,
            ),
        ),
    ]
