from django.db import migrations

NOTE = """
create function directories_note_change() returns trigger language plpgsql as $$
declare
    was_listed boolean := false;
    was_open boolean := false;
    is_listed boolean := new.current_id is not null and new.state not in ('draft', 'withdrawn');
    is_open boolean := directories_is_open(new.state, new.current_id);
    what text;
begin
    if tg_op = 'UPDATE' then
        was_listed := old.current_id is not null and old.state not in ('draft', 'withdrawn');
        was_open := directories_is_open(old.state, old.current_id);
    end if;
    what := case
        when not was_listed and not is_listed then null
        when not is_listed then 'withdrawn'
        when new.state = 'imported' and not was_listed then 'imported'
        when not was_listed then 'published'
        when old.state = 'imported' and new.state = 'published' then 'published'
        when old.current_id is distinct from new.current_id then 'new_version'
        when new.state = 'suspended' then 'suspended'
        when old.state = 'suspended' then 'resumed'
        else 'new_version'
    end;
    if what is null then
        return null;
    end if;
    -- We are at the commit of our transaction. One after the other from here on: numbers are given in the order in which they are seen.
    perform pg_advisory_xact_lock(20141128, 8);
    insert into directories_change (at, resource_id, kind, version, name, was_open, is_open)
    select clock_timestamp(), new.id, what, entry.version, entry.name, was_open, is_open
    from catalogue_entry entry where entry.id = coalesce(new.current_id, old.current_id);
    return null;
end
$$
"""

IS_OPEN = """
create function directories_is_open(state text, current_id bigint) returns boolean language sql stable as $$
    select current_id is not null and (state = 'imported' or state = 'published'
        and (select entry.openness = 'open' from catalogue_entry entry where entry.id = current_id))
$$
"""

# At the commit, so that nobody waits for the lock while holding rows that its holder needs.
ON_UPDATE = """
create constraint trigger directories_note_update after update of state, current_id on catalogue_resource
    deferrable initially deferred for each row
    when (old.state is distinct from new.state or old.current_id is distinct from new.current_id)
    execute function directories_note_change()
"""
ON_INSERT = """
create constraint trigger directories_note_insert after insert on catalogue_resource
    deferrable initially deferred for each row when (new.current_id is not null)
    execute function directories_note_change()
"""

WHAT_IS_THERE = """
insert into directories_change (at, resource_id, kind, version, name, was_open, is_open)
select coalesce(entry.published_at, now()), resource.id, case resource.state when 'imported' then 'imported' else 'published' end,
    entry.version, entry.name, false, directories_is_open(resource.state, entry.id)
from catalogue_resource resource join catalogue_entry entry on entry.id = resource.current_id
where resource.state not in ('draft', 'withdrawn') order by 1, 2
"""


class Migration(migrations.Migration):
    """Whatever changes the directories is noted, whichever command does it; what stands in them already is noted once."""

    dependencies = [("directories", "0001_changes")]

    operations = [
        migrations.RunSQL(IS_OPEN, "drop function directories_is_open(text, bigint)"),
        migrations.RunSQL(NOTE, "drop function directories_note_change()"),
        migrations.RunSQL(ON_UPDATE, "drop trigger directories_note_update on catalogue_resource"),
        migrations.RunSQL(ON_INSERT, "drop trigger directories_note_insert on catalogue_resource"),
        migrations.RunSQL(WHAT_IS_THERE, migrations.RunSQL.noop),
    ]
