"""The governed call about a list: by the same rule, reading and evidence as any (26.5, 32.1), with one record for all of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

import msgspec

from yishu.access.asks import Ask, ask_to_query, ask_to_verify
from yishu.access.calls import BySubjects, governed
from yishu.access.evening import evened
from yishu.access.governed import Answer, Permit
from yishu.access.lists.streams import queried, query_request, verified, verify_request
from yishu.core.actor import Actor
from yishu.hosting.masking import no_masks
from yishu.hosting.tables import Table
from yishu.wire.data import QueryManyAnswer, QueryRequest, VerifyManyAnswer, VerifyRequest

MOST: Final = 100_000
Act = Literal["verify", "query"]
_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class Told:
    """An answer as it goes out."""

    body: bytes
    version: int
    receipt: str


class _List(BySubjects):
    """Keeps what the answer's form depends on: the table and masks by which it was made."""

    def __init__(self, ask: Ask) -> None:
        super().__init__(ask)
        self.table: Table | None = None
        self.masks = no_masks()

    def answer(self, permit: Permit, number: UUID, /) -> tuple[Answer, int]:
        self.table, self.masks = permit.table, permit.masks
        return super().answer(permit, number)


def answered(
    actor: Actor,
    act: Act,
    code: str,
    request: bytes | VerifyRequest | QueryRequest,
    *,
    now: datetime,
    source: int | None,
    known_at: int | None = None,
) -> Told:
    """The answer to an Arrow stream as one, to a request of the wire as JSON. Raises MalformedArrow, Invalid; the refusal, on record and with its receipt; and what `governed` raises."""
    ask, detail = _ask(act, code, request, source), {"signature": list(actor.proof)} if actor.proof else {}
    way = _List(ask)
    made = governed(actor, way, now=now, detail=detail, known_at=known_at)
    if not isinstance(request, bytes):
        return Told(evened(_encode(made), ask, made), made.version, made.receipt)
    assert way.table is not None
    if isinstance(made, VerifyManyAnswer):
        body = verified(made, list(dict.fromkeys(item for claims in ask.claims for item in claims)))
    else:
        assert isinstance(made, QueryManyAnswer)
        body = queried(made, ask.wanted, way.table, way.masks)
    return Told(body, made.version, made.receipt)


def _ask(act: Act, code: str, request: bytes | VerifyRequest | QueryRequest, source: int | None) -> Ask:
    if isinstance(request, bytes):
        request = verify_request(request, MOST) if act == "verify" else query_request(request, MOST)
    if isinstance(request, VerifyRequest):
        return ask_to_verify(code, request, source, most=MOST)
    return ask_to_query(code, request, source, most=MOST)
