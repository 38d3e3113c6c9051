"""Callers behind a balancer: they ask whoever says that it is ready, over connections that they keep, and note whatever fails."""

import http.client
import json
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

from tests.gateway.load import Answered, Load

PROBE_SECONDS = 0.1


class Balanced(Load):
    """As `Load`, but each call goes to the next gateway that is ready. `failures`: calls that got no answer, other than those that were refused a connection, and are tried at the next."""

    def __init__(self, ports: list[int], path: str, headers: dict[str, str], body: Callable[[int], Any]) -> None:
        super().__init__([], path, headers, body)
        self.failures: list[str] = []
        self._ports, self._ready = ports, set[int]()
        self._threads = [threading.Thread(target=self._balance, args=(n,)) for n in range(8)]
        self._probe = threading.Thread(target=self._watch)

    def __enter__(self) -> Self:
        self._probe.start()
        return super().__enter__()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        super().__exit__(kind, error, trace)
        self._probe.join(5)

    def is_ready(self, port: int) -> bool:
        return port in self._ready

    def _watch(self) -> None:
        while not self._stopped.wait(PROBE_SECONDS):
            for port in self._ports:
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
                try:
                    connection.request("GET", "/readyz")
                    (self._ready.add if connection.getresponse().status == 200 else self._ready.discard)(port)
                except OSError:
                    self._ready.discard(port)
                finally:
                    connection.close()

    def _balance(self, n: int) -> None:
        kept: dict[int, http.client.HTTPConnection] = {}
        while not self._stopped.is_set():
            n += 1
            ready = sorted(self._ready)
            for gone in kept.keys() - set(ready):  # closed meanwhile: a balancer keeps no connection to who left
                kept.pop(gone).close()
            if not ready:
                self._stopped.wait(0.02)
                continue
            port = ready[n % len(ready)]
            connection = kept.setdefault(port, http.client.HTTPConnection("127.0.0.1", port, timeout=10))
            try:
                connection.request("POST", self._path, json.dumps(self._body(n)), self._headers)
                response = connection.getresponse()
                body = json.loads(response.read())
                self.answers.append(Answered(str(port), 0, 0, response.status, body))
            except ConnectionRefusedError:
                kept.pop(port).close()
            except (OSError, http.client.HTTPException) as fault:
                self.failures.append(repr(fault))
                kept.pop(port).close()
        for connection in kept.values():
            connection.close()
