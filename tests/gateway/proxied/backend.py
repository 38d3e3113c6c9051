"""A provider's own interface, real HTTP on a port of this machine: people by their number, a key to get in, and ways to misbehave."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from xml.etree import ElementTree
from xml.sax.saxutils import escape

KEY = "interface-key-of-the-provider"
PEOPLE = {
    "330102199003076015": {
        "idcard": "330102199003076015",
        "base": {"xm": "赵一"},
        "xb": 1,
        "csrq": "19900307",
        "hjd": "330102",
    },
    "330102199003076031": {
        "idcard": "330102199003076031",
        "base": {"xm": "钱二"},
        "xb": "1",
        "csrq": None,
        "hjd": "330106",
    },
}
OTHERS_SUBJECT = {"idcard": "330102199003076058", "base": {"xm": "孙三"}, "xb": "1", "csrq": "19900307"}


class Backend:
    """`mode`: ok, slow (an answer takes 1.5 s), held (until `release` is set), drip (a byte now and then), error (500), html, bad_type, another (somebody else's record), redirect."""

    def __init__(self) -> None:
        self.mode = "ok"
        self.asked: list[tuple[str, dict[str, str], Any]] = []
        self.meanwhile: list[Callable[[], object]] = []  # each happens once, while a request waits for its answer
        self.release = threading.Event()
        self.under_way = self.most_under_way = 0
        handler = type("Handler", (_Handler,), {"backend": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    backend: Backend

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        if "xml" in self.headers["Content-Type"]:
            self._serve_xml(raw)
            return
        body = json.loads(raw)
        self._serve(body, body.get("sfzh"))

    def do_GET(self) -> None:
        self._serve(None, self.headers.get("X-Subject"))

    def _serve(self, body: Any, number: Any) -> None:
        backend = self.backend
        backend.asked.append((self.path, dict(self.headers), body))
        while backend.meanwhile:
            backend.meanwhile.pop()()
        if self.headers.get("X-Api-Key") != KEY:
            self._send(401, b"{}")
            return
        record = {"data": {"person": PEOPLE.get(number)}}
        if backend.mode == "slow":
            time.sleep(1.5)
        elif backend.mode == "held":
            backend.under_way += 1
            backend.most_under_way = max(backend.most_under_way, backend.under_way)
            backend.release.wait(10)
            backend.under_way -= 1
        elif backend.mode == "error":
            self._send(500, b'{"stack": "secret of the provider"}')
            return
        elif backend.mode == "html":
            self._send(200, b"<html>login</html>")
            return
        elif backend.mode == "exponent":
            self._send(200, b'{"data": {"person": 1e99999999999999999999}}')
            return
        elif backend.mode == "bad_type":
            record = {"data": {"person": PEOPLE["330102199003076015"] | {"csrq": "yesterday"}}}
        elif backend.mode == "another":
            record = {"data": {"person": OTHERS_SUBJECT}}
        elif backend.mode == "redirect":
            self._send(302, b"", Location="http://127.0.0.1:1/elsewhere")
            return
        self._send(200, json.dumps(record).encode(), drip=backend.mode == "drip")

    def _serve_xml(self, raw: bytes) -> None:
        """As a service made by common tools answers: prefixes of its own, elements without a namespace within the response."""
        self.backend.asked.append((self.path, dict(self.headers), raw))
        is_soap, mode = b"Envelope" in raw, self.backend.mode
        number = next((each.text for each in ElementTree.fromstring(raw).iter() if each.tag.endswith("sfzh")), None)
        found = PEOPLE.get(number or "")
        person = '<person xsi:nil="true"/>' if found is None else _person(found)
        inner = f'<ns2:queryResponse xmlns:ns2="urn:police"><return code="0">{person}</return></ns2:queryResponse>'
        if mode in ("error", "fault"):
            inner = (
                "<S:Fault><faultcode>S:Server</faultcode><faultstring>secret of the provider</faultstring></S:Fault>"
            )
        head = '<!DOCTYPE S [<!ENTITY a "赵一">]>' if mode == "doctype" else ""
        answer = f'<?xml version="1.0"?>{head}{inner}'
        if is_soap:
            of = ElementTree.fromstring(raw).tag[1:].partition("}")[0]
            answer = f'<?xml version="1.0"?>{head}<S:Envelope xmlns:S="{of}"><S:Body>{inner}</S:Body></S:Envelope>'
        answer = answer.replace("<return", '<return xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"', 1)
        self._send(500 if mode == "error" else 200, answer.encode())

    def _send(self, status: int, body: bytes, *, drip: bool = False, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        try:
            for part in [body[n : n + 1] for n in range(len(body))] if drip else [body]:
                self.wfile.write(part)
                if drip:
                    self.wfile.flush()
                    time.sleep(0.1)
        except OSError:
            self.close_connection = True


def _person(found: dict[str, Any]) -> str:
    texts = {"idcard": found["idcard"], "xb": found["xb"], "csrq": found["csrq"] or "", "hjd": found["hjd"]}
    rest = "".join(f"<{name}>{escape(str(text))}</{name}>" for name, text in texts.items())
    return f'<person source="A&amp;B"><base><xm lang="zh"> {escape(found["base"]["xm"])}\n</xm></base>{rest}</person>'


@contextmanager
def running() -> Iterator[Backend]:
    made = Backend()
    try:
        yield made
    finally:
        made.stop()
