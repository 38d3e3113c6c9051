"""Counting trials, and stopping whoever makes too many: for all processes, over Django's connection."""

from datetime import datetime, timedelta
from typing import Final

from django.db import connection

from yishu.access.sandbox.errors import SandboxUsedUp
from yishu.access.sandbox.models import SandboxUse
from yishu.core.calendar import seconds_left, shanghai_day

MOST: Final = 10_000
"""Subjects a day, of one caller and resource: a test suite that runs with every change is well below."""
KEPT: Final = timedelta(days=90)

_COUNTED: Final = """
insert into access_sandbox_use as used (caller, resource, day, calls, subjects) values (%s, %s, %s, 1, %s)
on conflict (caller, resource, day) do update
set calls = used.calls + 1, subjects = used.subjects + excluded.subjects
returning subjects
"""


def count(caller: str, resource: str, subjects: int, now: datetime) -> None:
    """Raises SandboxUsedUp; what is refused so counts as well."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED, [caller, resource, shanghai_day(now), subjects])
        ((total,),) = cursor.fetchall()
    if total > MOST:
        problem = SandboxUsedUp(most=MOST)
        problem.pause = seconds_left(now)
        raise problem


def sweep(now: datetime) -> int:
    """Forget the trials of long ago. Returns how many rows went."""
    gone, _ = SandboxUse.objects.filter(day__lt=shanghai_day(now - KEPT)).delete()
    return gone
