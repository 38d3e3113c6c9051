"""Asking another node: every request signed, patience bounded, a silent node said plainly."""

import secrets
from datetime import UTC, datetime
from functools import cache
from typing import Final, TypeVar

import msgspec
import urllib3

from yishu.core.decoding import decoded
from yishu.core.signatures import Message, sign
from yishu.exchange.errors import AnswerUnreadable, LinkDown
from yishu.exchange.models import Link
from yishu.node.own_key import key_id_of, own_key, own_public_key

CONNECT_SECONDS: Final = 2
READ_SECONDS: Final = 10
Answer = TypeVar("Answer")


class Refused(Exception):
    """The other node answered with a problem (RFC 9457)."""

    def __init__(self, status: int, body: bytes) -> None:
        self.status, self.body = status, body
        super().__init__(f"{status} {self.code}")

    @property
    def fields(self) -> dict[str, object]:
        try:
            found = msgspec.json.decode(self.body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}

    @property
    def code(self) -> str:
        return str(self.fields.get("code", ""))

    @property
    def detail(self) -> str:
        return str(self.fields.get("detail", ""))


def ask(link: Link, method: str, path: str, body: object = None, *, language: str = "zh") -> bytes:
    """The body of a 200. Raises LinkDown, Refused."""
    response = send(link.url, method, path, body, node=link.code, name=link.name, language=language)
    try:
        content = response.read()
    except (urllib3.exceptions.HTTPError, OSError):
        raise LinkDown(node=link.code, name=link.name) from None
    finally:
        response.release_conn()
    # What is no problem document comes from something in between: a proxy whose node is away.
    if response.status != 200 and not _is_problem(response):
        raise LinkDown(node=link.code, name=link.name)
    if response.status != 200:
        raise Refused(response.status, content)
    return content


def read(link: Link, content: bytes, type_: type[Answer]) -> Answer:
    """An answer as its message. Raises AnswerUnreadable."""
    try:
        return decoded(content, type_)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise AnswerUnreadable(node=link.code) from None


def send(
    url: str, method: str, path: str, body: object = None, *, node: str, name: str, language: str = "zh"
) -> urllib3.BaseHTTPResponse:
    """The response, its body still to be read. Raises LinkDown."""
    content = b"" if body is None else msgspec.json.encode(body)
    address = url.rstrip("/") + path
    headers = {"Accept-Language": language, "Content-Type": "application/json"}
    headers |= sign(
        Message(method, address),
        content,
        own_key().sign,
        keyid=key_id_of(own_public_key()),
        nonce=secrets.token_urlsafe(18),
        created=int(datetime.now(UTC).timestamp()),
    )
    try:
        return _pool().request(method, address, body=content, headers=headers, preload_content=False)
    except (urllib3.exceptions.HTTPError, OSError):
        raise LinkDown(node=node, name=name) from None


@cache
def _pool() -> urllib3.PoolManager:
    """Never tried again by itself: a nonce serves once, and whoever asks decides."""
    return urllib3.PoolManager(
        maxsize=16,
        retries=False,
        timeout=urllib3.Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS),
    )


def _is_problem(response: urllib3.BaseHTTPResponse) -> bool:
    return response.headers.get("Content-Type", "").startswith("application/problem+json")
