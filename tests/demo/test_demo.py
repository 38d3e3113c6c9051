"""`yishu demo` as a newcomer meets it: a process, `demo.json`, and a script outside the package that walks the whole way."""

import json
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import httpx
import psycopg
import pytest
from jsonschema import Draft202012Validator, FormatChecker

from tests import machine
from tests.conftest import ROOT, Node
from tests.demo.conftest import start_demo
from yishu.node.postgres import address_of_running

WALK = Path(__file__).parent / "walk.py"


@pytest.mark.clause("3.1", "7.1", "26.2", "26.5", "27.1", "27.2", "27.3")
def test_a_script_walks_the_whole_way_with_nothing_but_demo_json(demo: Node, folder: Path) -> None:
    walked = subprocess.run(
        [sys.executable, str(WALK), str(folder / "demo.json")], capture_output=True, text=True, cwd="/"
    )
    assert walked.returncode == 0, walked.stdout[-1500:] + walked.stderr[-1500:]
    assert walked.stdout.splitlines()[-1] == "the whole way walked"


@pytest.mark.clause("2.1")
def test_the_tree_of_zhejiang_is_there_with_checked_codes(demo: Node, folder: Path) -> None:
    agencies = json.loads((folder / "demo.json").read_text("utf-8"))["agencies"]
    tiers = [agency["tier"] for agency in agencies]
    assert (tiers.count("city") >= 11, tiers.count("county") >= 90) == (True, True)
    codes = {agency["name"]: agency["code"] for agency in agencies}
    assert codes["省公安厅"][8:17] == "002482111"
    assert len(set(codes.values())) == len(codes)


@pytest.mark.clause("8.1", "26.1")
def test_the_real_directory_is_found_without_login_and_cannot_be_applied_for(demo: Node, folder: Path) -> None:
    found = httpx.get(demo.url + "/api/v1/catalogue/resources", params={"state": "imported", "limit": 5}).json()
    assert found["total"] == 1307  # of 1 309, two say themselves that they are closed
    assert httpx.get(demo.url + "/api/v1/catalogue/resources", params={"q": "清代官员"}).json()["total"] == 1
    systems = json.loads((folder / "demo.json").read_text("utf-8"))["systems"]
    key = next(each["key"] for each in systems if "apply" in each["scopes"])
    name = next(each["name"] for each in systems if "apply" in each["scopes"])
    line = {
        "resource": found["items"][0]["code"],
        "items": ["item_1"],
        "modes": ["query"],
        "systems": [name],
        "until": "2027-01-01",
    }
    refused = httpx.post(
        demo.url + "/api/v1/applications",
        json={"duty": "试", "lines": [line]},
        headers={"Authorization": f"Bearer {key}"},
    )
    assert (refused.status_code, refused.json()["code"]) == (409, "not_applicable_for")


@pytest.mark.clause("20.1", "27.3")
def test_its_front_exchange_publishes_and_receives_as_it_lies_there(demo: Node, folder: Path) -> None:
    command = [sys.executable, "-m", "yishu.cli", "front", "run", "--once", "-c", str(folder / "front" / "front.toml")]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    with closing(sqlite3.connect(folder / "front" / "agency.db")) as agency:
        assert agency.execute("select count(*) from divisions").fetchone() == (102,)
    assert (folder / "front" / "front.key").stat().st_mode & 0o077 == 0


@pytest.mark.clause("21.2")
def test_the_dirt_of_the_real_data_is_in_quarantine_for_its_provider_alone(demo: Node, folder: Path) -> None:
    told = json.loads((folder / "demo.json").read_text("utf-8"))
    population = next(each for each in told["resources"] if each["name"] == "人口基本信息")
    path = f"{demo.url}/api/v1/data/{population['code'].replace('/', '-')}/quarantine"
    keys = {each["name"]: {"Authorization": f"Bearer {each['key']}"} for each in told["systems"]}
    seen = httpx.get(path, headers=keys["人口数据发布系统"]).json()
    assert "id_number" in json.dumps(seen)
    assert httpx.get(path, headers=keys["社会救助审核系统"]).status_code == 403


@pytest.mark.clause("32.1")
def test_every_record_that_it_makes_is_of_the_published_form(demo: Node, folder: Path) -> None:
    published = Draft202012Validator(httpx.get(demo.url + "/log/schema").json(), format_checker=FormatChecker())
    address = address_of_running(folder / "postgres")
    assert address is not None
    with psycopg.connect(address) as connection:
        bodies = [body for (body,) in connection.execute("select body from audit_record").fetchall()]
    assert len(bodies) > 100
    for body in bodies:
        published.validate(json.loads(body))


@pytest.mark.long
def test_started_again_it_keeps_what_it_has(tmp_path: Path) -> None:
    first = start_demo(tmp_path)
    told = json.loads((tmp_path / "demo.json").read_text("utf-8"))
    first.process.send_signal(signal.SIGKILL)
    first.process.wait()
    started = time.monotonic()
    again = start_demo(tmp_path)
    try:
        assert time.monotonic() - started < 15
        kept = json.loads((tmp_path / "demo.json").read_text("utf-8"))
        assert kept["systems"] == told["systems"]
        assert kept["url"] == again.url
        assert (tmp_path / "demo.json").stat().st_mode & 0o077 == 0
    finally:
        again.stop()


@pytest.mark.long
def test_the_same_way_on_a_real_server_of_version_15(tmp_path: Path) -> None:
    binaries = machine.postgresql_15()
    from yishu.node import postgres

    with postgres.start(tmp_path / "pg15", binaries=binaries) as server:
        server.create_database("real")
        folder = tmp_path / "demo"
        folder.mkdir()
        node = start_demo(folder, YISHU_DATABASE_URL=server.dsn("real"))
        try:
            walked = subprocess.run(
                [sys.executable, str(WALK), str(folder / "demo.json")], capture_output=True, text=True
            )
            assert walked.returncode == 0, walked.stdout[-1500:] + walked.stderr[-1500:]
            assert not (folder / "postgres").exists()
        finally:
            node.stop()
    shutil.rmtree(tmp_path, ignore_errors=True)
