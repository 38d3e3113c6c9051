"""Another key for the columns that are sealed: made beside the old one, all values sealed anew under it while the node runs, then the old one let go.

Killed anywhere, it is begun again: a key is in the file before anything is under it, and leaves the file when nothing is. A blind index cannot be made anew without its text; so the old key stays for those
indexes until each person has come by (`identity.federation`).
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import psycopg
from django.apps import apps
from django.conf import settings
from psycopg import sql

from yishu.agencies.identity.models import OutsideIdentity
from yishu.audit.record import Action
from yishu.audit.recording import record
from yishu.core.actor import PLATFORM
from yishu.node import column_keys, sealed_columns
from yishu.node.column_keys import LETTING_GO, ColumnKey
from yishu.node.configuration import setting
from yishu.node.errors import ColumnUnreadable
from yishu.node.secrets import file_of, new_column_key, write_columns
from yishu.operations.errors import ColumnKeyMissing, ColumnsBusy

LOCK: Final = 6964
"""The advisory lock of whoever changes keys of columns."""
PATIENCE: Final = "5s"
"""For which others' writing into these tables may be held up."""
CLEAR: Final = ""
"""The key of values that were never sealed."""
Connection = psycopg.Connection[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Standing:
    """A key, and what is under it: sealed values, and outside identities. `key` is None for what is under one that is not here."""

    name: str
    key: ColumnKey | None
    values: int
    identities: int


@dataclass(frozen=True, slots=True)
class Looked:
    """How many sealed values there are, do not open, or are not under the key that seals now; how many outside identities are not; and since when it does, where that is known."""

    values: int
    wrong: int
    behind: int
    waiting: int
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Rotated:
    """`since`: when the newest key begins to seal, if it does not yet. `unreadable`: values that could not be opened."""

    name: str
    since: datetime | None
    sealed: int
    unreadable: int
    standing: list[Standing]

    @property
    def left(self) -> int:
        """Values that should be under the newest key and are not."""
        return 0 if self.since else sum(each.values for each in self.standing if each.name != self.name)

    @property
    def waiting(self) -> int:
        """Outside identities that are under another."""
        return sum(each.identities for each in self.standing if each.name != self.name)


def list_standing(connection: Connection) -> list[Standing]:
    """Each key of columns that there is, oldest first; then what is under others."""
    values, identities = _count_values(connection), _count_identities(connection)
    keys = {each.name: each for each in column_keys.current()}
    names = dict.fromkeys([*keys, *sorted(set(values) | set(identities))])
    return [Standing(each, keys.get(each), values.get(each, 0), identities.get(each, 0)) for each in names]


def look(connection: Connection, keys: Sequence[ColumnKey] = ()) -> Looked:
    """Every value opened, by these keys or by those of this node."""
    keys, found, wrong = keys or column_keys.current(), 0, 0
    for table, column in sealed_columns.list_columns(apps.get_models()):
        for kept in _list_sealed(connection, table, column):
            found, wrong = found + 1, wrong + (not sealed_columns.opens(f"{table}.{column}", kept, keys))
    key = column_keys.newest(keys)
    values, identities = _count_values(connection), _count_identities(connection)
    others = sum(values.values()) - values.get(key.name, 0), sum(identities.values()) - identities.get(key.name, 0)
    return Looked(found, wrong, *others, key.since)


def rotate(*, after: timedelta, only_go_on: bool, now: datetime) -> Rotated:
    """A new key unless one is on its way already (or `only_go_on`); every value under the newest; the old ones let go where nothing is under them. Raises ColumnKeyMissing, ColumnsBusy, KeyFileUnreadable."""
    with _alone() as connection:
        _require_all_known(connection)
        if not only_go_on and not _is_under_way():
            _add_key(now + after)
        last = column_keys.current()[-1]
        if last.since is not None and last.since > now:
            return Rotated(last.name, last.since, 0, 0, list_standing(connection))
        sealed, unreadable = seal_anew(connection)
        _let_go(connection)
        return Rotated(last.name, None, sealed, unreadable, list_standing(connection))


def seal_anew(connection: Connection) -> tuple[int, int]:
    """Everything that is not under the newest key, some hundred rows in a transaction of their own, until a pass finds nothing; how many were, and how many do not open."""
    sealed = unreadable = 0
    for table, column in sealed_columns.list_columns(apps.get_models()):
        while True:
            done, unreadable_here = _pass(connection, table, column)
            sealed += done
            if not done:
                unreadable += unreadable_here
                break
    return sealed, unreadable


def _pass(connection: Connection, table: str, column: str) -> tuple[int, int]:
    """Once through a column. Rows that somebody else is changing are left for the next pass: we never wait with others' rows in hand."""
    name = column_keys.newest(column_keys.current()).name
    found = sql.SQL(
        "select id, {column} from {table} where id > %s and {column} <> '' and not starts_with({column}, %s) order by id limit %s for update skip locked"
    ).format(column=sql.Identifier(column), table=sql.Identifier(table))
    change = sql.SQL("update {table} set {column} = %s where id = %s").format(
        column=sql.Identifier(column), table=sql.Identifier(table)
    )
    done = unreadable = last = 0
    while True:
        with connection.transaction(), connection.cursor() as cursor:
            rows = cursor.execute(found, [last, f"{sealed_columns.MARK}2:{name}:", sealed_columns.AT_ONCE]).fetchall()
            if not rows:
                return done, unreadable
            made = [(text, number) for number, kept in rows if (text := _anew(f"{table}.{column}", kept))]
            cursor.executemany(change, made)
        done, unreadable, last = done + len(made), unreadable + len(rows) - len(made), rows[-1][0]


def _anew(column: str, kept: str) -> str | None:
    try:
        return sealed_columns.seal(column, sealed_columns.unseal(column, kept))
    except ColumnUnreadable:
        return None


def _add_key(since: datetime) -> None:
    """On record, then in the file, where every process finds it; only then is anything under it."""
    key = new_column_key(since.replace(microsecond=0))
    record(PLATFORM, Action.COLUMN_KEY_MADE, target=f"column-key:{key.name}", since=since.isoformat())
    write_columns(_file(), [*column_keys.current(), key])


def _let_go(connection: Connection) -> None:
    """What nothing is under any more. Nobody writes into these tables meanwhile, and no backup is being made. Raises ColumnsBusy."""
    with connection.transaction():
        connection.execute(sql.SQL("set local lock_timeout = {}").format(PATIENCE))
        try:
            connection.execute("select pg_advisory_xact_lock(%s)", [LETTING_GO])
            for table in sorted({table for table, _ in _columns()}):
                connection.execute(sql.SQL("lock table {} in share mode").format(sql.Identifier(table)))
        except psycopg.errors.LockNotAvailable:
            raise ColumnsBusy from None
        keys = column_keys.current()
        kept = list(_still_needed(keys, _count_values(connection), _count_identities(connection)))
        if kept == list(keys):
            return
        gone = sorted({each.name for each in keys} - {each.name for each in kept})
        for each in keys:
            if each not in kept:
                record(PLATFORM, Action.COLUMN_KEY_LET_GO, target=f"column-key:{each.name}", whole=each.name in gone)
        write_columns(_file(), kept)


def _still_needed(
    keys: tuple[ColumnKey, ...], values: dict[str, int], identities: dict[str, int]
) -> Iterator[ColumnKey]:
    for key in keys[:-1]:
        left = replace(
            key,
            seal=key.seal if values.get(key.name) else None,
            index=key.index if identities.get(key.name) else None,
        )
        if left.seal is not None or left.index is not None:
            yield left
    yield keys[-1]


def _is_under_way() -> bool:
    """Whether values may be under another key than the last."""
    return any(each.seal is not None for each in column_keys.current()[:-1])


def _require_all_known(connection: Connection) -> None:
    """Else this host has an older copy of the secrets than another, and would write it over. Raises ColumnKeyMissing."""
    known = {each.name for each in column_keys.current()} | {CLEAR}
    under = set(_count_values(connection)) | set(_count_identities(connection))
    if missing := sorted(under - known):
        raise ColumnKeyMissing(key=", ".join(missing), file=_file())


def _list_sealed(connection: Connection, table: str, column: str) -> list[str]:
    if not _is_there(connection, table, column):
        return []
    statement = sql.SQL("select {column} from {table} where {column} ~ %s").format(
        column=sql.Identifier(column), table=sql.Identifier(table)
    )
    return [kept for (kept,) in connection.execute(statement, [f"^{sealed_columns.MARK}[12]:"]).fetchall()]


def _count_values(connection: Connection) -> dict[str, int]:
    """By the name of the key."""
    found: dict[str, int] = {}
    for table, column in sealed_columns.list_columns(apps.get_models()):
        for name, count in _count(connection, table, column, sealed_columns.MARK):
            found[name] = found.get(name, 0) + count
    return found


def _count_identities(connection: Connection) -> dict[str, int]:
    return dict(_count(connection, OutsideIdentity._meta.db_table, "subject", sealed_columns.INDEX_MARK))


def _count(connection: Connection, table: str, column: str, mark: str) -> list[tuple[str, int]]:
    if not _is_there(connection, table, column):
        return []
    statement = sql.SQL(
        """
        select case when starts_with({column}, %s) then %s when starts_with({column}, %s) then split_part({column}, ':', 2) else '' end, count(*)
        from {table} where {column} <> '' group by 1
        """
    ).format(column=sql.Identifier(column), table=sql.Identifier(table))
    return connection.execute(statement, [f"{mark}1:", column_keys.FIRST, f"{mark}2:"]).fetchall()  # type: ignore[return-value]


def _is_there(connection: Connection, table: str, column: str) -> bool:
    """Not in a schema of before."""
    statement = "select exists (select from pg_attribute where attrelid = to_regclass(%s) and attname = %s)"
    [(there,)] = connection.execute(statement, [table, column]).fetchall()
    return bool(there)


def _columns() -> list[tuple[str, str]]:
    return [*sealed_columns.list_columns(apps.get_models()), (OutsideIdentity._meta.db_table, "subject")]


def _file() -> Path:
    return file_of(settings.YISHU_DIR, setting("secrets"))


@contextmanager
def _alone() -> Iterator[Connection]:
    """Nobody else changes keys of columns meanwhile; the lock ends with the connection."""
    with psycopg.connect(settings.YISHU_DATABASE_URL, autocommit=True) as connection:
        connection.execute("select pg_advisory_lock(%s)", [LOCK])
        yield connection
