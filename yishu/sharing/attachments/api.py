"""Attachments of applications over HTTP (26.1)."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import File, Form, Router, Schema, Status, UploadedFile

from yishu.agencies.api import PlainText, known
from yishu.sharing import queries as sharing
from yishu.sharing.attachments import commands, pages, queries
from yishu.sharing.attachments.models import Attachment

router = Router(tags=["sharing"], auth=known)


class AttachmentOut(Schema):
    n: int
    kind: str
    name: str
    media_type: str
    size: int
    sha256: str
    agency: str
    added_by: str
    added_at: datetime


@router.get("/applications/{number}/attachments", response=list[AttachmentOut])
def list_attachments(request: HttpRequest, number: str) -> list[AttachmentOut]:
    """The files that one may read: the applicant's, and those of one's own agency."""
    actor = request.actor  # type: ignore[attr-defined]
    return [_out(one) for one in queries.list_attachments(actor, sharing.get_application(actor, number))]


@router.post("/applications/{number}/attachments", response={201: AttachmentOut})
def attach(request: HttpRequest, number: str, kind: Form[PlainText], file: File[UploadedFile]) -> Status[AttachmentOut]:
    """`kind`: letter, basis, undertaking or other; `file`: PDF, OFD, PNG or JPEG, 10 MB at most."""
    actor = request.actor  # type: ignore[attr-defined]
    content = file.read(commands.LARGEST + 1)
    made = commands.attach(actor, number, kind=kind, name=file.name or "", content=content, now=timezone.now())
    return Status(201, _out(made))


@router.get("/applications/{number}/attachments/{n}")
def download(request: HttpRequest, number: str, n: int) -> HttpResponse:
    """The file as it was attached."""
    return pages.served(request.actor, number, n)  # type: ignore[attr-defined]


def _out(one: Attachment) -> AttachmentOut:
    return AttachmentOut(
        n=one.n,
        kind=one.kind,
        name=one.name,
        media_type=one.media_type,
        size=one.size,
        sha256=one.sha256,
        agency=one.agency.code,
        added_by=one.added_by_name,
        added_at=one.added_at,
    )
