"""Handing in documents, signing each version off, withdrawing one (19.1, 21.1).

Nobody but the provider's own people sees a version before its sign-off, and nobody passes what they handed in themselves (5.1).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import transaction

from yishu.agencies.models import Role
from yishu.agencies.roles import require, require_other
from yishu.audit import recording
from yishu.audit.record import Action
from yishu.catalogue.errors import OpinionRequired, ScopeRequired
from yishu.catalogue.models import Resource
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.core.errors import FieldError, Invalid
from yishu.core.text import is_plain
from yishu.hosting.files import queries
from yishu.hosting.files.errors import DocumentLost, DocumentTooLarge, DocumentWrongMoment
from yishu.hosting.files.kinds import media_type_of
from yishu.hosting.files.models import Document, DocumentSubject, DocumentVersion, Shelf
from yishu.hosting.files.rules import Subject, Submission, read_subjects, require_sound
from yishu.node import content, epoch
from yishu.node.content import Incoming

LONGEST: Final = 1000
_STATES_EN: Final = {
    "waiting": "waiting for review",
    "provided": "provided",
    "returned": "returned",
    "withdrawn": "withdrawn",
}
State = DocumentVersion.State


@dataclass(frozen=True, slots=True)
class Uploaded:
    """The version, and whether this made it: the same file with the same words once more is the version of before."""

    version: DocumentVersion
    is_new: bool


def upload(actor: Actor, code: str, said: Submission, parts: Iterable[bytes], *, now: datetime) -> Uploaded:
    """Take a file in as a new document, or as the next version of one that has its number; it waits for its sign-off.

    The bytes are durable before their row is, and go if it never comes. Raises RoleMissing, ScopeMissing, ResourceNotFound, NotTheProvider,
    ResourceNotPublished, NotOfFiles, SignOffMissing, Invalid, DocumentTooLarge, DocumentTypeUnknown, DocumentTypeContradicts, DocumentActive, DiskFull.
    """
    require(actor, Role.DATA_OFFICER)
    resource, said, today = queries.get_fillable(actor, code), said.tidy(), shanghai_day(now)
    require_sound(said, today)
    subjects = read_subjects(said.subjects, settings.YISHU_SECRETS.subjects, today)
    with content.taken_in(_bounded(parts)) as incoming:
        if not incoming.size:
            raise Invalid(errors=[FieldError("file", "not_empty", "文件是空的。", "The file is empty.")])
        media_type = media_type_of(incoming.path, said.file_name)
        with transaction.atomic():
            return _kept(actor, resource, said, subjects, incoming, media_type, now)


@transaction.atomic
def sign_off(actor: Actor, key: int, *, scope: str, now: datetime) -> DocumentVersion:
    """The secrecy reviewer of the agency states that this version holds no state secret (21.1): from now on it is provided.

    Raises RoleMissing, OwnSubmission, HeldDocumentNotFound, DocumentWrongMoment, ScopeRequired, ResourceNotPublished, DocumentLost.
    """
    shelf, version = _reviewed(actor, key)
    if not scope.strip():
        raise ScopeRequired
    _require_text("scope", scope)
    queries.get_fillable(actor, shelf.resource.code)
    if not content.is_whole(version.digest, version.size):
        raise DocumentLost
    version.state, version.scope = State.PROVIDED, scope.strip()
    version.reviewer, version.reviewer_name, version.reviewed_at = actor.ref, actor.name, now
    version.provided_in = shelf.version + 1
    version.save()
    _moved(shelf, version.document, now)
    _put_on_record(actor, Action.FILE_SIGNED_OFF, shelf, version)
    return version


@transaction.atomic
def return_version(actor: Actor, key: int, *, opinion: str, now: datetime) -> DocumentVersion:
    """The secrecy reviewer sends a version back. Raises RoleMissing, OwnSubmission, HeldDocumentNotFound, DocumentWrongMoment, OpinionRequired."""
    shelf, version = _reviewed(actor, key)
    if not opinion.strip():
        raise OpinionRequired
    _require_text("opinion", opinion)
    version.state, version.opinion = State.RETURNED, opinion.strip()
    version.reviewer, version.reviewer_name, version.reviewed_at = actor.ref, actor.name, now
    version.save()
    _put_on_record(actor, Action.FILE_RETURNED, shelf, version)
    return version


@transaction.atomic
def withdraw(actor: Actor, key: int, *, reason: str, now: datetime) -> DocumentVersion:
    """Take a version back that was put out, or handed in, by mistake: one person suffices, and the next call finds it gone. Its bytes and its record stay.

    Raises RoleMissing, HeldDocumentNotFound, DocumentWrongMoment, Invalid.
    """
    require(actor, Role.DATA_OFFICER, Role.SECRECY_REVIEWER)
    shelf, version = _locked(actor, key)
    _require_state(version, State.WAITING, State.PROVIDED)
    if not reason.strip():
        raise Invalid(errors=[FieldError("reason", "required", "请写明撤回的理由。", "Say why it is withdrawn.")])
    _require_text("reason", reason)
    was_provided = version.state == State.PROVIDED
    version.state, version.withdrawn_reason = State.WITHDRAWN, reason.strip()
    version.withdrawn_by, version.withdrawn_by_name, version.withdrawn_at = actor.ref, actor.name, now
    version.withdrawn_in = shelf.version + 1 if was_provided else None
    version.save()
    if was_provided:
        _moved(shelf, version.document, None)
    _put_on_record(actor, Action.FILE_WITHDRAWN, shelf, version, provided=was_provided)
    if was_provided:
        epoch.bump()  # a call that is under way looks again
    return version


@transaction.atomic
def open_own(actor: Actor, key: int) -> DocumentVersion:
    """A version for its own agency's people, in whatever state, on record. Raises RoleMissing, HeldDocumentNotFound, DocumentLost."""
    require(actor, Role.DATA_OFFICER, Role.SECRECY_REVIEWER, Role.CATALOGUER)
    version = queries.get_version(actor, key)
    if content.lacking([(version.digest, version.size)]):
        raise DocumentLost
    _put_on_record(actor, Action.FILE_OPENED, version.document.shelf, version)
    return version


