"""The SQL of an assembly: what was taken is kept apart by source, what a subject is assembled of is selected over it. Pure: text."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from yishu.hosting.changes import AS_SHOWN
from yishu.hosting.tables import Column, Table

TAKEN, TOUCHED, ASSEMBLED = "assembling_taken", "assembling_touched", "assembling_assembled"
ARRIVED, CAME = "pg_temp.assembling_arrived", "pg_temp.assembling_came"
_CODE: Final = re.compile(r"[a-z][a-z0-9_]{0,47}")
_RESOURCE: Final = re.compile(r"[0-9A-Za-z_/-]{1,60}")


@dataclass(frozen=True, slots=True)
class Shape:
    """An assembly made ready: `sources`, their number and resource by place; `items`, each base item with its candidates in order, (place, position among the source's items, from 1)."""

    assembly: int
    keys: tuple[str, ...]
    items: tuple[tuple[str, tuple[tuple[int, int], ...]], ...]
    origins: str
    sources: tuple[tuple[int, str], ...]
    first_only: bool


def named(code: str) -> str:
    """An item's code as the name of a column."""
    assert _CODE.fullmatch(code)
    return f'"{code}"'


def key_text(parts: Sequence[str]) -> str:
    """The subject in its one form, of its key items in their one form."""
    return f"({parts[0]})::text" if len(parts) == 1 else f"json_build_array({', '.join(parts)})::text"


def taken_text(column: Column, expression: str) -> str:
    """A text of a copy, such that equal values are equal texts."""
    return f"trim_scale(({expression})::numeric)::text" if column.type == "decimal" else f"({expression})"


def came_sql(base: Table, keys: Sequence[Column], items: Sequence[Column]) -> str:
    """What arrived of a source, by subject. `keys`, `items`: the source's columns, the former in the order of the base's key."""
    renamed = ", ".join(
        f"{taken_text(theirs, named(theirs.code))} as {ours.sql}" for theirs, ours in zip(keys, base.key, strict=True)
    )
    values = ", ".join(taken_text(column, named(column.code)) for column in items)
    return f"""
        create temp table assembling_came on commit drop as
        select {key_text(base.identity("k"))} as key, array[{", ".join(f"k.{column.sql}" for column in base.key)}] as keys,
            k."values", k.change, k.version
        from (select {renamed}, array[{values}]::text[] as "values", _change as change, _version as version from {ARRIVED}) k
    """


def keep_sql(source: int, assembly: int, count: int, *, whole: bool) -> list[str]:
    """What came takes its place among what was taken, and who was touched is noted. `count`: of the source's items; `whole`: who did not come is gone."""
    touched = f"insert into {TOUCHED} (assembly_id, key, keys)"
    again = f"on conflict (assembly_id, key) do update set keys = excluded.keys where {TOUCHED}.keys <> excluded.keys"
    here = f"t.source_id = {source} and t.key = c.key"
    gone = f"t.source_id = {source} and not exists (select from {CAME} c where c.key = t.key)"
    if not whole:
        gone = f"t.source_id = {source} and exists (select from {CAME} c where c.key = t.key and c.change = 'delete')"
    versions = ", ".join(
        f'case when t."values"[{n}] is distinct from excluded."values"[{n}] then excluded.versions[{n}] else t.versions[{n}] end'
        for n in range(1, count + 1)
    )
    return [
        f"create unique index on {CAME} (key)",
        f"analyze {CAME}",
        f"""{touched} select {assembly}, c.key, c.keys from {CAME} c left join {TAKEN} t on {here}
            where c.change <> 'delete' and (t.key is null or (t.keys, t."values") is distinct from (c.keys, c."values")) {again}""",
        f"{touched} select {assembly}, t.key, t.keys from {TAKEN} t where {gone} {again}",
        f"delete from {TAKEN} t where {gone}",
        f"""insert into {TAKEN} as t (source_id, key, keys, "values", versions)
            select {source}, c.key, c.keys, c."values", array_fill(c.version, array[{count}]) from {CAME} c where c.change <> 'delete'
            on conflict (source_id, key) do update set keys = excluded.keys, "values" = excluded."values", versions = array[{versions}]
            where (t.keys, t."values") is distinct from (excluded.keys, excluded."values")""",
    ]


def seed_sql(assembly: int, base: Table, origins: Sequence[str]) -> str:
    """Subjects that an assembly of before made: they are held against the sources of this one."""
    made = " or ".join(f"b.{named(code)} is not null" for code in origins)
    keys = ", ".join(_hosted_text(column, f"b.{column.sql}") for column in base.key)
    identity = [
        _hosted_text(column, expression) for column, expression in zip(base.key, base.identity("b"), strict=True)
    ]
    return f"""
        insert into {TOUCHED} (assembly_id, key, keys)
        select {assembly}, {key_text(identity)}, array[{keys}] from {base.sql} b where {made}
        on conflict (assembly_id, key) do nothing
    """


def everybody_sql(assembly: int) -> str:
    """All that was taken is assembled again."""
    return f"""
        insert into {TOUCHED} (assembly_id, key, keys)
        select distinct on (t.key) {assembly}, t.key, t.keys
        from {TAKEN} t join assembling_source s on s.id = t.source_id where s.assembly_id = {assembly}
        order by t.key, s.place on conflict (assembly_id, key) do nothing
    """


def upsert_sql(shape: Shape, rest: Sequence[str] = ()) -> str:
    """The touched subjects that exist, as a batch has them: key, items, origins; the `rest` of the base's items is empty."""
    keys = [f"a.keys[{n}] as {named(code)}" for n, code in enumerate(shape.keys, 1)]
    items = [f'a."values"[{n}] as {named(code)}' for n, (code, _from) in enumerate(shape.items, 1)]
    codes = _array([code for code, _from in shape.items])
    resources = _array([resource for _number, resource in shape.sources])
    return f"""
        select {", ".join([*keys, *items, *(f"null as {named(code)}" for code in rest)])}, (
            select string_agg(part, '; ' order by first) from (
                select min(n) as first, ({resources})[w + 1] || '@' || v || ': ' || string_agg(item, ', ' order by n) as part
                from unnest(a.winners, a.versions, {codes}) with ordinality u (w, v, item, n) where w is not null group by w, v
            ) parts
        ) as {named(shape.origins)}
        from ({assembled_sql(shape)}) a where a.stands order by a.key collate "C"
    """


def delete_sql(shape: Shape) -> str:
    """The touched subjects that no source lets exist: their keys."""
    keys = ", ".join(f"a.keys[{n}] as {named(code)}" for n, code in enumerate(shape.keys, 1))
    return f'select {keys} from ({assembled_sql(shape)}) a where not a.stands order by a.key collate "C"'


def assembled_sql(shape: Shape) -> str:
    """Each touched subject: whether it `stands`, its keys, and by base item the value, its source's place and version, and about which items (their positions) the sources disagree."""
    places = range(len(shape.sources))
    joins = " ".join(
        f"left join {TAKEN} s{place} on s{place}.source_id = {number} and s{place}.key = t.key"
        for place, (number, _resource) in enumerate(shape.sources)
    )
    there = [f"s{place}.key is not null" for place in places]
    candidates = [chosen for _item, chosen in shape.items]
    return f"""
        select t.key, {there[0] if shape.first_only else " or ".join(there)} as stands,
            coalesce({", ".join(f"s{place}.keys" for place in places)}, t.keys) as keys,
            array[{", ".join(_first(chosen, '"values"') for chosen in candidates)}]::text[] as "values",
            array[{", ".join(_winner(chosen) for chosen in candidates)}]::smallint[] as winners,
            array[{", ".join(_version(chosen) for chosen in candidates)}]::bigint[] as versions,
            nullif(array_remove(array[{", ".join(map(_differs, range(1, len(candidates) + 1), candidates))}]::smallint[], null), '{{}}') as differing
        from {TOUCHED} t {joins} where t.assembly_id = {shape.assembly}
    """


def settle_sql(shape: Shape) -> list[str]:
    """What is known of the touched subjects, brought up to date."""
    number = shape.assembly
    return [
        f"delete from {ASSEMBLED} a using {TOUCHED} t where a.assembly_id = {number} and t.assembly_id = {number} and t.key = a.key",
        f"""insert into {ASSEMBLED} (assembly_id, key, winners, differing)
            select {number}, a.key, a.winners, a.differing from ({assembled_sql(shape)}) a where a.stands""",
    ]


def tally_sql(assembly: int) -> str:
    """Of the touched subjects: how many values by item (its position) and source (its place), how many disagreements by item, how many subjects."""
    known = f"{ASSEMBLED} a join {TOUCHED} t on t.assembly_id = a.assembly_id and t.key = a.key"
    return f"""
        select 'won:' || n || ':' || w, count(*) from {known}, unnest(a.winners) with ordinality u (w, n)
        where a.assembly_id = {assembly} and w is not null group by n, w
        union all select 'differs:' || d, count(*) from {known}, unnest(a.differing) u (d)
        where a.assembly_id = {assembly} group by d
        union all select 'subjects', count(*) from {known} where a.assembly_id = {assembly}
    """


def differences_sql(shape: Shape, position: int) -> str:
    """The keys about whose item the sources disagree, with the value of each source by place (as text, in JSON)."""
    _item, chosen = shape.items[position - 1]
    values = ", ".join(f"""'{place}', s{place}."values"[{at}]""" for place, at in chosen)
    joins = " ".join(
        f"left join {TAKEN} s{place} on s{place}.source_id = {shape.sources[place][0]} and s{place}.key = a.key"
        for place, _at in chosen
    )
    keys = ", ".join(f"s{place}.keys" for place, _at in chosen)
    return f"""
        select coalesce({keys}), json_build_object({values}) from {ASSEMBLED} a {joins}
        where a.assembly_id = {shape.assembly} and a.differing is not null and {position} = any(a.differing)
        order by a.key limit %s
    """


def _hosted_text(column: Column, expression: str) -> str:
    if column.type == "decimal":
        return f"trim_scale({expression})::text"
    return AS_SHOWN.get(column.type, "({})::text").format(expression)


def _first(chosen: tuple[tuple[int, int], ...], name: str) -> str:
    return f"coalesce({', '.join(f's{place}.{name}[{at}]' for place, at in chosen)})"


def _winner(chosen: tuple[tuple[int, int], ...]) -> str:
    return _case(chosen, lambda place, _at: str(place))


def _version(chosen: tuple[tuple[int, int], ...]) -> str:
    return _case(chosen, lambda place, at: f"s{place}.versions[{at}]")


def _case(chosen: tuple[tuple[int, int], ...], then: Callable[[int, int], str]) -> str:
    whens = (f'when s{place}."values"[{at}] is not null then {then(place, at)}' for place, at in chosen)
    return f"case {' '.join(whens)} end"


def _differs(position: int, chosen: tuple[tuple[int, int], ...]) -> str:
    """`greatest` and `least` pass over what is empty."""
    if len(chosen) == 1:
        return "null"
    values = ", ".join(f's{place}."values"[{at}] collate "C"' for place, at in chosen)
    return f"case when greatest({values}) <> least({values}) then {position} end"


def _array(texts: Sequence[str]) -> str:
    assert all(_RESOURCE.fullmatch(text) for text in texts)
    quoted = ", ".join(f"'{text}'" for text in texts)
    return f"array[{quoted}]::text[]"
