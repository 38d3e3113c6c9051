"""An interface of which every byte is chosen: it answers what it is told to, connection by connection, and counts them."""

import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.gateway.proxied.backend import PEOPLE

Shape = Callable[[bytes], bytes]
"""The answer's bytes, for the JSON of the record that was asked for."""


def plain(body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)


class Interface:
    """`shape` makes each answer; `closes`: whether the connection ends behind it."""

    def __init__(self, certificate: Path | None = None) -> None:
        self.shape: Shape = plain
        self.closes = False
        self.connections = self.requests = self.open = self.under_way = self.most_under_way = 0
        self._lock = threading.Lock()
        self._tls = None if certificate is None else _tls(certificate)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._taken: list[socket.socket] = []
        threading.Thread(target=self._take, daemon=True).start()

    @property
    def origin(self) -> str:
        port = self._listening.getsockname()[1]
        return f"http://127.0.0.1:{port}" if self._tls is None else f"https://localhost:{port}"

    def count_anew(self) -> None:
        self.connections = self.requests = self.most_under_way = 0

    def hang_up(self) -> None:
        """End every connection, as a server does that was idle for long."""
        with self._lock:
            taken, self._taken = self._taken, []
        for one in taken:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def stop(self) -> None:
        self._listening.close()
        self.hang_up()

    def _take(self) -> None:
        with suppress(OSError):
            while True:
                taken, _ = self._listening.accept()
                threading.Thread(target=self._serve, args=(taken,), daemon=True).start()

    def _serve(self, taken: socket.socket) -> None:
        with suppress(OSError):
            made = taken if self._tls is None else self._tls.wrap_socket(taken, server_side=True)
            with self._lock:
                self._taken.append(made)
                self.connections += 1
                self.open += 1
            try:
                self._answer_all(made)
            finally:
                with self._lock:
                    self.open -= 1
                made.close()

    def _answer_all(self, made: socket.socket) -> None:
        while (asked := _read(made)) is not None:
            with self._lock:
                self.requests += 1
                self.under_way += 1
                self.most_under_way = max(self.most_under_way, self.under_way)
            answer = self.shape(json.dumps({"data": {"person": PEOPLE.get(asked["sfzh"])}}).encode())
            with self._lock:
                self.under_way -= 1
            made.sendall(answer)
            if self.closes:
                return


def _tls(certificate: Path) -> ssl.SSLContext:
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(certificate)
    return made


def _read(made: socket.socket) -> dict[str, str] | None:
    """The body of the next request; None where there is none."""
    raw = b""
    while b"\r\n\r\n" not in raw:
        if not (part := made.recv(65536)):
            return None
        raw += part
    head, _, body = raw.partition(b"\r\n\r\n")
    length = next(int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:"))
    while len(body) < length:
        body += made.recv(65536)
    return json.loads(body)


@contextmanager
def answering(certificate: Path | None = None) -> Iterator[Interface]:
    made = Interface(certificate)
    try:
        yield made
    finally:
        made.stop()
