"""Terms that were widened by carrying out an opinion of the coordinator."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sharing_changes", "0001_initial")]

    operations = [
        migrations.AlterField("earlierterms", "cause", models.CharField(choices=[("narrowed", "提供单位收窄"), ("handed_over", "使用人员离岗交接"), ("coordinated", "协调后扩大")], max_length=12)),
    ]
