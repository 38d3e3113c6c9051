"""From staged records to a new version: difference, changes, table. Runs in the publishing transaction, under the holding's row."""

from dataclasses import dataclass

from django.db import connection

from yishu.hosting.keys import key_sql
from yishu.hosting.models import Batch
from yishu.hosting.shaping import was
from yishu.hosting.staging import SENT_BACK
from yishu.hosting.tables import Table

DELTA = "pg_temp.yishu_delta"


@dataclass(frozen=True, slots=True)
class Applied:
    inserted: int
    updated: int
    deleted: int

    @property
    def changed(self) -> int:
        return self.inserted + self.updated + self.deleted

    def touched(self, how: str) -> int:
        """Records of the file that changed something; what `replace` clears away is not in the file."""
        return self.deleted if how == Batch.How.DELETE else self.inserted + self.updated


def compare(table: Table, staged: str, how: str, *, clear_missing: bool) -> None:
    """Fill DELTA with what the staged records change. `clear_missing`: rows of the table that are not staged are deleted, but for those whose record is among the ones sent back."""
    _make_delta(_delta(table, staged, how, table.sql, clear_missing=clear_missing))


def compare_differing(table: Table, staged: str) -> int:
    """The same, where only those of a file's records are staged that may differ from what stands, and no row is missing so far. Returns how many of the staged ones stand by their key."""
    _make_delta(_differing(table, staged, table.sql))
    with connection.cursor() as cursor:
        cursor.execute(f"select (select count(*) from {staged}) - count(*) from {DELTA} where _change = 'insert'")
        return cursor.fetchone()[0]


def clear_listed(table: Table, missing: str) -> None:
    """Add to DELTA that the rows are deleted whose keys the table `missing` has, but for those whose record is among the ones sent back."""
    with connection.cursor() as cursor:
        cursor.execute(f"insert into {DELTA} {_listed(table, missing)} {_not_sent_back(table)}")


def apply(table: Table, version: int) -> Applied:
    """Bring the table to what DELTA says, as `version`; append that to the change log."""
    applied = _counted(DELTA)
    if applied.changed:
        _log(table, version)
    if applied.inserted:
        _insert(table, version)
    if applied.updated:
        _update(table, version)
    if applied.deleted:
        _delete(table)
    return applied


def foresee(table: Table, staged: str, how: str, standing: str, *, clear_missing: bool) -> Applied:
    """What `apply` would change, without a lock. `standing`: a query of what stands, in the shape of `table`, with its `_version`."""
    select = _delta(table, staged, how, f"({standing})", clear_missing=clear_missing)
    return _counted(f"({select}) foreseen")


def _make_delta(select: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("drop table if exists pg_temp.yishu_delta")
        cursor.execute(f"create temp table yishu_delta on commit drop as {select}")


def _delta(table: Table, staged: str, how: str, standing: str, *, clear_missing: bool) -> str:
    select = _gone(table, staged, standing) if how == Batch.How.DELETE else _differing(table, staged, standing)
    if not clear_missing:
        return select
    return f"{select} union all {_missing(table, staged, standing)} {_not_sent_back(table)}"


def _differing(table: Table, staged: str, standing: str) -> str:
    """Staged records that the table does not have, or has otherwise."""
    ours = ", ".join(f"s.{column.sql}" for column in table.columns)
    before = "".join(f", t.{column.sql} as {was(column)}" for column in table.rest)
    return f"""
        select case when t._version is null then 'insert' else 'update' end as _change, {ours}{before}
        from {staged} s left join {standing} t on {_same_key(table, "s", "t")}
        where t._version is null{_differs(table)}
    """


def _differs(table: Table) -> str:
    if not table.rest:
        return ""
    ours, theirs = (", ".join(f"{alias}.{column.sql}" for column in table.rest) for alias in "st")
    return f" or row({ours}) is distinct from row({theirs})"


def _gone(table: Table, staged: str, standing: str) -> str:
    return f"{_as_deleted(table, standing)} join {staged} s on {_same_key(table, 's', 't')}"


def _missing(table: Table, staged: str, standing: str) -> str:
    return f"""{_as_deleted(table, standing)}
        where not exists (select from {staged} s where {_same_key(table, "s", "t")})
    """


def _listed(table: Table, missing: str) -> str:
    same = " and ".join(f"{subject} = m.key_{place}" for place, subject in enumerate(table.identity("t")))
    return f"{_as_deleted(table, table.sql)} join {missing} m on {same} where true"


def _not_sent_back(table: Table) -> str:
    return f"and not exists (select from {SENT_BACK} q where q.key <> '' and q.key = {key_sql(table, 't')})"


def _as_deleted(table: Table, standing: str) -> str:
    """A deletion has its key, and what was there before; nothing is there after."""
    after = ", ".join(
        f"t.{column.sql}" if column.is_key else f"null::{column.pg_type} as {column.sql}" for column in table.columns
    )
    before = "".join(f", t.{column.sql} as {was(column)}" for column in table.rest)
    return f"select 'delete' as _change, {after}{before} from {standing} t"


def _counted(delta: str) -> Applied:
    with connection.cursor() as cursor:
        cursor.execute(f"select _change, count(*) from {delta} group by 1")
        counts = dict(cursor.fetchall())
    return Applied(counts.get("insert", 0), counts.get("update", 0), counts.get("delete", 0))


def _log(table: Table, version: int) -> None:
    columns = ", ".join([column.sql for column in table.columns] + [was(column) for column in table.rest])
    with connection.cursor() as cursor:
        cursor.execute(
            f"insert into {table.log_sql} (_version, _change, {columns}) select %s, _change, {columns} from {DELTA}",
            [version],
        )


def _insert(table: Table, version: int) -> None:
    columns = ", ".join(column.sql for column in table.columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"insert into {table.sql} ({columns}, _version) select {columns}, %s from {DELTA} where _change = 'insert'",
            [version],
        )


def _update(table: Table, version: int) -> None:
    sets = "".join(f"{column.sql} = d.{column.sql}, " for column in table.rest)
    with connection.cursor() as cursor:
        cursor.execute(
            f"update {table.sql} t set {sets}_version = %s from {DELTA} d "
            f"where d._change = 'update' and {_same_key(table, 'd', 't')}",
            [version],
        )


def _delete(table: Table) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"delete from {table.sql} t using {DELTA} d where d._change = 'delete' and {_same_key(table, 'd', 't')}"
        )


def _same_key(table: Table, one: str, other: str) -> str:
    return " and ".join(
        f"{ours} = {theirs}" for ours, theirs in zip(table.identity(one), table.identity(other), strict=True)
    )
