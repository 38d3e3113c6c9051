"""Connections to an agency's own PostgreSQL, its failures as problems. What libpq says of an address is not repeated: it may hold a password."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql

from yishu.core.errors import Problem
from yishu.front.configuration import Database
from yishu.front.errors import DatabaseUnreachable

CONNECT_SECONDS = 10
# Of SQLSTATE: connection, operator intervention, serialisation and deadlock, resources, lock not available, a cluster that starts.
_PASSING = ("08", "57P", "40", "53", "55P03")


@contextmanager
def connected(database: Database, wrong: Callable[[str], Problem]) -> Iterator[psycopg.Connection[Any]]:
    """A connection for one transaction, committed at the end. `wrong` makes the problem of a failure that will not pass."""
    try:
        with psycopg.connect(
            database.address, connect_timeout=CONNECT_SECONDS, application_name="yishu-front"
        ) as connection:
            yield connection
    except psycopg.Error as error:
        if isinstance(error, psycopg.OperationalError) and (not error.sqlstate or error.sqlstate.startswith(_PASSING)):
            raise DatabaseUnreachable(reason=_said(error, database)) from None
        raise wrong(_said(error, database)) from None


def table_name(table: str) -> sql.Identifier:
    return sql.Identifier(*table.split("."))


def types_of(connection: psycopg.Connection[Any], table: str) -> dict[str, str] | None:
    """The columns of a table or view with their types; None where there is none."""
    found = connection.execute("select to_regclass(%s)", [table_name(table).as_string(connection)]).fetchone()
    if found is None or found[0] is None:
        return None
    columns = connection.execute(
        """
        select attname, format_type(atttypid, atttypmod) from pg_attribute
        where attrelid = to_regclass(%s) and attnum > 0 and not attisdropped order by attnum
        """,
        [table_name(table).as_string(connection)],
    )
    return dict(columns.fetchall())


def _said(error: psycopg.Error, database: Database) -> str:
    """The server's first words; of a failed connection only where it was to lead, of an error in data no value."""
    if error.sqlstate is None or error.sqlstate.startswith("28"):
        return database.place
    return (
        " ".join((error.diag.message_primary or type(error).__name__).split())
        if error.sqlstate[:2] != "22"
        else (f"SQLSTATE {error.sqlstate}")
    )
