"""Files that nobody asked for in a while are swept, and those of grants that are over at once: they can be made again."""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q

from yishu.access.delta.models import SharedFile, folder
from yishu.sharing.models import Grant

KEPT: Final = timedelta(days=2)
UNDER_WAY: Final = timedelta(hours=6)
"""Longer than any file takes to be written."""


def sweep(now: datetime) -> int:
    """How many files went. The row goes first: who asks in between is told to query again."""
    over = ~Q(profile__grant__state=Grant.State.ACTIVE) | Q(profile__grant__valid_until__lte=now)
    swept = 0
    for file in SharedFile.objects.filter(over | Q(used_at__lt=now - KEPT)).iterator():
        path = file.path
        file.delete()
        path.unlink(missing_ok=True)
        swept += 1
    return swept + _strays(now)


def _strays(now: datetime) -> int:
    """What a process that died left behind."""
    if not folder().exists():
        return 0
    kept = {str(number) for number in SharedFile.objects.values_list("pk", flat=True)}
    strays = [
        path
        for path in folder().iterdir()
        if (path.suffix == ".part" or path.stem not in kept)
        and now.timestamp() - path.stat().st_mtime > UNDER_WAY.total_seconds()
    ]
    for path in strays:
        path.unlink(missing_ok=True)
    return len(strays)
