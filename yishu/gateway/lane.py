"""The fast lane: uvicorn's protocol, with verify and query taken straight to the groups where the request is plain, and answered from there.

Everything else (another path, chunked or large bodies, an unknown key, whatever is wrong) goes on to the ASGI application, request by request. Only what is beyond doubt is read
here: a request line of one form, header lines of the strict grammar (RFC 9112, 5), one Content-Length and no other way to frame a body; so the two can never disagree on
where a request ends. A trivial request costs about a quarter of uvicorn's way through ASGI.
"""

import re
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final

import msgspec

from yishu.access.state import Credential
from yishu.core.errors import Language, Problem, preferred_language
from yishu.gateway.app import Gateway
from yishu.gateway.authentication import credential_of
from yishu.gateway.bounded import Bounded, head_of, lines_of
from yishu.gateway.decoding import require_json
from yishu.gateway.exchange import Headers, problem_message
from yishu.gateway.http2_offers import without_offer
from yishu.gateway.waiting import Reply

MOST_BYTES: Final = 64 * 1024  # a larger request takes the other way
MOST_HEADS: Final = 64  # remembered for a connection: they differ by the length of the body
_START: Final = b"POST /api/v1/data/"
_LINE: Final = re.compile(rb"POST /api/v1/data/([0-9A-Za-z_-]{1,100})/(verify|query) HTTP/1\.1")
_HEADER: Final = re.compile(rb"([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*([\x21-\x7e\x80-\xff \t]*)")
_NOT_PLAIN: Final = frozenset(
    (b"transfer-encoding", b"expect", b"upgrade", b"connection", b"te", b"trailer", b"x-forwarded-for")
)
_ONCE: Final = frozenset((b"host", b"content-length", b"authorization", b"content-type", b"accept-language"))


class Head(msgspec.Struct, frozen=True):
    """What the header lines of a plain request say. `length` is the body's."""

    credential: Credential
    length: int
    language: Language


