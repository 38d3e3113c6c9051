"""Applications of one's own agency to other nodes, over HTTP (26.1, 26.2, 37.1)."""

from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router, Schema

from yishu.agencies.api import Day, PlainText, known
from yishu.exchange import applying, proving, signing
from yishu.exchange.models import ForeignApplication
from yishu.sharing.api import Rows
from yishu.sharing.proof.pages import as_file

router = Router(tags=["exchange"], auth=known)


class SentApplicationIn(Schema):
    system: PlainText
    duty: PlainText
    items: list[PlainText]
    modes: list[PlainText]
    rows: Rows | None = None
    until: Day | None = None
    basis: PlainText = ""
    reason: PlainText = ""


class SentApplicationToIn(SentApplicationIn):
    resource: PlainText


class SentWithdrawalIn(Schema):
    reason: PlainText


class SentApplicationOut(Schema):
    """`state`: signing (`sign_off` is its round), returned, cancelled, waiting, in_review, granted, refused, withdrawn, rejected."""

    id: str
    resource: str
    system: str
    duty: str
    state: str
    number: str
    items: list[str]
    modes: list[str]
    rows: Rows | None
    reason: str
    grant: str
    case_required: bool
    delivered: int | None
    sign_off: int | None = None


@router.post("/exchange/applications", response=SentApplicationOut)
def apply(request: HttpRequest, body: SentApplicationToIn) -> SentApplicationOut:
    """Apply for a resource of another node, at one's own. Where one's own agency signs off what it sends, it leaves when the last has signed."""
    actor = request.actor  # type: ignore[attr-defined]
    return _one_out(applying.apply(actor, _wanted(body.resource, body), now=timezone.now()))


@router.get("/exchange/applications/{uuid:application_id}", response=SentApplicationOut)
def get_application(request: HttpRequest, application_id: UUID) -> SentApplicationOut:
    """One of one's own agency."""
    return _one_out(applying.get_application(request.actor, str(application_id)))  # type: ignore[attr-defined]


@router.post("/exchange/applications/{uuid:application_id}/completion", response=SentApplicationOut)
def complete(request: HttpRequest, application_id: UUID, body: SentApplicationIn) -> SentApplicationOut:
    """What was sent back or taken back before it left, put right: it takes the whole way again."""
    actor, one = request.actor, str(application_id)  # type: ignore[attr-defined]
    known_one = applying.get_application(actor, one)
    wanted = _wanted(known_one.entry.full_code, body)
    return _one_out(applying.complete(actor, one, wanted, now=timezone.now()))


@router.post("/exchange/applications/{uuid:application_id}/withdrawal", response=SentApplicationOut)
def withdraw(request: HttpRequest, application_id: UUID, body: SentWithdrawalIn) -> SentApplicationOut:
    """It is not wanted any more, and has not left one's own agency."""
    actor = request.actor  # type: ignore[attr-defined]
    return _one_out(applying.cancel(actor, str(application_id), reason=body.reason, now=timezone.now()))


@router.get("/exchange/applications/{uuid:application_id}/proof")
def get_proof(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """What both nodes have signed of an application that one's own agency sent to another node, as `GET /grants/{id}/proof` has it."""
    return as_file(*proving.proof_of(request.actor, str(application_id)))  # type: ignore[attr-defined]


@router.get("/exchange/applications", response=list[SentApplicationOut])
def list_applications(request: HttpRequest) -> list[SentApplicationOut]:
    """What one's own agency asked of other nodes, newest first (200 at most)."""
    found = list(applying.list_applications(request.actor)[:200])  # type: ignore[attr-defined]
    sign_offs = signing.open_rounds(found)
    return [_application_out(one, sign_offs.get(str(one.pk))) for one in found]


def _wanted(resource: str, body: SentApplicationIn) -> applying.Wanted:
    return applying.Wanted(
        resource=resource,
        system=body.system,
        duty=body.duty,
        items=tuple(body.items),
        modes=tuple(body.modes),
        until=body.until,
        basis=body.basis,
        reason=body.reason,
        rows=body.rows.rule if body.rows else None,
    )


def _one_out(one: ForeignApplication) -> SentApplicationOut:
    return _application_out(one, signing.open_rounds([one]).get(str(one.pk)))


def _application_out(one: ForeignApplication, sign_off: int | None) -> SentApplicationOut:
    terms = msgspec.json.decode(one.terms) if one.terms else None
    replica = getattr(one, "replica", None)
    return SentApplicationOut(
        id=str(one.pk),
        resource=one.entry.full_code,
        system=one.system.name,
        duty=one.duty,
        state=one.state,
        number=one.number,
        items=terms["items"] if terms else one.items,
        modes=terms["modes"] if terms else one.modes,
        rows=Rows.told(one.row_rule),
        reason=one.decision_reason,
        grant=one.grant_id,
        case_required=terms["case_required"] if terms else one.entry.case_required,
        delivered=replica.version if replica is not None and replica.delivered_at else None,
        sign_off=sign_off,
    )
