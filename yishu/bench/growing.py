"""Making a measured node large: more systems and grants by the platform's own commands, more records in SQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import psycopg
from psycopg import sql

from yishu.bench.records import WHOLE_ROW

DUTIES: Final = 10
"""For so many duties each system holds a grant of the one resource, where there are many grants."""
_SYSTEMS_OF_GRANT: Final = 100
_LOG_MIB: Final = 1024  # as much as the server keeps to write over (min_wal_size)


@dataclass(frozen=True, slots=True)
class Caller:
    """By which key a call comes, and for which duty."""

    key: str
    duty: str


@dataclass(frozen=True, slots=True)
class Node:
    """A consumer that one system of calls for, and the resource that it was granted."""

    consumer: Any
    resource: Any
    caller: Caller


def settle(address: str) -> None:
    """As a node is that has run for a while: its tables vacuumed, what was written on disk."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("vacuum (analyze)")
        connection.execute("checkpoint")


def make_log(address: str) -> None:
    """Log segments for the server to write over, so that none is made while something is measured."""
    with psycopg.connect(address, autocommit=True) as connection:
        for _ in range(_LOG_MIB // 16):
            connection.execute("select pg_logical_emit_message(false, 'bench', repeat('x', 16 * 1024 * 1024))")
        connection.execute("checkpoint")


@contextmanager
def within(database: str) -> Iterator[None]:
    """Meanwhile Django writes to another database of the server."""
    from django.db import connection

    before = connection.settings_dict["NAME"]
    let_go()
    connection.settings_dict["NAME"] = database
    try:
        yield
    finally:
        let_go()
        connection.settings_dict["NAME"] = before


def let_go() -> None:
    """Django holds no connection any more."""
    from django.db import connection

    connection.close()
    connection.close_pool()


def add_systems(node: Node, count: int) -> list[Caller]:
    """The node's caller, and others until there are `count` systems with a key each; a grant names up to a hundred of them."""
    from yishu.bench import stage

    callers = [node.caller]
    while len(callers) < count:
        more = [_system(node, f"系统{len(callers) + n}") for n in range(min(_SYSTEMS_OF_GRANT, count - len(callers)))]
        stage.grant(node.consumer, node.resource, tuple(name for name, _ in more))
        callers += [Caller(key, stage.DUTY) for _, key in more]
    return callers


def add_grants(node: Node, count: int) -> list[Caller]:
    """The node's caller, and others until there are `count` grants: each system holds some, for a duty each."""
    from yishu.bench import stage

    callers = [node.caller]
    while len(callers) < count:
        name, key = _system(node, f"多事项系统{len(callers)}")
        for n in range(min(DUTIES, count - len(callers))):
            duty = f"{stage.DUTY}（{n}）"
            stage.grant(node.consumer, node.resource, (name,), duty)
            callers.append(Caller(key, duty))
    return callers


def _system(node: Node, name: str) -> tuple[str, str]:
    """Its name and its key."""
    from django.utils import timezone

    from yishu.agencies import commands as agencies
    from yishu.agencies.models import Scope
    from yishu.bench.stage import agency_of

    now, scopes = timezone.now(), frozenset({Scope.DATA})
    system = agencies.register_system(node.consumer, agency_of(node.consumer), name=name, scopes=scopes, now=now)
    return name, agencies.issue_key(node.consumer, system, now=now).text


def fill(address: str, table: str, published: int, records: int) -> None:
    """Let a resource of which some records were published hold `records` of them, as a first load of all would leave it.

    PostgreSQL makes the others by itself, in the order of their numbers, and then the key's index anew, as a first load does: sixty million take minutes so. What a look-up reads (the
    table, its index, the holding's version and counts) is in every byte what the platform's own load makes of the same records (a test compares them); what is not there is
    the file's receipt and the digests that the next whole file would be compared by, which no look-up reads.
    """
    name = sql.Identifier("hosted", table)
    with psycopg.connect(address, autocommit=True) as connection:
        indexes = connection.execute(
            "select indexname, indexdef from pg_indexes where schemaname = 'hosted' and tablename = %s", [table]
        ).fetchall()
        for index, _ in indexes:
            connection.execute(sql.SQL("drop index {}").format(sql.Identifier("hosted", index)))
        rows = sql.SQL(WHOLE_ROW)  # type: ignore[arg-type]
        made = sql.SQL("insert into {} select {}, 1 from generate_series({}, {}) n")
        connection.execute(made.format(name, rows, sql.Literal(published), sql.Literal(records - 1)))
        for _, definition in indexes:
            connection.execute(definition)
        counted = {"table": table, "records": records}
        connection.execute(
            """
            with held as (update hosting_holding set records = %(records)s where "table" = %(table)s returning resource_id)
            update catalogue_resource r set records = %(records)s from held where r.id = held.resource_id
            """,
            counted,
        )
