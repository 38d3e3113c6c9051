"""Loading the state over a connection of the gateway."""

from yishu.access.state import AccessState, build
from yishu.access.statements import EPOCH, GRANTS, ITEMS, KEYS, PERSONS, RESOURCES, RESTRAINTS, Rows
from yishu.gateway.database import Connection


async def load_state(connection: Connection, before: AccessState | None) -> AccessState:
    """The state in force, with its epoch, in one snapshot."""
    entries = list(before.known_entries()) if before else []
    grants = [rights.hash for rights in before.rights.values()] if before else []
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        return build(
            Rows(
                epoch=await connection.fetchval(EPOCH) or 0,
                keys=await connection.fetch(KEYS),
                persons=await connection.fetch(PERSONS),
                resources=await connection.fetch(RESOURCES),
                items=await connection.fetch(ITEMS.format(known="$1"), entries),
                grants=await connection.fetch(GRANTS.format(known="$1"), grants),
                restraints=await connection.fetch(RESTRAINTS),
            ),
            before,
        )
