"""Files past their life are removed, and those of grants that are over at once; the row stays, as what was done."""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q

from yishu.access.downloads.models import UNDER_WAY, Download, folder
from yishu.sharing.models import Grant

STRAY: Final = timedelta(hours=6)
"""Longer than any file takes to be written."""


def sweep(now: datetime) -> int:
    """How many files went. The row goes first: who asks in between is told to prepare it anew."""
    over = Q(ends_at__lte=now) | ~Q(grant__state=Grant.State.ACTIVE) | Q(grant__valid_until__lte=now)
    swept = 0
    for made in Download.objects.filter(over, state=Download.State.READY).order_by("pk"):
        swept += Download.objects.filter(pk=made.pk, state=Download.State.READY).update(state=Download.State.REMOVED)
        made.path.unlink(missing_ok=True)
    return swept + _strays(now)


def _strays(now: datetime) -> int:
    """What a process that died left behind."""
    if not folder().exists():
        return 0
    alive = Download.objects.filter(state__in=(*UNDER_WAY, Download.State.READY)).values_list("pk", flat=True)
    kept = {number.hex for number in alive}
    strays = [
        path
        for path in folder().iterdir()
        if path.stem not in kept and now.timestamp() - path.stat().st_mtime > STRAY.total_seconds()
    ]
    for path in strays:
        path.unlink(missing_ok=True)
    return len(strays)
