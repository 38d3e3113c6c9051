"""The gateway's own connections to PostgreSQL."""

from typing import Any

import asyncpg
from psycopg.conninfo import conninfo_to_dict

Connection = asyncpg.Connection
_SECONDS = 30  # a statement that takes longer is as good as a lost connection

LOSSES = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)
"""What a lost or refused connection raises; the last where it is used after its server has said good-bye."""

FAULTS = (asyncpg.PostgresError, asyncpg.InterfaceError, ValueError, TypeError, OverflowError)
"""What one call's values may do to a whole statement while the connection stays."""


def is_lost(connection: Connection, fault: Exception) -> bool:
    """Whether the connection goes with this fault: a server that is about to close it says so first (FATAL)."""
    return connection.is_closed() or getattr(fault, "severity_en", "") in ("FATAL", "PANIC")


def connection_arguments(address: str) -> dict[str, Any]:
    """asyncpg's arguments for a libpq address, URI or keywords, a folder of Unix sockets included."""
    parts = conninfo_to_dict(address)
    names = {"dbname": "database", "user": "user", "password": "password", "host": "host", "port": "port"}
    arguments: dict[str, Any] = {ours: str(parts[theirs]) for theirs, ours in names.items() if parts.get(theirs)}
    if "port" in arguments:
        arguments["port"] = int(arguments["port"])
    if parts.get("sslmode"):
        arguments["ssl"] = parts["sslmode"]
    return arguments


async def connect(address: str, part: str, **settings: str) -> Connection:
    """A connection for one part of the gateway, under PostgreSQL settings of its own."""
    return await asyncpg.connect(
        **connection_arguments(address),
        timeout=10,
        command_timeout=_SECONDS,
        server_settings={"application_name": f"yishu gateway {part}", "timezone": "UTC", "jit": "off", **settings},
    )


async def connect_reader(address: str) -> Connection:
    # A statement for any number of subjects is planned once: an index scan whatever their number.
    return await connect(address, "reader", default_transaction_read_only="on", plan_cache_mode="force_generic_plan")


async def connect_writer(address: str) -> Connection:
    # Whatever the server's default: an answer follows only what is on disk.
    return await connect(address, "writer", synchronous_commit="on")
