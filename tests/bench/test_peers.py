"""Stock servers are really asked for the same row, and what is not there is named. How fast, the benchmark says itself."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests import machine
from tests.conftest import ROOT
from yishu.bench.peers import installed, report
from yishu.bench.peers.server import Said, Server, check

FIGURES = {"peer-postgraphile-64": 3.0, "peer-datasette-64": 10.0, "peer-datasette-64-tuned": None}


@pytest.mark.long
def test_both_peers_are_measured_beside_the_governed_call(tmp_path: Path) -> None:
    machine.peers()
    ran = _bench(tmp_path, "--quick", "--json")
    assert ran.returncode == 0, ran.stderr[-1500:]
    told = json.loads(ran.stdout)
    assert (told["missing"], told["peers"].keys()) == ([], {"postgraphile", "datasette"})
    figures = {each["name"]: each for each in told["figures"]}
    assert {name: each["goal"] for name, each in figures.items()} == FIGURES
    assert all(each["value"] > 0 and each["baseline"] > 0 and each["cpu_us"] > 0 for each in figures.values())
    assert figures["peer-postgraphile-64"]["baseline_name"] == f"PostGraphile {told['peers']['postgraphile']}"


def test_without_peers_nothing_is_measured_and_the_remedy_is_told(tmp_path: Path) -> None:
    ran = _bench(tmp_path, "--quick", "--json", "--peers", str(tmp_path))
    assert ran.returncode == 2
    told = json.loads(ran.stdout)
    assert (told["figures"], told["missing"]) == ([], ["postgraphile", "datasette"])
    assert [line.split()[0] for line in ran.stderr.splitlines()] == ["PostGraphile", "Datasette"]
    assert ran.stderr.count("make .venv/peers") == 2


@pytest.mark.long
def test_a_peer_that_is_not_installed_is_named_beside_one_that_is(tmp_path: Path) -> None:
    folder = Path(machine.peers())
    for name in ("bin", "lib"):
        (tmp_path / name).symlink_to(folder / name)
    there = installed.versions(tmp_path)
    assert there == {"datasette": installed.versions(folder)["datasette"]}
    (line,) = report.remedies({"missing": [name for name in installed.TITLES if name not in there]})
    assert line.startswith("PostGraphile is not installed")


@pytest.mark.parametrize(
    ("records", "says"),
    [
        ({0: "one", 5: "one", 9: "one"}, None),
        ({0: "one", 5: "another", 9: "one"}, "of record 5"),
        ({0: "one", 9: "one"}, "says None of record 5"),
        ({0: "one", 5: "one", 9: "one", 10: "one"}, "of record 10, not None"),
    ],
)
def test_who_does_not_look_up_is_not_measured(records: dict[int, str], says: str | None) -> None:
    with _stub(records) as port:
        server = Server("The stub", port, (), _request, _said, _right)
        if says is None:
            check(server, 10)
            return
        with pytest.raises(RuntimeError, match=says):
            check(server, 10)


class Stub(BaseHTTPRequestHandler):
    """Answers `/N` with its record."""

    protocol_version = "HTTP/1.1"
    records: dict[int, str]

    def do_GET(self) -> None:
        body = self.records.get(int(self.path[1:]), "").encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None: ...


@contextmanager
def _stub(records: dict[int, str]) -> Iterator[int]:
    handler = type("Stub", (Stub,), {"records": records})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()


def _request(n: int) -> bytes:
    return f"GET /{n} HTTP/1.1\r\nHost: stub\r\nConnection: close\r\n\r\n".encode()


def _said(status: int, body: bytes) -> Said | None:
    assert status == 200
    return {"name": body.decode()} if body else None


def _right(_: int) -> Said:
    return {"name": "one"}


def _bench(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("YISHU_", "DJANGO_"))}
    command = [sys.executable, "-m", "yishu.cli", "bench", "peers", *options]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=clean | {"TMPDIR": str(folder)})
