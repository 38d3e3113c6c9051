"""Keeping runs over Django's connection, and forgetting those of days before."""

from datetime import datetime, timedelta
from typing import Final

from django.db import connection

from yishu.access.governed import Permit
from yishu.access.runs.models import Run
from yishu.access.runs.rules import LEAST, LOOKED_AT, longest_run
from yishu.access.runs.statements import NOTED

_NOTED: Final = NOTED.format(caller="%s", resource="%s", duty="%s", longest="%s")
_KEPT: Final = timedelta(days=2)


def note(caller: str, duty: str, permit: Permit) -> None:
    """The run of one call, if there is one. In the transaction of its evidence."""
    if permit.count < LEAST:
        return
    longest = longest_run(permit.first_subjects(LOOKED_AT))
    if longest >= LEAST:
        with connection.cursor() as cursor:
            cursor.execute(_NOTED, ([caller], [permit.plan.code], [duty], [longest]))


def sweep(now: datetime) -> int:
    """Forget what was measured long ago. Returns how many rows went."""
    return Run.objects.filter(hour__lt=now - _KEPT).delete()[0]
