from django.db import migrations, models

TAKE = """
create function sharing_take(of_grant uuid, of_kind text, wanted bigint, most bigint, out taken bigint, out ms_left integer)
language plpgsql as $$
declare
    now_there timestamptz;
    begun timestamptz;
    had bigint;
begin
    insert into sharing_allowance (grant_id, kind, window_start, used)
    values (of_grant, of_kind, '-infinity', 0) on conflict (grant_id, kind) do nothing;
    select window_start, used into begun, had from sharing_allowance
    where grant_id = of_grant and kind = of_kind for update;
    -- Asked once the row is ours: whoever waited for it counts in the window of now.
    now_there := clock_timestamp();
    if of_kind <> 'total' then
        if begun < date_trunc(of_kind, now_there, 'Asia/Shanghai') then
            begun := date_trunc(of_kind, now_there, 'Asia/Shanghai');
            had := 0;
        end if;
        ms_left := least(86400000, greatest(0, extract(epoch from begun + ('1 ' || of_kind)::interval - now_there) * 1000));
    end if;
    taken := greatest(0, least(wanted, most - had));
    update sharing_allowance set window_start = begun, used = had + taken where grant_id = of_grant and kind = of_kind;
end $$;

create function sharing_give_back(of_grant uuid, of_kind text, amount bigint) returns void
language sql as $$
    update sharing_allowance set used = greatest(0, used - amount)
    where grant_id = of_grant and kind = of_kind
        and (kind = 'total' or window_start >= date_trunc(of_kind, clock_timestamp(), 'Asia/Shanghai'))
$$;
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Allowance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("grant_id", models.UUIDField()),
                ("kind", models.CharField(choices=[("second", "Second"), ("day", "Day"), ("total", "Total")], max_length=6)),
                ("window_start", models.DateTimeField()),
                ("used", models.BigIntegerField()),
            ],
            options={
                "db_table": "sharing_allowance",
                "constraints": [
                    models.UniqueConstraint(fields=("grant_id", "kind"), name="sharing_allowance_once"),
                    models.CheckConstraint(condition=models.Q(("used__gte", 0)), name="sharing_allowance_not_negative"),
                ],
            },
        ),
        migrations.RunSQL(
            TAKE,
            "drop function sharing_give_back(uuid, text, bigint); drop function sharing_take(uuid, text, bigint, bigint)",
        ),
    ]
