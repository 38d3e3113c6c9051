"""Ending records sent back over HTTP; reading them is the data plane's (21.2)."""

from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import ConfigDict

from yishu.agencies.api import PlainText, known
from yishu.agencies.models import Role
from yishu.agencies.roles import require
from yishu.core.actor import Actor
from yishu.hosting.models import Override, QuarantinedRecord
from yishu.hosting.quarantine import commands, overriding, queries

router = Router(tags=["hosting"], auth=known)
MOST = 200


class CorrectionIn(Schema):
    """Values by item code; what is left out stays as it came, null is empty."""

    model_config = ConfigDict(extra="forbid")

    values: dict[PlainText, PlainText | None]


class QuarantineReasonIn(Schema):
    model_config = ConfigDict(extra="forbid")

    reason: PlainText


class BasisIn(Schema):
    """`basis`: the document by which the key is right, or what its authority says."""

    model_config = ConfigDict(extra="forbid")

    basis: PlainText


class BatchOut(Schema):
    """The receipt of the batch of one that mended the record."""

    batch: str
    version: int
    records: int
    accepted: int
    unchanged: int
    quarantined: int
    digest: str
    receipt: str
    signature: str


class SentBackOut(Schema):
    """`state`: open, mended, resent, closed; `reason`: why it was put aside."""

    id: int
    batch: str
    row: int
    state: str
    reason: str


class OverrideOut(Schema):
    """`shown`: the key, masked. In force from `agreed_at` until `ended_at`; one that ended without agreement was refused."""

    id: int
    resource: str
    item: str
    rule: str
    shown: str
    basis: str
    asked_by: str
    asked_at: datetime
    agreed_by: str
    agreed_at: datetime | None
    ended_by: str
    ended_at: datetime | None
    reason: str
    in_force: bool


@router.post("/quarantine/{int:number}/correction", response=BatchOut)
def correct(request: HttpRequest, number: int, body: CorrectionIn) -> BatchOut:
    """Publish a record sent back with right values, under every check again; still wrong is 422 with its faults, and publishes nothing."""
    batch = commands.correct(_actor(request), number, body.values, now=timezone.now())
    return BatchOut(
        batch=str(batch.pk),
        version=batch.version or 0,
        records=batch.records,
        accepted=batch.accepted,
        unchanged=batch.unchanged,
        quarantined=batch.quarantined,
        digest=batch.digest,
        receipt=batch.receipt,
        signature=batch.signature,
    )


@router.post("/quarantine/{int:number}/closing", response=SentBackOut)
def put_aside(request: HttpRequest, number: int, body: QuarantineReasonIn) -> SentBackOut:
    """Put a record aside that nobody will mend."""
    return _sent_back(commands.put_aside(_actor(request), number, reason=body.reason, now=timezone.now()))


@router.post("/quarantine/{int:number}/reopening", response=SentBackOut)
def take_up(request: HttpRequest, number: int) -> SentBackOut:
    """Take a record up again that was put aside."""
    return _sent_back(commands.take_up(_actor(request), number))


@router.post("/quarantine/{int:number}/override", response={201: OverrideOut})
def ask(request: HttpRequest, number: int, body: BasisIn) -> Status[OverrideOut]:
    """Ask that the key of this record pass the check digit that it breaks; somebody else agrees."""
    return Status(201, _override(overriding.ask(_actor(request), number, basis=body.basis, now=timezone.now())))


@router.get("/overrides", response=list[OverrideOut])
def list_of_overrides(request: HttpRequest) -> list[OverrideOut]:
    """Those of one's own agency, the newest first."""
    actor = _actor(request)
    require(actor, Role.DATA_OFFICER, Role.REVIEWER)
    return [_override(each) for each in queries.list_overrides(actor)[:MOST]]


@router.post("/overrides/{int:number}/agreement", response=OverrideOut)
def agree(request: HttpRequest, number: int) -> OverrideOut:
    """A reviewer other than who asked agrees: the key passes, and may be asked for, from now on."""
    return _override(overriding.agree(_actor(request), number, now=timezone.now()))


@router.post("/overrides/{int:number}/refusal", response=OverrideOut)
def refuse(request: HttpRequest, number: int, body: QuarantineReasonIn) -> OverrideOut:
    """A reviewer other than who asked does not agree."""
    return _override(overriding.refuse(_actor(request), number, reason=body.reason, now=timezone.now()))


@router.post("/overrides/{int:number}/revocation", response=OverrideOut)
def revoke(request: HttpRequest, number: int, body: QuarantineReasonIn) -> OverrideOut:
    """The key passes no more, from the next record and the next call on."""
    return _override(overriding.revoke(_actor(request), number, reason=body.reason, now=timezone.now()))


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined]


def _sent_back(record: QuarantinedRecord) -> SentBackOut:
    return SentBackOut(
        id=record.pk, batch=str(record.batch_id), row=record.row, state=record.state, reason=record.closed_reason
    )


def _override(one: Override) -> OverrideOut:
    return OverrideOut(
        id=one.pk,
        resource=one.resource.code,
        item=one.item,
        rule=one.rule,
        shown=one.shown,
        basis=one.basis,
        asked_by=one.asked_by_name,
        asked_at=one.asked_at,
        agreed_by=one.agreed_by_name,
        agreed_at=one.agreed_at,
        ended_by=one.ended_by_name,
        ended_at=one.ended_at,
        reason=one.ended_reason,
        in_force=one.is_in_force,
    )
