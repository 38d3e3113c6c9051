"""Copies as files: prepared in the background, kept for a while, fetched in pieces, and only while the grant gives what they show (27.3, 26.5)."""

import base64
import csv
import hashlib
import io
import json
import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.db import connection
from django.utils import timezone
from openpyxl import load_workbook

from tests.access.delta.stage import GRANTED, HEAD, Stage
from tests.conftest import ROOT, Node

ALL = ["purpose", "onward", "safekeeping"]


@pytest.fixture
def stage(node: Node, django_ready: str, tmp_path: Path) -> Stage:
    """CIVIL's system holds a grant of some items and rows, with a mask; the table is at its third version."""
    return Stage.set(tmp_path, node.url)


def files(stage: Stage, method: str = "GET", path: str = "", *, system: Any = None, **more: Any) -> httpx.Response:
    headers = {**(system or stage.system).headers, **more.pop("headers", {})}
    address = f"{stage.url}/api/v1/data/{stage.resource.path_code}/bulk/files{path}"
    return httpx.request(method, address, headers=headers, timeout=60, **more)


def asked(stage: Stage, **fields: Any) -> httpx.Response:
    return files(stage, "POST", json={"acknowledge": ALL, **fields})


def prepared(stage: Stage, **fields: Any) -> dict[str, Any]:
    """What the API says of a file that was asked for and written."""
    from yishu.access.downloads.preparing import prepare_waiting

    answer = asked(stage, **fields)
    assert answer.status_code == 202, answer.text
    prepare_waiting()
    return httpx.get(stage.url + answer.headers["Location"], headers=stage.system.headers).json()


def content(stage: Stage, made: dict[str, Any], method: str = "GET", **headers: str) -> httpx.Response:
    return files(stage, method, f"/{made['id']}/content", headers=headers)


def evidence(stage: Stage, action: str) -> list[tuple[str, dict[str, Any]]]:
    with connection.cursor() as cursor:
        statement = "select outcome, body from audit_record where action = %s and resource = %s order by id"
        cursor.execute(statement, [action, stage.resource.code])
        return [(outcome, json.loads(body)) for outcome, body in cursor.fetchall()]


def rows(form: str, body: bytes) -> list[dict[str, str]]:
    """The rows of a file, as text, by code."""
    if form == "csv":
        return sorted(csv.DictReader(io.StringIO(body.decode())), key=lambda row: row["code"])
    found: list[dict[Any, Any]]
    if form == "ndjson":
        found = [json.loads(line) for line in body.splitlines()]
    elif form == "parquet":
        found = pq.read_table(io.BytesIO(body)).to_pylist()
    elif form == "arrow":
        found = pa.ipc.open_stream(body).read_all().to_pylist()
    else:
        sheet = load_workbook(io.BytesIO(body), read_only=True).active
        assert sheet is not None
        head, *lines = sheet.iter_rows(values_only=True)
        found = [dict(zip(head, line, strict=True)) for line in lines]
    return sorted(found, key=lambda row: row["code"])


@pytest.mark.clause("27.3", "20.2")
def test_a_copy_is_prepared_as_a_file_and_fetched_in_pieces(stage: Stage) -> None:
    from yishu.access.downloads.preparing import prepare_waiting

    refused = asked(stage, acknowledge=["purpose"])
    assert (refused.status_code, len(refused.json()["errors"])) == (422, 2)
    told = files(stage).json()
    assert [each["code"] for each in told["obligations"]] == ALL
    assert "社会救助审核" in told["obligations"][0]["text"]

    answer = asked(stage)
    assert answer.status_code == 202
    waiting = answer.json()
    assert (waiting["state"], waiting["url"]) == ("waiting", None)
    assert content(stage, waiting).json()["code"] == "download_not_ready"
    assert asked(stage).json()["id"] == waiting["id"]  # the same is not prepared twice
    prepare_waiting()
    made = httpx.get(stage.url + answer.headers["Location"], headers=stage.system.headers).json()
    assert (made["state"], made["version"], made["records"]) == ("ready", 3, 2)

    whole = content(stage, made)
    assert whole.status_code == 200
    assert hashlib.sha256(whole.content).hexdigest() == made["digest"]
    assert whole.headers["etag"] == f'"{made["digest"]}"'
    digest = base64.b64encode(bytes.fromhex(made["digest"])).decode()
    assert whole.headers["repr-digest"] == f"sha-256=:{digest}:"
    assert (whole.headers["yishu-receipt"], whole.headers["yishu-version"]) == (made["receipt"], "3")
    head = content(stage, made, "HEAD")
    assert (head.content, int(head.headers["content-length"])) == (b"", made["size"])

    cut = made["size"] // 2
    first = content(stage, made, Range=f"bytes=0-{cut - 1}", **{"If-Range": whole.headers["etag"]})
    rest = content(stage, made, Range=f"bytes={cut}-", **{"If-Range": whole.headers["etag"]})
    assert (first.status_code, rest.status_code) == (206, 206)
    assert first.content + rest.content == whole.content
    assert content(stage, made, Range=f"bytes={cut}-", **{"If-Range": '"another"'}).content == whole.content

    found = rows("csv", whole.content)
    assert list(found[0]) == list(GRANTED)
    assert [(row["code"], row["owner"]) for row in found] == [("b1", "张*"), ("b4", "赵*")]
    (copied,) = evidence(stage, "data:copied")  # one copy, one mark, one receipt, however often it is fetched
    assert copied[1]["detail"]["acknowledged"] == ALL
    assert len(evidence(stage, "copy:fetched")) == 4
    assert asked(stage).json()["id"] == made["id"]  # kept still, and what one would get
    assert len(evidence(stage, "data:copied")) == 1


