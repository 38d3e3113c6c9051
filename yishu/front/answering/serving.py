"""The HTTP server: so many questions at once and a few that wait, one to a connection, each with a bound on its size and its time. It never writes down what was asked."""

import ssl
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from socket import AF_INET, AF_INET6, SHUT_RDWR, socket
from socketserver import TCPServer
from typing import Any, Final

from yishu.core.errors import Problem
from yishu.front.answering.desk import Desk, Reply, refusal
from yishu.front.answering.errors import PlaceTaken, QuestionMalformed
from yishu.front.answering.ledger import Ledger
from yishu.front.answering.opening import place_of, tls_of
from yishu.front.answering.own_key import own_key
from yishu.front.configuration import Answering, Front
from yishu.front.errors import AgentFailed
from yishu.front.language import say, spoken
from yishu.front.telling import log_fault, tell
from yishu.wire.questions import MOST_BYTES

NAME: Final = "answering"
_WAITING: Final = 4  # connections that may wait for each one that is served
_LONGER: Final = 10.0  # seconds that a connection may take beyond those of its question


class _Handler(BaseHTTPRequestHandler):
    server_version, sys_version = "yishu-front", ""

    def do_POST(self) -> None:
        assert isinstance(self.server, _Server)
        try:
            reply = self.server.desk.answer(self.path, self._headers(), self._body())
        except Problem as problem:
            tell(NAME, problem.detail(spoken()))
            reply = refusal(problem)
        except Exception as fault:  # noqa: BLE001
            log_fault(fault)
            reply = refusal(AgentFailed(kind=type(fault).__name__))
        self._send(reply)

    def _headers(self) -> dict[str, str]:
        return {name.lower(): value for name, value in self.headers.items()}

    def _body(self) -> bytes:
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdigit() and int(length) <= MOST_BYTES):
            raise QuestionMalformed
        body = self.rfile.read(int(length))
        if len(body) != int(length):
            raise QuestionMalformed
        return body

    def _send(self, reply: Reply) -> None:
        self.send_response(reply.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Cache-Control", "no-store")
        if reply.status != 204:
            self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        self.wfile.write(reply.body)

    def log_message(self, format: str, *args: Any) -> None:
        """The journal says what was asked; the address of whoever else knocks is the firewall's."""


class _Server(HTTPServer):
    request_queue_size = 64

    def __init__(self, answering: Answering, desk: Desk, tls: ssl.SSLContext | None) -> None:
        self.desk, self._tls = desk, tls
        self._longest = answering.seconds + _LONGER
        self._threads = ThreadPoolExecutor(answering.at_once, NAME)
        self._places = threading.BoundedSemaphore(answering.at_once * (1 + _WAITING))
        self.address_family = AF_INET6 if ":" in answering.host else AF_INET
        super().__init__((answering.host, answering.port), _Handler)

    def server_bind(self) -> None:
        """Without looking up its own name, which may take long and is not needed."""
        TCPServer.server_bind(self)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Beyond the places a connection is closed at once: the node takes that for «not reachable now»."""
        if self._places.acquire(blocking=False):
            self._threads.submit(self._serve, request, client_address)
        else:
            self.shutdown_request(request)

    def _serve(self, request: socket, client_address: Any) -> None:
        # Whoever sends drop by drop is cut off: no read of theirs goes on for longer.
        held = [request]
        ending = threading.Timer(self._longest, _cut, [held])
        ending.daemon = True
        ending.start()
        try:
            request.settimeout(self._longest)
            if self._tls is not None:
                held[0] = self._tls.wrap_socket(request, server_side=True)
            self.finish_request(held[0], client_address)
        except OSError:
            return  # they went away, or spoke no TLS
        except Exception as fault:  # noqa: BLE001
            log_fault(fault)
        finally:
            ending.cancel()
            self.shutdown_request(held[0])
            self._places.release()

    def server_close(self) -> None:
        super().server_close()
        self._threads.shutdown(wait=False, cancel_futures=True)


def _cut(held: list[socket]) -> None:
    with suppress(OSError):
        held[0].shutdown(SHUT_RDWR)


@contextmanager
def served(front: Front, asked: Answering) -> Iterator[None]:
    """Answer meanwhile. Raises PlaceTaken, CertificateWrong, LedgerDamaged."""
    ledger = Ledger(front.state)
    ledger.sweep(datetime.now(UTC), asked.journal_days)
    server = _listening(asked, Desk(asked, ledger, own_key(front.state)))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.2}, name=NAME, daemon=True)
    thread.start()
    tell(
        NAME,
        say(
            "在 {place} 应答，节点称之为 {origin}。",
            "answers at {place}, which the node calls {origin}.",
            place=place_of(asked),
            origin=asked.origin,
        ),
    )
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


def _listening(asked: Answering, desk: Desk) -> _Server:
    tls = tls_of(asked.certificate, asked.certificate_key)
    try:
        return _Server(asked, desk, tls)
    except OSError as error:
        raise PlaceTaken(place=place_of(asked), reason=error.strerror or type(error).__name__) from None
