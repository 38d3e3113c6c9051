"""Who calls the API: a bearer text, or the session of a page."""

from typing import Annotated

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from ninja.utils import check_csrf
from pydantic import AfterValidator

from yishu.agencies import queries
from yishu.agencies.credentials import KEY_MARK
from yishu.agencies.errors import KeyInAddress, NotAuthenticated, WrongKey, WrongSignature
from yishu.agencies.middleware import come_from
from yishu.agencies.public_keys import PublicKey
from yishu.agencies.signed_requests import read_signed, take_nonce
from yishu.core.actor import Actor
from yishu.core.signatures import content_digest
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
