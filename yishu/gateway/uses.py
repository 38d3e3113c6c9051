"""When each key was used last: noted in memory, written once a minute at most for a key, never by the call itself."""

import time
from typing import Final

from yishu.access.state import Credential
from yishu.gateway.database import Connection

WRITTEN_EVERY: Final = 60.0
_MOST: Final = 20_000

# In the order of their numbers: several gateways write the same keys.
_ADD = """
with used as (select id from agencies_key where hash = any($1::bytea[]) order by id for update)
update agencies_key k set last_used_at = greatest(k.last_used_at, now()) from used where k.id = used.id
"""


class KeyUses:
    def __init__(self) -> None:
        self._used: set[Credential] = set()
        self._written: dict[bytes, float] = {}

    def note(self, credential: Credential) -> None:
        """On the way of every call."""
        self._used.add(credential)

    async def flush(self, connection: Connection) -> None:
        """Write those that are due; the others stay noted."""
        now = time.monotonic()
        used, self._used = self._used, set()
        keys = [key for key in used if isinstance(key, bytes)]
        due = [key for key in keys if now - self._written.get(key, -WRITTEN_EVERY) >= WRITTEN_EVERY]
        self._used.update(set(keys) - set(due))
        if not due:
            return
        try:
            await connection.execute(_ADD, due)
        except BaseException:
            self._used.update(due)
            raise
        if len(self._written) > _MOST:
            self._written.clear()
        self._written.update(dict.fromkeys(due, now))
