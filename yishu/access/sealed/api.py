"""Finding sealed documents, for programs and people: by whom they are about, or by number; the file itself is then fetched at `GET /api/v1/documents/{number}`."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from yishu.access.sealed.finding import Asked, find
from yishu.agencies.api import PlainText, known
from yishu.seals.models import Document

router = Router(tags=["seals"], auth=known)


class SealedPurposeIn(Schema):
    duty: PlainText = ""
    case: PlainText = ""


class SoughtIn(Schema):
    """Of the kinds tied to `resource`: those about a subject (a string, or `{"type","value"}`), or the one of a number. `after`: the `next` of the page before."""

    purpose: SealedPurposeIn
    resource: PlainText
    subject: Any = None
    number: PlainText = ""
    after: PlainText = ""


class SealedOut(Schema):
    number: str
    kind: str
    kind_name: str
    agency: str
    issued_at: str
    valid_until: date | None = None
    sha256: str


class SealedPage(Schema):
    """`next`: of what is asked next as `after`; null where there is no more."""

    documents: list[SealedOut]
    next: str | None = None
    receipt: str


@router.post("/sealed-documents/query", response=SealedPage)
def find_sealed(request: HttpRequest, body: SoughtIn) -> SealedPage:
    """The documents in force about a subject, or of a number, of the kinds that are tied to a resource: those that one may fetch, newest first. On record."""
    asked = Asked(body.resource, body.purpose.duty, body.purpose.case, body.subject, body.number, body.after)
    found = find(request.actor, asked, now=timezone.now())  # type: ignore[attr-defined]
    return SealedPage(documents=[_out(one) for one in found.documents], next=found.next, receipt=found.receipt)


def _out(one: Document) -> SealedOut:
    assert one.issued_at is not None  # it is in force
    return SealedOut(
        number=one.number,
        kind=one.kind.code,
        kind_name=one.kind.name,
        agency=one.agency.name,
        issued_at=one.issued_at.isoformat(),
        valid_until=one.valid_until,
        sha256=one.sha256,
    )
