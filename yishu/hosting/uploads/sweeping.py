"""What nobody came back to: unfinished uploads and held batches past their time, and files that belong to nothing."""

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction

from yishu.audit import recording
from yishu.audit.record import Action
from yishu.core.actor import PLATFORM
from yishu.core.calendar import shanghai_day
from yishu.hosting.uploads import files
from yishu.hosting.uploads.errors import UploadBusy, UploadGone, UploadLost
from yishu.hosting.uploads.holding import forget_values
from yishu.hosting.uploads.models import UNDER_WAY, Upload
from yishu.hosting.uploads.receiving import end

GRACE: Final = timedelta(hours=1)
"""A file is older than this before it is taken for a stray: its row may be on its way."""


def sweep(now: datetime) -> int:
    """How many files went. Safe at any time: who writes to an upload keeps it."""
    stale = Upload.objects.filter(
        state=Upload.State.RECEIVING, written_at__lt=now - timedelta(days=settings.YISHU_UPLOAD_DAYS)
    )
    forgotten = Upload.objects.filter(state=Upload.State.HELD, held__until__lt=shanghai_day(now))
    ended = [_expire(one, now) for one in (*stale.select_related("resource"), *forgotten.select_related("resource"))]
    return sum(ended) + _sweep_strays(now)


def _expire(upload: Upload, now: datetime) -> bool:
    try:
        with files.locked(upload.pk):
            _end(upload, now)
    except UploadBusy:
        return False
    except UploadLost:
        _end(upload, now)
    except UploadGone:
        return False
    files.remove(upload.pk)
    return True


def _end(upload: Upload, now: datetime) -> None:
    with transaction.atomic():
        end(upload, Upload.State.EXPIRED, now)
        if hasattr(upload, "held"):
            forget_values(upload.held)
        recording.record(PLATFORM, Action.UPLOAD_EXPIRED, resource=upload.resource.code, target=f"upload:{upload.pk}")


def _sweep_strays(now: datetime) -> int:
    if not files.folder().exists():
        return 0
    known = {str(number) for number in Upload.objects.filter(state__in=UNDER_WAY).values_list("pk", flat=True)}
    old = (now - GRACE).timestamp()
    strays = [path for path in files.folder().iterdir() if path.name not in known and path.stat().st_mtime < old]
    for path in strays:
        path.unlink(missing_ok=True)
    return len(strays)
