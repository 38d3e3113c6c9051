"""The management API of erasures: asked for by one administrator, agreed or refused by another (5.1, 32.1)."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status

from yishu.agencies.api import PlainText, known
from yishu.core.actor import Actor
from yishu.operations.erasing import commands, queries
from yishu.operations.erasing.models import Erasure

router = Router(tags=["erasures"], auth=known)
MOST = 200


class ErasureIn(Schema):
    """`record`: the record's number, the part of its receipt before the full stop. `basis`: the document or provision; neither text repeats what is to be erased."""

    record: UUID
    basis: PlainText
    reason: PlainText


class ErasureRefusalIn(Schema):
    reason: PlainText


class ErasureOut(Schema):
    """`state`: asked, done or refused. `receipt`: of the record of the decision; empty until there is one."""

    id: int
    record: UUID
    basis: str
    reason: str
    state: str
    asked_by: str
    asked_at: datetime
    decided_by: str
    decided_at: datetime | None
    receipt: str


@router.get("/erasures", response=list[ErasureOut])
def list_erasures(request: HttpRequest) -> list[ErasureOut]:
    """Those that wait, the oldest first, then the newest of those that were decided."""
    actor = _actor(request)
    waiting = queries.list_waiting(actor)[:MOST]
    return [_erasure(each) for each in [*waiting, *queries.list_decided(actor)[:MOST]]]


@router.post("/erasures", response={201: ErasureOut})
def ask(request: HttpRequest, body: ErasureIn) -> Status[ErasureOut]:
    """The audit administrator asks that what is personal in a record be erased; somebody else decides."""
    made = commands.ask(_actor(request), body.record, basis=body.basis, reason=body.reason, now=timezone.now())
    return Status(201, _erasure(made))


@router.post("/erasures/{int:number}/agreement", response=ErasureOut)
def agree(request: HttpRequest, number: int) -> ErasureOut:
    """Another audit administrator, or the security administrator, agrees: it goes now, and cannot be brought back."""
    return _erasure(commands.agree(_actor(request), number, now=timezone.now()))


@router.post("/erasures/{int:number}/refusal", response=ErasureOut)
def refuse(request: HttpRequest, number: int, body: ErasureRefusalIn) -> ErasureOut:
    """Another administrator does not agree: all stays as it is."""
    return _erasure(commands.refuse(_actor(request), number, reason=body.reason, now=timezone.now()))


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined]


def _erasure(one: Erasure) -> ErasureOut:
    return ErasureOut(
        id=one.pk,
        record=one.record,
        basis=one.basis,
        reason=one.why,
        state=one.state,
        asked_by=one.asked_by,
        asked_at=one.asked_at,
        decided_by=one.decided_by,
        decided_at=one.decided_at,
        receipt=one.receipt,
    )
