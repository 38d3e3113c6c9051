from django.db import migrations, models


class Migration(migrations.Migration):
    """Ids grow: in their own order an index fills each page, in descending order it leaves half of it empty. PostgreSQL reads it backwards as well."""

    dependencies = [("audit", "0002_require_epoch")]

    operations = [
        migrations.RemoveIndex("record", "audit_record_agency"),
        migrations.RemoveIndex("record", "audit_record_resource"),
        migrations.AddIndex("record", models.Index(fields=["agency", "id"], name="audit_record_agency")),
        migrations.AddIndex("record", models.Index(fields=["resource", "id"], name="audit_record_resource")),
    ]
