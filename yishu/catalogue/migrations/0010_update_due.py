from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0008_places'),
    ]

    operations = [
        migrations.AddField(
            model_name='resource',
            name='update_due',
            field=models.DateField(null=True),
        ),
    ]
