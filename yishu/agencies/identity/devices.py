"""The device cookie: that somebody has logged in from this browser before. It opens nothing; the brake measures by it."""

import hashlib
import secrets
from typing import Final

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

COOKIE: Final = "yishu_device"
PATH: Final = "/"
LIFE_SECONDS: Final = 180 * 86_400
_SALT: Final = "yishu.device"


def source_of(request: HttpRequest) -> str:
    """The address the request comes from."""
    return str(request.META.get("REMOTE_ADDR", ""))[:64]


def device_of(request: HttpRequest, login: str) -> str:
    """The device's own number, where its cookie is one of this login name; else empty."""
    try:
        given = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=LIFE_SECONDS)
    except signing.BadSignature:
        return ""
    return str(given["device"]) if given.get("login") == _fold(login) else ""


def remember(request: HttpRequest, response: HttpResponse, login: str) -> None:
    """This browser is known for this person from now on."""
    given = {"login": _fold(login), "device": device_of(request, login) or secrets.token_urlsafe(12)}
    response.set_cookie(
        COOKIE,
        signing.dumps(given, salt=_SALT),
        max_age=LIFE_SECONDS,
        path=PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def _fold(login: str) -> str:
    """The cookie names nobody."""
    return hashlib.sha256(f"{settings.SECRET_KEY}\0{login}".encode()).hexdigest()[:24]
