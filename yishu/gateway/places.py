"""Queries by place (22.1), beside the groups: they are few, and each may look at many records."""

from datetime import UTC, datetime
from typing import Final

import msgspec

from yishu.access.places.calls import query
from yishu.access.state import Caller, Credential
from yishu.core.actor import Actor
from yishu.core.networks import address_of
from yishu.gateway.beside import Beside, Fresh
from yishu.gateway.exchange import Exchange
from yishu.wire.data import QueryRequest

AT_ONCE: Final = 2
MOST_WAITING: Final = 64
MOST_EACH: Final = 16

_encode = msgspec.json.Encoder().encode


class Places:
    """Threads for queries by place alone: however many come, those by key do not wait for them."""

    def __init__(self) -> None:
        self._beside = Beside("gateway-place", AT_ONCE, waiting=MOST_WAITING, each=MOST_EACH)

    async def answer(
        self, exchange: Exchange, fresh: Fresh, code: str, credential: Credential, caller: Caller, request: QueryRequest
    ) -> None:
        """Raises Busy, WrongKey or WrongSignature, and what is not on record."""
        source = address_of(exchange.source)

        def told(actor: Actor, known_at: int) -> bytes:
            detail = {"signature": list(actor.proof)} if actor.proof else {}
            now = datetime.now(UTC)
            return _encode(query(actor, code, request, now=now, source=source, detail=detail, known_at=known_at))

        await self._beside.tell(exchange, fresh, credential, caller, told)

    def stop(self) -> None:
        self._beside.stop()
