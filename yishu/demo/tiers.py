"""`yishu demo --tiers`: a province, Hangzhou and Xihu, each a demo of its own, linked and used as their people would: over HTTP."""

import ctypes
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar

import click
import urllib3

from yishu import serving
from yishu.audit.log.stamping import own as authority
from yishu.demo.describing import COUNTY_DUTY, COUNTY_HANDLER, COUNTY_SYSTEM, write_whole

FILLED: Final = "filled.json"
"""What a node's filling tells; `demo.json` follows once the nodes are linked."""
_SECONDS: Final = 180
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Tier:
    folder: str
    code: str
    name: str


TIERS: Final = (
    Tier("province", "330000", "浙江省信息共享平台（演示）"),
    Tier("hangzhou", "330100", "杭州市信息共享平台（演示）"),
    Tier("xihu", "330106", "西湖区信息共享平台（演示）"),
)


class NodeFailed(Exception):
    """A node of the demo did not do its part; see what it printed."""


class Node:
    """One tier's process, and what its people do with its API."""

    def __init__(self, tier: Tier, folder: Path, host: str, port: int) -> None:
        self.tier, self.folder, self.host, self.port = tier, folder / tier.folder, host, port
        self.url = f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}"  # noqa: S104
        self.process: subprocess.Popen[bytes] | None = None
        self.settings: dict[str, str] = {}
        """Beyond those that every node of the demo has."""
        self._tokens: dict[str, str] = {}

    def keep(self) -> None:
        """Start the process, or start it again."""
        if self.process is not None and self.process.poll() is None:
            return
        command = [sys.executable, "-m", "yishu.cli", "demo", "--dir", str(self.folder)]
        command += ["--host", self.host, "--port", str(self.port)]
        own = {
            "YISHU_NODE_CODE": self.tier.code,
            "YISHU_NODE_NAME": self.tier.name,
            "YISHU_DEMO_FILE": FILLED,
            "YISHU_SESSION_COOKIE": f"yishu_session_{self.tier.code}",
        }
        self.process = subprocess.Popen(command, env=os.environ | own | self.settings, preexec_fn=_die_with_parent)

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()

    def described(self) -> dict[str, Any]:
        return json.loads((self.folder / FILLED).read_text("utf-8"))

    def ask(self, login: str, method: str, path: str, body: object = None) -> Any:
        """The answer to one of the node's people."""
        return _answer(method, self.url + path, body, {"Authorization": f"Bearer {self._token(login)}"})

    def _token(self, login: str) -> str:
        if login not in self._tokens:
            people = {one["login"]: one["password"] for one in self.described()["people"]}
            given = {"login": login, "password": people[login]}
            self._tokens[login] = _answer("POST", f"{self.url}/api/v1/session", given, {})["token"]
        return self._tokens[login]


def run(folder: Path, *, host: str, port: int) -> None:
    """Start the three, link them, let the county use what the province grants, write each one's `demo.json`; until Ctrl-C."""
    nodes = [Node(tier, folder, host, port + n) for n, tier in enumerate(TIERS)]
    _let_the_province_stamp(*nodes)
    with serving.stopping_gently():
        try:
            for node in nodes:
                node.keep()
            for node in nodes:
                _eventually(nodes, lambda node=node: _is_serving(node))
            _link_and_describe(nodes)
            for node in nodes:
                click.echo(f"{node.tier.name} {node.url}/  ·  {node.folder / 'demo.json'}")
            click.echo("Ctrl-C 停止")
            while True:
                time.sleep(1)
                for node in nodes:
                    node.keep()
        finally:
            for node in nodes:
                node.stop()
            for node in nodes:
                if node.process is not None:
                    node.process.wait()


def _let_the_province_stamp(province: Node, *others: Node) -> None:
    """Its authority is made before it starts, so that the others have the certificate by which they trust it."""
    signer = authority.load(province.folder, node=province.tier.code, name=province.tier.name)
    trusted = province.folder.parent / "province-tsa.pem"
    trusted.write_text(authority.certificates(signer), "ascii")
    province.settings = {"YISHU_TSA": "1"}
    for node in others:
        node.settings = {
            "YISHU_STAMP_AUTHORITIES": f"{province.url}/tsa {trusted}",
            "YISHU_STAMP_MINUTES": os.environ.get("YISHU_STAMP_MINUTES", "2"),
        }


