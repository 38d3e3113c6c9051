"""Checking a login name and password, with a brake on guessing."""

from datetime import timedelta

from django.contrib.auth import authenticate
from django.db import connection
from django.db.models import Sum
from django.http import HttpRequest
from django.utils import timezone

from yishu.agencies.errors import TooManyTries, WrongPassword
from yishu.agencies.models import Person
from yishu.audit.models import RefusalCount
from yishu.core.text import is_plain

MOST_FAILURES = 30
WINDOW = timedelta(minutes=5)


def sign_in(request: HttpRequest, login: str, password: str) -> Person:
    """The person. Raises WrongPassword; TooManyTries where this source failed too often of late.

    The brake is on the source, not on the name: nobody can lock another person out by failing in their name.
    """
    source = str(request.META.get("REMOTE_ADDR", ""))[:64]
    recent = RefusalCount.objects.filter(source=source, code=WrongPassword.code, minute__gte=timezone.now() - WINDOW)
    if (recent.aggregate(n=Sum("count"))["n"] or 0) >= MOST_FAILURES:
        raise TooManyTries(minutes=int(WINDOW.total_seconds() // 60))
    person = authenticate(request, username=login, password=password) if is_plain(login + password) else None
    if isinstance(person, Person):
        return person
    _count(source)
    raise WrongPassword


def _count(source: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            insert into audit_refusal_count as refusals (source, minute, code, count)
            values (%(source)s, date_trunc('minute', now()), %(code)s, 1)
            on conflict (source, minute, code) do update set count = refusals.count + 1
            """,
            {"source": source, "code": WrongPassword.code},
        )
