"""Coordination over what was not granted of a line that was granted in part."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sharing", "0008_inbox")]

    operations = [
        migrations.AddField("coordination", "of_rest", models.BooleanField(default=False)),
        migrations.AddField("coordination", "all_rows", models.BooleanField(default=False)),
        migrations.AddField("coordination", "full_volume", models.BooleanField(default=False)),
        migrations.AddField("coordination", "until", models.DateField(null=True)),
        migrations.AlterField("coordination", "state", models.CharField(choices=[("hearing", "听取双方意见"), ("to_execute", "待提供单位执行"), ("executed", "提供单位已执行"), ("upheld", "维持提供单位决定"), ("escalated", "已报本级政府"), ("decided", "政府已决定")], default="hearing", max_length=12)),
    ]
