"""Uvicorn's protocol within bounds: a request comes in its time and its size, an answer is taken, and nothing is served that a proxy in front could read as another request.

Times as Apache's mod_reqtimeout has them. What llhttp refuses by itself (RFC 9112, 6.3: both lengths, two, signs, bare LF) is not looked for here.
"""

import asyncio
import fcntl
import socket
import struct
import termios
from collections.abc import Sized
from http import HTTPStatus
from typing import Any, Final

from uvicorn.protocols.http.flow_control import FlowControl
from uvicorn.protocols.utils import get_remote_addr

from yishu.core.errors import Problem, preferred_language
from yishu.gateway.crowding import TurnedAway, has_room
from yishu.gateway.errors import HeadTooLarge, MalformedRequest, TooManyConnections
from yishu.gateway.exchange import Headers, problem_message
from yishu.gateway.zero_copy import ZeroCopy

REQUEST_SECONDS: Final = 30.0
"""In which a head is whole; and in which a body that nobody awaits is over."""
ANSWER_SECONDS: Final = 60.0
"""In which a reader takes so much of what waits for it …"""
SLOWEST: Final = 500
"""… at so many bytes a second."""
LOOK_SECONDS: Final = 5.0
MOST_HEAD_BYTES: Final = 64 * 1024
MOST_HEADERS: Final = 200
_OF_CHUNK: Final = 16
"""Bytes for each byte of a body that its chunks may take beside it: six of one byte each are seven; extensions mean nothing here (RFC 9112, 7.1.1)."""
_VERSIONS: Final = ("1.0", "1.1")
_RESET: Final = struct.pack("ii", 1, 0)  # linger for no time
_PHRASES: Final = {status.value: status.phrase.encode() for status in HTTPStatus}


