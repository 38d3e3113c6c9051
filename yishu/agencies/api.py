"""Who calls the API: a bearer text, or the session of a page; and the session of people's programs."""

from datetime import datetime
from typing import Annotated

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from ninja.utils import check_csrf
from pydantic import AfterValidator

from yishu.agencies import queries
from yishu.agencies.credentials import new_token
from yishu.agencies.errors import NotAuthenticated, WrongKey
from yishu.agencies.middleware import come_from
from yishu.agencies.signing_in import sign_in
from yishu.audit import recording
from yishu.audit.record import Action
from yishu.core.actor import Actor
from yishu.core.text import is_plain

router = Router(tags=["session"])


def _plain(text: str) -> str:
    if not is_plain(text):
        raise ValueError("control characters cannot be kept")
    return text


PlainText = Annotated[str, AfterValidator(_plain)]
"""A text that can be kept and shown: the type of every text that callers send."""


class Caller:
    """Authentication of an operation. Sets `request.actor`; a wrong bearer text is refused even where none is needed."""

    def __init__(self, *, required: bool) -> None:
        self.required = required

    def __call__(self, request: HttpRequest) -> str:
        header = request.headers.get("Authorization")
        if header is not None:
            request.actor = come_from(request, _of_header(header))  # type: ignore[attr-defined]
        elif request.user.is_authenticated and check_csrf(request, lambda: None) is not None:
            raise NotAuthenticated
        if not getattr(request, "actor", None) and self.required:
            raise NotAuthenticated
        return "known"


known = Caller(required=True)
anyone = Caller(required=False)


def _of_header(header: str) -> Actor:
    scheme, _, text = header.partition(" ")
    if scheme.lower() != "bearer" or not text.strip():
        raise WrongKey
    return queries.actor_of_bearer(text.strip(), now=timezone.now())


class Login(Schema):
    login: PlainText
    password: PlainText


class SessionOut(Schema):
    token: str
    expires: datetime


@router.post("/session", response=SessionOut, auth=None)
def open_session(request: HttpRequest, body: Login) -> SessionOut:
    """A bearer token for a person's programs, valid one hour."""
    person = sign_in(request, body.login, body.password)
    token = new_token(settings.YISHU_SECRETS.tokens, person.pk, timezone.now())
    recording.record(queries.actor_of_person(person), Action.SESSION_OPENED, target="token")
    return SessionOut(token=token.text, expires=token.expires)
