"""Calls about long lists, beside the groups: one after another in a thread of its own, so that single calls go on meanwhile."""

from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

import msgspec

from yishu.access.calls import CallerUnsure
from yishu.access.errors import Busy
from yishu.access.lists.calls import Act, Told, answered
from yishu.access.lists.streams import MEDIA_TYPE, is_arrow
from yishu.access.state import AccessState, Caller, Credential
from yishu.core.actor import Actor
from yishu.core.errors import Problem
from yishu.core.networks import address_of
from yishu.gateway.authentication import known_no_more
from yishu.gateway.decoding import decode
from yishu.gateway.exchange import JSON, Exchange
from yishu.gateway.threads import Commands
from yishu.wire.data import QueryRequest, VerifyRequest

LIMIT: Final = 64 * 1024 * 1024
JSON_LIMIT: Final = 10 * 1024 * 1024
AT_ONCE: Final = 1  # its Python keeps the loop waiting: see record 0057
MOST_WAITING: Final = 16  # each holds its body in memory
MOST_EACH: Final = 4  # of one caller, so that others are served beside them
_TRIES: Final = 5

Fresh = Callable[[], Awaitable[AccessState]]
_decoders = {"verify": msgspec.json.Decoder(VerifyRequest), "query": msgspec.json.Decoder(QueryRequest)}


class Lists:
    """A thread for lists alone."""

    def __init__(self) -> None:
        self._threads = Commands(AT_ONCE, "gateway-list")
        self._under_way: Counter[str] = Counter()

    async def answer(
        self,
        exchange: Exchange,
        fresh: Fresh,
        act: Act,
        code: str,
        credential: Credential,
        caller: Caller,
        request: VerifyRequest | QueryRequest | None = None,
    ) -> None:
        """`request`: where it was read already. Raises Busy, WrongKey or WrongSignature, and what is not on record."""
        if self._under_way[caller.ref] >= MOST_EACH or self._under_way.total() >= MOST_WAITING:
            raise Busy
        self._under_way[caller.ref] += 1
        try:
            arrow = request is None and is_arrow(exchange.header(b"content-type"))
            given = request or await exchange.body(LIMIT if arrow else JSON_LIMIT)
            for _ in range(_TRIES):
                state = await fresh()
                known = state.caller(credential, datetime.now(UTC))
                if known is None:
                    raise known_no_more(caller.actor.proof)
                actor, source = replace(known.actor, proof=caller.actor.proof), address_of(exchange.source)
                found = await self._threads.run(_answered, actor, act, code, given, arrow, source, state.epoch)
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
            kind = (b"content-type", MEDIA_TYPE.encode()) if arrow else JSON
            facts = (b"yishu-version", b"%d" % found.version), (b"yishu-receipt", found.receipt.encode())
            await exchange.answer(found.body, 200, (kind, *facts))

    def stop(self) -> None:
        self._threads.stop()


def _answered(
    actor: Actor,
    act: Act,
    code: str,
    given: bytes | VerifyRequest | QueryRequest,
    arrow: bool,
    source: int | None,
    known_at: int,
) -> Told | Problem | None:
    """The answer, or a refusal that is on record; None where the caller has to be recognised again."""
    request = decode(_decoders[act], given) if isinstance(given, bytes) and not arrow else given
    try:
        return answered(actor, act, code, request, now=datetime.now(UTC), source=source, known_at=known_at)
    except CallerUnsure:
        return None
    except Problem as problem:
        if not problem.receipt:
            raise
        return problem
