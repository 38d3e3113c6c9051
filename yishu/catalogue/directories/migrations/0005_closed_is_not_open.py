from django.db import migrations

IS_OPEN = """
create or replace function directories_is_open(state text, current_id bigint) returns boolean language sql stable as $$
    select current_id is not null and coalesce((
        select case state when 'imported' then entry.openness <> 'closed' when 'published' then entry.openness = 'open' end
        from catalogue_entry entry where entry.id = current_id
    ), false)
$$
"""
WAS_OPEN = """
create or replace function directories_is_open(state text, current_id bigint) returns boolean language sql stable as $$
    select current_id is not null and (state = 'imported' or state = 'published'
        and (select entry.openness = 'open' from catalogue_entry entry where entry.id = current_id))
$$
"""
WHAT_CLOSES = """
insert into directories_change (at, resource_id, kind, version, name, was_open, is_open)
select now(), resource.id, 'new_version', entry.version, entry.name, true, false
from catalogue_resource resource join catalogue_entry entry on entry.id = resource.current_id
where resource.state = 'imported' and entry.openness = 'closed'
    and (select is_open from directories_change before where before.resource_id = resource.id order by before.id desc limit 1)
order by 2
"""
"""Only of what was told to be open: for a while 0002 made databases in which it never was."""


class Migration(migrations.Migration):
    """What an open directory itself calls closed is not open to the public (8.2); that it goes is told once."""

    dependencies = [("directories", "0004_sources")]

    operations = [
        migrations.RunSQL(IS_OPEN, WAS_OPEN),
        migrations.RunSQL(WHAT_CLOSES, migrations.RunSQL.noop),
    ]
