"""From the right password to a session: the second factor between them, the session's marks, and its record."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.contrib import auth
from django.http import HttpRequest

from yishu.agencies import queries
from yishu.agencies.identity import factors, sudo
from yishu.agencies.identity.devices import source_of
from yishu.agencies.identity.errors import LoginExpired
from yishu.agencies.models import Person
from yishu.audit import recording
from yishu.audit.record import Action

PENDING: Final = "pending"
PENDING_SECONDS: Final = 600
BACKEND: Final = "yishu.agencies.backends.People"


@dataclass(frozen=True, slots=True)
class Pending:
    """Somebody who gave the right password in this browser, and has not logged in yet."""

    person: Person
    wanted: str


def next_step(person: Person) -> str:
    """What stands between the password and the session: `verify`, `enrol`, or nothing."""
    if factors.has_factor(person):
        return "verify"
    return "enrol" if factors.needs_factor(person) else ""


def put_off(request: HttpRequest, person: Person, wanted: str, *, now: datetime) -> None:
    """Remember who gave the password, for a few minutes, in a session of a new key."""
    request.session.cycle_key()
    request.session[PENDING] = {
        "person": person.pk,
        "until": now.timestamp() + PENDING_SECONDS,
        "wanted": wanted,
        "password": person.get_session_auth_hash(),
    }


def pending_of(request: HttpRequest, *, now: datetime) -> Pending:
    """Raises LoginExpired: nobody, too late, or the password has changed since."""
    kept: dict[str, Any] = request.session.get(PENDING) or {}
    person = Person.objects.select_related("agency").filter(pk=kept.get("person"), is_active=True).first()
    if (
        person is None
        or not person.agency.is_active
        or kept["until"] <= now.timestamp()
        or kept["password"] != person.get_session_auth_hash()
    ):
        request.session.pop(PENDING, None)
        raise LoginExpired
    return Pending(person, str(kept["wanted"]))


def open_session(request: HttpRequest, person: Person, factor: str, *, now: datetime) -> None:
    """Log in: a session of a new key, whatever key the browser came with. `factor`: by what besides the password."""
    request.session.flush()
    auth.login(request, person, backend=BACKEND)
    request.session["opened"] = now.timestamp()
    request.session["source"] = source_of(request)
    request.session["device"] = request.headers.get("User-Agent", "")[:200]
    request.session["factor"] = factor
    sudo.mark_proved(request)
    recording.record(queries.actor_of_person(person), Action.SESSION_OPENED, target="page", factor=factor)