@pytest.mark.clause("27.3")
@pytest.mark.parametrize("form", ["csv", "ndjson", "parquet", "arrow", "xlsx"])
@pytest.mark.parametrize("extent", [{}, {"since": 1}, {"version": 1}])
def test_every_format_holds_what_the_copy_itself_holds(stage: Stage, form: str, extent: dict[str, int]) -> None:
    made = prepared(stage, format=form, **extent)
    address = f"{stage.url}/api/v1/data/{stage.resource.path_code}/bulk"
    copy = httpx.get(address, params={"format": form, **extent}, headers=stage.system.headers, timeout=60)
    assert copy.status_code == 200
    whole = content(stage, made)
    assert rows(form, whole.content) == rows(form, copy.content)
    assert whole.headers["content-type"] == copy.headers["content-type"]
    assert made["records"] == len(rows(form, copy.content)) > 0
    assert made["version"] == extent.get("version", 3)


@pytest.mark.clause("26.5")
def test_a_file_is_refused_once_the_grant_gives_less_and_removed_once_it_is_over(stage: Stage) -> None:
    from yishu.access.downloads.models import Download
    from yishu.access.downloads.sweeping import sweep
    from yishu.sharing import commands
    from yishu.sharing.changes import commands as changes
    from yishu.sharing.changes.narrowing import Narrowing

    before = prepared(stage)
    items = tuple(item for item in GRANTED if item != "since")
    changes.narrow(stage.police.b, str(stage.grant.pk), Narrowing(items=items), reason="不再需要", now=timezone.now())
    outdated = content(stage, before)
    assert (outdated.status_code, outdated.json()["code"]) == (410, "download_outdated")
    narrowed = prepared(stage)
    assert narrowed["id"] != before["id"]
    assert list(rows("csv", content(stage, narrowed).content)[0]) == list(items)
    stage.cast.mask(stage.police, stage.office, stage.resource, area="hidden")
    assert content(stage, narrowed).json()["code"] == "download_outdated"

    masked = prepared(stage)
    assert content(stage, masked).status_code == 200
    path = Download.objects.get(pk=masked["id"]).path
    commands.withdraw_grant(stage.police.b, str(stage.grant.pk), reason="不再需要", now=timezone.now())
    for method in ("GET", "HEAD"):
        assert content(stage, masked, method).status_code == 403
    assert path.exists()
    assert sweep(timezone.now()) >= 3
    assert not path.exists()
    assert content(stage, masked).json()["code"] == "download_over"


@pytest.mark.clause("27.3")
def test_a_file_is_kept_for_two_days_and_no_longer_than_the_grant(stage: Stage) -> None:
    from yishu.access.downloads.models import Download
    from yishu.access.downloads.sweeping import sweep

    made = prepared(stage)
    kept = Download.objects.get(pk=made["id"])
    assert kept.ready_at is not None
    assert kept.ends_at == kept.ready_at + timedelta(hours=48)
    sweep(kept.ends_at - timedelta(seconds=1))
    assert kept.path.exists()
    sweep(kept.ends_at)
    assert not kept.path.exists()
    assert content(stage, made).json()["code"] == "download_over"
    assert prepared(stage)["id"] != made["id"]


@pytest.mark.clause("26.5")
def test_a_file_is_its_askers_own(stage: Stage) -> None:
    made, other = prepared(stage), stage.civil.system()
    for method, path in (("GET", ""), ("GET", "/content"), ("HEAD", "/content"), ("DELETE", "")):
        assert files(stage, method, f"/{made['id']}{path}", system=other).status_code == 404
    assert files(stage, system=other).json() == {"obligations": [], "files": []}
    assert files(stage, "POST", system=other, json={"acknowledge": ALL}).status_code == 403
    address = f"{stage.url}/api/v1/data/{stage.resource.path_code}/bulk/files/{made['id']}/content"
    assert httpx.get(address).status_code == 401
    assert files(stage, "DELETE", f"/{made['id']}").status_code == 204
    assert content(stage, made).json()["code"] == "download_over"
    assert len(evidence(stage, "copy:removed")) == 1


@pytest.mark.clause("26.5")
def test_what_is_refused_while_it_is_prepared_says_why_and_is_on_record(stage: Stage) -> None:
    from yishu.access.downloads.preparing import prepare_waiting
    from yishu.sharing import commands

    waiting = asked(stage).json()
    commands.withdraw_grant(stage.police.b, str(stage.grant.pk), reason="不再需要", now=timezone.now())
    prepare_waiting()
    made = files(stage, path=f"/{waiting['id']}").json()
    assert (made["state"], made["url"]) == ("failed", None)
    assert "授权" in made["refusal"]["zh"]
    ((outcome, body),) = evidence(stage, "data:copied")
    assert (outcome, body["reason"]) == ("denied", made["refusal"]["code"])


