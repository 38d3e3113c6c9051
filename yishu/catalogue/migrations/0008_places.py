"""An item may say where a record lies (22.1)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0007_public_but_closed")]

    operations = [
        migrations.AlterField(
            model_name="item",
            name="type",
            field=models.CharField(
                choices=[
                    ("string", "字符型"),
                    ("integer", "整数型"),
                    ("decimal", "数值型"),
                    ("date", "日期型"),
                    ("datetime", "日期时间型"),
                    ("boolean", "布尔型"),
                    ("geometry", "空间型"),
                ],
                default="string",
                max_length=10,
            ),
        ),
    ]
