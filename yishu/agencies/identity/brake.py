"""The brake on guessing, kept in PostgreSQL so that all processes agree. It slows down whoever fails; it locks nobody out.

A try from a browser where this person has logged in before (it has their device cookie, OWASP *Slow Down Online Guessing Attacks with Device Cookies*) is measured by that cookie
alone. Any other is measured by login name *and* source, and by the source; where a name is under attack from many sources, each source gets one try in a while. So nobody's
failures stand in the way of the person's own browser, nor of a browser at another address.
"""

import hmac
from datetime import datetime, timedelta
from math import ceil
from typing import Final

from django.conf import settings
from django.db import connection
from django.db.models import Sum

from yishu.agencies.errors import TooManyTries, WrongPassword
from yishu.agencies.identity.errors import WrongCode
from yishu.agencies.identity.models import Brake
from yishu.audit.models import RefusalCount

FREE: Final = 5  # failures in a row before one has to wait
FREE_UNDER_ATTACK: Final = 1
ATTACK: Final = 50  # failures in one name from everywhere, in FORGOTTEN
SLOW_SECONDS: Final = 60  # the first pause for a name under attack
LONGEST_SECONDS: Final = 900
FORGOTTEN: Final = timedelta(hours=1)
SOURCE_FAILURES: Final = 30
SOURCE_WINDOW: Final = timedelta(minutes=5)


class Place:
    """Where failures are counted for one try; `take` before the secret is checked, `clear` once it was right."""

    def __init__(self, kind: str, login: str, source: str, device: str = "") -> None:
        self._name = _place(kind, "name", login)
        self._own = _place(kind, "device", login, device) if device else _place(kind, "source", login, source)
        self._source, self._has_device = source, bool(device)

    def take(self, now: datetime) -> None:
        """Count a failure beforehand, so that many tries at once are many. Raises TooManyTries."""
        if not self._has_device and _of_source(self._source, now) >= SOURCE_FAILURES:
            raise TooManyTries(seconds=int(SOURCE_WINDOW.total_seconds()))
        attacked = not self._has_device and _failures(self._name, now) >= ATTACK
        free, first = (FREE_UNDER_ATTACK, SLOW_SECONDS) if attacked else (FREE, 1)
        wait = _take(self._own, now, free, first)
        if wait:
            raise TooManyTries(seconds=wait)

    def failed(self, now: datetime, code: str) -> None:
        """The secret was wrong: counted for its source, and for the name."""
        _count_refusal(self._source, code)
        if not self._has_device:
            _count(self._name, now)

    def clear(self) -> None:
        Brake.objects.filter(place=self._own).delete()


def _place(*parts: str) -> str:
    return hmac.digest(settings.YISHU_SECRETS.tokens, "\0".join(("brake", *parts)).encode(), "sha256").hex()


def _take(place: str, now: datetime, free: int, first: int) -> int:
    """0 where the try may go on; else the seconds to wait."""
    pause = """case when b.failures < %(free)s then 0
        else least(%(longest)s, %(first)s * power(2, least(b.failures - %(free)s, 20))) end"""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            insert into identity_brake as b (place, failures, first_at, last_at) values (%(place)s, 1, %(now)s, %(now)s)
            on conflict (place) do update
            set failures = case when b.last_at < %(forgotten)s then 1 else b.failures + 1 end, last_at = greatest(b.last_at, %(now)s)
            where b.failures < %(free)s or b.last_at + {pause} * interval '1 second' <= %(now)s
            returning failures
            """,
            given := {
                "place": place,
                "now": now,
                "free": free,
                "first": first,
                "longest": LONGEST_SECONDS,
                "forgotten": now - FORGOTTEN,
            },
        )
        if cursor.fetchone():
            return 0
        cursor.execute(
            f"select extract(epoch from b.last_at + {pause} * interval '1 second' - %(now)s) from identity_brake b where place = %(place)s",
            given,
        )
        row = cursor.fetchone()
    return max(1, ceil(row[0])) if row else 1


def _count(place: str, now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            insert into identity_brake as b (place, failures, first_at, last_at) values (%(place)s, 1, %(now)s, %(now)s)
            on conflict (place) do update set
                failures = case when b.first_at < %(forgotten)s then 1 else b.failures + 1 end,
                first_at = case when b.first_at < %(forgotten)s then %(now)s else b.first_at end,
                last_at = %(now)s
            """,
            {"place": place, "now": now, "forgotten": now - FORGOTTEN},
        )


def _failures(place: str, now: datetime) -> int:
    found = Brake.objects.filter(place=place, first_at__gte=now - FORGOTTEN).values_list("failures", flat=True).first()
    return found or 0


def _of_source(source: str, now: datetime) -> int:
    codes = (WrongPassword.code, WrongCode.code)
    recent = RefusalCount.objects.filter(source=source, code__in=codes, minute__gte=now - SOURCE_WINDOW)
    return recent.aggregate(n=Sum("count"))["n"] or 0


def _count_refusal(source: str, code: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            insert into audit_refusal_count as refusals (source, minute, code, count)
            values (%(source)s, date_trunc('minute', now()), %(code)s, 1)
            on conflict (source, minute, code) do update set count = refusals.count + 1
            """,
            {"source": source, "code": code},
        )
