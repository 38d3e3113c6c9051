"""Reading documents: for their own agency in any state; for whoever is granted them, as plain values, what is provided. Grants are not known here."""

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate

from yishu.catalogue.errors import NotTheProvider
from yishu.catalogue.models import Resource, SignOff
from yishu.catalogue.queries import get_resource
from yishu.catalogue.vocabulary import Provision, ResourceState
from yishu.core.actor import Actor
from yishu.core.calendar import SHANGHAI
from yishu.hosting.errors import ResourceNotPublished, SignOffMissing, SinceAhead
from yishu.hosting.files.errors import HeldDocumentNotFound, HeldDocumentWithdrawn, NotOfFiles
from yishu.hosting.files.models import Document, DocumentSubject, DocumentVersion, Shelf

MOST: Final = 200
State = DocumentVersion.State
Change = Literal["insert", "update", "delete"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which documents: by number, by the day of the present version, by a subject's hash. `since`: only what changed after that version of the shelf."""

    since: int | None = None
    number: str = ""
    first: date | None = None
    last: date | None = None
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """One document in a list; `change` against the version asked about, insert where none was. Nothing of its content where it was deleted."""

    document: Document
    current: DocumentVersion | None
    change: Change


@dataclass(frozen=True, slots=True)
class Page:
    """`version` is the shelf's, and the same on all pages of one list: who keeps it and asks `since` it later misses nothing. `after`: where the next page begins."""

    version: int
    listed: list[Listed]
    after: int | None


def get_own(actor: Actor, code: str) -> Resource:
    """A resource of files of one's own agency. Raises ResourceNotFound, NotTheProvider, NotOfFiles."""
    resource = get_resource(code, viewer=actor)
    if actor.kind != "platform" and resource.provider_id != actor.agency_id:
        raise NotTheProvider
    if resource.current is None or resource.current.provision != Provision.FILE:
        raise NotOfFiles(code=resource.code)
    return resource


def get_fillable(actor: Actor, code: str) -> Resource:
    """One whose entry in force is published and signed off. Raises ResourceNotPublished, SignOffMissing as well."""
    resource = get_own(actor, code)
    if resource.state != ResourceState.PUBLISHED:
        raise ResourceNotPublished(code=resource.code)
    if not SignOff.objects.filter(entry=resource.current).exists():
        raise SignOffMissing
    return resource


def list_own(actor: Actor) -> QuerySet[Resource]:
    """The agency's resources of files."""
    own = Resource.objects.filter(provider_id=actor.agency_id, current__provision=Provision.FILE)
    return own.filter(state=ResourceState.PUBLISHED).select_related("current", "shelf").order_by("code")


def list_documents(resource: Resource) -> QuerySet[Document]:
    """All of them for their own agency, what was handed in last first."""
    found = Document.objects.filter(shelf__resource=resource).annotate(last=Max("versions__pk"))
    return found.select_related("current").prefetch_related("versions").order_by("-last")


def list_waiting(actor: Actor) -> QuerySet[DocumentVersion]:
    """What waits for the secrecy review of the actor's agency, longest first."""
    waiting = DocumentVersion.objects.filter(
        state=State.WAITING, document__shelf__resource__provider_id=actor.agency_id
    )
    return waiting.select_related("document__shelf__resource__current").order_by("uploaded_at", "pk")


def get_document(actor: Actor, code: str, key: int) -> Document:
    """A document of one's own agency. Raises HeldDocumentNotFound."""
    resource = get_own(actor, code)
    found = Document.objects.filter(shelf__resource=resource, pk=key).select_related("current", "shelf").first()
    if found is None:
        raise HeldDocumentNotFound(code=resource.code)
    return found


def get_version(actor: Actor, key: int) -> DocumentVersion:
    """A version of one's own agency, in any state. Raises HeldDocumentNotFound."""
    found = DocumentVersion.objects.select_related("document__shelf__resource__current").filter(pk=key)
    version = found.filter(document__shelf__resource__provider_id=actor.agency_id).first()
    if version is None:
        raise HeldDocumentNotFound(code=actor.agency_code)
    return version


def list_versions(resource: Resource, *, state: str = "", number: str = "") -> QuerySet[DocumentVersion]:
    """Versions of a resource in any state, the latest first."""
    found = DocumentVersion.objects.filter(document__shelf__resource=resource)
    if state:
        found = found.filter(state=state)
    if number:
        found = found.filter(document__number=number)
    return found.select_related("document").prefetch_related("subjects").order_by("-uploaded_at", "-pk")


def version_of(resource: Resource, number: str, n: int) -> int:
    """The key of a version by the document's number. Raises HeldDocumentNotFound."""
    found = DocumentVersion.objects.filter(document__shelf__resource=resource, document__number=number, n=n)
    key = found.values_list("pk", flat=True).first()
    if key is None:
        raise HeldDocumentNotFound(code=resource.code)
    return key


def list_provided(resource: Resource, wanted: Wanted, *, after: int = 0, upto: int | None = None) -> Page:
    """What is provided, or what changed since a version, in the order of the changes; at most MOST.

    The shelf's version is read first, and what changes after it is left to whoever asks since it: exact, whatever commits meanwhile. Raises SinceAhead.
    """
    shelf = Shelf.objects.filter(resource=resource).first()
    version = shelf.version if shelf else 0
    if wanted.since is not None and wanted.since > version:
        raise SinceAhead(since=wanted.since, version=version)
    upto = version if upto is None else min(upto, version)
    found = Document.objects.filter(shelf=shelf, changed_in__gt=max(after, wanted.since or 0), changed_in__lte=upto)
    if wanted.since is None:
        found = found.filter(current__isnull=False)
    rows = list(_matching(found, wanted).select_related("current").order_by("changed_in")[: MOST + 1])
    page = rows[:MOST]
    before = _seen_at(page, wanted.since) if wanted.since is not None else frozenset()
    listed = [Listed(one, one.current, _change(one, before)) for one in page if one.current or one.pk in before]
    return Page(upto, listed, page[-1].changed_in if len(rows) > MOST else None)


def find_provided(resource: Resource, number: str) -> Document:
    """A document of which something is, or was, provided. Raises HeldDocumentNotFound: what waits for its sign-off is not there."""
    found = Document.objects.filter(shelf__resource=resource, number=number, changed_in__gt=0).select_related("current")
    document = found.first()
    if document is None:
        raise HeldDocumentNotFound(code=resource.code)
    return document


def provided_versions(document: Document) -> QuerySet[DocumentVersion]:
    """What is or was provided of it, the latest first."""
    return document.versions.filter(provided_in__isnull=False).order_by("-n")


def get_provided(resource: Resource, number: str, n: int) -> DocumentVersion:
    """One version that is provided now. Raises HeldDocumentNotFound, HeldDocumentWithdrawn."""
    version = provided_versions(find_provided(resource, number)).select_related("document").filter(n=n).first()
    if version is None:
        raise HeldDocumentNotFound(code=resource.code)
    if version.state != State.PROVIDED:
        raise HeldDocumentWithdrawn
    return version


def documents_by_day(resources: Iterable[int]) -> Iterator[tuple[int, datetime]]:
    """Resource and moment of the last sign-off of each day: a version that was provided is an update (18.1). Withdrawn ones came all the same."""
    signed = DocumentVersion.objects.filter(document__shelf__resource__in=list(resources), provided_in__isnull=False)
    daily = signed.annotate(day=TruncDate("reviewed_at", tzinfo=SHANGHAI)).values("document__shelf__resource_id", "day")
    last = daily.annotate(last=Max("reviewed_at")).order_by()
    yield from last.values_list("document__shelf__resource_id", "last")


def named_digests(digests: Set[str]) -> Set[str]:
    """Those of the digests that some version has, in whatever state."""
    return set(DocumentVersion.objects.filter(digest__in=list(digests)).values_list("digest", flat=True))


def _matching(found: QuerySet[Document], wanted: Wanted) -> QuerySet[Document]:
    """Days and subjects are those of the present version; of a document that has none any more, of any that was provided."""
    if wanted.number:
        found = found.filter(number=wanted.number)
    if not (wanted.first or wanted.last or wanted.subject):
        return found
    ever = DocumentVersion.objects.filter(document=OuterRef("pk"), provided_in__isnull=False)
    versions = ever.filter(Q(pk=OuterRef("current")) | Q(document__current=None))
    if wanted.first:
        versions = versions.filter(dated__gte=wanted.first)
    if wanted.last:
        versions = versions.filter(dated__lte=wanted.last)
    if wanted.subject:
        versions = versions.filter(Exists(DocumentSubject.objects.filter(version=OuterRef("pk"), hash=wanted.subject)))
    return found.filter(Exists(versions))


def _seen_at(documents: list[Document], since: int) -> Set[int]:
    """Of these the documents of which something was provided in that version of the shelf."""
    seen = DocumentVersion.objects.filter(document__in=documents, provided_in__lte=since)
    return set(seen.filter(Q(withdrawn_in=None) | Q(withdrawn_in__gt=since)).values_list("document_id", flat=True))


def _change(document: Document, before: Set[int]) -> Change:
    if document.current is None:
        return "delete"
    return "update" if document.pk in before else "insert"
