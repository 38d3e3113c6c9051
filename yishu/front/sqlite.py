"""Connections to a SQLite file, its failures as problems."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from yishu.core.errors import Problem
from yishu.front.configuration import Database
from yishu.front.errors import DatabaseUnreachable

LOCK_SECONDS = 10


@contextmanager
def opened(
    database: Database, wrong: Callable[[str], Problem], *, writing: bool, seconds: float = LOCK_SECONDS
) -> Iterator[sqlite3.Connection]:
    """A connection for one transaction, committed at the end, rolled back by any exception; `seconds` to wait for a lock. Reading never makes a file."""
    try:
        address = Path(database.address).absolute().as_uri() + ("?mode=rwc" if writing else "?mode=ro")
        with closing(sqlite3.connect(address, uri=True, timeout=seconds, isolation_level=None)) as connection:
            connection.execute("begin immediate" if writing else "begin")
            yield connection
            connection.execute("commit")
    except sqlite3.OperationalError as error:
        if "locked" in str(error) or "busy" in str(error):
            raise DatabaseUnreachable(reason=database.place) from None
        raise wrong(str(error)) from None
    except sqlite3.Error as error:
        raise wrong(str(error)) from None


def quoted(name: str) -> str:
    """A name of one table or column; a table may be written `schema.table`."""
    return '"' + name.replace('"', '""') + '"'


def quoted_table(table: str) -> str:
    return ".".join(quoted(part) for part in table.split("."))


def columns_of(connection: sqlite3.Connection, table: str) -> tuple[str, ...]:
    """The columns of a table or view; none where there is none."""
    schema, _, name = table.rpartition(".")
    rows = connection.execute("select name from pragma_table_info(?, ?)", (name, schema or "main"))
    return tuple(name for (name,) in rows)
