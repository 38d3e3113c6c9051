"""An electronic document used in place of paper (24.1): fetched by number for a duty and a case, checked, and put on record."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from yishu.agencies.errors import ScopeMissing
from yishu.agencies.models import Role, Scope
from yishu.agencies.roles import require
from yishu.audit import recording
from yishu.audit.record import Action, Outcome, Record
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.core.errors import FieldError, Invalid, Problem
from yishu.core.text import is_plain
from yishu.seals import authority, queries, store
from yishu.seals.errors import (
    DocumentDamaged,
    DocumentNotGranted,
    DocumentNotInForce,
    DocumentPurposeRequired,
    PaperOnly,
)
from yishu.seals.models import Document, LicenceKind, Sharing
from yishu.seals.permission import Permit, Wanted, permit_of
from yishu.seals.states import not_in_force
from yishu.seals.verdicts import Verdict, examine

LONGEST = {"duty": 200, "case": 100}


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a consumer gets: the document, its sealed file, the verdict on it (it holds), the receipt of the evidence."""

    document: Document
    pdf: bytes
    verdict: Verdict
    receipt: str


def fetch(actor: Actor, number: str, *, duty: str, case: str, now: datetime) -> Fetched:
    """An issued document for a case of one's own duty, which need then not be asked of the citizen (24.1).

    Raises DocumentNotFound, DocumentNotInForce, PaperOnly (naming its law), DocumentNotGranted, DocumentPurposeRequired, DocumentDamaged. A refusal by
    the document's own rules is on record as well.
    """
    require_user(actor)
    require_purpose(duty, case)
    document = queries.get_issued(number.strip().upper())
    try:
        with transaction.atomic():
            return _fetched(actor, document, duty.strip(), case.strip(), now)
    except (DocumentNotInForce, PaperOnly, DocumentNotGranted) as refusal:
        refusal.receipt = _put_on_record(actor, document, duty, case, None, refusal)
        raise


def _fetched(actor: Actor, document: Document, duty: str, case: str, now: datetime) -> Fetched:
    # Locked: a revocation under way is waited for.
    locked = Document.objects.select_for_update(of=("self",), no_key=True).select_related("kind", "agency")
    document = locked.get(pk=document.pk)
    _require_in_force(document, now)
    if document.kind.paper_only_law:
        raise PaperOnly(law=document.kind.paper_only_law)
    permit = permit_use(actor, document.kind, dict(document.record), duty, case, now)
    content = store.read(document)
    verdict = examine(content, authority.trusted(store.seals_folder()))
    if not verdict.holds:
        raise DocumentDamaged(number=document.number)
    return Fetched(document, content, verdict, _put_on_record(actor, document, duty, case, permit, None))


def permit_use(
    actor: Actor,
    kind: LicenceKind,
    record: Mapping[str, str],
    duty: str,
    case: str,
    now: datetime,
    *,
    counts: bool = True,
) -> Permit | None:
    """The grant for what is restricted; None where none is needed: one's own document, or a kind that all agencies share. Raises DocumentNotGranted."""
    if kind.agency_id == actor.agency_id or kind.sharing == Sharing.UNRESTRICTED:
        return None
    assert kind.resource is not None
    permit = permit_of(actor, kind.resource, Wanted(duty, case, tuple(kind.items), record, counts), now=now)
    if permit is None:
        raise DocumentNotGranted(resource=kind.resource.code)
    return permit


def require_user(actor: Actor) -> None:
    """Raises RoleMissing, ScopeMissing."""
    if actor.kind == "system":
        if Scope.DATA not in actor.scopes:
            raise ScopeMissing(scope=Scope.DATA)
        return
    require(actor, Role.HANDLER, Role.SIGNER)


def require_purpose(duty: str, case: str) -> None:
    """Raises DocumentPurposeRequired, Invalid."""
    if not duty.strip() or not case.strip():
        raise DocumentPurposeRequired
    wrong = [
        FieldError(
            field, "text", "一行文字，不超过 {most} 字。", "One line of at most {most} characters.", most=LONGEST[field]
        )
        for field, text in (("duty", duty), ("case", case))
        if len(text) > LONGEST[field] or not is_plain(text) or not text.strip().isprintable()
    ]
    if wrong:
        raise Invalid(errors=wrong)


def _require_in_force(document: Document, now: datetime) -> None:
    if document.state != Document.State.ISSUED:
        raise not_in_force(document)
    if document.has_expired(shanghai_day(now)):
        raise DocumentNotInForce(number=document.number, state="已过有效期", state_en="expired")


def _put_on_record(
    actor: Actor, document: Document, duty: str, case: str, permit: Permit | None, refusal: Problem | None
) -> str:
    resource = document.kind.resource
    return recording.insert(
        Record(
            action=Action.DOCUMENT_FETCHED,
            outcome=Outcome.DENIED if refusal else Outcome.ALLOWED,
            node=settings.YISHU_NODE_CODE,
            actor=actor.ref,
            actor_name=actor.name,
            agency=actor.agency_code,
            resource=resource.code if resource else "",
            target=document.number,
            grant=permit.grant if permit else "",
            grant_hash=permit.grant_hash if permit else "",
            duty=duty,
            case=case,
            reason=refusal.code if refusal else "",
        )
    )
