"""Documents over HTTP, under the paths of the data plane (19.1, 26.5, 27.2, 27.3). Numbers of subjects never stand in an address."""

from datetime import date, datetime
from typing import Any
from urllib.parse import quote

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from ninja import Form, Router, Schema, Status
from ninja.files import UploadedFile
from ninja.params import functions as params
from pydantic import ConfigDict

from yishu.access.asks import LONGEST_TEXT
from yishu.access.files import reading
from yishu.access.files.reading import Purpose
from yishu.agencies.api import PlainText, known
from yishu.core.calendar import shanghai_day
from yishu.core.decoding import decoded
from yishu.core.errors import FieldError, Invalid
from yishu.hosting.files import commands
from yishu.hosting.files.api import FileVersionOut, version_out
from yishu.hosting.files.models import DocumentVersion
from yishu.hosting.files.queries import Listed, Page, Wanted
from yishu.hosting.files.rules import Named, Submission, read_subject
from yishu.hosting.files.sending import version_response

router = Router(tags=["documents"], auth=known)
_LARGEST = 2**53


class FilePurposeIn(Schema):
    """As for data: the duty that the reading serves, and the case, where the grant wants one."""

    duty: PlainText
    case: PlainText = ""


class SubjectIn(Schema):
    """`type`: resident_id, uscc, org_code, licence_no, or the type code of an identity document."""

    model_config = ConfigDict(extra="forbid")
    type: PlainText
    value: PlainText


class DocumentQuery(Schema):
    """One of `number` and `subject`."""

    model_config = ConfigDict(extra="forbid")
    purpose: FilePurposeIn
    number: PlainText = ""
    subject: SubjectIn | None = None
    grant: PlainText = ""


class DocumentSaid(Schema):
    """`number` and `title` left out: the file's own name. `subjects`: JSON, a list of `{"type", "value"}`."""

    number: PlainText = ""
    title: PlainText = ""
    dated: date | None = None
    note: PlainText = ""
    subjects: PlainText = ""


class UploadedOut(FileVersionOut):
    """`unchanged`: this very file was there already, under the same words."""

    unchanged: bool


class HostedDocumentOut(Schema):
    """`change` and what follows it are against `since`; of a deleted document only its number is told. `version`: which version of it is provided now."""

    number: str
    change: str
    changed_in: int
    version: int | None = None
    title: str = ""
    dated: date | None = None
    file_name: str = ""
    media_type: str = ""
    size: int | None = None
    sha256: str = ""
    provided_at: datetime | None = None
    href: str = ""


class DocumentsOut(Schema):
    """`version`: keep that of the first page, and ask `since` it later. `next`: the cursor of the next page, null on the last."""

    version: int
    items: list[HostedDocumentOut]
    next: str | None
    receipt: str


class GivenVersionOut(Schema):
    """A version that is or was provided; one that was withdrawn has no bytes and no name any more."""

    version: int
    withdrawn_at: datetime | None
    title: str
    dated: date | None
    file_name: str
    media_type: str
    size: int | None
    sha256: str
    provided_at: datetime | None
    href: str


class GivenDocumentOut(Schema):
    """`current`: which version is provided now, null for none."""

    number: str
    current: int | None
    versions: list[GivenVersionOut]
    receipt: str


@router.post("/{code}/documents", response={200: UploadedOut, 201: UploadedOut})
def hand_in_document(
    request: HttpRequest,
    code: str,
    body: Form[DocumentSaid],
    file: UploadedFile = params.File(...),  # noqa: B008 - how ninja declares a file
) -> Status[UploadedOut]:
    """Hand in a document, or the next version of one, as multipart form: the provider's data officer, or its system with the scope publish. It waits for its secrecy review."""
    said = Submission(str(file.name), body.number, body.title, body.dated, body.note, _subjects(body.subjects))
    actor = request.actor  # type: ignore[attr-defined]
    done = commands.upload(actor, code, said, file.chunks(), now=timezone.now())
    made = UploadedOut(**version_out(done.version).dict(), unchanged=not done.is_new)
    return Status(201 if done.is_new else 200, made)


@router.get("/{code}/documents", response=DocumentsOut)
def list_documents(
    request: HttpRequest,
    code: str,
    since: int | None = params.Query(None, ge=0, lt=_LARGEST),
    number: PlainText = "",
    dated_from: date | None = None,
    dated_until: date | None = None,
    cursor: PlainText = "",
    grant: PlainText = "",
) -> DocumentsOut:
    """The documents that a grant with bulk opens, or what changed of them since a version; at most 200 a page. Its purpose is the grant's."""
    wanted = Wanted(since, number, dated_from, dated_until)
    upto, after = _cursor(cursor)
    actor = request.actor  # type: ignore[attr-defined]
    page, receipt = reading.list_documents(
        actor, code, wanted, Purpose(grant=grant), after=after, upto=upto, now=timezone.now()
    )
    return _page(code, page, receipt)


@router.post("/{code}/documents/query", response=DocumentsOut)
def query_documents(request: HttpRequest, code: str, body: DocumentQuery) -> DocumentsOut:
    """The document of a number, or those about a subject, for a duty and a case: what a grant with query opens."""
    now = timezone.now()
    purpose = _purpose(body.purpose.duty, body.purpose.case, body.grant)
    if not purpose.duty or bool(body.number) == (body.subject is not None):
        zh, en = (
            "请写明 purpose.duty，以及 number、subject 中的一项。",
            "Name purpose.duty, and one of number and subject.",
        )
        raise Invalid(errors=[FieldError("number", "one_of", zh, en)])
    wanted = Wanted(number=body.number, subject=_hash(body.subject, now))
    actor = request.actor  # type: ignore[attr-defined]
    page, receipt = reading.list_documents(actor, code, wanted, purpose, now=now)
    return _page(code, page, receipt)


