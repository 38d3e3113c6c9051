"""The providing side over HTTP: one's own documents in any state, their review and withdrawal (19.1, 21.1)."""

from datetime import date, datetime

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from ninja.params import functions as params
from pydantic import ConfigDict

from yishu.agencies.api import PlainText, known
from yishu.agencies.models import Role
from yishu.agencies.roles import require
from yishu.core.errors import FieldError, Invalid
from yishu.hosting.files import commands, queries
from yishu.hosting.files.models import DocumentVersion

router = Router(tags=["documents"], auth=known)
_MOST = 200
_LARGEST = 2**31


class FileVersionOut(Schema):
    """`state`: waiting (for its secrecy review), provided, returned or withdrawn."""

    number: str
    version: int
    state: str
    title: str
    dated: date | None
    file_name: str
    media_type: str
    size: int
    sha256: str
    uploaded_at: datetime
    uploaded_by: str
    reviewed_at: datetime | None
    opinion: str
    subjects: list[str]


class DocumentReview(Schema):
    """`act`: pass, with the `scope` of what was examined, or return, with an `opinion`."""

    model_config = ConfigDict(extra="forbid")
    act: PlainText
    scope: PlainText = ""
    opinion: PlainText = ""


class FileWithdrawalIn(Schema):
    model_config = ConfigDict(extra="forbid")
    reason: PlainText


@router.get("/{code}/documents", response=list[FileVersionOut])
def list_own_documents(
    request: HttpRequest, code: str, state: PlainText = "", number: PlainText = ""
) -> list[FileVersionOut]:
    """Versions of one's own documents, the latest first (200 at most), of one state or number."""
    actor = request.actor  # type: ignore[attr-defined]
    require(actor, Role.DATA_OFFICER, Role.SECRECY_REVIEWER)
    found = queries.list_versions(queries.get_own(actor, code), state=state, number=number)
    return [version_out(one) for one in found[:_MOST]]


@router.post("/{code}/documents/{number}/versions/{n}/review", response=FileVersionOut)
def review_document(
    request: HttpRequest,
    code: str,
    number: PlainText,
    body: DocumentReview,
    n: int = params.Path(..., ge=1, lt=_LARGEST),
) -> FileVersionOut:
    """The secrecy reviewer, another person than who handed it in, signs the version off (it is provided from now on), or returns it."""
    actor, now = request.actor, timezone.now()  # type: ignore[attr-defined]
    key = queries.version_of(queries.get_own(actor, code), number, n)
    if body.act == "return":
        return version_out(commands.return_version(actor, key, opinion=body.opinion, now=now))
    if body.act != "pass":
        zh, en = "act 须为 pass 或 return。", "act is pass or return."
        raise Invalid(errors=[FieldError("act", "one_of", zh, en)])
    return version_out(commands.sign_off(actor, key, scope=body.scope, now=now))


@router.post("/{code}/documents/{number}/versions/{n}/withdrawal", response=FileVersionOut)
def withdraw_document(
    request: HttpRequest,
    code: str,
    number: PlainText,
    body: FileWithdrawalIn,
    n: int = params.Path(..., ge=1, lt=_LARGEST),
) -> FileVersionOut:
    """Withdraw a version that was put out by mistake: the next call finds it gone. It stays on record."""
    actor = request.actor  # type: ignore[attr-defined]
    key = queries.version_of(queries.get_own(actor, code), number, n)
    return version_out(commands.withdraw(actor, key, reason=body.reason, now=timezone.now()))


def version_out(one: DocumentVersion) -> FileVersionOut:
    return FileVersionOut(
        number=one.document.number,
        version=one.n,
        state=one.state,
        title=one.title,
        dated=one.dated,
        file_name=one.file_name,
        media_type=one.media_type,
        size=one.size,
        sha256=one.digest,
        uploaded_at=one.uploaded_at,
        uploaded_by=one.uploaded_by_name,
        reviewed_at=one.reviewed_at,
        opinion=one.opinion,
        subjects=[each.shown for each in one.subjects.all()],
    )
