from django.db import migrations, models

HOLD = """
create function sharing_hold(of_grant uuid, of_holder uuid, wanted integer, most integer, seconds integer) returns integer
language plpgsql as $$
declare
    others bigint;
    held integer;
begin
    -- One after another for each grant: whoever comes next sees what we hold.
    perform pg_advisory_xact_lock(hashtextextended(of_grant::text, 20141129));
    select coalesce(sum(calls), 0) into others from sharing_share
    where grant_id = of_grant and holder <> of_holder and until > clock_timestamp();
    held := greatest(0, least(wanted, most - others));
    delete from sharing_share where grant_id = of_grant and (until <= clock_timestamp() or holder = of_holder);
    if held > 0 then
        insert into sharing_share (grant_id, holder, calls, until)
        values (of_grant, of_holder, held, clock_timestamp() + seconds * interval '1 second');
    end if;
    return held;
end $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('sharing_allowances', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Share',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('grant_id', models.UUIDField()),
                ('holder', models.UUIDField()),
                ('calls', models.IntegerField()),
                ('until', models.DateTimeField()),
            ],
            options={
                'db_table': 'sharing_share',
                'constraints': [models.UniqueConstraint(fields=('grant_id', 'holder'), name='sharing_share_once'), models.CheckConstraint(condition=models.Q(('calls__gt', 0)), name='sharing_share_of_some')],
            },
        ),
        migrations.RunSQL(HOLD, "drop function sharing_hold(uuid, uuid, integer, integer, integer)"),
    ]