class Bounded(ZeroCopy):
    """One connection. `_begun`: when what is coming began, 0 while nothing is; `_answered`: when the last answer was done.

    One timer a connection looks at it now and then: what is in time costs a request nothing.
    """

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._begun = self._answered = 0.0
        self._in_head = self._message_open = self._last = False
        self._came = self._useful = self._headers_bytes = 0
        self._unsent, self._unsent_since = 0, 0.0
        self._looking: asyncio.TimerHandle | None = None
        self._made: Problem = MalformedRequest()  # what a wrong request is told

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        most = getattr(self.server_state, "most", 0)
        if most and not has_room(self.connections, most, self.loop.time()):
            self.parser, self.client = None, get_remote_addr(transport)  # type: ignore[assignment]
            TurnedAway(transport, self.loop, self._refusal_of(TooManyConnections(most=most)))
            self._let_go()
            return
        super().connection_made(transport)
        self.flow = _Flow(transport, self.pipeline)
        self._answered = self.loop.time()
        if getattr(self.server_state, "is_leaving", False):
            self.end_soon()
        self._looking = self.loop.call_later(LOOK_SECONDS, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._looking is not None:
            self._looking.cancel()
        super().connection_lost(exc)
        self._let_go()

    def _let_go(self) -> None:
        """What leads back to us, so that we are gone at once: the collector of cycles comes seldom (`app`), and thousands that come and go would fill the memory until then."""
        self._unset_keepalive_if_required()
        self._looking = self.cycle = self.app = None  # type: ignore[assignment]

    def end_soon(self) -> None:
        """The server is leaving: the next answer is the last one here, and says so, so that the client goes on elsewhere."""
        self._last = True

    def data_received(self, data: bytes) -> None:
        if not self._begun:
            self._begun = self.loop.time()
        self._came += len(data)
        super().data_received(data)
        if self._came > MOST_HEAD_BYTES and not self.transport.is_closing():
            self._require_bounded()

    def _require_bounded(self) -> None:
        """What is no header yet is counted too, and what stands between the parts of a body."""
        if self._in_head:
            self._made = HeadTooLarge(bytes=MOST_HEAD_BYTES, headers=MOST_HEADERS)
            self.send_400_response("")
        elif self._message_open and self._came > MOST_HEAD_BYTES + (1 + _OF_CHUNK) * self._useful:
            self.send_400_response("")

    # What the parser finds; an exception raised in it becomes `send_400_response`.
    def on_message_begin(self) -> None:
        self._message_open = self._in_head = True
        self._came = self._useful = self._headers_bytes = 0
        self._begun = self.loop.time()
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        self._count(url)
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        self._count(name, value)
        # A trailer field is no header (RFC 9110, 6.5.1); and to WSGI, - and _ of a name are one.
        if self._in_head and b"_" not in name:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        parser: Any = self.parser
        require_unambiguous(self.headers, parser.get_http_version())
        if self._last:
            self.headers.append((b"connection", b"close"))  # uvicorn answers this in kind
        super().on_headers_complete()
        self._in_head = False

    def on_body(self, body: bytes) -> None:
        self._useful += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._message_open, self._begun = False, 0.0
        super().on_message_complete()

    def on_response_complete(self) -> None:
        self._answered = self.loop.time()
        if self._message_open:
            self._begun = self._answered
        super().on_response_complete()

    def resume_writing(self) -> None:
        self._unsent = 0
        super().resume_writing()

    def _count(self, *parts: bytes) -> None:
        self._headers_bytes += sum(map(len, parts))
        if self._headers_bytes > MOST_HEAD_BYTES or len(self.headers) >= MOST_HEADERS:
            self._made = HeadTooLarge(bytes=MOST_HEAD_BYTES, headers=MOST_HEADERS)
            raise self._made

    def _unsupported_upgrade_warning(self) -> None:
        """An offer to go on in another protocol is left alone. The parser ends the request there, so that a body would be read as the next one: nothing after it is."""
        self.flow.pause_reading()
        self.cycle.keep_alive = False
        if self.cycle.response_complete:
            self.transport.close()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - uvicorn says it in English and as plain text
        """As a problem; but never in the place of another answer, nor as a second one to a request."""
        cycle, in_body = self.cycle, self._message_open and not self._in_head
        if in_body and not self.pipeline and (cycle.response_started or cycle.response_complete):
            self.transport.close()
            return
        if self._is_asgi_at_work():
            if not in_body or self.pipeline:
                self.flow.pause_reading()  # what came before is answered, and then it is over
                cycle.keep_alive = False
                return
            cycle.disconnected = True  # the body that it waits for will not come
            cycle.message_event.set()
        made, self._made = self._made, MalformedRequest()
        self.transport.write(self._refusal_of(made))
        self.transport.close()

    def _refusal_of(self, problem: Problem) -> bytes:
        spoken = b"".join(value for name, value in self.headers or () if name == b"accept-language")
        listed, body = problem_message(problem, "", preferred_language(spoken.decode("latin-1")))
        headers = [*self.server_state.default_headers, *listed, (b"content-length", b"%d" % len(body))]
        return head_of(problem.status, lines_of([*headers, (b"connection", b"close")])) + body

    # In time?
    def _look(self) -> None:
        now = self.loop.time()
        if self._is_not_taken(now) or self._is_overdue(now):
            self.break_off()
        else:
            self._looking = self.loop.call_later(LOOK_SECONDS, self._look)

    def waits_since(self) -> float:
        """When it began that nothing is asked here, or that a request is coming; 0 while one is answered."""
        if self._is_at_work() or self.transport.is_closing() or self.transport.get_write_buffer_size():
            return 0.0
        return self._begun or self._answered

    def break_off(self) -> None:
        """By a reset where the kernel still has something for them: after an ordinary close it would keep that for minutes, and whoever takes nothing would not be told."""
        line = self.transport.get_extra_info("socket")
        if line is not None and any(fcntl.ioctl(line.fileno(), termios.TIOCOUTQ, bytes(4))):
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        self.transport.abort()

    def _is_not_taken(self, now: float) -> bool:
        """Whether the reader was too slow. Answers that were done meanwhile, and parts that could be written, begin the time anew: what waits is bounded anyway."""
        unsent = self.transport.get_write_buffer_size()
        if not unsent or not self._unsent or self._answered > self._unsent_since:
            self._unsent, self._unsent_since = unsent, now
            return False
        if now - self._unsent_since < ANSWER_SECONDS:
            return False
        taken = self._unsent - unsent
        self._unsent, since, self._unsent_since = unsent, self._unsent_since, now
        return taken < SLOWEST * (now - since)

    def _is_overdue(self, now: float) -> bool:
        """Whether a request does not come, or an idle connection is kept too long. While we are at work, whoever awaits the body bounds it."""
        if self._is_at_work():
            return False
        if self._begun:
            return now - self._begun > REQUEST_SECONDS
        return now - self._answered > self.timeout_keep_alive

    def _is_at_work(self) -> bool:
        return self._is_asgi_at_work()

    def _is_asgi_at_work(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete


class _Flow(FlowControl):
    """Nothing is read while a request waits for the one before: uvicorn reads on after each answer, and whoever sends many at once would have them all queued."""

    def __init__(self, transport: asyncio.Transport, waiting: Sized) -> None:
        super().__init__(transport)
        self._waiting = waiting

    def resume_reading(self) -> None:
        if not self._waiting:
            super().resume_reading()


def require_unambiguous(headers: Headers, version: str) -> None:
    """Of one meaning to whoever reads it (RFC 9112, 2.3, 3.2, 6.1). Raises MalformedRequest."""
    codings = [value.strip().lower() for name, value in headers if name == b"transfer-encoding"]
    hosts = [value for name, value in headers if name == b"host"]
    framed = codings in ([], [b"chunked"]) and not (codings and version == "1.0")
    if version not in _VERSIONS or not framed or len(hosts) > 1 or (version == "1.1" and not hosts):
        raise MalformedRequest


def head_of(status: int, headers: bytes) -> bytes:
    """Of an answer; `headers` are its lines."""
    return b"HTTP/1.1 %d %b\r\n%b\r\n" % (status, _PHRASES[status], headers)


def lines_of(headers: Headers) -> bytes:
    return b"".join([b"%b: %b\r\n" % header for header in headers])
