"""Hot standbys of the node's database, and how far behind it they are.

A standby is as fresh as the last moment whose place in the primary's log it has replayed. That asks no clock of another machine, holds where nothing is written, and where the standby is cut
off. Positions in the log are bytes from its beginning.
"""

import time
from dataclasses import dataclass
from typing import Any, Final

import psycopg
from psycopg.conninfo import conninfo_to_dict

WRITTEN: Final = "select pg_wal_lsn_diff(pg_current_wal_flush_lsn(), '0/0')::bigint"
"""On the primary: where its log ends now."""
REPLAYED: Final = """
select pg_is_in_recovery(), pg_wal_lsn_diff(coalesce(pg_last_wal_replay_lsn(), '0/0'), '0/0')::bigint,
    (select system_identifier from pg_control_system())
"""
"""On a standby: whether it is one, how far it has replayed, and of which cluster it is."""
CLUSTER: Final = "select system_identifier from pg_control_system()"
STILL_ONE: Final = "pg_is_in_recovery()"
"""A condition on what is read of a standby: one that was promoted shows nothing."""
_CAUGHT_UP_SECONDS: Final = 1.0
_LOOK_SECONDS: Final = 0.05
_CONNECT_SECONDS: Final = 3


@dataclass(frozen=True, slots=True)
class Behind:
    """What is known of one standby. `seconds` by which it lags, 0 where it has all; None where that cannot be said, and `why` says why not."""

    name: str
    seconds: float | None
    bytes: int = 0
    why: str = ""


def addresses_of(text: str) -> tuple[str, ...]:
    """URIs, parted by blanks."""
    return tuple(text.split())


def name_of(address: str) -> str:
    """Host and port, without what is secret."""
    parts = conninfo_to_dict(address)
    return f"{parts.get('host') or 'localhost'}:{parts.get('port') or 5432}"


def measure(primary: "psycopg.Connection[Any]", address: str) -> Behind:
    """How far behind a standby is at this moment. `primary` must see each statement anew (autocommit)."""
    name = name_of(address)
    try:
        with psycopg.connect(address, autocommit=True, connect_timeout=_CONNECT_SECONDS) as standby:
            standby.execute("set statement_timeout = '3s'")
            return _measure(primary, standby, name)
    except psycopg.Error as loss:
        return Behind(name, None, why=type(loss).__name__)


def _measure(primary: "psycopg.Connection[Any]", standby: "psycopg.Connection[Any]", name: str) -> Behind:
    [(cluster,)] = primary.execute(CLUSTER).fetchall()
    [(written,)] = primary.execute(WRITTEN).fetchall()
    asked = time.monotonic()
    while True:
        [(is_standby, replayed, its_cluster)] = standby.execute(REPLAYED).fetchall()
        if its_cluster != cluster:
            return Behind(name, None, why="another cluster")
        if not is_standby:
            return Behind(name, None, why="no standby")
        if replayed >= written or time.monotonic() - asked > _CAUGHT_UP_SECONDS:
            break
        time.sleep(_LOOK_SECONDS)
    if replayed >= written:
        return Behind(name, 0.0)
    [(last,)] = standby.execute("select pg_last_xact_replay_timestamp()").fetchall()
    [(there,)] = primary.execute("select clock_timestamp()").fetchall()
    waited = time.monotonic() - asked
    return Behind(name, max(waited, (there - last).total_seconds()) if last else None, written - replayed)
