"""Calls that take more than one look-up by key, beside the groups: those by key do not wait for them."""

from datetime import UTC, datetime
from typing import Final

from yishu.access.apart import answered
from yishu.access.state import Caller, Credential
from yishu.core.actor import Actor
from yishu.core.networks import address_of
from yishu.gateway.beside import Beside, Fresh
from yishu.gateway.exchange import Exchange
from yishu.wire.data import QueryRequest, VerifyRequest

AT_ONCE: Final = 2
MOST_WAITING: Final = 256
MOST_EACH: Final = 64


class Apart:
    """Threads of their own."""

    def __init__(self) -> None:
        self._beside = Beside("gateway-apart", AT_ONCE, waiting=MOST_WAITING, each=MOST_EACH)

    async def answer(
        self,
        exchange: Exchange,
        fresh: Fresh,
        code: str,
        credential: Credential,
        caller: Caller,
        request: VerifyRequest | QueryRequest,
    ) -> None:
        """Raises Busy, WrongKey or WrongSignature, and what is not on record."""
        source = address_of(exchange.source)

        def told(actor: Actor, known_at: int) -> bytes:
            return answered(actor, code, request, source, now=datetime.now(UTC), known_at=known_at)

        await self._beside.tell(exchange, fresh, credential, caller, told)

    def stop(self) -> None:
        self._beside.stop()