def _link_and_describe(nodes: list[Node]) -> None:
    province, hangzhou, xihu = nodes
    if all((node.folder / "demo.json").exists() for node in nodes):
        for node in nodes:
            known = json.loads((node.folder / "demo.json").read_text("utf-8"))
            write_whole(node.folder / "demo.json", known | {"url": node.url})
        return
    for child, parent in ((hangzhou, province), (xihu, hangzhou), (xihu, province)):
        _link(child, parent)
    described = xihu.described()
    _share(nodes, described)
    for node in (province, hangzhou):
        write_whole(node.folder / "demo.json", node.described())
    write_whole(xihu.folder / "demo.json", described)


def _link(child: Node, parent: Node) -> None:
    token = parent.ask("xitong", "POST", "/api/v1/exchange/invitations")["token"]
    given = {"url": parent.url, "token": token, "own_url": child.url}
    child.ask("xitong", "POST", "/api/v1/exchange/links", given)
    parent.ask("xitong", "POST", f"/api/v1/exchange/links/{child.tier.code}/confirm")


def _share(nodes: list[Node], described: dict[str, Any]) -> None:
    """The county's housing bureau applies at its own node; the provincial police grant what is theirs, what is unrestricted opens at once."""
    offered = {one["name"]: one for one in nodes[0].described()["resources"]}
    for name in ("人口基本信息", "行政区划代码"):
        resource, code = offered[name], f"330000/{offered[name]['code']}"
        grant = _granted(nodes, resource, code)
        described["resources"].append(resource | {"code": code})
        described["grants"].append(
            {
                "id": grant["grant"],
                "resource": code,
                "system": grant["system"],
                "modes": grant["modes"],
                "items": grant["items"],
                "duty": grant["duty"],
                "case_required": grant["case_required"],
            }
        )


def _granted(nodes: list[Node], resource: dict[str, Any], code: str) -> dict[str, Any]:
    """Applied for at the county, granted by the province, known at the county; what is bulk is delivered as well."""
    province, _, xihu = nodes
    catalogue = partial(xihu.ask, COUNTY_HANDLER, "GET", "/api/v1/exchange/catalogue")
    _eventually(nodes, lambda: any(one["code"] == code for one in catalogue()))
    asked = {
        "resource": code,
        "system": COUNTY_SYSTEM,
        "duty": COUNTY_DUTY,
        "basis": "《公共租赁住房管理办法》",
        "items": resource["items"],
        "modes": resource["modes"],
        "until": (datetime.now(UTC) + timedelta(days=365)).date().isoformat(),
        "reason": "核对公租房申请人的身份和户籍",
    }
    sent = xihu.ask(COUNTY_HANDLER, "POST", "/api/v1/exchange/applications", asked)["id"]
    if resource["category"] == "restricted":
        number = _eventually(nodes, lambda: _state(xihu, sent, "in_review"))["number"]
        decision = {"line": resource["code"], "outcome": "approve", "reason": "同意按履职需要使用"}
        province.ask("gongan-shenhe", "POST", f"/api/v1/applications/{number}/decision", decision)
    grant = _eventually(nodes, lambda: _state(xihu, sent, "granted"))
    if "bulk" in grant["modes"]:
        _eventually(nodes, lambda: (_state(xihu, sent, "granted") or {}).get("delivered"))
    return grant


def _state(node: Node, sent: str, state: str) -> dict[str, Any] | None:
    known = {one["id"]: one for one in node.ask(COUNTY_HANDLER, "GET", "/api/v1/exchange/applications")}
    return known[sent] if known[sent]["state"] == state else None


def _is_serving(node: Node) -> bool:
    try:
        return urllib3.request("GET", f"{node.url}/healthz", timeout=2, retries=False).status == 200
    except urllib3.exceptions.HTTPError:
        return False


def _eventually(nodes: list[Node], look: Callable[[], Found | None]) -> Found:
    deadline = time.monotonic() + _SECONDS
    while not (found := look()):
        if time.monotonic() > deadline or any(node.process and node.process.poll() is not None for node in nodes):
            raise NodeFailed("a node of the demo did not come up, or did not answer in time")
        time.sleep(0.3)
    return found


def _answer(method: str, url: str, body: object, headers: dict[str, str]) -> Any:
    answer = urllib3.request(method, url, json=body, headers=headers, timeout=30, retries=False)
    if answer.status != 200:
        raise NodeFailed(f"{method} {url}: {answer.status} {answer.data.decode('utf-8', 'replace')[:300]}")
    return answer.json()


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(1, signal.SIGTERM, 0, 0, 0)
