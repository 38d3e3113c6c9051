"""Defining kinds, drafting, issuing under seal, revoking (23.1). Fetching and archiving are in files of their own and named here too."""

from collections.abc import Mapping
from datetime import date, datetime

from django.conf import settings
from django.db import transaction

from yishu.agencies.models import Agency, Role
from yishu.agencies.roles import require, require_other
from yishu.audit import recording
from yishu.audit.record import Action
from yishu.catalogue import queries as catalogue
from yishu.catalogue.errors import NotTheProvider
from yishu.catalogue.models import Resource
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.core.errors import FieldError, Invalid
from yishu.core.text import is_plain
from yishu.node import clocks
from yishu.seals import numbering, queries, store
from yishu.seals.archiving import archive, record_paper_copy
from yishu.seals.errors import RevocationReasonRequired
from yishu.seals.fetching import Fetched, fetch
from yishu.seals.models import Document, LicenceKind
from yishu.seals.rules import (
    KindDraft,
    last_day,
    new_check_code,
    shown_code,
    wrong_with_kind,
    wrong_with_record,
)
from yishu.seals.stamping import under_seal
from yishu.seals.states import not_a_draft, not_in_force
from yishu.seals.typesetting import Sheet, typeset

__all__ = [
    "Fetched", "amend", "archive", "define_kind", "discard", "draft", "draft_from_record", "fetch", "issue", "open_own",
    "record_paper_copy", "revoke",
]  # fmt: skip


@transaction.atomic
def define_kind(actor: Actor, draft: KindDraft, *, now: datetime) -> LicenceKind:
    """A kind of document or licence of one's own agency: its items, its law, how long it is valid and kept, whether only the paper counts."""
    require(actor, Role.AGENCY_ADMINISTRATOR)
    if wrong := wrong_with_kind(draft):
        raise Invalid(errors=wrong)
    resource = _own_resource(actor, draft.resource) if draft.resource else None
    if LicenceKind.objects.filter(agency_id=actor.agency_id, name=draft.name.strip()).exists():
        raise Invalid(
            errors=[FieldError("name", "once", "本单位已有同名的种类。", "Your agency has a kind of this name.")]
        )
    made = LicenceKind.objects.create(
        code=numbering.next_kind(),
        agency_id=actor.agency_id,
        name=draft.name.strip(),
        items=[item.strip() for item in draft.items],
        basis=draft.basis.strip(),
        valid_months=draft.valid_months,
        retention_years=draft.retention_years,
        paper_only_law=draft.paper_only_law.strip(),
        sharing=draft.sharing,
        resource=resource,
        defined_by=actor.ref,
        defined_at=now,
    )
    recording.record(actor, Action.LICENCE_KIND_DEFINED, target=made.code, resource=resource.code if resource else "")
    return made


@transaction.atomic
def draft(actor: Actor, kind_code: str, record: Mapping[str, str], *, now: datetime) -> Document:
    """A document from its record, item by item. Another officer issues it."""
    require(actor, Role.HANDLER)
    kind = queries.get_kind(actor, kind_code)
    return _drafted(actor, kind, record, source="", supersedes=None, now=now)


@transaction.atomic
def draft_from_record(actor: Actor, kind_code: str, subject: str, *, now: datetime) -> Document:
    """A document from one record of the agency's own hosted resource, which the kind is tied to."""
    require(actor, Role.HANDLER)
    kind = queries.get_kind(actor, kind_code)
    record, source = queries.read_record(actor, kind, subject)
    return _drafted(actor, kind, record, source=source, supersedes=None, now=now)


@transaction.atomic
def amend(actor: Actor, number: str, record: Mapping[str, str], *, now: datetime) -> Document:
    """A new draft in place of an issued document, which stays in force until the new one is issued. A sealed file never changes."""
    require(actor, Role.HANDLER)
    before = queries.get_document(actor, number)
    _require_in_force(before)
    return _drafted(actor, before.kind, record, source="", supersedes=before, now=now)


@transaction.atomic
def discard(actor: Actor, number: str, *, now: datetime) -> Document:
    """A draft that is not issued; its number is not given again."""
    document = queries.get_document(actor, number, lock=True)
    require(actor, Role.HANDLER, Role.SIGNER)
    _require_draft(document)
    _end(actor, document, Document.State.DISCARDED, "", now)
    recording.record(actor, Action.DOCUMENT_DISCARDED, target=document.number)
    return document


