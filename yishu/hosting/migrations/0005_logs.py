"""What a hosted table's versions changed is told by a view over a log: a table that is loaded at once need not be written there a second time (20.1).

Tables that are there have their whole history in what now is the log.
"""

from django.db import migrations

LOGS = r"""
do $$
declare changes text;
begin
    for changes in
        select relname from pg_class join pg_namespace on pg_namespace.oid = relnamespace
        where nspname = 'hosted' and relkind = 'r' and relname like '%\_changes'
    loop
        execute format('alter table hosted.%I rename to %I', changes, left(changes, -length('_changes')) || '_log');
        execute format('create view hosted.%I as select * from hosted.%I', changes, left(changes, -length('_changes')) || '_log');
    end loop;
end $$
"""


class Migration(migrations.Migration):
    dependencies = [("hosting", "0003_masked")]

    operations = [migrations.RunSQL(LOGS)]
