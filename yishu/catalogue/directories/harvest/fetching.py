"""Fetching a foreign catalogue: only from origins that the operator lists, bounded in size and time, never where a redirect points."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, urlsplit

import urllib3
from django.conf import settings

from yishu.catalogue.directories.errors import FormUnknown, SourceNotAllowed, SourceTooLarge, SourceUnreachable

LARGEST: Final = 100 * 1024 * 1024
_SECONDS: Final = 120
_PART: Final = 1024 * 1024
_FORMS: Final = {
    "text/turtle": "turtle",
    "application/x-turtle": "turtle",
    "application/ld+json": "json-ld",
    "application/json": "json-ld",
}
_ENDINGS: Final = {".ttl": "turtle", ".jsonld": "json-ld", ".json": "json-ld"}


@dataclass(frozen=True, slots=True)
class Fetched:
    content: bytes
    form: str


def fetch(url: str) -> Fetched:
    """The catalogue at an address. Raises SourceNotAllowed, SourceUnreachable, SourceTooLarge, FormUnknown."""
    parts = require_allowed(url)
    try:
        with urllib3.PoolManager(retries=False, timeout=urllib3.Timeout(connect=10, read=30)) as pool:
            answer = pool.request(
                "GET",
                url,
                headers={"Accept": "text/turtle, application/ld+json;q=0.9", "Accept-Encoding": "gzip"},
                redirect=False,
                preload_content=False,
            )
            if answer.status != 200:
                raise SourceUnreachable(url=url[:200], why=f"HTTP {answer.status}")
            return Fetched(_body(answer, url), _form(answer.headers.get("Content-Type", ""), parts.path))
    except (urllib3.exceptions.HTTPError, OSError) as lost:
        raise SourceUnreachable(url=url[:200], why=type(lost).__name__) from None


def require_allowed(url: str) -> SplitResult:
    """The parts of an address that may be asked. Raises SourceNotAllowed."""
    try:
        parts = urlsplit(url)
    except ValueError:  # such as an unclosed bracket
        raise SourceNotAllowed(origin=url[:200]) from None
    origin = f"{parts.scheme}://{parts.netloc}"
    if origin not in settings.YISHU_SOURCES:
        raise SourceNotAllowed(origin=origin[:200])
    return parts


def read_file(path: Path) -> Fetched:
    """The catalogue in a file. Raises SourceTooLarge, FormUnknown."""
    if path.stat().st_size > LARGEST:
        raise SourceTooLarge(most=LARGEST // 1024**2)
    return Fetched(path.read_bytes(), _form("", path.name))


def _body(answer: urllib3.BaseHTTPResponse, url: str) -> bytes:
    """As it unpacks: what grows beyond the limit is left, and so is what never ends."""
    content, deadline = bytearray(), time.monotonic() + _SECONDS
    for part in answer.stream(_PART, decode_content=True):
        content += part
        if len(content) > LARGEST:
            raise SourceTooLarge(most=LARGEST // 1024**2)
        if time.monotonic() > deadline:
            raise SourceUnreachable(url=url[:200], why=f"> {_SECONDS} s")
    return bytes(content)


def _form(content_type: str, path: str) -> str:
    named = _FORMS.get(content_type.partition(";")[0].strip().lower())
    form = named or next((form for ending, form in _ENDINGS.items() if path.endswith(ending)), "")
    if not form:
        raise FormUnknown(form=content_type[:80] or path[-40:])
    return form
