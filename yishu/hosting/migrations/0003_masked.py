"""`yishu_masked(kind, value)`: the same as `yishu.core.text.mask` (6.1, 27.2)."""

from django.db import migrations

# What Python's `str.strip` takes off. Written out, and each case by itself, so that the planner can put the body in place of the call.
TRIMMED = (
    "btrim(value, E'\\u0009\\u000a\\u000b\\u000c\\u000d\\u001c\\u001d\\u001e\\u001f\\u0020\\u0085\\u00a0\\u1680"
    "\\u2000\\u2001\\u2002\\u2003\\u2004\\u2005\\u2006\\u2007\\u2008\\u2009\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000')"
)
MASKED = f"""
create or replace function yishu_masked(kind text, value text) returns text
language sql immutable parallel safe as $$
    select case
        when value is null then null
        when {TRIMMED} = '' then ''
        when kind = 'name' then left({TRIMMED}, 1) || '*'
        when kind = 'identity' then case
            when length({TRIMMED}) >= 15
                then left({TRIMMED}, 6) || repeat('*', length({TRIMMED}) - 10) || right({TRIMMED}, 4)
            when length({TRIMMED}) >= 7
                then left({TRIMMED}, 1) || repeat('*', length({TRIMMED}) - 3) || right({TRIMMED}, 2)
            when length({TRIMMED}) > 1 then repeat('*', length({TRIMMED}) - 1) || right({TRIMMED}, 1)
            else '*'
        end
        when kind = 'phone' then case
            when length({TRIMMED}) >= 11
                then left({TRIMMED}, 3) || repeat('*', length({TRIMMED}) - 7) || right({TRIMMED}, 4)
            when length({TRIMMED}) > 2 then repeat('*', length({TRIMMED}) - 2) || right({TRIMMED}, 2)
            when length({TRIMMED}) = 2 then '*' || right({TRIMMED}, 1)
            else '*'
        end
        else '****'
    end
$$
"""


class Migration(migrations.Migration):
    dependencies = [("hosting", "0002_mounts")]

    operations = [migrations.RunSQL(MASKED, "drop function if exists yishu_masked(text, text)")]
