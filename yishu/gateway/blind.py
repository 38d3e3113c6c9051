"""Blind calls, beside the groups: each waits for its provider's front agent in a thread of its own, a few at once, and nobody else with it."""

from datetime import UTC, datetime
from typing import Final

import msgspec

from yishu.access.blind.calls import verify
from yishu.access.blind.errors import NotBlind
from yishu.access.errors import NoGrant
from yishu.access.governed import find_hosted, require_data_scope
from yishu.access.state import Caller, Credential
from yishu.core.actor import Actor
from yishu.core.networks import address_of
from yishu.gateway.beside import Beside, Fresh
from yishu.gateway.exchange import JSON, Exchange
from yishu.hosting.front_agents import fingerprint_of
from yishu.wire.blind import BlindKey
from yishu.wire.data import VerifyRequest

AT_ONCE: Final = 4
MOST_WAITING: Final = 64
MOST_EACH: Final = 16

_encode = msgspec.json.Encoder().encode


class BlindCalls:
    """Threads of their own."""

    def __init__(self) -> None:
        self._beside = Beside("gateway-blind", AT_ONCE, waiting=MOST_WAITING, each=MOST_EACH)

    async def answer(
        self,
        exchange: Exchange,
        fresh: Fresh,
        code: str,
        credential: Credential,
        caller: Caller,
        request: VerifyRequest,
    ) -> None:
        """Raises Busy, WrongKey or WrongSignature, and what is not on record."""
        source = address_of(exchange.source)

        def told(actor: Actor, known_at: int) -> bytes:
            return _encode(verify(actor, code, request, source, now=datetime.now(UTC), known_at=known_at))

        await self._beside.tell(exchange, fresh, credential, caller, told)

    async def tell_key(self, exchange: Exchange, fresh: Fresh, code: str, caller: Caller) -> None:
        """The agent's key, to whoever holds a grant of the resource. It is public: no use of data. Raises what `find_hosted` does, ScopeMissing, NoGrant, NotBlind."""
        state = await fresh()
        plan = find_hosted(state, code).plan
        require_data_scope(caller)
        if not state.grants.get((caller.ref, plan.code)):
            raise NoGrant
        if plan.mount is None or not plan.mount.blind_key:
            raise NotBlind
        key = BlindKey(plan.code, plan.mount.blind_key, fingerprint_of(plan.mount.blind_key))
        await exchange.answer(_encode(key), 200, (JSON,))

    def stop(self) -> None:
        self._beside.stop()
