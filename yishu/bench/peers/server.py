"""A server under measurement: what it is asked, and what it says."""

import http.client
import os
import socket
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from yishu.bench.processes import wait_for

Said = dict[str, str]
"""An answer's values, by item."""


@dataclass(frozen=True, slots=True)
class Server:
    name: str
    port: int
    processes: tuple[int, ...]
    """Whose CPU its calls take, with their children's."""
    request: Callable[[int], bytes]
    """The HTTP request for record n."""
    said: Callable[[int, bytes], Said | None]
    """What an answer of this status and body says; None where it found no record."""
    right: Callable[[int], Said]
    """What it says of record n if it looked it up."""


@contextmanager
def started(command: list[str], port: int, log: Path, environment: Mapping[str, str]) -> Iterator[int]:
    """The process of a server of somebody else's, which sees nothing of our environment. Raises RuntimeError, with what it wrote, where it does not come up."""
    with log.open("wb") as output:
        clean = {"PATH": os.environ["PATH"], **environment}
        process = subprocess.Popen(command, env=clean, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
    try:
        try:
            wait_for(port)
        except RuntimeError as error:
            raise RuntimeError(f"{error}: {log.read_text('utf-8', 'replace')[-2000:]}") from None
        yield process.pid
    finally:
        process.terminate()
        process.wait(30)


def check(server: Server, records: int) -> None:
    """Raises RuntimeError unless it really looks up: some of so many records, and one that is not there."""
    for n in (0, records // 2, records - 1, records):
        status, body = _asked(server.port, server.request(n))
        said, right = server.said(status, body), server.right(n) if n < records else None
        if said != right:
            raise RuntimeError(f"{server.name} says {said} of record {n}, not {right}: {status} {body[:500]!r}")


def _asked(port: int, request: bytes) -> tuple[int, bytes]:
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(request)
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        return answer.status, answer.read()
