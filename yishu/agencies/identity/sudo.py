"""Guards of one's own account: it is one's own, and the password was given a moment ago."""

from datetime import timedelta
from typing import Final

from django.http import HttpRequest
from django.utils import timezone

from yishu.agencies.errors import PersonNotFound
from yishu.agencies.identity.errors import PasswordNeeded
from yishu.agencies.models import Person
from yishu.core.actor import Actor

PROVED: Final = "proved_at"
HOLDS: Final = timedelta(minutes=15)


def require_own(actor: Actor, person: Person) -> None:
    if actor.ref != f"person:{person.pk}":
        raise PersonNotFound(name=person.login)


def mark_proved(request: HttpRequest) -> None:
    request.session[PROVED] = timezone.now().timestamp()


def is_proved(request: HttpRequest) -> bool:
    """Whether the password was given in this session within the last quarter of an hour."""
    at = request.session.get(PROVED, 0.0)
    return 0 <= timezone.now().timestamp() - float(at) < HOLDS.total_seconds()


def require_proved(request: HttpRequest) -> None:
    """Before the way in is changed: a session left open is not enough. Raises PasswordNeeded."""
    if not is_proved(request):
        raise PasswordNeeded
