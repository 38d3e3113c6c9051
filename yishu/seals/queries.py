"""Reading kinds, documents and packages. Of another agency's, only what fetching and the public check give."""

from datetime import date

from django.db import connection
from django.db.models import Q, QuerySet

from yishu.catalogue import queries as catalogue
from yishu.core.actor import Actor
from yishu.hosting import queries as hosting
from yishu.hosting.tables import NotOfType, Table, parse
from yishu.seals.errors import (
    DocumentNotFound,
    KindHasNoResource,
    LicenceKindNotFound,
    PackageNotFound,
    RecordNotFound,
)
from yishu.seals.models import Bag, Document, LicenceKind
from yishu.seals.rules import typed_code


def list_kinds(actor: Actor) -> QuerySet[LicenceKind]:
    """The kinds of one's own agency."""
    return LicenceKind.objects.filter(agency_id=actor.agency_id).select_related("resource__current", "agency")


def get_kind(actor: Actor, code: str) -> LicenceKind:
    found = list_kinds(actor).filter(code=code).first()
    if found is None:
        raise LicenceKindNotFound(kind=code[:20])
    return found


def list_documents(actor: Actor, state: str = "") -> QuerySet[Document]:
    """The documents of one's own agency, newest first; of one state, or all."""
    found = Document.objects.filter(agency_id=actor.agency_id).select_related("kind", "agency", "bag", "supersedes")
    return found.filter(state=state) if state else found


def get_document(actor: Actor, number: str, *, lock: bool = False) -> Document:
    """A document of one's own agency; another's is answered as if it did not exist."""
    found = list_documents(actor)
    if lock:
        found = found.select_for_update(of=("self",))
    document = found.filter(number=number).first()
    if document is None:
        raise DocumentNotFound(number=number[:20])
    return document


def list_issued() -> QuerySet[Document]:
    """The documents of all agencies that have been issued, whatever became of them since."""
    found = Document.objects.exclude(state__in=(Document.State.DRAFT, Document.State.DISCARDED))
    return found.select_related("kind__resource", "agency", "supersedes")


def get_issued(number: str) -> Document:
    """A document of any agency that has been issued, whatever became of it since."""
    document = list_issued().filter(number=number).first()
    if document is None:
        raise DocumentNotFound(number=number[:20])
    return document


def find_by_check_code(number: str, code: str) -> Document | None:
    """The document that the public check may show: whoever has it has both its number and its code."""
    return list_issued().filter(number=number.strip().upper(), check_code=typed_code(code)).first()


def find_by_digest(sha256: str) -> Document | None:
    """The document whose sealed file has this SHA-256."""
    return list_issued().filter(sha256=sha256).first()


def successor_of(document: Document) -> Document | None:
    """What was issued in its place."""
    return list_issued().filter(supersedes=document).first()


def list_unarchived(actor: Actor) -> QuerySet[Document]:
    """What waits to be archived, most urgent first (24.2)."""
    waiting = list_documents(actor).filter(bag=None, archive_due__isnull=False)
    return waiting.order_by("archive_due", "pk")


def list_without_paper(actor: Actor) -> QuerySet[Document]:
    """Documents of permanent value whose paper nobody has placed yet (24.2)."""
    missing = Q(kind__retention_years=None, paper_location="", issued_at__isnull=False)
    return list_documents(actor).filter(missing).order_by("issued_at", "pk")


def count_late(actor: Actor, today: date) -> int:
    return list_unarchived(actor).filter(archive_due__lt=today).count()


def list_bags(actor: Actor) -> QuerySet[Bag]:
    return Bag.objects.filter(agency_id=actor.agency_id).select_related("agency")


def get_bag(actor: Actor, number: str) -> Bag:
    found = list_bags(actor).filter(number=number).first()
    if found is None:
        raise PackageNotFound(number=number[:20])
    return found


def read_record(actor: Actor, kind: LicenceKind, subject: str) -> tuple[dict[str, str], str]:
    """One record of the hosted resource that the kind is tied to, as texts by the kind's items, and where it was taken from.

    Only a resource of one's own agency with a single key item. Raises KindHasNoResource, RecordNotFound.
    """
    if kind.resource is None or kind.resource.provider_id != actor.agency_id:
        raise KindHasNoResource
    resource = catalogue.get_resource(kind.resource.code, viewer=actor)
    holding = hosting.find_holding(resource)
    if holding is None:
        raise KindHasNoResource
    table = hosting.table_of(holding)
    if len(table.key) != 1:
        raise KindHasNoResource
    row = _row(table, subject)
    known = {column.name: value for column, value in zip(table.columns, row, strict=True) if value is not None}
    return {item: str(known[item]) for item in kind.items if item in known}, f"{resource.code} v{holding.version}"


def _row(table: Table, subject: str) -> tuple[object, ...]:
    (key,) = table.key
    try:
        wanted = parse(key, table.key_text(key, subject))
    except (NotOfType, ValueError):
        raise RecordNotFound from None
    columns = ", ".join(column.sql for column in table.columns)
    with connection.cursor() as cursor:
        cursor.execute(f"select {columns} from {table.sql} where {table.identity()[0]} = %(key)s", {"key": wanted})
        row = cursor.fetchone()
    if row is None:
        raise RecordNotFound
    return row
