"""The session of people's programs: a bearer token."""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from yishu.agencies import queries
from yishu.agencies.api import PlainText
from yishu.agencies.credentials import PersonCredential, new_token
from yishu.agencies.identity import factors
from yishu.agencies.identity.devices import source_of
from yishu.agencies.identity.errors import SecondFactorMissing, SecondFactorNeeded
from yishu.agencies.identity.signing_in import sign_in
from yishu.agencies.models import Person
from yishu.audit import recording
from yishu.audit.record import Action

router = Router(tags=["session"])


class Login(Schema):
    login: PlainText
    password: PlainText
    otp: PlainText = ""


class SessionOut(Schema):
    token: str
    expires: datetime


@router.post("/session", response=SessionOut, auth=None)
def open_session(request: HttpRequest, body: Login) -> SessionOut:
    """A bearer token for a person's programs, valid one hour. `otp`: six digits or a recovery code, where the account has a second factor."""
    now = timezone.now()
    person = sign_in(request, body.login, body.password, now=now)
    factor = _second_factor(request, person, body.otp, now)
    credential = PersonCredential(person.pk, person.generation)
    token = new_token(settings.YISHU_SECRETS.tokens, credential, now)
    recording.record(queries.actor_of_person(person), Action.SESSION_OPENED, target="token", factor=factor)
    return SessionOut(token=token.text, expires=token.expires)


def _second_factor(request: HttpRequest, person: Person, code: str, now: datetime) -> str:
    if not factors.has_factor(person):
        if factors.needs_factor(person):
            raise SecondFactorMissing
        return ""
    if not code:
        raise SecondFactorNeeded
    return factors.check_code(person, code, source=source_of(request), now=now)
