"""Asking one origin over HTTP/1.1 on the gateway's own loop: connections are kept alive, nothing is asked twice, redirects are not followed, and an answer has a size.

A thread for each question costs more than the question: with sixteen under way, they waited for each other longer than for the interface (record 0085).
"""

import asyncio
import ssl
from functools import cache
from typing import Final, cast
from urllib.parse import urlsplit

from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser

from yishu.access.errors import BackendFailed, BackendUnavailable
from yishu.access.mounts import MOST_BYTES, Answered, Question

IDLE_SECONDS: Final = 4.0
"""So long a connection is kept for the next question: many servers close theirs after five, and what crosses that on its way is lost, for it is not asked again."""
_MOST_HEAD: Final = 64 * 1024
_MOST_RAW: Final = 2 * MOST_BYTES + _MOST_HEAD  # of a whole answer, as it comes over the wire
_PORTS: Final = {"http": 80, "https": 443}
_FRAMED: Final = (b"content-length", b"transfer-encoding")
_NO_CONTENT: Final = (204, 304)


class Origin:
    """Connections to one origin, `http(s)://host[:port]`. How many questions are under way at once, and how long each may take, is for whoever asks."""

    def __init__(self, origin: str) -> None:
        parts = urlsplit(origin)
        self._is_secure, self._host = parts.scheme == "https", parts.hostname or ""
        usual = _PORTS.get(parts.scheme, 0)
        self._port = parts.port or usual
        named = f"[{self._host}]" if ":" in self._host else self._host
        self._prefix, self._named = len(origin), named if self._port == usual else f"{named}:{self._port}"
        self._idle: list[tuple[Connection, float]] = []  # since when, the last that was used at the end
        self._sweeping: asyncio.TimerHandle | None = None
        self._closed = False

    async def ask(self, question: Question) -> Answered:
        """Raises BackendUnavailable (not reached, or no HTTP), BackendFailed (too long). Whoever is cancelled leaves no connection behind."""
        request = self._request(question)
        connection = self._kept() or await self._connected()
        try:
            answered = await connection.ask(request)
        except BaseException:
            connection.close()
            raise
        self._keep(connection)
        return answered

    def close(self) -> None:
        """What is under way is still answered."""
        self._closed = True
        while self._idle:
            self._idle.pop()[0].close()

    def _request(self, question: Question) -> bytes:
        """Raises BackendFailed where a header would be two: no such key or subject is ever kept or let in."""
        body = question.body or b""
        lines = [f"{question.method} {question.url[self._prefix :]} HTTP/1.1", f"Host: {self._named}"]
        lines += [f"{name}: {value}" for name, value in question.headers.items()]
        if question.body is not None:
            lines.append(f"Content-Length: {len(body)}")
        if any("\r" in line or "\n" in line for line in lines):
            raise BackendFailed
        return "\r\n".join([*lines, "", ""]).encode("latin-1", "replace") + body

    def _kept(self) -> "Connection | None":
        while self._idle:
            connection, _ = self._idle.pop()
            if connection.may_be_kept:
                return connection
        return None

    def _keep(self, connection: "Connection") -> None:
        if self._closed or not connection.may_be_kept:
            connection.close()
            return
        loop = asyncio.get_running_loop()
        self._idle.append((connection, loop.time()))
        if self._sweeping is None:
            self._sweeping = loop.call_later(IDLE_SECONDS, self._sweep)

    def _sweep(self) -> None:
        """Those that have been idle for long go."""
        loop, self._sweeping = asyncio.get_running_loop(), None
        while self._idle and loop.time() - self._idle[0][1] >= IDLE_SECONDS:
            self._idle.pop(0)[0].close()
        if self._idle:
            self._sweeping = loop.call_at(self._idle[0][1] + IDLE_SECONDS, self._sweep)

    async def _connected(self) -> "Connection":
        """Raises BackendUnavailable."""
        loop = asyncio.get_running_loop()
        try:
            tls = await loop.run_in_executor(None, _tls) if self._is_secure else None
            _, connection = await loop.create_connection(Connection, self._host, self._port, ssl=tls)
        except (OSError, ValueError):
            raise BackendUnavailable from None
        return connection


class Connection(asyncio.Protocol):
    """One question at a time."""

    def __init__(self) -> None:
        self._answer: asyncio.Future[Answered] | None = None
        self._open = False
        self.may_be_kept = False
        """Whether another question may be put: the answer before has ended as both sides understand it."""

    def ask(self, request: bytes) -> "asyncio.Future[Answered]":
        answer = self._answer = asyncio.get_running_loop().create_future()
        if not self._open:  # closed between being chosen and being asked
            answer.set_exception(BackendUnavailable())
            return answer
        self._parser, self._body, self._raw = HttpResponseParser(self), bytearray(), 0
        self._status, self._is_framed, self._is_whole = 0, False, False
        self.may_be_kept = False
        self._transport.write(request)
        return answer

    def close(self) -> None:
        self.may_be_kept = False
        if self._open:
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport, self._open = cast(asyncio.Transport, transport), True

    def connection_lost(self, exc: Exception | None) -> None:
        self._open = self.may_be_kept = False
        if self._is_waiting() and exc is None and self._status and not self._is_framed:
            self._give()  # an answer without a length ends with its connection
        else:
            self._fail(BackendUnavailable)

    def data_received(self, data: bytes) -> None:
        if not self._is_waiting():  # nobody asked for this
            self.close()
            return
        self._raw += len(data)
        try:
            self._parser.feed_data(data)
        except (HttpParserError, HttpParserUpgrade):
            self._fail(BackendUnavailable)
            return
        if len(self._body) > MOST_BYTES or self._raw > (_MOST_RAW if self._status else _MOST_HEAD):
            self._fail(BackendFailed)
        elif self._is_whole:
            self._give()

    def on_header(self, name: bytes, _: bytes) -> None:
        self._is_framed = self._is_framed or name.lower() in _FRAMED

    def on_headers_complete(self) -> None:
        if self._is_whole:
            return
        status = self._parser.get_status_code()
        if status >= 200:
            self._status = status
            self._is_framed = self._is_framed or status in _NO_CONTENT
        else:  # another answer follows
            self._is_framed = False

    def on_body(self, body: bytes) -> None:
        if not self._is_whole and len(self._body) <= MOST_BYTES:
            self._body += body

    def on_message_complete(self) -> None:
        if self._status and not self._is_whole:
            self._is_whole = True
            self.may_be_kept = self._open and self._parser.should_keep_alive()

    def on_message_begin(self) -> None:
        if self._is_whole:  # more than was asked for
            self.may_be_kept = False

    def _is_waiting(self) -> bool:
        return self._answer is not None and not self._answer.done()

    def _give(self) -> None:
        assert self._answer is not None
        self._answer.set_result(Answered(self._status, bytes(self._body)))

    def _fail(self, problem: type[BackendUnavailable] | type[BackendFailed]) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(problem())
        self.close()


@cache
def _tls() -> ssl.SSLContext:
    """Certificates are held against those that the machine trusts. Reading these takes some milliseconds: never on the loop."""
    made = ssl.create_default_context()
    made.set_alpn_protocols(["http/1.1"])
    return made
