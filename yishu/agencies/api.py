"""Who calls the API: a bearer text, or the session of a page."""

from typing import Annotated

from django.http import HttpRequest
from django.utils import timezone
from ninja.utils import check_csrf
from pydantic import AfterValidator

from yishu.agencies import queries
from yishu.agencies.errors import NotAuthenticated, WrongKey
from yishu.agencies.middleware import come_from
from yishu.core.actor import Actor
from yishu.core.text import is_plain


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
