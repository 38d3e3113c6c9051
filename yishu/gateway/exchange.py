"""One HTTP exchange over plain ASGI: headers, body within a limit, answers and problems."""

import asyncio
import hashlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from typing import Any, Final
from urllib.parse import parse_qs

import msgspec

from yishu.agencies.errors import WrongSignature
from yishu.core.errors import Language, Problem, preferred_language
from yishu.core.signatures import digest_header
from yishu.gateway.errors import BodyStalled, BodyTooLarge

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

JSON: Final = (b"content-type", b"application/json")
PROBLEM: Final = (b"content-type", b"application/problem+json")
PATIENCE: Final = 30.0  # seconds in which some of a body must come
SLOWEST: Final = 500  # bytes a second: who sends less uses that time up, however often something comes
_DRAINED_BYTES: Final = 64 * 1024 * 1024
_DRAIN_PATIENCE, _DRAIN_SECONDS = 2.0, 30.0

_RETRY_AFTER: Final = {429: 30, 503: 1}  # seconds, by status


def problem_message(problem: Problem, receipt: str, language: Language) -> tuple[Headers, bytes]:
    """A problem as headers and body; the receipt, if the refusal is on record."""
    content = problem.as_dict(language)
    if receipt:
        content["receipt"] = receipt
    headers: Headers = [PROBLEM]
    if problem.status == 401:
        headers.append((b"www-authenticate", b"Bearer"))
    if problem.status == 405:
        headers.append((b"allow", str(problem.params["allowed"]).encode()))
    if pause := problem.pause or _RETRY_AFTER.get(problem.status):
        headers.append((b"retry-after", b"%d" % pause))
    return headers, msgspec.json.encode(content)


class ClientGone(Exception):
    """The client closed the connection."""


class Exchange:
    """A request and its answer. `headers` keeps one value a name (the last)."""

    __slots__ = (
        "_digest",
        "_hash",
        "_patience",
        "_receive",
        "_send",
        "_taken",
        "_waited",
        "beside",
        "complete",
        "headers",
        "scope",
        "started",
    )

    def __init__(self, scope: Scope, receive: Receive, send: Send, patience: float = PATIENCE) -> None:
        self.scope, self._receive, self._send, self._patience = scope, receive, send, patience
        self.headers: dict[bytes, bytes] = dict(scope["headers"])
        self.started = self.complete = False
        self._digest, self._hash = "", hashlib.sha256()
        self._taken, self._waited = 0, 0.0
        self.beside: tuple[tuple[bytes, bytes], ...] = ()  # headers of the answer, whatever it will be

    @property
    def source(self) -> str:
        """Where the request comes from, for counting refusals."""
        client = self.scope.get("client")
        return str(client[0]) if client else "unknown"

    @property
    def language(self) -> Language:
        return preferred_language(self.header(b"accept-language"))

    def header(self, name: bytes) -> str:
        return self.headers.get(name, b"").decode("latin-1")

    def parameters(self) -> dict[str, str]:
        """The query string's parameters, the last of a name."""
        text = self.scope.get("query_string", b"").decode("latin-1")
        return {name: values[-1] for name, values in parse_qs(text, keep_blank_values=True).items()}

    def address(self, own: str) -> str:
        """The absolute address, as the caller knows it: `own` is the node's public one, where it is set."""
        path, query = self.scope.get("raw_path") or self.scope["path"].encode(), self.scope.get("query_string", b"")
        target = (path.partition(b"?")[0] + (b"?" + query if query else b"")).decode("latin-1")
        return (own or f"{self.scope.get('scheme', 'http')}://{self.header(b'host')}") + target

    def expect(self, digest: str) -> None:
        """The body must have this Content-Digest: whoever reads it to its end is told (WrongSignature) where it has not."""
        self._digest = digest

    @property
    def is_signed(self) -> bool:
        """Whether the body is believed only when it is whole."""
        return bool(self._digest)

    def require_length(self, limit: int) -> None:
        """Refuse a body that says it is too large, before reading it."""
        declared = self.headers.get(b"content-length")
        if declared is not None and declared.isdigit() and int(declared) > limit:
            raise BodyTooLarge(limit=limit)

    async def body(self, limit: int) -> bytes:
        """The whole body. Raises BodyTooLarge, BodyStalled, ClientGone."""
        message = await self._next()
        if not message.get("more_body") and message["type"] == "http.request":
            self.complete = True
            body = message.get("body", b"")
            if len(body) > limit:
                raise BodyTooLarge(limit=limit)
            self._hold_against_digest(body)
            return body
        return b"".join([part async for part in self._parts(message, limit)])

    async def parts(self, limit: int) -> AsyncIterator[bytes]:
        """The body as it comes. Raises BodyTooLarge, BodyStalled, ClientGone."""
        async for part in self._parts(await self._next(), limit):
            yield part

    async def _next(self) -> Message:
        """What comes next. Only the time in which we wait for it is the sender's."""
        begun = time.monotonic()
        left = self._patience + self._taken / SLOWEST - self._waited
        if left <= 0:  # a time-out of nothing is no time-out for what does not wait at all
            raise BodyStalled(seconds=round(self._patience))
        try:
            async with asyncio.timeout(min(self._patience, left)):
                message = await self._receive()
        except TimeoutError:
            raise BodyStalled(seconds=round(self._patience)) from None
        self._waited += time.monotonic() - begun
        self._taken += len(message.get("body", b""))
        return message

    async def _parts(self, message: Message, limit: int) -> AsyncIterator[bytes]:
        size = 0
        while True:
            if message["type"] == "http.disconnect":
                raise ClientGone
            part = message.get("body", b"")
            self.complete = not message.get("more_body")
            size += len(part)
            if size > limit:
                raise BodyTooLarge(limit=limit)
            self._hold_against_digest(part)
            yield part
            if self.complete:
                return
            message = await self._next()

    def _hold_against_digest(self, part: bytes) -> None:
        if not self._digest:
            return
        self._hash.update(part)
        if self.complete and self._digest != digest_header(self._hash.digest()):
            raise WrongSignature(why="Content-Digest")

    async def answer(self, body: bytes, status: int = 200, headers: tuple[tuple[bytes, bytes], ...] = (JSON,)) -> None:
        await self.start(status, [*headers, (b"content-length", b"%d" % len(body))])
        await self.finish(body)

    async def problem(self, problem: Problem, receipt: str = "") -> None:
        """Say what is wrong, in the caller's language; the receipt if the refusal is on record."""
        headers, body = problem_message(problem, receipt, self.language)
        if not self.complete and (isinstance(problem, BodyStalled) or not await self._drain()):
            headers.append((b"connection", b"close"))
        await self.answer(body, problem.status, tuple(headers))

    async def start(self, status: int, headers: Headers) -> None:
        self.started = True
        await self._send({"type": "http.response.start", "status": status, "headers": [*headers, *self.beside]})

    async def chunk(self, body: bytes) -> None:
        await self._send({"type": "http.response.body", "body": body, "more_body": True})

    async def finish(self, body: bytes = b"") -> None:
        await self._send({"type": "http.response.body", "body": body})

    async def _drain(self) -> bool:
        """Take the rest of the body, so that the client reads our answer instead of a broken connection; not for ever."""
        if self.scope["method"] in ("GET", "HEAD") and b"content-length" not in self.headers:
            return True
        self._patience = min(self._patience, _DRAIN_PATIENCE)
        try:
            async with asyncio.timeout(_DRAIN_SECONDS):
                async for _ in self.parts(_DRAINED_BYTES):
                    pass
        except (BodyTooLarge, BodyStalled, ClientGone, TimeoutError):
            return False
        return True
