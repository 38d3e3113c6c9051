"""Servers and ways that misbehave: they hang up, break off, or are not who they should be."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.certificates import self_signed


class Wayward:
    """An HTTP server that answers as it is told, one after the other; the last for ever. `seen`: what came, as (method, path, headers, body)."""

    def __init__(self, *answers: Callable[[BaseHTTPRequestHandler], None], certificate: Path | None = None) -> None:
        self.seen: list[tuple[str, str, dict[str, str], bytes]] = []
        self._answers, self._lock = list(answers), threading.Lock()
        wayward = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                with wayward._lock:
                    wayward.seen.append((self.command, self.path, dict(self.headers), body))
                    answer = wayward._answers.pop(0) if len(wayward._answers) > 1 else wayward._answers[0]
                answer(self)

            do_GET = do_POST = do_HEAD = do_PATCH = do_DELETE = handle_any

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.handle_error = lambda *_: None  # type: ignore[method-assign] # who hangs up on us is expected to
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
            self.url = f"https://localhost:{self._server.server_port}"

    def __enter__(self) -> "Wayward":
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def says(status: int, body: bytes = b"", **headers: str) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def hangs_up(handler: BaseHTTPRequestHandler) -> None:
    handler.close_connection = True
    hang_up(handler.connection)


def breaks_off(handler: BaseHTTPRequestHandler) -> None:
    """In the middle of the body that it has announced."""
    says_more = b'{"found": true, '
    handler.send_response(200)
    handler.send_header("Content-Length", "5000")
    handler.end_headers()
    handler.wfile.write(says_more)
    handler.wfile.flush()
    hangs_up(handler)


class _Way:
    """Carries connections to the node and back, and cuts the first ones, each after so many bytes."""

    def __init__(self, url: str, limits: list[int], upwards: bool) -> None:
        target = urlsplit(url)
        self._node, self._limits, self._upwards = (target.hostname or "", target.port or 0), limits, upwards
        self.listener = socket.create_server(("127.0.0.1", 0))
        self._ends: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._serve)]
        self._threads[0].start()

    def close(self) -> None:
        hang_up(self.listener)
        self._threads[0].join()
        for end in self._ends:
            hang_up(end)
        for thread in self._threads:
            thread.join()
        for end in (self.listener, *self._ends):
            end.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self.listener.accept()
                far = socket.create_connection(self._node)
                self._ends += [near, far]
                limit = self._limits.pop(0) if self._limits else None
                up, down = (limit, None) if self._upwards else (None, limit)
                for way in ((near, far, up), (far, near, down)):
                    self._threads.append(threading.Thread(target=self._carry, args=way))
                    self._threads[-1].start()

    @staticmethod
    def _carry(source: socket.socket, sink: socket.socket, limit: int | None) -> None:
        carried = 0
        with suppress(OSError):
            while part := source.recv(65536):
                sink.sendall(part if limit is None else part[: limit - carried])
                carried += len(part)
                if limit is not None and carried >= limit:
                    break
        hang_up(source)
        hang_up(sink)


def hang_up(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)


@contextmanager
def cutting(url: str, *limits: int, upwards: bool = False) -> Iterator[str]:
    """A way to the node that cuts its first connections, each after so many bytes of answers (of requests: `upwards`); those after them hold."""
    way = _Way(url, list(limits), upwards)
    try:
        yield f"http://127.0.0.1:{way.listener.getsockname()[1]}"
    finally:
        way.close()


@contextmanager
def with_certificate(folder: Path) -> Iterator[tuple[str, Path]]:
    """A server for `localhost` with a certificate of its own making: its address, and the certificate as a file."""
    file = self_signed(folder)
    answer = says(200, b'{"found": true, "record": {}, "version": 1, "receipt": "r"}')
    with Wayward(answer, certificate=file) as server:
        yield server.url, file