def _kept(
    actor: Actor,
    resource: Resource,
    said: Submission,
    subjects: list[Subject],
    incoming: Incoming,
    media_type: str,
    now: datetime,
) -> Uploaded:
    shelf = _shelf(resource)
    document = Document.objects.get_or_create(shelf=shelf, number=said.number)[0]
    if same := _same(document, said, subjects, incoming):
        return Uploaded(same, is_new=False)
    content.settle(incoming)
    version = DocumentVersion.objects.create(
        document=document,
        n=document.versions.count() + 1,
        media_type=media_type,
        size=incoming.size,
        digest=incoming.digest,
        uploaded_by=actor.ref,
        uploaded_by_name=actor.name,
        uploaded_at=now,
        **{name: getattr(said, name) for name in ("title", "dated", "note", "file_name")},
    )
    DocumentSubject.objects.bulk_create(
        DocumentSubject(version=version, hash=one.hash, shown=one.shown) for one in subjects
    )
    _put_on_record(actor, Action.FILE_UPLOADED, shelf, version)
    return Uploaded(version, is_new=True)


def _same(document: Document, said: Submission, subjects: list[Subject], incoming: Incoming) -> DocumentVersion | None:
    """The latest version, if it waits or is provided and says all of this already."""
    last = document.versions.first()
    if last is None or last.state not in (State.WAITING, State.PROVIDED):
        return None
    told = (last.digest, last.title, last.dated, last.file_name)
    is_same = told == (incoming.digest, said.title, said.dated, said.file_name)
    about = set(last.subjects.values_list("hash", flat=True))
    return last if is_same and about == {one.hash for one in subjects} else None


def _moved(shelf: Shelf, document: Document, provided_at: datetime | None) -> None:
    """Consumers see a change: the shelf's next version, under its lock."""
    shelf.version += 1
    provided = document.versions.filter(state=State.PROVIDED).order_by("-n").first()
    shelf.documents += (provided is not None) - (document.current_id is not None)
    document.current, document.changed_in = provided, shelf.version
    document.save(update_fields=["current", "changed_in"])
    shown: dict[str, object] = {"records": shelf.documents}
    if provided_at is not None:
        shelf.provided_at = shown["last_updated"] = provided_at
    shelf.save(update_fields=["version", "documents", "provided_at"])
    # Shown in search results; columns of the lower slice that this one fills.
    Resource.objects.filter(pk=shelf.resource_id).update(**shown)


def _shelf(resource: Resource) -> Shelf:
    """Locked; the first document makes it."""
    Shelf.objects.get_or_create(resource=resource)
    return Shelf.objects.select_for_update(of=("self",)).select_related("resource").get(resource=resource)


def _reviewed(actor: Actor, key: int) -> tuple[Shelf, DocumentVersion]:
    require(actor, Role.SECRECY_REVIEWER)
    shelf, version = _locked(actor, key)
    _require_state(version, State.WAITING)
    require_other(actor, version.uploaded_by)
    return shelf, version


def _locked(actor: Actor, key: int) -> tuple[Shelf, DocumentVersion]:
    shelf = _shelf(queries.get_version(actor, key).document.shelf.resource)
    return shelf, DocumentVersion.objects.select_related("document").get(pk=key)


def _require_state(version: DocumentVersion, *states: str) -> None:
    if version.state not in states:
        raise DocumentWrongMoment(state=State(version.state).label, state_en=_STATES_EN[version.state])


def _require_text(field: str, text: str) -> None:
    if len(text) > LONGEST or not is_plain(text):
        zh, en = "最多 {most} 字，不含控制符。", "At most {most} characters, without control characters."
        raise Invalid(errors=[FieldError(field, "plain_text", zh, en, most=LONGEST)])


def _bounded(parts: Iterable[bytes]) -> Iterable[bytes]:
    size, most = 0, settings.YISHU_DOCUMENT_MIB
    for part in parts:
        size += len(part)
        if size > most * 1024 * 1024:
            raise DocumentTooLarge(limit=most)
        yield part


def _put_on_record(
    actor: Actor, action: Action, shelf: Shelf, version: DocumentVersion, *, provided: bool | None = None
) -> None:
    recording.record(
        actor,
        action,
        resource=shelf.resource.code,
        target=f"document:{version.document_id}/{version.n}",
        version=shelf.version,
        digest=version.digest,
        provided=provided,
    )
