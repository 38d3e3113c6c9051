"""A kept file is handed out only while the grant still gives all that it shows: the same decision as for the copy itself, at each request (26.5)."""

from datetime import datetime
from uuid import UUID

from yishu.access.copies import given_now
from yishu.access.downloads import queries
from yishu.access.downloads.errors import DownloadNotReady, DownloadOutdated, DownloadOver
from yishu.access.downloads.evidence import record
from yishu.access.downloads.models import Download
from yishu.audit.record import Action
from yishu.core.actor import Actor


def get_file(actor: Actor, number: UUID, *, code: str | None = None, now: datetime) -> Download:
    """Its asker's own, ready, whole and still granted. Raises DownloadNotFound, DownloadNotReady, DownloadOver, DownloadOutdated, or the refusal of the grant."""
    made = queries.get_own(actor, number, code=code)
    if made.is_under_way:
        raise DownloadNotReady
    if made.state != Download.State.READY or made.ends_at is None or now >= made.ends_at or not made.path.exists():
        raise DownloadOver
    grant = str(made.grant_id)
    given = given_now(actor, made.grant.resource.path_code, grant=grant, version=made.past, now=now)
    if given.shows != made.shows:
        raise DownloadOutdated
    return made


def note_fetch(actor: Actor, made: Download, sent: str, *, now: datetime) -> None:
    """On record before a byte of it leaves; `sent`: the range, as the answer tells it, nothing for the whole."""
    Download.objects.filter(pk=made.pk).update(fetched_at=now)
    record(actor, Action.COPY_FETCHED, made, copy=made.receipt, range=sent)
