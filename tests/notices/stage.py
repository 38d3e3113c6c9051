"""What the tests of notices have in common: an application to tell of, and real receivers on loopback."""

import itertools
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from django.utils import timezone

from tests.cast import PASSWORD, Cast
from yishu.agencies import commands as agencies
from yishu.agencies.models import Agency, Person, Role
from yishu.catalogue.models import Resource
from yishu.core.actor import PLATFORM
from yishu.sharing import commands as sharing
from yishu.sharing.models import Application

_numbers = itertools.count(1)


def apply_for(consumer: Cast.Member, resource: Resource, *, reason: str = "") -> Application:
    """An application of today that its provider has to review."""
    entry = resource.current
    assert entry is not None
    request = sharing.LineRequest(
        resource=resource.code,
        items=tuple(entry.items.values_list("code", flat=True)),
        modes=("verify",),
        systems=(),
        users=(consumer.person_a.login,),
        until=timezone.localdate() + timedelta(days=400),
        reason=reason,
    )
    now = timezone.now()
    return sharing.apply(consumer.a, duty="社会救助审核", basis="《社会救助暂行办法》", requests=(request,), now=now)


@dataclass
class Received:
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Receiver:
    """A real HTTP server: what came, and how it answers (`status`, `answer`, seconds of `delay`)."""

    url: str
    came: list[Received] = field(default_factory=list)
    status: int = 204
    answer: bytes = b""
    location: str = ""
    delay: float = 0

    def wait(self, n: int, seconds: float = 20) -> None:
        deadline = time.monotonic() + seconds
        while len(self.came) < n:
            assert time.monotonic() < deadline, f"{len(self.came)} of {n} came"
            time.sleep(0.05)


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver on a port of its own."""
    held: list[Receiver] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            receiver = held[0]
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            receiver.came.append(Received(self.path, {k.lower(): v for k, v in self.headers.items()}, body))
            time.sleep(receiver.delay)
            try:
                self.send_response(receiver.status)
                if receiver.location:
                    self.send_header("Location", receiver.location)
                self.send_header("Content-Length", str(len(receiver.answer)))
                self.end_headers()
                self.wfile.write(receiver.answer)
            except OSError:
                return  # who asked is gone: it was killed

        def log_message(self, format: str, *args: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    held.append(Receiver(f"http://127.0.0.1:{server.server_address[1]}"))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield held[0]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def bearer(client: Any, person: Any) -> dict[str, str]:
    """A token of a person's programs, for Django's test client."""
    login = {"login": person.login, "password": PASSWORD}
    answer = client.post("/api/v1/session", login, content_type="application/json")
    return {"authorization": f"Bearer {answer.json()['token']}"}


def system_administrator(agency: Agency) -> Person:
    """A new one, of the node."""
    login = f"sys{next(_numbers)}-{agency.pk}"
    roles = frozenset({Role.SYSTEM_ADMINISTRATOR})
    return agencies.register_person(PLATFORM, agency, login=login, name=login, password=PASSWORD, roles=roles)
