"""`yishu publish`: one file, from the command line (20.1)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT

if TYPE_CHECKING:
    from tests.front.stage import Stage

pytestmark = pytest.mark.clause("20.1")
GOOD = "code,title,amount,count,day,seen,open\nK1,甲,1.50,1,2026-01-01,2026-01-01T08:00:00+08:00,是\n"
BAD = "K2,乙,不是数,1,2026-01-01,,是\n"


def run(
    stage: Stage, *arguments: str | Path, key: str | None = None, lang: str = "en", node: str = ""
) -> subprocess.CompletedProcess[str]:
    environment = environment_of(stage) | {"YISHU_LANG": lang}
    if node:
        environment["YISHU_NODE"] = node
    if key is not None:
        environment["YISHU_KEY"] = key
    command = [sys.executable, "-m", "yishu.cli", "publish", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment, timeout=180, check=False)


def environment_of(stage: Stage) -> dict[str, str]:
    known = {name: value for name, value in os.environ.items() if not name.startswith(("YISHU_", "DJANGO_"))}
    return known | {"YISHU_NODE": stage.node.url, "YISHU_KEY": stage.publishing.key}


def test_a_file_is_published_and_what_comes_back_is_named(stage: Stage, tmp_path: Path) -> None:
    resource, file = stage.resource(), tmp_path / "records.csv"
    file.write_text(GOOD)
    ran = run(stage, file, "--resource", resource.code)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "1 accepted (0 of them unchanged), 0 sent back, version 1" in ran.stdout
    file.write_text(GOOD + BAD, encoding="gb18030")
    ran = run(stage, file, "--resource", resource.path_code, "--encoding", "gbk", lang="zh")
    assert ran.returncode == 3
    assert "合格 1 条（其中 1 条无变化），退回 1 条，数据版本 1" in ran.stdout
    assert "第 2 条，amount：“金额”应为数值" in ran.stdout
    file.write_text("code\nK1\n")
    ran = run(stage, file, "--resource", resource.code, "--mode", "delete", "--json")
    assert ran.returncode == 0
    assert json.loads(ran.stdout)["version"] == 2


def test_what_is_wrong_is_said_with_its_remedy(stage: Stage, tmp_path: Path) -> None:
    resource, file = stage.resource(), tmp_path / "records.csv"
    file.write_text(GOOD)
    key = tmp_path / "key"
    key.write_text(f"{stage.publishing.key}\n")
    assert run(stage, file, "--resource", resource.code, "--key-file", key, key="").returncode == 0
    ran = run(stage, file, "--resource", resource.code, key="")
    assert (ran.returncode, ran.stdout) == (1, "")
    assert "--key-file" in ran.stderr
    ran = run(stage, file, "--resource", resource.code, key=stage.receiving.key)
    assert ran.returncode == 1
    assert stage.receiving.key not in ran.stderr
    assert "The node refuses" in ran.stderr
    other = tmp_path / "records.docx"
    other.write_text(GOOD)
    assert ".csv .ndjson" in run(stage, other, "--resource", resource.code).stderr
    assert run(stage, tmp_path / "none.csv", "--resource", resource.code).returncode == 2
    file.write_text("a,b\n1,2\n")
    assert "missing: code" in run(stage, file, "--resource", resource.code).stderr


def test_a_node_that_does_not_answer_is_tried_again(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from yishu.front import insisting, sending
    from yishu.front.configuration import NodeAddress
    from yishu.front.errors import NotSent
    from yishu.front.node import Node

    monkeypatch.setattr(insisting, "PAUSES", (0.01, 0.02))
    file, told = tmp_path / "records.csv", []
    file.write_text(GOOD)
    node = Node(NodeAddress("http://127.0.0.1:9", "key"))
    with pytest.raises(NotSent) as failed:
        sending.send(node, "330000/000001", file, media_type="text/csv", mode="upsert", told=told.append)
    assert len(told) == 2
    assert failed.value.params["attempts"] == 3


def test_a_dry_run_says_what_would_come_of_a_file(stage: Stage, tmp_path: Path) -> None:
    resource, file = stage.resource(), tmp_path / "records.csv"
    file.write_text(GOOD + BAD)
    ran = run(stage, file, "--resource", resource.code, "--dry-run")
    assert ran.returncode == 3
    assert "2 in the file, 1 new, 0 changed, 0 deleted, 0 unchanged, 1 sent back" in ran.stdout
    assert "amount should be a number; correct it. (1: 2)" in ran.stdout
    assert json.loads(run(stage, file, "--resource", resource.code, "--dry-run", "--json").stdout)["version"] == 0


def test_a_large_file_goes_in_parts_and_on_after_the_command_was_killed(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from yishu.hosting.uploads.models import Upload

    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    resource, file = stage.resource(), tmp_path / "records.csv"
    file.write_text(GOOD + BAD + "\n" * 60 * 1024**2)
    command = [sys.executable, "-m", "yishu.cli", "publish", str(file), "--resource", resource.code]
    first = subprocess.Popen(command, cwd=ROOT, env=environment_of(stage), stdout=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 120
        while not Upload.objects.filter(resource=resource, offset__gte=16 * 1024**2).exists():
            assert first.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.01)
    finally:
        first.kill()
        first.wait()
    (begun,) = Upload.objects.filter(resource=resource)
    ran = run(stage, file, "--resource", resource.code)
    assert ran.returncode == 3, ran.stderr
    assert "1 accepted (0 of them unchanged), 1 sent back, version 1" in ran.stdout
    assert "% delivered" in ran.stderr
    (ended,) = Upload.objects.filter(resource=resource)
    assert (ended.pk, ended.state) == (begun.pk, "published")
    assert not list((tmp_path / "state" / "yishu" / "uploads").iterdir())
    ran = run(stage, file, "--resource", resource.code, "--json")
    assert json.loads(ran.stdout)["unchanged"] == 1


@pytest.mark.clause("21.2")
def test_a_batch_that_the_node_holds_is_told_and_waits(stage: Stage, tmp_path: Path) -> None:
    from django.utils import timezone

    from yishu.hosting.uploads import holding

    resource, file = stage.resource(), tmp_path / "records.csv"
    holding.declare(stage.police.a, resource.code, Decimal(10), now=timezone.now())
    file.write_text(GOOD + BAD)
    ran = run(stage, file, "--resource", resource.code)
    assert ran.returncode == 4
    assert "1 of 2 records break a rule" in ran.stderr
    assert f"{stage.node.url}/hosting/uploads/" in ran.stderr
    assert json.loads(run(stage, file, "--resource", resource.code, "--dry-run", "--json").stdout)["held"] is True
