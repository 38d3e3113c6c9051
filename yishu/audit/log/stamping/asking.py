"""Asking an authority for a stamp over HTTP (RFC 3161, 3.4), and believing nothing that it cannot prove."""

import secrets
import ssl
import time
from datetime import UTC, datetime, timedelta
from typing import Final

import urllib3
from django.conf import settings

from yishu.audit.log.stamping import tokens
from yishu.audit.log.stamping.authorities import Authority
from yishu.audit.log.stamping.tokens import Stamp
from yishu.audit.log.stamping.trust import Fault, StampInvalid

CONNECT_SECONDS: Final = 5
READ_SECONDS: Final = 15
PATIENCE_SECONDS: Final = 30
"""For the whole of an answer, however slowly it drips."""
SKEW: Final = timedelta(minutes=5)
"""How far the authority's clock may be from ours: beyond, one of the two is wrong, and no stamp should rest on it."""


class AuthorityDown(Exception):
    """No answer that could be a stamp: unreachable, silent, too long, or another one of HTTP's."""


def ask(authority: Authority, message: bytes) -> tuple[bytes, Stamp]:
    """A stamp over the message: the answer as it came, and what it proves. Raises AuthorityDown, StampInvalid, OSError and ValueError (its file)."""
    trust, nonce = authority.trust(), secrets.randbits(63)
    answer = _post(authority.url, tokens.query(message, nonce))
    stamp = tokens.read(answer, message, trust, nonce=nonce)
    away = abs(datetime.now(UTC) - stamp.at)
    if away > SKEW:
        raise StampInvalid(Fault.CLOCK, f"{away.total_seconds():.0f} s")
    return answer, stamp


def _post(url: str, query: bytes) -> bytes:
    headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
    timeout = urllib3.Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS)
    with urllib3.PoolManager(retries=False, timeout=timeout, ssl_context=_tls()) as pool:
        try:
            response = pool.request("POST", url, body=query, headers=headers, preload_content=False)
            try:
                content = _read(response)
            finally:
                response.close()
        except (urllib3.exceptions.HTTPError, OSError) as failure:
            raise AuthorityDown(type(failure).__name__) from None
    if response.status != 200:
        raise AuthorityDown(f"HTTP {response.status}")
    return content


def _read(response: urllib3.BaseHTTPResponse) -> bytes:
    """The body, as far as anybody may send one."""
    until, content = time.monotonic() + PATIENCE_SECONDS, b""
    while part := response.read1(tokens.MOST):
        content += part
        if len(content) > tokens.MOST:
            raise AuthorityDown(f"more than {tokens.MOST} bytes")
        if time.monotonic() > until:
            raise AuthorityDown(f"longer than {PATIENCE_SECONDS} s")
    return content


def _tls() -> ssl.SSLContext:
    context = ssl.create_default_context()
    if settings.YISHU_CA_FILE:
        context.load_verify_locations(settings.YISHU_CA_FILE)
    return context
