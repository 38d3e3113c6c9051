"""A node of the tests: its own database, folder and port; started, killed, started again."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import httpx

from tests.conftest import ROOT, Node, free_port

Found = TypeVar("Found")


class TierNode:
    """`yishu serve` with its worker, for one tier."""

    def __init__(
        self, code: str, name: str, database: str, folder: Path, *, suite: str = "intl", keys: str = "plain"
    ) -> None:
        self.code, self.name, self.port, self.folder = code, name, free_port(), folder
        self.environment = os.environ | {
            "YISHU_DATABASE_URL": database,
            "YISHU_DIR": str(folder),
            "YISHU_NODE_CODE": code,
            "YISHU_NODE_NAME": name,
            "YISHU_SUITE": suite,
            "YISHU_KEYS": keys,
            "YISHU_SEAL": "what seals the keys of a node of the tests",
            "YISHU_WORKER": "1",
            "YISHU_PULL_SECONDS": "0.4",
            "YISHU_WITNESS_SECONDS": "0.5",
            "YISHU_SECOND_FACTOR": "",  # administrators by password alone, for the tests
        }
        self.url = f"http://127.0.0.1:{self.port}"
        self.set: dict[str, Any] = {}
        self.node: Node | None = None
        self._tokens: dict[str, str] = {}
        self._acts: subprocess.Popen[str] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "yishu.cli", "serve", "--port", str(self.port)]
        self.node = Node(subprocess.Popen(command, env=self.environment, cwd=ROOT), self.url)
        self.node.wait("/readyz")

    def stop(self) -> None:
        if self.node is not None:
            self.node.stop()
        if self._acts is not None:
            self._acts.communicate()  # which closes its input, the sign to end

    def kill(self) -> None:
        """kill -9; the worker ends when its pipe closes."""
        assert self.node is not None
        self.node.process.kill()
        self.node.process.wait()

    def act(self, name: str, *arguments: Any) -> Any:
        """A command of `acts` over this node's database; one process does them all, which is loaded once."""
        if self._acts is None:
            command = [sys.executable, "-m", "tests.exchange.acts"]
            self._acts = subprocess.Popen(
                command, env=self.environment, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
        assert self._acts.stdin is not None
        assert self._acts.stdout is not None
        print(json.dumps([name, arguments]), file=self._acts.stdin, flush=True)
        answer = self._acts.stdout.readline()
        assert answer, f"{name} failed: its traceback is above"
        return json.loads(answer)

    def cli(self, *arguments: str) -> str:
        command = [sys.executable, "-m", "yishu.cli", *arguments]
        return subprocess.run(
            command, env=self.environment, cwd=ROOT, check=True, capture_output=True, text=True
        ).stdout.strip()

    def as_(self, who: str) -> dict[str, str]:
        """Headers of a person of `set`: admin, handler, signer."""
        if who not in self._tokens:
            given = {"login": self.set[who], "password": self.set["password"]}
            self._tokens[who] = httpx.post(f"{self.url}/api/v1/session", json=given).json()["token"]
        return {"Authorization": f"Bearer {self._tokens[who]}"}

    def get(self, path: str, who: str = "handler", **parameters: Any) -> Any:
        answer = httpx.get(self.url + path, headers=self.as_(who), params=parameters, timeout=20)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path: str, body: Any = None, who: str = "handler") -> Any:
        answer = httpx.post(self.url + path, headers=self.as_(who), json=body, timeout=20)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def call(self, code: str, act: str, body: Any, key: str = "") -> httpx.Response:
        headers = {"Authorization": f"Bearer {key or self.set['key']}", "Accept-Language": "en"}
        return httpx.post(f"{self.url}/api/v1/data/{code}/{act}", headers=headers, json=body, timeout=30)


def eventually(look: Callable[[], Found | None], seconds: float = 30) -> Found:
    """The first truthy thing that a look gives."""
    deadline = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < deadline, "it does not come about"
        time.sleep(0.1)
    return found
