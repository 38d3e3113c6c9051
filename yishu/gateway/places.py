"""Queries by place (22.1), beside the groups: they are few, and each may look at many records, so a thread of their own takes each."""

from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

import msgspec

from yishu.access.calls import CallerUnsure
from yishu.access.errors import Busy
from yishu.access.places.calls import query
from yishu.access.state import AccessState, Caller, Credential
from yishu.core.actor import Actor
from yishu.core.errors import Problem
from yishu.core.networks import address_of
from yishu.gateway.authentication import known_no_more
from yishu.gateway.exchange import JSON, Exchange
from yishu.gateway.threads import Commands
from yishu.wire.data import QueryRequest

AT_ONCE: Final = 2
MOST_WAITING: Final = 64
MOST_EACH: Final = 16  # of one caller, so that others are served beside them
_TRIES: Final = 5

Fresh = Callable[[], Awaitable[AccessState]]
_encode = msgspec.json.Encoder().encode


class Places:
    """Threads for queries by place alone: however many come, those by key do not wait for them."""

    def __init__(self) -> None:
        self._threads = Commands(AT_ONCE, "gateway-place")
        self._under_way: Counter[str] = Counter()

    async def answer(
        self, exchange: Exchange, fresh: Fresh, code: str, credential: Credential, caller: Caller, request: QueryRequest
    ) -> None:
        """Raises Busy, WrongKey or WrongSignature, and what is not on record."""
        if self._under_way[caller.ref] >= MOST_EACH or self._under_way.total() >= MOST_WAITING:
            raise Busy
        self._under_way[caller.ref] += 1
        try:
            for _ in range(_TRIES):
                state = await fresh()
                known = state.caller(credential, datetime.now(UTC))
                if known is None:
                    raise known_no_more(caller.actor.proof)
                actor, source = replace(known.actor, proof=caller.actor.proof), address_of(exchange.source)
                found = await self._threads.run(_answered, code, actor, request, source, state.epoch)
                if found is not None:
                    break
            else:
                raise Busy
        finally:
            self._under_way[caller.ref] -= 1
            self._under_way += Counter()  # forgets who waits no more
        if isinstance(found, Problem):
            await exchange.problem(found, found.receipt)  # it is on record already
        else:
            await exchange.answer(found, 200, (JSON,))

    def stop(self) -> None:
        self._threads.stop()


def _answered(
    code: str, actor: Actor, request: QueryRequest, source: int | None, known_at: int
) -> bytes | Problem | None:
    """The answer, or a refusal that is on record; None where the caller has to be recognised again."""
    detail = {"signature": list(actor.proof)} if actor.proof else {}
    try:
        made = query(actor, code, request, now=datetime.now(UTC), source=source, detail=detail, known_at=known_at)
        return _encode(made)
    except CallerUnsure:
        return None
    except Problem as problem:
        if not problem.receipt:
            raise
        return problem
