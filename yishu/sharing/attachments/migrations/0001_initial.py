import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [("agencies", "0001_initial"), ("sharing", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("n", models.PositiveSmallIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("letter", "公函"), ("basis", "依据文件"), ("undertaking", "使用承诺书"), ("other", "其他材料")],
                        max_length=12,
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("media_type", models.CharField(max_length=80)),
                ("size", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("added_by", models.CharField(max_length=60)),
                ("added_by_name", models.CharField(max_length=120)),
                ("added_at", models.DateTimeField()),
                (
                    "agency",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"),
                ),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="attachments", to="sharing.application"
                    ),
                ),
            ],
            options={
                "ordering": ["application", "n"],
                "constraints": [
                    models.UniqueConstraint(fields=("application", "n"), name="sharing_attachment_number")
                ],
            },
        ),
    ]
