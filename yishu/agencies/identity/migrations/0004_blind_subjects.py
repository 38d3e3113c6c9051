from django.db import migrations

from yishu.node.sealed_columns import INDEX_MARK, blind_index, convert


def blind(_apps, _schema_editor) -> None:
    convert("identity_outsideidentity", "subject", mark=INDEX_MARK, made=blind_index)


class Migration(migrations.Migration):
    """Subjects of other identity providers are looked for by equality alone: their blind indexes take their place."""

    dependencies = [("identity", "0003_handover")]

    operations = [migrations.RunPython(blind, migrations.RunPython.noop)]
