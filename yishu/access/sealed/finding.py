"""Which documents in force there are about a subject, or under a number, of the kinds that are tied to a resource: by THE rule for each, on record, and counted like any other try."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, Final

import msgspec
from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from yishu.access.guessing.counting import missed
from yishu.access.subjects import Subject, read_subject
from yishu.audit import recording
from yishu.audit.record import Action, Outcome, Record
from yishu.catalogue.models import Resource
from yishu.catalogue.queries import get_resource
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.core.decoding import decoded
from yishu.core.errors import FieldError, Invalid, Problem
from yishu.core.identifiers import KeyKind, normalise
from yishu.hosting.tables import Column, Table
from yishu.node.enciphering import decipher, encipher
from yishu.seals import queries
from yishu.seals.errors import DocumentNotGranted
from yishu.seals.fetching import permit_use, require_purpose, require_user
from yishu.seals.models import Document, LicenceKind
from yishu.sharing.rules import MISSES

PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class Asked:
    """`resource` as in a path, or its code; `subject` as any call names it, or `number`, the document's own. `after`: the `next` of the page before."""

    resource: str
    duty: str
    case: str
    subject: Any = None
    number: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    documents: list[Document]
    next: str | None
    receipt: str


def find(actor: Actor, asked: Asked, *, now: datetime) -> Found:
    """A page, newest first, of those that the caller may fetch; each is then fetched by its number. Raises RoleMissing, ScopeMissing, DocumentPurposeRequired, Invalid,
    MalformedSubject, ResourceNotFound; DocumentNotGranted and TooManyMisses, on record."""
    require_user(actor)
    require_purpose(asked.duty, asked.case)
    resource = get_resource(asked.resource, viewer=actor)
    subject = _subject(resource, asked, now)
    with transaction.atomic():
        found = _found(actor, resource, asked, subject, now)
        receipt = _put_on_record(actor, resource, asked, subject, found)
    if isinstance(found, Problem):
        found.receipt = receipt
        raise found
    more = len(found) > PAGE
    return Found(found[:PAGE], _next(actor, asked, found[PAGE - 1]) if more else None, receipt)


def _found(
    actor: Actor, resource: Resource, asked: Asked, subject: Subject | None, now: datetime
) -> list[Document] | Problem:
    """One more than a page has, if there are more."""
    kinds = list(LicenceKind.objects.filter(resource=resource))
    candidates = _candidates(kinds, resource, asked, subject, now)
    if asked.after:
        candidates = candidates.filter(pk__lt=_opened(actor, asked))
    allowed = (one for one in candidates.order_by("-pk") if _may(actor, one.kind, one.record, asked, now))
    if told := list(islice(allowed, PAGE + 1)):
        # One search is one use, whatever it finds.
        return (
            told
            if _may(actor, told[0].kind, told[0].record, asked, now, counts=True)
            else DocumentNotGranted(resource=resource.code)
        )
    if not any(_may(actor, kind, (), asked, now) for kind in kinds):
        return DocumentNotGranted(resource=resource.code)
    return missed(actor.ref, resource.code, MISSES, now) or []


def _may(
    actor: Actor, kind: LicenceKind, record: Iterable[Any], asked: Asked, now: datetime, *, counts: bool = False
) -> bool:
    try:
        permit_use(actor, kind, dict(record), asked.duty.strip(), asked.case.strip(), now, counts=counts)
    except DocumentNotGranted:
        return False
    return True


def _candidates(
    kinds: list[LicenceKind], resource: Resource, asked: Asked, subject: Subject | None, now: datetime
) -> QuerySet[Document]:
    in_force = Q(valid_until=None) | Q(valid_until__gte=shanghai_day(now))
    documents = queries.list_issued().filter(in_force, kind__in=kinds, state=Document.State.ISSUED)
    if subject is None:
        return documents.filter(number=asked.number.strip().upper())
    table = _table(resource)
    about = Q(pk=None)
    for text in _written(table, asked.subject, subject):
        about |= Q(record__contains=[[table.key[0].name, text]])
    return documents.filter(about)


def _written(table: Table, raw: Any, subject: Subject) -> set[str]:
    """How a document may say the subject: in its one form, in its kind's normal form, and as it was asked."""
    told = str(raw.get("value", "") if isinstance(raw, dict) else raw).strip()
    return {subject.text, normalise(table.key_kind, told), told} - {""}


def _subject(resource: Resource, asked: Asked, now: datetime) -> Subject | None:
    if (asked.subject in (None, "")) == (not asked.number.strip()):
        zh, en = "请给出 subject 或 number，只给一个。", "Give either subject or number."
        raise Invalid(errors=[FieldError("subject", "one_of_two", zh, en)])
    if asked.number.strip():
        return None
    table = _table(resource)
    if len(table.key) != 1:
        zh, en = (
            "该资源的主键由几项组成，只能按编号查找。",
            "The key of this resource has several items: give the number.",
        )
        raise Invalid(errors=[FieldError("subject", "one_key", zh, en)])
    return read_subject(table, asked.subject, "subject", today=shanghai_day(now))


def _table(resource: Resource) -> Table:
    entry = resource.current
    assert entry is not None  # what anybody finds has one
    return Table("", KeyKind(entry.key_kind), tuple(Column.of(item) for item in entry.items.all()))


def _about(actor: Actor, asked: Asked) -> list[str]:
    return [actor.ref, asked.resource, str(asked.subject), asked.number]


def _next(actor: Actor, asked: Asked, last: Document) -> str:
    """Enciphered: it holds for this caller and question alone."""
    text = msgspec.json.encode([*_about(actor, asked), str(last.pk)]).decode()
    return encipher(settings.YISHU_SECRETS.tokens, text)


def _opened(actor: Actor, asked: Asked) -> int:
    try:
        *about, last = decoded(decipher(settings.YISHU_SECRETS.tokens, asked.after), list[str])
    except (ValueError, msgspec.DecodeError):
        about, last = [], ""
    if about != _about(actor, asked):
        zh = "after 须为同一查询上一页所给的 next，请从第一页重新查询。"
        en = "after is the `next` of a page of the same question; begin again."
        raise Invalid(errors=[FieldError("after", "next", zh, en)])
    return int(last)


def _put_on_record(
    actor: Actor, resource: Resource, asked: Asked, subject: Subject | None, found: list[Document] | Problem
) -> str:
    refused = isinstance(found, Problem)
    return recording.insert(
        Record(
            action=Action.DOCUMENT_SOUGHT,
            outcome=Outcome.DENIED if refused else Outcome.ALLOWED,
            node=settings.YISHU_NODE_CODE,
            actor=actor.ref,
            actor_name=actor.name,
            agency=actor.agency_code,
            resource=resource.code,
            duty=asked.duty.strip(),
            case=asked.case.strip(),
            subjects=b"" if subject is None or refused else subject.hashed(settings.YISHU_SECRETS.subjects),
            found=None if refused else min(len(found), PAGE),
            reason=found.code if refused else "",
        )
    )
