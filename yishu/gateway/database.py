"""The gateway's own connections to PostgreSQL, and loading the state over one of them."""

import os
from typing import Any

import asyncpg
from psycopg.conninfo import conninfo_to_dict

from yishu.access.state import EPOCH, GRANTS, ITEMS, KEYS, PERSONS, RESOURCES, AccessState, Rows, build

Connection = asyncpg.Connection
_SECONDS = 30  # a statement that takes longer is as good as a lost connection

LOSSES = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError)
"""What a lost or refused connection raises."""


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
        statement_cache_size=0,
        server_settings={"application_name": f"yishu gateway {part}", "timezone": "UTC", "jit": "off", **settings},
    )


async def connect_reader(address: str) -> Connection:
    # A statement for any number of subjects is planned once: an index scan whatever their number.
    return await connect(address, "reader", default_transaction_read_only="on", plan_cache_mode="force_generic_plan")


async def connect_writer(address: str) -> Connection:
    # Whatever the server's default: an answer follows only what is on disk.
    return await connect(address, "writer", synchronous_commit=os.environ.get("YISHU_SYNCHRONOUS_COMMIT", "on"))


async def load_state(connection: Connection, before: AccessState | None) -> AccessState:
    """The state in force, with its epoch, in one snapshot."""
    entries = list(before.known_entries()) if before else []
    grants = list(before.rights) if before else []
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        return build(
            Rows(
                epoch=await connection.fetchval(EPOCH) or 0,
                keys=await connection.fetch(KEYS),
                persons=await connection.fetch(PERSONS),
                resources=await connection.fetch(RESOURCES),
                items=await connection.fetch(ITEMS.format(known="$1"), entries),
                grants=await connection.fetch(GRANTS.format(known="$1"), grants),
            ),
            before,
        )
