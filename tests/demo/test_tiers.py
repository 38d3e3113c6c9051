"""`yishu demo --tiers`: three linked nodes, and a county's system that uses at once what the province granted."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.conftest import ROOT, free_port

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


def three_ports() -> int:
    """The first of three free ports in a row."""
    for _ in range(50):
        first = free_port()
        try:
            with socket.socket() as second, socket.socket() as third:
                second.bind(("127.0.0.1", first + 1))
                third.bind(("127.0.0.1", first + 2))
        except OSError:
            continue
        return first
    raise RuntimeError("no three free ports in a row")


@pytest.fixture(scope="module")
def tiers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """What each node's demo.json says."""
    folder = tmp_path_factory.mktemp("tiers")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("YISHU_", "DJANGO_"))}
    command = [sys.executable, "-m", "yishu.cli", "demo", "--tiers", "--dir", str(folder), "--port", str(three_ports())]
    soon = {"YISHU_STAMP_MINUTES": "0.1", "YISHU_STAMP_SECONDS": "0.5"}
    process = subprocess.Popen(command, env=clean | soon, cwd=ROOT)
    try:
        deadline = time.monotonic() + 240
        while not (folder / "xihu" / "demo.json").exists():
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.3)
        yield {name: read(folder / name) for name in ("province", "hangzhou", "xihu")}
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
    finally:
        process.kill()
        process.wait()


def read(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "demo.json").read_text("utf-8"))


@pytest.mark.slow
@pytest.mark.timeout(400)
@pytest.mark.clause("37.1", "14.1")
def test_a_county_system_uses_at_once_what_the_province_granted(tiers: dict[str, Any]) -> None:
    xihu = tiers["xihu"]
    assert {one["node"] for one in tiers.values()} == {"330000", "330100", "330106"}
    for one in tiers.values():
        assert httpx.get(f"{one['url']}/readyz", timeout=10).status_code == 200
    keys = {system["name"]: system["key"] for system in xihu["systems"]}
    resources = {resource["code"]: resource for resource in xihu["resources"]}
    foreign = [grant for grant in xihu["grants"] if grant["resource"].startswith("330000/")]
    assert {"verify", "query"} <= {mode for grant in foreign for mode in grant["modes"]}
    for grant in foreign:
        path = f"{xihu['url']}/api/v1/data/{grant['resource'].replace('/', '-')}"
        headers = {"Authorization": f"Bearer {keys[grant['system']]}"}
        purpose = {"duty": grant["duty"], "case": "XH-1"}
        for subject in resources[grant["resource"]]["sample_subjects"]:
            body = {"purpose": purpose, "subject": subject, "items": grant["items"]}
            answer = httpx.post(f"{path}/query", json=body, headers=headers, timeout=20)
            assert (answer.status_code, answer.json()["found"]) == (200, True), answer.text
        if "bulk" in grant["modes"]:
            assert len(httpx.get(f"{path}/bulk", headers=headers, timeout=20).text.splitlines()) > 90


@pytest.mark.slow
@pytest.mark.timeout(400)
@pytest.mark.clause("38.1")
def test_a_city_follows_its_own_rules_and_shows_their_basis(tiers: dict[str, Any]) -> None:
    assert "3 个工作日" in _rules_at(tiers["hangzhou"])
    assert "《杭州市政务信息资源共享管理办法》（示例）第十二条" in _rules_at(tiers["hangzhou"])
    assert "《杭州市政务信息资源共享管理办法》（示例）第六条" in _rules_at(tiers["hangzhou"])
    assert "杭州市" not in _rules_at(tiers["xihu"])


def _rules_at(told: dict[str, Any]) -> str:
    """The page of local rules, seen by the node's coordinator."""
    person = next(one for one in told["people"] if "coordinator" in one["roles"])
    with httpx.Client(base_url=told["url"], follow_redirects=True, timeout=20) as coordinator:
        token = TOKEN.search(coordinator.get("/login").text)
        assert token
        form = {"csrfmiddlewaretoken": token[1], "login": person["login"], "next": "/operations/rules/"}
        page = coordinator.post("/demo/sign-in", data=form)
        assert page.status_code == 200
        return re.findall(r"<main.*?</main>", page.text, re.DOTALL)[0]


@pytest.mark.clause("32.1")
def test_the_province_stamps_the_others_logs(tiers: dict[str, Any]) -> None:
    for name in ("hangzhou", "xihu"):
        deadline = time.monotonic() + 60
        while (answer := httpx.get(f"{tiers[name]['url']}/log/stamp")).status_code == 404:
            assert time.monotonic() < deadline
            time.sleep(0.5)
        assert {each["authority"] for each in answer.json()["stamps"]} == {"yishu/330000/tsa"}
    assert httpx.get(f"{tiers['province']['url']}/log/stamp").status_code == 404  # nobody stamps itself
