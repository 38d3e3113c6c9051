"""Calls that take more than one look-up by key: subjects named by an alternative key, references. Answered as any call, over Django's connection."""

from datetime import datetime
from typing import Any

import msgspec

from yishu.access.asks import ask_to_query, ask_to_verify, refers
from yishu.access.calls import BySubjects, Detail, Way, governed
from yishu.access.evening import evened
from yishu.access.governed import Answer
from yishu.access.references.calls import AsReferences, ByReferences
from yishu.access.state import AccessState
from yishu.access.subjects import names_key
from yishu.core.actor import Actor
from yishu.wire.data import QueryRequest, VerifyRequest

_encode = msgspec.json.Encoder().encode


def is_apart(state: AccessState | None, code: str, request: VerifyRequest | QueryRequest) -> bool:
    """Whether it may be such a call. What the entry in force declares may be newer than this state: so by what is no key of the table."""
    if isinstance(request, QueryRequest) and refers(request):
        return True
    if request.subjects is msgspec.UNSET:
        if type(request.subject) is not dict:
            return False
        subjects: list[Any] = [request.subject]
    elif isinstance(request, VerifyRequest):
        subjects = [each.subject for each in request.subjects]
    else:
        subjects = request.subjects
    hosted = None if state is None else state.hosted.get(code)
    return hosted is not None and any(type(raw) is dict and not names_key(hosted.table, raw) for raw in subjects)


def answered(
    actor: Actor, code: str, request: VerifyRequest | QueryRequest, source: int | None, *, now: datetime, known_at: int
) -> bytes:
    """The answer as JSON. Raises Invalid; the refusal, on record and with its receipt; and what `governed` raises."""
    way, said = _way(actor, code, request, source)
    detail: Detail = {**said, "signature": list(actor.proof)} if actor.proof else said
    made = governed(actor, way, now=now, detail=detail, known_at=known_at)
    return evened(_encode(made), way.ask, made)


def _way(
    actor: Actor, code: str, request: VerifyRequest | QueryRequest, source: int | None
) -> tuple[Way[Answer], Detail]:
    """How it is answered, and what its evidence says of that."""
    if isinstance(request, VerifyRequest):
        return BySubjects(ask_to_verify(code, request, source)), {}
    if request.references is not msgspec.UNSET:
        return ByReferences(actor, code, request, source), {"references": "resolved"}
    if refers(request):
        return AsReferences(actor, code, request, source), {"references": "given"}
    return BySubjects(ask_to_query(code, request, source)), {}
