"""Finding the records that subjects were named by, and what is read of them: one statement, so one version, whatever each was named by."""

from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

from yishu.access.asks import Ask
from yishu.access.errors import Unavailable
from yishu.access.governed import Answer, Permit, answer
from yishu.access.lookup import Reading
from yishu.access.naming.reading import Named, NamedPermit
from yishu.access.subjects import Subject, subject_of
from yishu.hosting.key_indexes import indexed_sql
from yishu.hosting.rows import row_sql
from yishu.hosting.tables import Table
from yishu.wire.data import QueryManyAnswer, VerifyManyAnswer

Row = Sequence[Any]
Rows = Callable[..., list[Row]]
_ENOUGH: Final = 2  # records of one value: that there is a second is all that anybody wants to know


class Resolved(NamedTuple):
    """A permit whose subjects are known by their key where there is a record; the records; and whose value several records have, by place."""

    permit: Permit
    reading: Reading
    ambiguous: frozenset[int]


def resolve(permit: NamedPermit, rows: Rows) -> Resolved:
    """`rows` runs a statement. A record outside the rows of the grant is one that is not there. Raises Unavailable where the holding is gone."""
    columns = sorted(permit.read)
    sql, parameters = _statement(permit, columns)
    found = rows(sql, *parameters)
    if not found:
        raise Unavailable
    width, records = len(permit.table.key), dict[int, list[Row]]()
    for row in found:
        if row[1] is not None:
            records.setdefault(row[1], []).append(row)
    subjects, read = list(permit.subjects), {}
    for place, several in records.items():
        if len(several) == 1:
            row = several[0]
            subjects[place] = _subject(permit, place, tuple(row[2 : 2 + width]))
            read[subjects[place].key] = row
    ambiguous = frozenset(place for place, several in records.items() if len(several) > 1)
    at = {code: n for n, code in enumerate(columns, 2 + width)}
    return Resolved(permit.found(subjects), Reading(found[0][0], read, at), ambiguous)


def answered(ask: Ask, found: Resolved) -> tuple[Answer, int]:
    """As any answer; whose value several records have is marked, and given nothing."""
    made, count = answer(ask, found.permit, found.reading)
    if found.ambiguous:
        assert isinstance(made, VerifyManyAnswer | QueryManyAnswer)
        each = made.results if isinstance(made, VerifyManyAnswer) else made.records
        for place in found.ambiguous:
            each[place].ambiguous = True
    return made, count


def _subject(permit: NamedPermit, place: int, key: tuple[Any, ...]) -> Subject:
    return subject_of(permit.table, key) if permit.named[place].items else permit.subjects[place]


def _statement(permit: NamedPermit, columns: list[str]) -> tuple[str, list[Any]]:
    """Columns: the version, the subject's place, its key, `columns`; one row of nothing where none is found."""
    ways: dict[tuple[str, ...], list[tuple[int, Named]]] = {}
    for place, named in enumerate(permit.named):
        ways.setdefault(named.items, []).append((place, named))
    parts, parameters = [], list[Any]()
    for items, several in ways.items():
        parts.append(_part(permit, items, columns))
        parameters.append([place for place, _ in several])
        parameters += [list(values) for values in zip(*(named.values for _, named in several), strict=True)]
    names = ", ".join(f"c{n}" for n in range(1 + len(permit.table.key) + len(columns)))
    sql = f"""
        select v.version, f.* from hosting_holding v left join ({" union all ".join(parts)}) f ({names}) on true
        where v.id = %s
    """
    return sql, [*parameters, permit.holding_id]


def _part(permit: NamedPermit, items: tuple[str, ...], columns: list[str]) -> str:
    """Of the subjects that are named by these items."""
    table = permit.table
    by = [table.by_code[item] for item in items] or list(table.key)
    arrays = "".join(f", %s::{column.pg_type}[]" for column in by)
    names = ", ".join(f"v{n}" for n in range(len(by)))
    shown = ", ".join([*table.identity("t"), *(f"t.{table.by_code[code].sql}" for code in columns)])
    return f"""
        select w.place, r.* from unnest(%s::int[]{arrays}) as w(place, {names}) cross join lateral (
            select {shown} from {table.sql} t where {_matching(table, items)}{_within(permit)} limit {_ENOUGH}
        ) r
    """


def _matching(table: Table, items: tuple[str, ...]) -> str:
    if not items:
        return " and ".join(f"{key} = w.v{n}" for n, key in enumerate(table.identity("t")))
    return " and ".join(f"{indexed_sql(table.by_code[item], 't')} = w.v{n}" for n, item in enumerate(items)) + "".join(
        f" and t.{table.by_code[item].sql} = w.v{n}" for n, item in enumerate(items)
    )


def _within(permit: NamedPermit) -> str:
    if permit.rows is None:
        return ""
    column = permit.table.by_code[permit.rows.item]
    return f" and {row_sql(permit.rows, column, f't.{column.sql}')}".replace("%", "%%")