def test_bounds_of_one_caller_and_room_on_the_disk(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    from yishu.access.downloads import commands
    from yishu.access.downloads.commands import Asked, ask
    from yishu.access.downloads.errors import NoRoomForDownloads
    from yishu.agencies.queries import actor_of_system

    assert asked(stage, format="pdf").json()["code"] == "format_unknown"
    assert asked(stage, since=4).json()["code"] == "since_ahead"
    for form in ("csv", "ndjson", "arrow"):
        assert asked(stage, format=form).status_code == 202
    fourth = asked(stage, format="parquet")
    assert (fourth.status_code, fourth.json()["code"]) == (429, "too_many_downloads")
    for made in files(stage).json()["files"]:
        assert files(stage, "DELETE", f"/{made['id']}").status_code == 204
    monkeypatch.setattr(commands, "RESERVE", 2**62)
    with pytest.raises(NoRoomForDownloads) as full:
        ask(
            actor_of_system(stage.system.system),
            stage.resource.path_code,
            Asked("csv", acknowledged=tuple(ALL)),
            now=timezone.now(),
        )
    assert full.value.status == 507


@pytest.mark.clause("27.3")
def test_a_worker_that_was_killed_is_followed_by_another_and_the_copy_counts_once(stage: Stage) -> None:
    from yishu.access.downloads.models import Download

    more = "".join(f"c{n},张三丰,330100,{n},12.50,2020-01-02,,是,秘密\n" for n in range(15_000))
    stage.cast.publish(stage.police, stage.resource, HEAD + more, stage.folder)
    made = Download.objects.get(pk=asked(stage, format="xlsx").json()["id"])
    part = made.path.with_suffix(".part")
    with working():
        wait(part.exists)
    assert not made.path.exists()
    made.refresh_from_db()
    assert (made.state, made.tries) == ("preparing", 1)
    receipt = made.receipt
    assert receipt
    with working():
        wait(lambda: Download.objects.filter(pk=made.pk, state="ready").exists())
    made.refresh_from_db()
    assert (made.receipt, made.tries) == (receipt, 2)
    assert len(evidence(stage, "data:copied")) == 1
    assert not part.exists()
    whole = content(stage, {"id": made.pk}).content
    assert hashlib.sha256(whole).hexdigest() == made.digest
    assert len(rows("xlsx", whole)) == made.records == 15_002


class working:
    """A real worker, killed at the end."""

    def __enter__(self) -> None:
        self.process = subprocess.Popen([sys.executable, "-m", "yishu.cli", "worker"], env=os.environ, cwd=ROOT)

    def __exit__(self, *_: object) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


def wait(until: Any, seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not until():
        assert time.monotonic() < deadline, "it takes too long"
        time.sleep(0.01)


def test_a_file_that_kills_its_worker_each_time_ends(stage: Stage) -> None:
    from yishu.access.downloads.models import Download
    from yishu.access.downloads.preparing import MOST_TRIES, prepare_waiting

    made = Download.objects.get(pk=asked(stage).json()["id"])
    Download.objects.filter(pk=made.pk).update(state="preparing", tries=MOST_TRIES)
    prepare_waiting()
    said = files(stage, path=f"/{made.pk}").json()
    assert (said["state"], said["refusal"]["code"]) == ("failed", "download_broken")
    assert evidence(stage, "data:copied") == []


def test_a_range_of_more_digits_than_a_number_has_is_none(stage: Stage) -> None:
    made = prepared(stage)
    answer = content(stage, made, Range=f"bytes={'9' * 5000}-")
    assert (answer.status_code, len(answer.content)) == (200, made["size"])


@pytest.mark.clause("26.5")
def test_a_grant_withdrawn_while_a_file_is_being_handed_out_gives_nothing(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    from concurrent.futures import ThreadPoolExecutor
    from dataclasses import replace

    from django.test import RequestFactory

    from yishu.access.downloads import answering
    from yishu.core.errors import Problem
    from yishu.sharing import commands

    made, noted = prepared(stage), answering.note_fetch

    def withdraw() -> None:
        try:
            commands.withdraw_grant(stage.police.b, str(stage.grant.pk), reason="不再需要", now=timezone.now())
        finally:
            connection.close()

    def note(*given: Any, **named: Any) -> None:
        with ThreadPoolExecutor(1) as elsewhere:
            elsewhere.submit(withdraw).result()
        noted(*given, **named)

    monkeypatch.setattr(answering, "note_fetch", note)
    actor = replace(stage.system.actor, source="127.0.0.1")
    with pytest.raises(Problem) as refused:
        answering.answer_with_file(RequestFactory().get("/"), actor, made["id"])
    assert refused.value.status == 403
    assert evidence(stage, "copy:fetched") == []