@transaction.atomic
def issue(actor: Actor, number: str, *, now: datetime) -> Document:
    """Set it, seal it, store it: from this transaction's commit on it is in force. Raises NoChineseFont, CharacterNotInFont, SealUnusable."""
    document = queries.get_document(actor, number, lock=True)
    require(actor, Role.SIGNER)
    require_other(actor, document.drafted_by)
    _require_draft(document)
    today = shanghai_day(now)
    due = clocks.deadline(clocks.ARCHIVE, now)
    if document.supersedes is not None:
        _supersede(actor, document, now)
    document.valid_until = last_day(today, document.kind.valid_months)
    document.state, document.issued_at = Document.State.ISSUED, now
    document.issued_by, document.issued_by_name = actor.ref, actor.name
    document.archive_due, document.archive_due_provisional = due.date, due.provisional
    document.sha256 = store.put(document, _sealed(document, now))
    document.save()
    recording.record(
        actor, Action.DOCUMENT_ISSUED, target=document.number, digest=document.sha256, source=document.source or None
    )
    return document


@transaction.atomic
def revoke(actor: Actor, number: str, *, reason: str, now: datetime) -> Document:
    """End an issued document for a stated reason; whoever checks it is told."""
    document = queries.get_document(actor, number, lock=True)
    require(actor, Role.SIGNER)
    if not reason.strip():
        raise RevocationReasonRequired
    if len(reason) > 1000 or not is_plain(reason):
        zh, en = "理由不超过 1000 字，不含控制字符。", "At most 1000 characters, none of them control characters."
        raise Invalid(errors=[FieldError("reason", "text", zh, en)])
    _require_in_force(document)
    _end(actor, document, Document.State.REVOKED, reason.strip(), now)
    recording.record(actor, Action.DOCUMENT_REVOKED, target=document.number, why=reason)
    return document


@transaction.atomic
def open_own(actor: Actor, number: str) -> tuple[Document, bytes]:
    """The sealed file for the agency that issued it; on record like every use (32.1)."""
    document = queries.get_document(actor, number)
    if not document.sha256:
        raise not_in_force(document)
    content = store.read(document)
    recording.record(actor, Action.DOCUMENT_OPENED, target=document.number)
    return document, content


def _drafted(
    actor: Actor,
    kind: LicenceKind,
    record: Mapping[str, str],
    *,
    source: str,
    supersedes: Document | None,
    now: datetime,
) -> Document:
    if wrong := wrong_with_record(kind.items, record):
        raise Invalid(errors=wrong)
    made = Document.objects.create(
        number=numbering.next_of_day("ZZ", shanghai_day(now)),
        check_code=new_check_code(),
        kind=kind,
        agency_id=kind.agency_id,
        record=[[item, record[item].strip()] for item in kind.items],
        source=source,
        supersedes=supersedes,
        drafted_by=actor.ref,
        drafted_by_name=actor.name,
        drafted_at=now,
    )
    recording.record(
        actor,
        Action.DOCUMENT_DRAFTED,
        target=made.number,
        resource=kind.resource.code if source and kind.resource else "",
        supersedes=supersedes.number if supersedes else None,
    )
    return made


def _sealed(document: Document, now: datetime) -> bytes:
    agency: Agency = document.agency
    pdf = typeset(_sheet(document), now=now)
    return under_seal(pdf, code=agency.code, name=agency.name, number=document.number, now=now)


def _sheet(document: Document) -> Sheet:
    kind, until = document.kind, document.valid_until
    assert document.issued_at is not None
    remarks = [f"签发依据：{kind.basis}", f"有效期：{f'至{_in_chinese(until)}' if until else '长期'}"]
    if document.supersedes is not None:
        remarks.append(f"本件换发，原编号 {document.supersedes.number} 同时失效。")
    if kind.paper_only_law:
        remarks.append(f"依{kind.paper_only_law}，本种类以纸质原件为准。")
    return Sheet(
        title=kind.name,
        number=document.number,
        agency=document.agency.name,
        day=_in_chinese(shanghai_day(document.issued_at)),
        fields=tuple((item, value) for item, value in document.record),
        remarks=tuple(remarks),
        check=f"核验码 {shown_code(document.check_code)}　可在{settings.YISHU_NODE_NAME}“文书证照核验”查验",
    )


def _in_chinese(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _own_resource(actor: Actor, code: str) -> Resource:
    resource = catalogue.get_resource(code, viewer=actor)
    if resource.provider_id != actor.agency_id:
        raise NotTheProvider
    return resource


def _supersede(actor: Actor, document: Document, now: datetime) -> None:
    assert document.supersedes is not None
    before = queries.get_document(actor, document.supersedes.number, lock=True)
    _require_in_force(before)
    _end(actor, before, Document.State.SUPERSEDED, document.number, now)
    recording.record(actor, Action.DOCUMENT_SUPERSEDED, target=before.number, by=document.number)


def _end(actor: Actor, document: Document, state: Document.State, reason: str, now: datetime) -> None:
    document.state, document.ended_at = state, now
    document.ended_by_name, document.end_reason = actor.name, reason
    document.save(update_fields=["state", "ended_at", "ended_by_name", "end_reason"])


def _require_draft(document: Document) -> None:
    if document.state != Document.State.DRAFT:
        raise not_a_draft(document)


def _require_in_force(document: Document) -> None:
    if document.state != Document.State.ISSUED:
        raise not_in_force(document)
