"""The statements by which guesses are counted, for any driver: exact over all processes, because each row is locked while it is added to."""

from typing import Final

GUESSED: Final = """
insert into access_guess as g (who, caller, resource, item, day, wrong, full_at)
select who, caller, resource, item, (now() at time zone 'Asia/Shanghai')::date, wrong,
    case when cardinality(wrong) >= {most} then clock_timestamp() end
from (
    select who, min(caller) as caller, min(resource) as resource, min(item) as item, (array_agg(value order by n))[1:{most}] as wrong
    from unnest({who}::bytea[], {caller}::text[], {resource}::text[], {item}::text[], {value}::bytea[])
        with ordinality as t(who, caller, resource, item, value, n)
    group by who order by who
) tried
on conflict (who) do update set (day, wrong, full_at) = (
    select greatest(g.day, excluded.day), after.wrong,
        case when cardinality(after.wrong) >= {most}
            then coalesce(case when g.day >= excluded.day then g.full_at end, clock_timestamp()) end
    from (select case when g.day < excluded.day then excluded.wrong else (
        select array_agg(value order by n) from (
            select value, min(n) as n from unnest(g.wrong || excluded.wrong) with ordinality as t(value, n)
            group by value order by min(n) limit {most}) merged
    ) end as wrong) after
)
returning who, wrong, full_at is not null
"""
"""Add wrong values, each `who` with each value at most once; the values kept of each, the first that came. A day that has begun never begins again."""

MISSED: Final = """
insert into access_miss as m (caller, resource, day, count)
select caller, resource, (now() at time zone 'Asia/Shanghai')::date, count
from unnest({caller}::text[], {resource}::text[], {count}::bigint[]) as t(caller, resource, count) order by caller, resource
on conflict (caller, resource) do update set day = greatest(m.day, excluded.day),
    count = case when m.day < excluded.day then excluded.count else m.count + excluded.count end
returning caller, resource, count
"""

_TODAY: Final = "day >= (now() at time zone 'Asia/Shanghai')::date"

FULL_SINCE: Final = f"""
select caller, who, wrong, full_at from access_guess
where full_at > {{since}}::timestamptz - interval '10 seconds' and {_TODAY}
"""
"""Of whom no more may be tried since a moment, with a margin for transactions that took their time."""

FULL_OF: Final = f"select who, wrong from access_guess where caller = {{caller}} and resource = {{resource}} and full_at is not null and {_TODAY}"
"""Of a caller there are few: as many as it may miss in a day, by so many wrong values each."""

MISSES_OF: Final = f"select count from access_miss where caller = {{caller}} and resource = {{resource}} and {_TODAY}"
