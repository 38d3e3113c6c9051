from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sharing", "0006_demands_fulfilled_in_time")]

    operations = [
        migrations.AlterField(
            model_name="line",
            name="state",
            field=models.CharField(
                choices=[
                    ("signing", "本单位审批中"),
                    ("checking", "形式审查中"),
                    ("returned", "待补正"),
                    ("in_review", "待审核"),
                    ("granted", "已授权"),
                    ("refused", "不予授权"),
                    ("withdrawn", "申请单位已撤回"),
                ],
                default="in_review",
                max_length=10,
            ),
        ),
        migrations.AddField(model_name="line", name="reached_at", field=models.DateTimeField(null=True)),
        # Until now everything reached its provider as it was sent.
        migrations.RunSQL(
            "update sharing_line l set reached_at = a.submitted_at from sharing_application a where a.id = l.application_id",
            migrations.RunSQL.noop,
        ),
    ]
