from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exchange", "0004_foreignapplication_unproven_at_foreignstatement")]

    operations = [
        migrations.AlterField(
            "foreignapplication",
            "state",
            models.CharField(
                choices=[
                    ("signing", "本单位审批中"),
                    ("returned", "待补正"),
                    ("cancelled", "申请单位已撤回"),
                    ("waiting", "待送达"),
                    ("in_review", "待审核"),
                    ("granted", "已授权"),
                    ("refused", "不予授权"),
                    ("withdrawn", "已收回"),
                    ("rejected", "对方平台未受理"),
                ],
                default="waiting",
                max_length=10,
            ),
        ),
        migrations.AddField(
            "foreignapplication",
            "cancelled_by_name",
            models.CharField(blank=True, max_length=120, default=""),
            preserve_default=False,
        ),
    ]
