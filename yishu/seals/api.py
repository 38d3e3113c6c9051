"""Documents and licences over HTTP (Art. 23, 24)."""

import base64
from datetime import date

from django.http import HttpRequest
from django.utils import timezone
from ninja import Form, Router, Schema, Status
from ninja.files import UploadedFile
from ninja.params import functions as params
from pydantic import Field

from yishu.agencies.api import Day, PlainText, WholeNumber, known
from yishu.agencies.identity.devices import source_of
from yishu.core.errors import FieldError, Invalid, preferred_language
from yishu.seals import commands, queries
from yishu.seals.checking import Check, check_file, check_number
from yishu.seals.errors import UploadTooLarge
from yishu.seals.models import Bag, Document, LicenceKind
from yishu.seals.rules import KindDraft, shown_code
from yishu.seals.verdicts import LARGEST

router = Router(tags=["seals"], auth=known)


class KindIn(Schema):
    """`valid_months` null: without end; `retention_years` null: permanent."""

    name: PlainText
    items: list[PlainText]
    basis: PlainText
    sharing: PlainText = "restricted"
    valid_months: WholeNumber | None = None
    retention_years: WholeNumber | None = None
    paper_only_law: PlainText = ""
    resource: PlainText = ""


class DocumentKindOut(Schema):
    code: str
    name: str
    items: list[str]
    basis: str
    sharing: str
    valid_months: int | None
    retention_years: int | None
    paper_only_law: str
    resource: str | None


class DocumentDraftIn(Schema):
    """The record item by item, or the subject whose record of the kind's resource is taken."""

    kind: PlainText
    record: dict[str, PlainText] = Field(default_factory=dict)
    subject: PlainText = ""


class AmendmentIn(Schema):
    record: dict[str, PlainText]


class CheckAsked(Schema):
    """Both stand on the document; left out where its file is sent."""

    number: PlainText = ""
    code: PlainText = ""


class Reason(Schema):
    reason: PlainText = ""


class LocationIn(Schema):
    location: PlainText = ""


class PeriodIn(Schema):
    since: Day
    until: Day


class SealedDocumentOut(Schema):
    number: str
    kind: str
    kind_name: str
    agency: str
    state: str
    record: dict[str, str]
    issued_at: str | None = None
    valid_until: date | None = None
    supersedes: str | None = None
    sha256: str
    check_code: str
    archive_due: date | None = None
    archived_in: str | None = None
    paper_location: str


class FetchedOut(Schema):
    """`pdf` is the sealed file, Base64; `verdict` says that its seal holds, and by whose authority."""

    number: str
    kind: str
    kind_name: str
    agency: str
    record: dict[str, str]
    issued_at: str
    valid_until: date | None = None
    sealed_by: str
    authority: str
    test_authority: bool
    verdict: str
    sha256: str
    pdf: str
    receipt: str


class SealCheckOut(Schema):
    """`standing`: in_force, expired, superseded, revoked, unknown, broken, not_found; of a result sheet genuine (by its file), on_record (by number and code), disputed."""

    holds: bool
    standing: str
    verdict: str
    number: str | None = None
    kind_name: str | None = None
    sha256: str | None = None
    sealed_by: str | None = None
    sealed_at: str | None = None
    valid_until: date | None = None
    successor: str | None = None
    authority: str | None = None
    test_authority: bool | None = None


class PackageOut(Schema):
    number: str
    since: date
    until: date
    documents: int
    digest: str


@router.post("/licence-kinds", response={201: DocumentKindOut})
def define_kind(request: HttpRequest, body: KindIn) -> Status[DocumentKindOut]:
    """A kind of document or licence that one's own agency issues."""
    made = commands.define_kind(request.actor, KindDraft(**body.dict()), now=timezone.now())  # type: ignore[attr-defined]
    return Status(201, _kind_out(made))


@router.get("/licence-kinds", response=list[DocumentKindOut])
def list_kinds(request: HttpRequest) -> list[DocumentKindOut]:
    """The kinds of one's own agency."""
    return [_kind_out(kind) for kind in queries.list_kinds(request.actor)]  # type: ignore[attr-defined]


