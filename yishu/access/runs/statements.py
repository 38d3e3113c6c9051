"""The statement by which runs are kept, for any driver."""

from typing import Final

NOTED: Final = """
insert into access_run as r (caller, resource, duty, hour, longest)
select caller, resource, duty, date_trunc('hour', now()), longest
from unnest({caller}::text[], {resource}::text[], {duty}::text[], {longest}::int[]) as t(caller, resource, duty, longest)
order by caller, resource, duty
on conflict (hour, caller, resource, duty) do update set longest = greatest(r.longest, excluded.longest)
"""
