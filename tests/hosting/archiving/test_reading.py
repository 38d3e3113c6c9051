"""Whoever has a grant takes a version that only a file keeps, as any copy: its items, rows, masks, evidence; by bulk, Delta Sharing and download (26.5, 27.3, 32.1)."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import httpx
import pyarrow.parquet as pq
import pytest
from django.db import connection
from django.utils import timezone

from tests.access.delta.stage import GRANTED, ITEMS, Stage
from tests.conftest import Node
from yishu.hosting.archiving.commands import keep_files
from yishu.hosting.archiving.models import VersionFile
from yishu.hosting.archiving.store import folder
from yishu.hosting.archiving.writing import archive
from yishu.hosting.keeping.commands import keep
from yishu.hosting.keeping.expiry import expire

pytestmark = pytest.mark.clause("26.5", "27.3")


@pytest.fixture
def stage(node: Node, django_ready: str, tmp_path: Path) -> Stage:
    """CIVIL's system holds a grant of some items and rows, with a mask; of the three versions all are in files."""
    stage = Stage.set(tmp_path, node.url)
    now, code = timezone.now(), stage.resource.code
    keep_files(stage.police.a, code, each="version", days=None, newest=None, reason="统计", now=now)
    archive(now)
    return stage


def go(stage: Stage) -> None:
    """The log goes, but for the present version."""
    now = timezone.now()
    keep(stage.police.a, stage.resource.code, days=None, versions=1, reason="只留当前", now=now)
    expire(now)


def bulk(stage: Stage, **how: Any) -> httpx.Response:
    path = f"{stage.url}/api/v1/data/{stage.resource.path_code}/bulk"
    return httpx.get(path, params=how, headers=stage.system.headers, timeout=60)


def rows(stage: Stage, version: int) -> list[dict[str, str]]:
    answer = bulk(stage, version=version)
    assert answer.status_code == 200, answer.text
    assert answer.headers["yishu-version"] == str(version)
    return sorted(csv.DictReader(io.StringIO(answer.content.decode())), key=lambda row: row["code"])


def shared(stage: Stage, **body: Any) -> list[dict[str, Any]]:
    with stage.reader() as reader:
        answer = reader.post(f"{stage.table}/query", json=body)
        assert answer.status_code == 200, answer.text
        url = json.loads(answer.text.splitlines()[-1])["file"]["url"]
    return sorted(
        pq.read_table(io.BytesIO(httpx.get(url, timeout=30).content)).to_pylist(), key=lambda row: row["code"]
    )


def copies(stage: Stage) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select body from audit_record where action = 'data:copied' and resource = %s order by id",
            [stage.resource.code],
        )
        return [json.loads(body) for (body,) in cursor.fetchall()]


def test_a_copy_of_a_version_in_a_file_is_the_copy_it_was(stage: Stage) -> None:
    before = {version: rows(stage, version) for version in (1, 2, 3)}
    go(stage)
    for version in (1, 2, 3):
        assert rows(stage, version) == before[version]
    assert [row["code"] for row in before[1]] == ["b1", "b2"]
    assert set(before[1][0]) == set(GRANTED)
    assert before[1][0]["owner"] == "张*"
    digests = {one.version: one.digest for one in VersionFile.objects.filter(holding__resource=stage.resource)}
    told = [(body["version"], body["detail"].get("version_file")) for body in copies(stage)][-3:]
    assert told == [(1, digests[1]), (2, digests[2]), (3, None)]
    assert bulk(stage, version=4).json()["code"] == "since_ahead"
    assert bulk(stage, since=1).json()["code"] == "changes_expired"


def test_delta_sharing_and_downloads_read_it_too(stage: Stage) -> None:
    before = shared(stage, version=1)
    go(stage)
    again = shared(stage, version=1)
    assert [row["code"] for row in again] == ["b1", "b2"]
    assert again == before
    assert {row["owner"] for row in shared(stage, version=2)} == {"张*", "李*", "赵*"}
    path = f"{stage.url}/api/v1/data/{stage.resource.path_code}/bulk/files"
    wanted = {"format": "csv", "version": 2, "acknowledge": ["purpose", "onward", "safekeeping"]}
    asked = httpx.post(path, json=wanted, headers=stage.system.headers, timeout=30)
    assert asked.status_code == 202, asked.text
    from yishu.access.downloads.preparing import prepare_waiting

    prepare_waiting()
    content = httpx.get(f"{path}/{asked.json()['id']}/content", headers=stage.system.headers, timeout=30)
    assert content.status_code == 200, content.text
    assert sorted(csv.DictReader(io.StringIO(content.text)), key=lambda row: row["code"]) == rows(stage, 2)


def test_an_item_that_only_files_have_follows_the_entries_since(stage: Stage) -> None:
    from dataclasses import replace

    from tests.gateway.test_versions import next_entry

    before = rows(stage, 1)
    kept = tuple(item for item in ITEMS if item.code not in ("since", "remark"))
    next_entry(stage.police, stage.office, stage.resource, *kept)
    head = ",".join(item.code for item in kept)
    stage.cast.publish(stage.police, stage.resource, f"{head}\nb9,周七,330100,1,1,,是\n", stage.folder)
    go(stage)
    assert rows(stage, 1) == before
    hidden = tuple(replace(item, sharing="non_shared") if item.code == "size" else item for item in kept)
    next_entry(stage.police, stage.office, stage.resource, *hidden)
    assert set(rows(stage, 1)[0]) == set(GRANTED) - {"size"}


def test_a_file_that_is_not_what_was_written_is_refused_on_record(stage: Stage) -> None:
    go(stage)
    row = VersionFile.objects.get(holding__resource=stage.resource, version=1)
    path = folder() / row.name
    path.write_bytes(path.read_bytes().replace(b"PAR1", b"PAR2"))
    answer = bulk(stage, version=1)
    assert (answer.status_code, answer.json()["code"]) == (503, "version_file_unsound")
    assert "版本 1" in answer.json()["detail"]
    assert rows(stage, 2)
    VersionFile.objects.filter(pk=row.pk).delete()
    gone = bulk(stage, version=1)
    assert (gone.status_code, gone.json()["code"]) == (410, "changes_expired")
    assert "2" in gone.json()["detail"]


def test_the_api_lists_files_and_takes_the_rule(stage: Stage) -> None:
    from yishu.agencies.models import Scope

    go(stage)
    base, publisher = f"{stage.url}/api/v1/hosting/{stage.resource.path_code}", stage.police.system(Scope.PUBLISH)
    with httpx.Client(headers=publisher.headers, timeout=30) as client:
        listed = client.get(f"{base}/version-files").json()
        assert [(one["version"], one["only"], one["sound"]) for one in listed["files"]] == [
            (3, False, True), (2, True, True), (1, True, True),
        ]  # fmt: skip
        assert client.get(f"{base}/versions").json()["files"] == [3, 2, 1]
        wrong = client.put(f"{base}/archive-rule", json={"each": "week", "reason": "x"})
        assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "each")
        made = client.put(f"{base}/archive-rule", json={"each": "quarter", "days": 3650, "reason": "十年"})
        assert (made.status_code, made.json()["each"], made.json()["days"]) == (200, "quarter", 3650)
        same = client.put(f"{base}/archive-rule", json={"each": "quarter", "days": 3650, "reason": "十年"})
        assert (same.status_code, same.json()["code"]) == (409, "archive_rule_stands")
    stranger = stage.civil.system(Scope.PUBLISH)
    refused = httpx.put(
        f"{base}/archive-rule", json={"each": "none", "reason": "x"}, headers=stranger.headers, timeout=30
    )
    assert refused.status_code == 403
