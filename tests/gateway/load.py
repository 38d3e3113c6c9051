"""Callers in threads, each over one connection, that note what they were answered and when they asked."""

import http.client
import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Answered:
    """`asked` and `came` by the monotonic clock."""

    url: str
    asked: float
    came: float
    status: int
    body: dict[str, Any]


class Load:
    """Runs between `with` and its end; a lost connection is opened again."""

    def __init__(
        self, urls: list[str], path: str, headers: dict[str, str], body: Callable[[int], Any], *, each: int = 8
    ) -> None:
        self.answers: list[Answered] = []
        self._stopped = threading.Event()
        self._path, self._headers, self._body = path, headers | {"Content-Type": "application/json"}, body
        self._threads = [threading.Thread(target=self._call, args=(url, n)) for url in urls for n in range(each)]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopped.set()
        for thread in self._threads:
            thread.join(30)

    def wait_for(self, holds: Callable[[list[Answered]], bool], seconds: float = 30) -> None:
        """Until the answers so far satisfy this."""
        deadline = time.monotonic() + seconds
        while not holds(list(self.answers)):
            if time.monotonic() > deadline:
                raise AssertionError("the load did not get that far")
            time.sleep(0.02)

    def _call(self, url: str, n: int) -> None:
        connection: http.client.HTTPConnection | None = None
        host = urlsplit(url).netloc
        while not self._stopped.is_set():
            n += 1
            try:
                connection = connection or http.client.HTTPConnection(host, timeout=10)
                asked = time.monotonic()
                connection.request("POST", self._path, json.dumps(self._body(n)), self._headers)
                response = connection.getresponse()
                body = json.loads(response.read())
                self.answers.append(Answered(url, asked, time.monotonic(), response.status, body))
            except (OSError, http.client.HTTPException):
                if connection is not None:
                    connection.close()
                connection = None
                self._stopped.wait(0.05)
        if connection is not None:
            connection.close()
