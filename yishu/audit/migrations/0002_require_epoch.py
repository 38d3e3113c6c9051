from django.db import migrations

FUNCTION = """
create function audit_require_epoch() returns trigger language plpgsql as $$
declare
    expected text := current_setting('yishu.epoch', true);
begin
    if expected <> '' and expected::bigint <> (select epoch from access_epoch where id = 1) then
        raise exception 'the epoch of access has moved' using errcode = 'YS001';
    end if;
    return null;
end
$$
"""

TRIGGER = """
create trigger audit_require_epoch after insert on audit_record
    for each statement execute function audit_require_epoch()
"""


class Migration(migrations.Migration):
    """Evidence of a session that names the epoch by which it decided is written under that epoch, or not at all."""

    dependencies = [("audit", "0001_initial"), ("node", "0001_initial")]

    operations = [
        migrations.RunSQL(FUNCTION, "drop function audit_require_epoch()"),
        migrations.RunSQL(TRIGGER, "drop trigger audit_require_epoch on audit_record"),
    ]
