from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("node", "0006_local_step_of_supplement")]

    operations = [
        migrations.AlterField(
            model_name="localstep",
            name="code",
            field=models.CharField(
                choices=[
                    ("entry_agency_review", "目录提交后先由本单位审核员审核"),
                    ("application_supplement", "审核共享申请时可为补正停止计时一次"),
                    ("application_formal_check", "受限共享申请先由平台主管部门形式审查"),
                ],
                max_length=40,
                primary_key=True,
                serialize=False,
            ),
        ),
    ]
