"""Copies as files, for programs: asked for, looked after, fetched in as many pieces as it takes (contract: beside `GET /api/v1/data/{code}/bulk`)."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field

from yishu.access.downloads import commands, queries
from yishu.access.downloads.answering import answer_with_file
from yishu.access.downloads.commands import Asked
from yishu.access.downloads.models import Download
from yishu.access.downloads.obligations import obligations_of
from yishu.agencies.api import WITHOUT_FRACTION, PlainText, known
from yishu.core.actor import Actor

router = Router(tags=["data"], auth=known)


class FileIn(Schema):
    """`since`: the changes after that version; `version`: all of a past one; without both, all of the current one. `grant`: by which, else the oldest that serves; `acknowledge`: the codes of its obligations, all of them."""

    format: PlainText = "csv"
    since: Annotated[int, Field(strict=True, ge=0, lt=2**63), WITHOUT_FRACTION] | None = None
    version: Annotated[int, Field(strict=True, ge=0, lt=2**63), WITHOUT_FRACTION] | None = None
    grant: UUID | None = None
    acknowledge: list[PlainText] = []


class DownloadRefusalOut(Schema):
    code: str
    zh: str
    en: str


class FileOut(Schema):
    """`state`: waiting, preparing, ready, failed, removed. `size`: bytes, so far while it is being prepared; `digest`: SHA-256 of the file; `until`: when it
    is removed; `url`: where it is fetched, once it is ready; `refusal`: why it failed."""

    id: UUID
    state: str
    format: str
    since: int | None
    grant: UUID
    asked_at: datetime
    version: int | None
    records: int | None
    size: int
    digest: str | None
    until: datetime | None
    receipt: str | None
    url: str | None
    refusal: DownloadRefusalOut | None


class ObligationOut(Schema):
    grant: UUID
    code: str
    text: str


class FilesOut(Schema):
    """What one has asked for, the newest first, and what has to be acknowledged to ask for more, by grant."""

    obligations: list[ObligationOut]
    files: list[FileOut]


@router.post("/data/{code}/bulk/files", response={202: FileOut})
def ask_for_file(request: HttpRequest, response: HttpResponse, code: str, asked: FileIn) -> tuple[int, FileOut]:
    """Have a granted copy prepared as a file. 202 with `Location`, at which it tells how far it is. The same one that is under way or kept already is given
    again; no second copy is counted."""
    grant = str(asked.grant) if asked.grant else None
    wanted = Asked(asked.format, asked.since, asked.version, grant, tuple(asked.acknowledge))
    made = commands.ask(_actor(request), code, wanted, now=timezone.now())
    response["Location"] = reverse("api:file_of_copy", args=[code, made.pk])
    return 202, _out(made)


@router.get("/data/{code}/bulk/files", response=FilesOut)
def list_files(request: HttpRequest, code: str) -> FilesOut:
    """One's own files of a resource, and the obligations of the grants by which one may ask for more."""
    actor = _actor(request)
    obligations = [
        ObligationOut(grant=grant.pk, code=each.code, text=each.text)
        for grant in queries.list_usable(actor, code, timezone.now())
        for each in obligations_of(grant.read_terms())
    ]
    own = queries.list_own(actor).filter(grant__resource__code=code.replace("-", "/", 1))
    return FilesOut(obligations=obligations, files=[_out(made) for made in own[: queries.SHOWN]])


@router.get("/data/{code}/bulk/files/{number}", response=FileOut, url_name="file_of_copy")
def get_state(request: HttpRequest, code: str, number: UUID) -> FileOut:
    """How far a file is, and where it is fetched."""
    return _out(queries.get_own(_actor(request), number, code=code))


@router.delete("/data/{code}/bulk/files/{number}", response={204: None})
def remove_file(request: HttpRequest, code: str, number: UUID) -> tuple[int, None]:
    """It is needed no more: its file goes at once."""
    actor = _actor(request)
    commands.remove(actor, queries.get_own(actor, number, code=code), now=timezone.now())
    return 204, None


@router.api_operation(["HEAD"], "/data/{code}/bulk/files/{number}/content", include_in_schema=False)
@router.get("/data/{code}/bulk/files/{number}/content", url_name="content_of_copy")
def fetch_file(request: HttpRequest, code: str, number: UUID) -> object:
    """The file, or a range of it (`Range`, `If-Range`): `ETag` and `Repr-Digest` are its SHA-256. The grant is held against each request: withdrawn, narrowed or
    masked since, it is refused."""
    return answer_with_file(request, _actor(request), number, code)


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined]


def _out(made: Download) -> FileOut:
    is_ready = made.state == Download.State.READY
    code = made.grant.resource.path_code
    return FileOut(
        id=made.pk,
        state=made.state,
        format=made.format,
        since=made.since,
        grant=made.grant_id,
        asked_at=made.asked_at,
        version=made.version,
        records=made.records,
        size=made.size,
        digest=made.digest or None,
        until=made.ends_at,
        receipt=made.receipt or None,
        url=reverse("api:content_of_copy", args=[code, made.pk]) if is_ready else None,
        refusal=DownloadRefusalOut(**made.refusal) if made.refusal else None,
    )