@router.get("/{code}/documents/{number}", response=GivenDocumentOut)
def open_document(
    request: HttpRequest,
    code: str,
    number: PlainText,
    duty: PlainText = "",
    case: PlainText = "",
    grant: PlainText = "",
) -> GivenDocumentOut:
    """One document with its versions. With `duty` (and `case`) by a grant with query, without by one with bulk."""
    actor, purpose = request.actor, _purpose(duty, case, grant)  # type: ignore[attr-defined]
    (document, versions), receipt = reading.open_document(actor, code, number, purpose, now=timezone.now())
    return GivenDocumentOut(
        number=document.number,
        current=document.current.n if document.current else None,
        versions=[_given(code, document.number, one) for one in versions],
        receipt=receipt,
    )


@router.api_operation(["HEAD"], "/{code}/documents/{number}/versions/{n}", include_in_schema=False)
@router.get("/{code}/documents/{number}/versions/{n}", openapi_extra={"responses": {200: {"description": "OK"}}})
def fetch_document(
    request: HttpRequest,
    code: str,
    number: PlainText,
    n: int = params.Path(..., ge=1, lt=2**31),
    duty: PlainText = "",
    case: PlainText = "",
    grant: PlainText = "",
) -> HttpResponse | HttpResponseBase:
    """The bytes of a version, as a download: ETag, ranges, `Repr-Digest` (SHA-256), `Yishu-Receipt`. Whether the grant still opens it is asked each time, and put on record."""
    actor, purpose = request.actor, _purpose(duty, case, grant)  # type: ignore[attr-defined]
    version, receipt = reading.fetch(actor, code, number, n, purpose, now=timezone.now())
    return version_response(request, version, receipt=receipt)


def _page(code: str, page: Page, receipt: str) -> DocumentsOut:
    following = None if page.after is None else f"{page.version}.{page.after}"
    return DocumentsOut(
        version=page.version, items=[_listed(code, one) for one in page.listed], next=following, receipt=receipt
    )


def _listed(code: str, one: Listed) -> HostedDocumentOut:
    about: dict[str, Any] = {} if one.current is None else _facts(code, one.document.number, one.current)
    return HostedDocumentOut(number=one.document.number, change=one.change, changed_in=one.document.changed_in, **about)


def _given(code: str, number: str, one: DocumentVersion) -> GivenVersionOut:
    if one.withdrawn_at is None:
        return GivenVersionOut(withdrawn_at=None, **_facts(code, number, one))
    nothing = {"title": "", "dated": None, "file_name": "", "media_type": "", "size": None, "sha256": "", "href": ""}
    return GivenVersionOut(version=one.n, withdrawn_at=one.withdrawn_at, provided_at=one.reviewed_at, **nothing)


def _facts(code: str, number: str, one: DocumentVersion) -> dict[str, Any]:
    return {
        "version": one.n,
        "title": one.title,
        "dated": one.dated,
        "file_name": one.file_name,
        "media_type": one.media_type,
        "size": one.size,
        "sha256": one.digest,
        "provided_at": one.reviewed_at,
        "href": f"/api/v1/data/{code}/documents/{quote(number, safe='')}/versions/{one.n}",
    }


def _purpose(duty: str, case: str, grant: str) -> Purpose:
    """Raises Invalid for what evidence has no room for."""
    wrong = []
    for field, text in (("duty", duty), ("case", case)):
        if len(text) > LONGEST_TEXT or not text.isprintable():
            zh, en = "一行文字，不超过 {most} 字。", "One line of at most {most} characters."
            wrong.append(FieldError(field, "text", zh, en, most=LONGEST_TEXT))
    if wrong:
        raise Invalid(errors=wrong)
    return Purpose(duty.strip(), case.strip(), grant[:60])


def _cursor(text: str) -> tuple[int | None, int]:
    """The shelf's version that the list goes up to, and where the page begins. Raises Invalid."""
    if not text:
        return None, 0
    upto, _dot, after = text.partition(".")
    if not all(part.isascii() and part.isdigit() and len(part) < 17 for part in (upto, after)):
        zh, en = (
            "游标不是本接口给出的：请原样使用 next 的值。",
            "No cursor of this list: use the value of next as it is.",
        )
        raise Invalid(errors=[FieldError("cursor", "cursor", zh, en)])
    return int(upto), int(after)


def _hash(subject: SubjectIn | None, now: datetime) -> str:
    if subject is None:
        return ""
    named = Named(subject.type, subject.value)
    read = read_subject(named, settings.YISHU_SECRETS.subjects, shanghai_day(now), "subject")
    if isinstance(read, FieldError):
        raise Invalid(errors=[read])
    return read.hash


def _subjects(text: str) -> tuple[Named, ...]:
    """Raises Invalid."""
    if not text.strip():
        return ()
    try:
        return tuple(decoded(text, list[Named]))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        zh = 'subjects 须为 JSON 列表：[{{"type": "uscc", "value": "…"}}]。'
        en = 'subjects is a JSON list: [{{"type": "uscc", "value": "…"}}].'
        raise Invalid(errors=[FieldError("subjects", "json_list", zh, en)]) from None
