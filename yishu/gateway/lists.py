"""Calls about long lists: one after another in a thread of its own, so that single calls go on meanwhile."""

from datetime import UTC, datetime
from typing import Final

from yishu.access.lists.calls import List, Told, answered
from yishu.access.lists.streams import Act, is_arrow
from yishu.access.state import Caller, Credential
from yishu.core.actor import Actor
from yishu.core.decoding import decoder
from yishu.core.errors import Problem
from yishu.core.networks import address_of
from yishu.gateway.beside import Beside, Fresh
from yishu.gateway.decoding import decode
from yishu.gateway.exchange import JSON, Exchange
from yishu.hosting.replicas.shelf import Shelf
from yishu.wire.data import QueryRequest, VerifyRequest
from yishu.wire.lists import MEDIA_TYPE

LIMIT: Final = 64 * 1024 * 1024
JSON_LIMIT: Final = 10 * 1024 * 1024
AT_ONCE: Final = 1  # its Python keeps the loop waiting: see record 0057
MOST_WAITING: Final = 16  # each holds its body in memory
MOST_EACH: Final = 4

_decoders = {"verify": decoder(VerifyRequest), "query": decoder(QueryRequest)}


class Lists:
    """A thread for lists alone, and the replicas by which it answers them."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._beside = Beside("gateway-list", AT_ONCE, waiting=MOST_WAITING, each=MOST_EACH)

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
        with self._beside.room(caller):
            arrow = request is None and is_arrow(exchange.header(b"content-type"))
            given = request or await exchange.body(LIMIT if arrow else JSON_LIMIT)
            source = address_of(exchange.source)

            def told(actor: Actor, known_at: int) -> Told:
                asked = decode(_decoders[act], given) if isinstance(given, bytes) and not arrow else given
                return answered(
                    actor, List(act, code, asked, source), self._shelf, now=datetime.now(UTC), known_at=known_at
                )

            found = await self._beside.run(fresh, credential, caller, told)
        if isinstance(found, Problem):
            await exchange.problem(found, found.receipt)  # it is on record already
        else:
            kind = (b"content-type", MEDIA_TYPE.encode()) if arrow else JSON
            facts = (b"yishu-version", b"%d" % found.version), (b"yishu-receipt", found.receipt.encode())
            await exchange.answer(found.body, 200, (kind, *facts))

    def stop(self) -> None:
        self._beside.stop()
        self._shelf.stop()
