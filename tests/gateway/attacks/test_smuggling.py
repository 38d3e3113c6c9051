"""A request that two readers could take for two is refused, or answered once: by the fast lane, by the ASGI way, and behind a proxy."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests import machine
from tests.conftest import Node, free_port
from tests.gateway.attacks.lines import answers_until_close, body_of, connected, request
from tests.gateway.stage import Stage

HIDDEN = b"GET /healthz HTTP/1.1\r\nHost: y\r\n\r\n"
CHUNKED = b"%x\r\n" % len(HIDDEN) + HIDDEN + b"\r\n0\r\n\r\n"
ENDED = b"0\r\n\r\n"

# By header lines: each names a body in a way that another reader may take otherwise.
LENGTHS = [
    ("Content-Length: 5", "Transfer-Encoding: chunked"),
    ("Transfer-Encoding: chunked", "Content-Length: 5"),
    ("Content-Length: 0", "Content-Length: 36"),
    ("Content-Length: 36", "Content-Length: 36"),
    ("Content-Length: 36, 36",),
    *((f"Content-Length: {value}",) for value in ("+36", "-1", "0x24", "3 6", "36;", "", "18446744073709551652")),
    ("Content-Length : 36",),
    ("Content-Length\x00: 36",),
    (" Content-Length: 36",),
    ("Content-Length: 36\x00",),
    ("Content-Length: 36\rX: y",),
    ("Content-Length: 36\nX: y",),
    ("X: y\nContent-Length: 36",),
    ("X: y", " Content-Length: 36"),
]
CODINGS = [
    *(
        (f"Transfer-Encoding: {value}",)
        for value in ("xchunked", "chunked, identity", "identity", "gzip, chunked", "chunked\t", '"chunked"')
    ),
    ("Transfer-Encoding: \x0bchunked",),
    ("Transfer-Encoding : chunked",),
    ("Transfer-Encoding:", " chunked"),
    ("Transfer-Encoding: identity", "Transfer-Encoding: chunked"),
    ("Transfer-Encoding: chunked", "Transfer-Encoding: identity"),
    ("Transfer_Encoding: chunked",),
]
SIZES = [
    b"+24",
    b"0x24",
    b" 24",
    b"24 ",
    b"24\t",
    b"-24",
    b"2_4",
    b"FFFFFFFFFFFFFFFF24",
    b"24;\n",
    b"24\n",
    b"24\r",
    b"\x0024",
]
WAYS = ("fast", "asgi")


def head_of(stage: Stage, way: str, *headers: str) -> bytes:
    if way == "fast":
        return request(stage, *headers, body=b"")
    return ("\r\n".join(("POST /api/v1/session HTTP/1.1", "Host: localhost", *headers)) + "\r\n\r\n").encode()


def answers_to(node: Node, sent: bytes) -> list[int]:
    with connected(node) as line:
        line.sendall(sent)
        return answers_until_close(line)


@pytest.mark.parametrize("way", WAYS)
def test_a_length_said_in_two_ways_is_refused_and_nothing_after_it_read(hurried: Node, stage: Stage, way: str) -> None:
    for headers in LENGTHS:
        found = answers_to(hurried, head_of(stage, way, *headers) + HIDDEN)
        assert found in ([400], []), headers


@pytest.mark.parametrize("way", WAYS)
def test_a_coding_that_is_not_plainly_chunked_is_refused(hurried: Node, stage: Stage, way: str) -> None:
    for headers in CODINGS[:-1]:
        found = answers_to(hurried, head_of(stage, way, *headers) + ENDED + HIDDEN)
        assert found in ([400], []), headers


@pytest.mark.parametrize("way", WAYS)
def test_a_size_of_a_chunk_that_is_no_plain_hexadecimal_is_refused(hurried: Node, stage: Stage, way: str) -> None:
    head = head_of(stage, way, "Transfer-Encoding: chunked")
    for size in SIZES:
        found = answers_to(hurried, head + size + CHUNKED[2:] + HIDDEN)
        assert found in ([400], []), size


@pytest.mark.parametrize(
    "first",
    [
        b"POST / HTTP/1.1\nHost: x\nContent-Length: 0\n\n",
        b"POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nHost: y\r\nContent-Length: 0\r\n\r\n",
        b"POST / HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST / HTTP/2.0\r\nHost: x\r\nContent-Length: 0\r\n\r\n",
        b"POST / HTTP/1.1, HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n",
        b"GET /\r\n\r\n",
        b"CONNECT x:80 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01",
    ],
)
def test_what_is_not_http_1_is_refused_and_nothing_after_it_read(hurried: Node, first: bytes) -> None:
    assert answers_to(hurried, first + HIDDEN) in ([400], [])


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("apart", [False, True])
def test_a_body_behind_an_offer_to_change_the_protocol_is_no_request(
    hurried: Node, stage: Stage, way: str, apart: bool
) -> None:
    """The parser ends such a request at its head."""
    head = head_of(stage, way, "Connection: Upgrade", "Upgrade: other", f"Content-Length: {len(HIDDEN)}")
    with connected(hurried) as line:
        line.sendall(head if apart else head + HIDDEN)
        found = answers_until_close(line, seconds=0.5 if apart else 10)
        if apart and not found:
            line.sendall(HIDDEN)
            found = answers_until_close(line, seconds=10)
    assert len(found) == 1
    assert found[0] >= 400


def test_a_trailer_is_no_header(hurried: Node, stage: Stage) -> None:
    """Whoever strips or sets a header in front does not look there."""
    body = body_of()
    head, _, _ = request(stage, "Transfer-Encoding: chunked").partition(b"\r\n\r\n")
    key = f"Authorization: Bearer {stage.civil_system.key}\r\n".encode()
    chunks = b"%x\r\n" % len(body) + body + b"\r\n0\r\n"
    assert answers_to(hurried, head + b"\r\n\r\n" + chunks + b"\r\n") == [200]
    without = head.replace(key, b"")
    assert answers_to(hurried, without + b"\r\n\r\n" + chunks + key + b"\r\n") == [401]


def test_of_two_names_that_wsgi_takes_for_one_only_the_header_is_seen(hurried: Node) -> None:
    """A proxy strips Cookie or X-Forwarded-For, and lets X_Forwarded_For pass."""
    said = json.dumps({"login": "nobody", "password": "x"}).encode()
    head = f"POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent_Type: text/plain\r\nContent-Type: application/json\r\nContent-Length: {len(said)}\r\n\r\n"
    assert answers_to(hurried, head.encode() + said) == [401]


def test_the_host_of_an_absolute_address_does_not_count(hurried: Node, stage: Stage) -> None:
    sent = request(stage).replace(b"POST /", b"POST http://elsewhere.example/", 1)
    assert answers_to(hurried, sent) == [200]


def test_requests_after_a_refused_one_are_not_read(hurried: Node, stage: Stage) -> None:
    bad = request(stage, "Content-Length: +5", body=b"hello")
    assert answers_to(hurried, request(stage) + bad + request(stage) + HIDDEN) == [200, 400]
    assert answers_to(hurried, HIDDEN + bad + request(stage)) in ([200, 400], [200])
    assert answers_to(hurried, b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n" + HIDDEN) == [200]


def test_a_refusal_is_never_read_as_the_answer_to_the_request_before(hurried: Node, stage: Stage) -> None:
    """The page before takes longer than the parser does."""
    page = b"GET /api/openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n"
    found = answers_to(hurried, page + b"GET / HTTP/1.1\r\nBroken\r\n\r\n")
    assert found[0] == 200


@pytest.fixture(scope="module")
def proxy(hurried: Node, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    """nginx in front of the node, with connections that it keeps and bodies that it passes on as they come."""
    program = machine.nginx()
    folder, port = tmp_path_factory.mktemp("nginx"), free_port()
    settings = folder / "nginx.conf"
    settings.write_text(configuration(folder, port, hurried.url.removeprefix("http://")))
    node = Node(subprocess.Popen([program, "-p", str(folder), "-c", str(settings)]), f"http://127.0.0.1:{port}")
    try:
        node.wait()
        yield node
    finally:
        node.stop()


def configuration(folder: Path, port: int, behind: str) -> str:
    kept = "\n".join(
        f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    return f"""daemon off; master_process off; pid {folder}/pid; error_log {folder}/log;
        events {{ worker_connections 64; }}
        http {{ access_log off; {kept}
            upstream node {{ server {behind}; keepalive 1; }}
            server {{ listen 127.0.0.1:{port}; underscores_in_headers on;
                location / {{ proxy_pass http://node; proxy_http_version 1.1; proxy_set_header Connection "";
                    proxy_set_header Host localhost; proxy_request_buffering off; }} }} }}"""


def test_behind_a_proxy_no_form_gets_into_the_next_callers_request(proxy: Node, stage: Stage, hurried: Node) -> None:
    """Both share the one connection that the proxy keeps: a byte too many or too few would make the next answer another's."""
    said = {"purpose": stage.purpose(), "subject": "330102199003076015", "claims": {"name": "赵一"}}
    with httpx.Client(base_url=proxy.url, timeout=10) as next_caller:
        for headers in (*LENGTHS, *CODINGS):
            for body in (HIDDEN, CHUNKED, ENDED + HIDDEN):
                with connected(proxy) as line:
                    line.sendall(head_of(stage, "fast", *headers) + body)
                    line.settimeout(2)
                    line.shutdown(1)
                    line.recv(4096)
                answer = next_caller.post(stage.path("verify"), json=said, headers=stage.civil_system.headers)
                assert (answer.status_code, answer.json()["result"]) == (200, {"name": "match"}), headers