class Lane(Bounded):
    """One connection. `_held` is what came and is not used yet; `_waits` while a call is in the groups."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._gateway = _gateway_of(self.app)
        self._held = b""
        self._heads: dict[bytes, Head] = {}
        self._waits = self._slow = self._gone = False

    def data_received(self, data: bytes) -> None:
        if self._slow and not self._is_between_requests():
            super().data_received(data)
            return
        self._slow = False
        self._held = self._held + data if self._held else data
        if self._waits or self.flow.write_paused:
            if len(self._held) > MOST_BYTES:
                self.flow.pause_reading()
            return
        self._unset_keepalive_if_required()
        self._take()

    def connection_lost(self, exc: Exception | None) -> None:
        self._gone = True
        self._held, self._heads = b"", {}
        super().connection_lost(exc)

    def shutdown(self) -> None:
        if self._waits:
            self._last = True
        else:
            super().shutdown()

    def resume_writing(self) -> None:
        super().resume_writing()
        self.loop.call_soon(self._next)

    def _is_between_requests(self) -> bool:
        """Whether uvicorn has nothing left to do of what it was given."""
        cycle = self.cycle
        return not self._message_open and cycle is not None and cycle.response_complete and not self.pipeline

    def _take(self) -> None:
        """Take the request that is held if it is plain and whole; wait for the rest of it; or leave it to uvicorn."""
        held = self._held
        end = held.find(b"\r\n\r\n")
        if not held.startswith(_START) or len(held) > MOST_BYTES:
            self._leave()
            return
        if end < 0:
            self._begin()
            return
        first = held.find(b"\r\n")
        line = _LINE.fullmatch(held, 0, first)
        head = self._head(held[first + 2 : end])
        if line is None or head is None or head.length > MOST_BYTES:
            self._leave()
            return
        stop = end + 4 + head.length
        if len(held) < stop:
            self._begin()
            return
        self._waits = True
        done = partial(self._reply, head.language)
        source = self.client[0] if self.client else ""
        if self._gateway.take(line[2], line[1].decode(), head.credential, held[end + 4 : stop], source, done):
            self._held, self._begun = held[stop:], 0.0
        else:
            self._waits = False
            self._leave()

    def _begin(self) -> None:
        """Something of a request has come: the rest of it has its time."""
        if not self._begun:
            self._begun = self.loop.time()

    def _leave(self) -> None:
        """Uvicorn reads from here on, until it has answered."""
        held, self._held, self._slow = self._held, b"", True
        super().data_received(without_offer(held))

    def _head(self, text: bytes) -> Head | None:
        head = self._heads.get(text)
        if head is None:
            head = _parse(text, self._gateway.tokens)
            # A key stays valid or not whatever its text; a token runs out, and is read anew.
            if head is not None and isinstance(head.credential, bytes):
                if len(self._heads) >= MOST_HEADS:
                    self._heads.clear()
                self._heads[text] = head
        return head

    def _reply(self, language: Language, reply: Reply) -> None:
        self._waits = False
        if self._gone or self.transport.is_closing():
            return
        status, headers, body = 200, b"content-type: application/json\r\n", reply.body
        if reply.problem is not None:
            status, headers, body = self._refusal(reply.problem, reply.receipt, language)
        if self._last:
            headers += b"connection: close\r\n"
        dated = _dated(self.server_state.default_headers)
        self.transport.write(head_of(status, b"%b%bcontent-length: %d\r\n" % (dated, headers, len(body))) + body)
        self.server_state.total_requests += 1
        if self._last:
            self.transport.close()
            return
        self._answered = self.loop.time()
        if self._held:
            # Not from within: a client that sends many at once would pile up frames.
            self.loop.call_soon(self._next)

    def _next(self) -> None:
        """Take what is held; but while nobody takes the answers, none is added to them."""
        if self._held and not self._waits and not self._gone and not self.flow.write_paused:
            self.flow.resume_reading()
            self._take()

    def _refusal(self, problem: Problem, receipt: str, language: Language) -> tuple[int, bytes, bytes]:
        if not receipt:
            self._gateway.count_refusal(self.client[0] if self.client else "unknown", problem.code)
        listed, body = problem_message(problem, receipt, language)
        return problem.status, lines_of(listed), body

    def _refusal_of(self, problem: Problem) -> bytes:
        self._gateway.count_refusal(self.client[0] if self.client else "unknown", problem.code)
        return super()._refusal_of(problem)

    def _is_at_work(self) -> bool:
        return self._waits or super()._is_at_work()


def _parse(text: bytes, tokens: bytes) -> Head | None:
    """None where anything is out of the ordinary."""
    headers: dict[bytes, bytes] = {}
    for each in text.split(b"\r\n"):
        header = _HEADER.fullmatch(each)
        if header is None:
            return None
        name = header[1].lower()
        if name in _NOT_PLAIN or (name in _ONCE and name in headers):
            return None
        headers[name] = header[2].rstrip(b" \t")
    length = headers.get(b"content-length", b"")
    if not length.isdigit() or len(length) > 9 or b"host" not in headers:
        return None
    try:
        require_json(headers.get(b"content-type", b"").decode("latin-1"))
        credential = credential_of(headers.get(b"authorization"), tokens, datetime.now(UTC))
    except Problem:
        return None
    language = preferred_language(headers.get(b"accept-language", b"").decode("latin-1"))
    return Head(credential, int(length), language)


def _dated(headers: Headers) -> bytes:
    """Uvicorn's own headers as lines; it makes a new list of them every second."""
    if _last_dated[0] is not headers:
        _last_dated[:] = headers, lines_of(headers)
    return _last_dated[1]


_last_dated: list[Any] = [None, b""]


def _gateway_of(application: Any) -> Gateway:
    """The gateway inside the application that uvicorn serves, whatever is wrapped around it."""
    while not isinstance(application, Gateway):
        application = application.gateway if hasattr(application, "gateway") else application.app
    return application