@router.post("/documents/verify", response=SealCheckOut, auth=None)
def verify(
    request: HttpRequest,
    body: Form[CheckAsked],
    file: UploadedFile | None = params.File(None),  # noqa: B008 - how ninja declares a file
) -> SealCheckOut:
    """Whether a sealed PDF holds, or the document of a number and its check code. For anybody; multipart form."""
    if file is None and not body.number:
        raise Invalid(
            errors=[
                FieldError("number", "one_of", "请上传文件，或填写编号和核验码。", "Send the file, or number and code.")
            ]
        )
    if file is not None and (file.size or 0) > LARGEST:
        raise UploadTooLarge(most=LARGEST // 1024 // 1024)
    check = (
        check_file(file.read()) if file is not None else check_number(body.number, body.code, source=source_of(request))
    )
    return _check_out(check, preferred_language(request.headers.get("Accept-Language")))


@router.post("/documents", response={201: SealedDocumentOut})
def draft(request: HttpRequest, body: DocumentDraftIn) -> Status[SealedDocumentOut]:
    """A draft; another officer of the agency issues it."""
    actor, now = request.actor, timezone.now()  # type: ignore[attr-defined]
    if body.subject:
        return Status(201, _document_out(commands.draft_from_record(actor, body.kind, body.subject, now=now)))
    return Status(201, _document_out(commands.draft(actor, body.kind, body.record, now=now)))


@router.get("/documents", response=list[SealedDocumentOut])
def list_documents(request: HttpRequest, state: str = "") -> list[SealedDocumentOut]:
    """The documents of one's own agency, newest first (200 at most); of one state, or all."""
    listed = queries.list_documents(request.actor, state)[:200]  # type: ignore[attr-defined]
    # What a document says is read one by one, on record.
    return [_document_out(one, whole=False) for one in listed]


@router.get("/documents/{number}", response=FetchedOut)
def fetch(request: HttpRequest, number: str, duty: str = "", case: str = "") -> FetchedOut:
    """An issued document used in place of paper, for a duty and a case. On record; refused where the law wants the paper."""
    actor = request.actor  # type: ignore[attr-defined]
    found = commands.fetch(actor, number, duty=duty, case=case, now=timezone.now())
    return _fetched_out(found, preferred_language(request.headers.get("Accept-Language")))


@router.post("/documents/{number}/issue", response=SealedDocumentOut)
def issue(request: HttpRequest, number: str) -> SealedDocumentOut:
    """Seal a draft of another officer; from now on it is in force."""
    return _document_out(commands.issue(request.actor, number, now=timezone.now()))  # type: ignore[attr-defined]


@router.post("/documents/{number}/amendment", response={201: SealedDocumentOut})
def amend(request: HttpRequest, number: str, body: AmendmentIn) -> Status[SealedDocumentOut]:
    """A draft that takes the place of an issued document once it is issued itself."""
    return Status(201, _document_out(commands.amend(request.actor, number, body.record, now=timezone.now())))  # type: ignore[attr-defined]


@router.post("/documents/{number}/revocation", response=SealedDocumentOut)
def revoke(request: HttpRequest, number: str, body: Reason) -> SealedDocumentOut:
    """End an issued document, with its reason."""
    return _document_out(commands.revoke(request.actor, number, reason=body.reason, now=timezone.now()))  # type: ignore[attr-defined]


@router.post("/documents/{number}/paper", response=SealedDocumentOut)
def record_paper(request: HttpRequest, number: str, body: LocationIn) -> SealedDocumentOut:
    """Where the paper of a document of permanent value is kept."""
    actor = request.actor  # type: ignore[attr-defined]
    return _document_out(commands.record_paper_copy(actor, number, location=body.location, now=timezone.now()))


@router.post("/archive-packages", response={201: PackageOut})
def archive(request: HttpRequest, body: PeriodIn) -> Status[PackageOut]:
    """Package what one's own agency issued on these days and has not archived yet."""
    actor = request.actor  # type: ignore[attr-defined]
    return Status(201, _package_out(commands.archive(actor, since=body.since, until=body.until, now=timezone.now())))


@router.get("/archive-packages", response=list[PackageOut])
def list_packages(request: HttpRequest) -> list[PackageOut]:
    """The packages of one's own agency, newest first (200 at most)."""
    return [_package_out(bag) for bag in queries.list_bags(request.actor)[:200]]  # type: ignore[attr-defined]


def _kind_out(kind: LicenceKind) -> DocumentKindOut:
    return DocumentKindOut(
        code=kind.code,
        name=kind.name,
        items=kind.items,
        basis=kind.basis,
        sharing=kind.sharing,
        valid_months=kind.valid_months,
        retention_years=kind.retention_years,
        paper_only_law=kind.paper_only_law,
        resource=kind.resource.code if kind.resource else None,
    )


def _document_out(one: Document, *, whole: bool = True) -> SealedDocumentOut:
    return SealedDocumentOut(
        number=one.number,
        kind=one.kind.code,
        kind_name=one.kind.name,
        agency=one.agency.code,
        state=one.state,
        record=dict(one.record) if whole else {},
        issued_at=one.issued_at.isoformat() if one.issued_at else None,
        valid_until=one.valid_until,
        supersedes=one.supersedes.number if one.supersedes else None,
        sha256=one.sha256,
        check_code=shown_code(one.check_code) if whole else "",
        archive_due=one.archive_due,
        archived_in=one.bag.number if one.bag else None,
        paper_location=one.paper_location,
    )


def _fetched_out(found: commands.Fetched, language: str) -> FetchedOut:
    one = found.document
    assert one.issued_at is not None
    return FetchedOut(
        number=one.number,
        kind=one.kind.code,
        kind_name=one.kind.name,
        agency=one.agency.code,
        record=dict(one.record),
        issued_at=one.issued_at.isoformat(),
        valid_until=one.valid_until,
        sealed_by=found.verdict.agency,
        authority=found.verdict.authority,
        test_authority=found.verdict.is_test,
        verdict=found.verdict.words(language),
        sha256=one.sha256,
        pdf=base64.b64encode(found.pdf).decode("ascii"),
        receipt=found.receipt,
    )


def _check_out(check: Check, language: str) -> SealCheckOut:
    verdict, one, paper = check.verdict, check.document, check.paper
    sound = verdict if verdict is not None and verdict.holds else None
    return SealCheckOut(
        holds=check.holds,
        standing=check.standing,
        verdict=check.words(language),
        number=one.number if one else paper.number if paper else None,
        kind_name=one.kind.name if one else str(paper.kind) if paper else None,
        sha256=one.sha256 if one else paper.sha256 if paper else None,
        sealed_by=sound.agency if sound else None,
        sealed_at=sound.sealed_at.isoformat() if sound and sound.sealed_at else None,
        valid_until=one.valid_until if one else None,
        successor=check.successor.number if check.successor else None,
        authority=sound.authority if sound else None,
        test_authority=sound.is_test if sound else None,
    )


def _package_out(bag: Bag) -> PackageOut:
    return PackageOut(
        number=bag.number, since=bag.since, until=bag.until, documents=bag.documents_count, digest=bag.digest
    )
