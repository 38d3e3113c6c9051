"""The governed call about a list: by the same rule, reading and evidence as any (26.5, 32.1), with one record for all of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import msgspec

from yishu.access.asks import ask_to_query, ask_to_verify
from yishu.access.calls import BySubjects, Detail, governed
from yishu.access.evening import evened
from yishu.access.lists.columns import ByColumns
from yishu.access.lists.streams import Act, read_asked
from yishu.core.actor import Actor
from yishu.hosting.replicas.shelf import Shelf
from yishu.wire.data import QueryRequest, VerifyRequest

MOST: Final = 100_000
_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class Told:
    """An answer as it goes out."""

    body: bytes
    version: int
    receipt: str


@dataclass(frozen=True, slots=True)
class List:
    """A request about many: `act` on the resource `code` (as in a path), an Arrow stream or a request of the wire, from address `source`."""

    act: Act
    code: str
    request: bytes | VerifyRequest | QueryRequest
    source: int | None


def answered(actor: Actor, asked: List, shelf: Shelf, *, now: datetime, known_at: int | None = None) -> Told:
    """The answer to an Arrow stream as one, to a request of the wire as JSON. Raises MalformedArrow, Invalid; the refusal, on record and with its receipt; and what `governed` raises."""
    detail: Detail = {"signature": list(actor.proof)} if actor.proof else {}
    if isinstance(asked.request, bytes):
        way = ByColumns(asked.act, asked.code, read_asked(asked.request, asked.act, MOST), asked.source, shelf, MOST)
        made = governed(actor, way, now=now, detail=detail, known_at=known_at)
        return Told(way.written(made), made.version, made.receipt)
    if isinstance(asked.request, VerifyRequest):
        ask = ask_to_verify(asked.code, asked.request, asked.source, most=MOST)
    else:
        ask = ask_to_query(asked.code, asked.request, asked.source, most=MOST)
    made = governed(actor, BySubjects(ask), now=now, detail=detail, known_at=known_at)
    return Told(evened(_encode(made), ask, made), made.version, made.receipt)
