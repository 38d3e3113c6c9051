"""The brake on whoever tries numbers and codes on the public check: counted by source for all processes. The codes are long enough without it; this keeps the trying down."""

from datetime import datetime, timedelta
from typing import Final

from django.db import connection
from django.db.models import Sum

from yishu.audit.models import RefusalCount
from yishu.seals.errors import TooManyWrongChecks

WRONG: Final = 20
WINDOW: Final = timedelta(minutes=5)
_CODE: Final = "wrong_check_code"


def require_calm(source: str, now: datetime) -> None:
    """Right ones are refused as well, so that the refusal tells nothing. Raises TooManyWrongChecks."""
    recent = RefusalCount.objects.filter(source=source[:64], code=_CODE, minute__gte=now - WINDOW)
    if (recent.aggregate(n=Sum("count"))["n"] or 0) >= WRONG:
        problem = TooManyWrongChecks(minutes=int(WINDOW.total_seconds()) // 60)
        problem.pause = int(WINDOW.total_seconds())
        raise problem


def count_wrong(source: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            insert into audit_refusal_count as refusals (source, minute, code, count)
            values (%(source)s, date_trunc('minute', now()), %(code)s, 1)
            on conflict (source, minute, code) do update set count = refusals.count + 1
            """,
            {"source": source[:64], "code": _CODE},
        )
