"""Webhooks over TLS: the certificate is the named host's, the connection the checked address's; and nothing holds a worker for long."""

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from tests.certificates import self_signed
from yishu.notices import connecting
from yishu.notices.errors import SendingFailed

pytestmark = pytest.mark.usefixtures("django_ready")
LOOPBACK = (ip_network("127.0.0.0/8"),)


@pytest.fixture
def secure(tmp_path: Path) -> Iterator[tuple[int, Path, list[str]]]:
    """An HTTPS server that is called localhost: its port, its certificate, the hosts it was asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(self.headers["Host"])
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            return

    file = self_signed(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield server.server_address[1], file, asked
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_connection_goes_to_the_checked_address_under_the_named_certificate(
    secure: tuple[int, Path, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    port, file, asked = secure
    with override_settings(YISHU_CA_FILE=str(file)):
        target = connecting.checked(f"https://localhost:{port}/hook", LOOPBACK)
        # From here on the name leads elsewhere: nobody may ask for it again.
        monkeypatch.setattr(socket, "getaddrinfo", _only_numbers(socket.getaddrinfo))
        assert connecting.post(target, b"{}", {})[0] == 204
    assert asked == [f"localhost:{port}"]


def test_a_certificate_of_another_name_or_of_nobody_is_refused(
    secure: tuple[int, Path, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    port, file, asked = secure
    real = socket.getaddrinfo
    inward = {"other.example": "127.0.0.1"}
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, *rest, **named: real(inward.get(host, host), *rest, **named)
    )
    for url, trusted in ((f"https://other.example:{port}/", str(file)), (f"https://localhost:{port}/", "")):
        with override_settings(YISHU_CA_FILE=trusted), pytest.raises(SendingFailed) as failed:
            connecting.post(connecting.checked(url, LOOPBACK), b"{}", {})
        assert not failed.value.reached
    assert asked == []


def test_an_answer_by_single_bytes_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connecting, "WAIT", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def drip() -> None:
            line, _ = listening.accept()
            with line:
                try:
                    for byte in b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 50:
                        line.send(bytes([byte]))
                        time.sleep(0.1)
                except OSError:
                    return  # cut off, as it should be

        thread = threading.Thread(target=drip)
        thread.start()
        target = connecting.checked(f"http://127.0.0.1:{listening.getsockname()[1]}/", LOOPBACK)
        begun = time.monotonic()
        with pytest.raises(SendingFailed):
            connecting.post(target, b"{}", {})
        assert time.monotonic() - begun < 5
        thread.join()


def _only_numbers(real: Any) -> Any:
    def resolve(host: str, *rest: Any, **named: Any) -> Any:
        assert host == "127.0.0.1", f"asked for {host}"
        return real(host, *rest, **named)

    return resolve
