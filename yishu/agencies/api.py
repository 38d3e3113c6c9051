"""Who calls the API: a bearer text, or the session of a page."""

import re
from datetime import date, datetime
from typing import Annotated, Final

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from ninja.utils import check_csrf
from pydantic import AfterValidator, BeforeValidator, Field

from yishu.agencies import queries
from yishu.agencies.credentials import KEY_MARK
from yishu.agencies.errors import KeyInAddress, NotAuthenticated, WrongKey, WrongSignature
from yishu.agencies.middleware import come_from
from yishu.agencies.public_keys import PublicKey
from yishu.agencies.signed_requests import read_signed, take_nonce
from yishu.core.actor import Actor
from yishu.core.signatures import content_digest
from yishu.core.text import is_plain

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_NUMBER = re.compile(r"\s*[-+]?[\d.]+\s*")


def _plain(text: str) -> str:
    if not is_plain(text):
        raise ValueError("control characters cannot be kept")
    return text


PLAIN: Final = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]*$"
"""`is_plain` as far as a pattern can tell it."""

PlainText = Annotated[str, AfterValidator(_plain), Field(json_schema_extra={"pattern": PLAIN})]
"""A text that can be kept and shown: the type of every text that callers send."""


def _whole(value: object) -> object:
    return int(value) if isinstance(value, float) and value.is_integer() else value


WITHOUT_FRACTION: Final = BeforeValidator(_whole)
"""For a whole number with bounds, behind them: before them, the document would not tell them."""
WholeNumber = Annotated[int, Field(strict=True), WITHOUT_FRACTION]
"""In a body: a JSON number without a fraction (1.0 has none), neither `true` nor `"1"`."""

YesNo = Annotated[bool, Field(strict=True)]
"""In a body: `true` or `false`, neither 1 nor `"yes"`."""


def _written_as_a_day(value: object) -> object:
    if isinstance(value, str) and not _DAY.fullmatch(value):
        raise ValueError("a day is written 2026-01-31")
    return _written(value)


def _written(value: object) -> object:
    if isinstance(value, bool | int | float) or (isinstance(value, str) and _NUMBER.fullmatch(value)):
        raise ValueError("a number is no point in time")  # it would be read as seconds since 1970
    return value


Day = Annotated[date, BeforeValidator(_written_as_a_day)]
Moment = Annotated[datetime, BeforeValidator(_written)]


class Caller:
    """Authentication of an operation. Sets `request.actor`; a wrong bearer text is refused even where none is needed."""

    def __init__(self, *, required: bool) -> None:
        self.required = required

    def __call__(self, request: HttpRequest) -> str:
        header = request.headers.get("Authorization")
        if KEY_MARK in request.META.get("QUERY_STRING", ""):
            raise KeyInAddress
        if header is not None:
            request.actor = come_from(request, _of_header(header))  # type: ignore[attr-defined]
        elif "Signature-Input" in request.headers:
            request.actor = come_from(request, _of_signature(request))  # type: ignore[attr-defined]
        elif request.user.is_authenticated and check_csrf(request, lambda: None) is not None:
            raise NotAuthenticated
        if not getattr(request, "actor", None) and self.required:
            raise NotAuthenticated
        return "known"


known = Caller(required=True)
anyone = Caller(required=False)


def _of_signature(request: HttpRequest) -> Actor:
    """The system whose key has signed the request, body and all."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    here = settings.YISHU_URL or f"{request.scheme}://{request.get_host()}"
    now = timezone.now()
    signed = read_signed(request.method or "", here + request.get_full_path(), headers, now=now)
    key = queries.find_key(signed.key, now=now)
    public = None if key is None or key.public_key is None else PublicKey(key.kind, bytes(key.public_key))
    signed.require_by(public)
    if signed.digest != content_digest(request.body):
        raise WrongSignature(why="Content-Digest")
    assert key is not None
    take_nonce(signed)
    queries.note_use(key, now=now)
    return queries.actor_of_system(key.system, key, proof=signed.proof)


def _of_header(header: str) -> Actor:
    scheme, _, text = header.partition(" ")
    if scheme.lower() != "bearer" or not text.strip():
        raise WrongKey
    return queries.actor_of_bearer(text.strip(), now=timezone.now())
