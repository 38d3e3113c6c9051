"""The share from which batches are held, and what a person decides of held ones, over HTTP (13.1, 21.2)."""

from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from pydantic import ConfigDict

from yishu.agencies.api import PlainText, known
from yishu.core.errors import FieldError, Invalid
from yishu.hosting.declared.queries import get_own
from yishu.hosting.uploads import holding, queries
from yishu.hosting.uploads.models import Upload

router = Router(tags=["data"], auth=known)


class ShareIn(Schema):
    """`percent`: from 0 to below 100, with two decimals at most."""

    model_config = ConfigDict(extra="forbid")
    percent: PlainText


class ShareOut(Schema):
    """`percent`: above it a batch is held; null where none ever is."""

    percent: str | None
    declared_by: str | None = None
    declared_at: datetime | None = None


class UploadDecisionIn(Schema):
    """Why: it goes on record with the name of who decides."""

    model_config = ConfigDict(extra="forbid")
    reason: PlainText


class HeldOut(Schema):
    """A held batch. `until`: the day after which its file is kept no longer."""

    upload: str
    resource: str
    state: str
    sender: str
    records: int
    quarantined: int
    percent: str
    held_at: datetime
    until: date
    decided_by: str
    reason: str


@router.get("/held", response=list[HeldOut])
def list_held_batches(request: HttpRequest) -> list[HeldOut]:
    """What waits for a decision of one's own agency's data officers, the longest waiting first (200 at most)."""
    return [_out(one) for one in queries.list_waiting(request.actor)[:200]]  # type: ignore[attr-defined]


@router.post("/held/{number}/release", response=HeldOut)
def release_held_batch(request: HttpRequest, number: str, body: UploadDecisionIn) -> HeldOut:
    """Publish a held batch after all, its bad records sent back: a person, by name."""
    actor = request.actor  # type: ignore[attr-defined]
    return _out(holding.release(actor, number, reason=body.reason, now=timezone.now()))


@router.post("/held/{number}/discard", response=HeldOut)
def discard_held_batch(request: HttpRequest, number: str, body: UploadDecisionIn) -> HeldOut:
    """Throw a held batch away: a person, by name."""
    actor = request.actor  # type: ignore[attr-defined]
    return _out(holding.discard(actor, number, reason=body.reason, now=timezone.now()))


@router.get("/{code}/hold", response=ShareOut)
def get_hold_share(request: HttpRequest, code: str) -> ShareOut:
    """The share of bad records above which batches of one's own resource are held."""
    return _share(request, code)


@router.put("/{code}/hold", response=ShareOut)
def declare_hold_share(request: HttpRequest, code: str, body: ShareIn) -> ShareOut:
    """Declare it, for the batches that come in from now on: the provider's data officer, or its system with the scope publish."""
    try:
        percent = Decimal(body.percent)
    except InvalidOperation:
        zh, en = "应为数值，如 5 或 0.5。", "A number, such as 5 or 0.5."
        raise Invalid(errors=[FieldError("percent", "number", zh, en)]) from None
    holding.declare(request.actor, code, percent, now=timezone.now())  # type: ignore[attr-defined]
    return _share(request, code)


@router.delete("/{code}/hold", response=ShareOut)
def end_hold_share(request: HttpRequest, code: str) -> ShareOut:
    """From now on no batch is held."""
    holding.end(request.actor, code, now=timezone.now())  # type: ignore[attr-defined]
    return _share(request, code)


def _share(request: HttpRequest, code: str) -> ShareOut:
    rule = queries.find_hold_rule(get_own(request.actor, code))  # type: ignore[attr-defined]
    if rule is None:
        return ShareOut(percent=None)
    return ShareOut(
        percent=f"{rule.percent.normalize():f}", declared_by=rule.declared_by_name, declared_at=rule.declared_at
    )


def _out(one: Upload) -> HeldOut:
    held = one.held  # type: ignore[attr-defined]
    return HeldOut(
        upload=str(one.pk),
        resource=one.resource.code,
        state=one.state,
        sender=one.actor_name,
        records=held.records,
        quarantined=held.quarantined,
        percent=f"{held.percent.normalize():f}",
        held_at=held.held_at,
        until=held.until,
        decided_by=held.decided_by_name,
        reason=held.reason,
    )
