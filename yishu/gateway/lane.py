"""The fast lane: uvicorn's protocol, with verify and query taken straight to the groups where the request is plain, and answered from there.

Everything else (another path, chunked or large bodies, an unknown key, whatever is wrong) goes on to the ASGI application, request by request. Only what is beyond doubt is read
here: a request line of one form, header lines of the strict grammar (RFC 9112, 5), one Content-Length and no other way to frame a body; so the two can never disagree on
where a request ends. A trivial request costs about a quarter of uvicorn's way through ASGI.
"""

import re
from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from yishu.access.state import Credential
from yishu.catalogue.codes import is_of_other_node
from yishu.core.errors import Language, Problem, preferred_language
from yishu.gateway.app import Gateway
from yishu.gateway.authentication import credential_of
from yishu.gateway.bounded import Bounded, head_of, lines_of
from yishu.gateway.decoding import require_json
from yishu.gateway.exchange import Headers, problem_message
from yishu.gateway.http2_offers import without_offer
from yishu.gateway.waiting import Reply

MOST_BYTES: Final = 64 * 1024  # a larger request takes the other way
MOST_HEADS: Final = 32_768
MOST_HEAD_REMEMBERED: Final = 2048  # bytes
JSON_LINE: Final = b"content-type: application/json\r\n"
_START: Final = b"POST /api/v1/data/"
_LINE: Final = re.compile(rb"POST /api/v1/data/([0-9A-Za-z_-]{1,100})/(verify|query) HTTP/1\.1")
_HEADER: Final = re.compile(rb"([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*([\x21-\x7e\x80-\xff \t]*)")
_NOT_PLAIN: Final = frozenset(
    (b"transfer-encoding", b"expect", b"upgrade", b"connection", b"te", b"trailer", b"x-forwarded-for")
)
_ONCE: Final = frozenset((b"host", b"content-length", b"authorization", b"content-type", b"accept-language"))


class Head(msgspec.Struct, frozen=True):
    """What the lines before a plain request's body say. `length` is the body's."""

    act: bytes
    code: str
    credential: Credential
    length: int
    language: Language


class Heads:
    """The heads of requests that were taken, read once for all connections: a caller's differ by little but the length of the body."""

    def __init__(self) -> None:
        self._known: dict[bytes, Head] = {}

    def find(self, text: bytes) -> Head | None:
        return self._known.get(text)

    def add(self, text: bytes, head: Head) -> None:
        """Of a caller who was recognised: nobody else fills this up. A key stays valid or not whatever its text; a token runs out, and is read anew."""
        if len(text) <= MOST_HEAD_REMEMBERED and isinstance(head.credential, bytes):
            if len(self._known) >= MOST_HEADS:
                self._known.clear()
            self._known[text] = head


class Lane(Bounded):
    """One connection. `_held` is what came and is not used yet; `_waits` while a call is in the groups, whose answer is said in `_language`."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._gateway = _gateway_of(self.app)
        self._held = b""
        self._language: Language = "zh"
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
        if self.timeout_keep_alive_task is not None:
            self._unset_keepalive_if_required()
        self._take()

    def connection_lost(self, exc: Exception | None) -> None:
        self._gone = True
        self._held = b""
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
        text = held[: max(end, 0)]
        head = known = _heads.find(text)
        if head is None:
            if not held.startswith(_START) or len(held) > MOST_BYTES:
                self._leave()
                return
            if end < 0:
                self._begin()
                return
            head = _parse(text, self._gateway.tokens)
        if head is None or len(held) > MOST_BYTES or head.length > MOST_BYTES:
            self._leave()
            return
        stop = end + 4 + head.length
        if len(held) < stop:
            self._begin()
            return
        self._waits, self._language = True, head.language
        source = self.client[0] if self.client else ""
        if not self._gateway.take(head.act, head.code, head.credential, held[end + 4 : stop], source, self._reply):
            self._waits = False
            self._leave()
            return
        self._held, self._begun = held[stop:], 0.0
        if known is None:
            _heads.add(text, head)

    def _begin(self) -> None:
        """Something of a request has come: the rest of it has its time."""
        if not self._begun:
            self._begun = self.loop.time()

    def _leave(self) -> None:
        """Uvicorn reads from here on, until it has answered."""
        held, self._held, self._slow = self._held, b"", True
        super().data_received(without_offer(held))

    def _reply(self, reply: Reply) -> None:
        self._waits = False
        if self._gone or self.transport.is_closing():
            return
        body, dated = reply.body, self.server_state.default_headers
        if reply.problem is None and not self._last:
            self.transport.write(b"%b%d\r\n\r\n%b" % (_opening(dated), len(body), body))
        else:
            status, headers = 200, JSON_LINE
            if reply.problem is not None:
                status, headers, body = self._refusal(reply.problem, reply.receipt, self._language)
            headers += b"content-length: %d\r\n" % len(body) + b"connection: close\r\n" * self._last
            self.transport.write(head_of(status, lines_of(dated) + headers) + body)
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
    first, *others = text.split(b"\r\n")
    line = _LINE.fullmatch(first)
    if line is None or is_of_other_node(code := line[1].decode()):
        return None
    headers: dict[bytes, bytes] = {}
    for each in others:
        header = _HEADER.fullmatch(each)
        if header is None:
            return None
        name = header[1].lower()
        if name == b"connection" and header[2].lower() == b"keep-alive":
            continue  # as it is anyway (RFC 9112, 9.3); many clients say so
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
    return Head(line[2], code, credential, int(length), language)


def _opening(dated: Headers) -> bytes:
    """What every answer begins with, up to its length; `dated`: uvicorn's own headers, of which it makes a new list every second."""
    if _last_opening[0] is not dated:
        _last_opening[:] = dated, b"HTTP/1.1 200 OK\r\n%b%bcontent-length: " % (lines_of(dated), JSON_LINE)
    return _last_opening[1]


_last_opening: list[Any] = [None, b""]
_heads: Final = Heads()


def _gateway_of(application: Any) -> Gateway:
    """The gateway inside the application that uvicorn serves, whatever is wrapped around it."""
    while not isinstance(application, Gateway):
        application = application.gateway if hasattr(application, "gateway") else application.app
    return application
