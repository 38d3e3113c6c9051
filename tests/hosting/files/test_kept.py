"""What the bytes and their rows come to when a process is killed, when somebody sweeps, and over a real node (33.1)."""

import hashlib
import os
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from tests.conftest import ROOT, Node
from tests.hosting.files.stage import Stage, pdf


def _stored() -> set[str]:
    """Names of all files in the folder, those on their way included."""
    from yishu.node import content

    return {path.name for path in content.folder().rglob("*") if path.is_file()}


def _swept_later() -> int:
    from django.utils import timezone

    from yishu.hosting.files.sweeping import sweep

    return sweep(timezone.now() + timedelta(hours=7))


@pytest.mark.parametrize("place", ["written", "settled", "inserted"])
def test_a_kill_between_bytes_and_row_leaves_no_document_and_no_lasting_file(
    stage: Stage, client: Any, place: str
) -> None:
    from django.utils import timezone

    from yishu.hosting.files.models import DocumentVersion
    from yishu.hosting.files.sweeping import sweep

    text = f"{place} {stage.resource.code}"
    command = [sys.executable, "-m", "tests.hosting.files.dying", place, stage.resource.code]
    done = subprocess.run([*command, str(stage.publisher.system.pk), text], cwd=ROOT, env=dict(os.environ))
    assert done.returncode == -9
    assert not DocumentVersion.objects.filter(document__shelf__resource=stage.resource).exists()
    digest = hashlib.sha256(pdf(text)).hexdigest()
    left = _stored()
    assert (digest in left) == (place != "written")
    sweep(timezone.now())
    assert _stored() == left, "what is young may be under way"
    _swept_later()
    assert digest not in _stored()
    assert not [name for name in _stored() if len(name) == 32], "nothing is left on its way"
    stage.hand_in(client, pdf(text), number="n")
    stage.review(client, "n", 1)
    assert b"".join(stage.get(client, "/n/versions/1").streaming_content) == pdf(text)
    _swept_later()
    assert stage.get(client, "/n/versions/1").status_code == 200


def test_a_sweep_waits_for_who_is_naming_the_same_bytes(
    stage: Stage, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import connection
    from django.utils import timezone

    from yishu.hosting.files import commands
    from yishu.hosting.files.rules import Submission
    from yishu.node import content

    body = pdf(f"竞争 {stage.resource.code}")
    place = content.path_of(hashlib.sha256(body).hexdigest())
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(body)  # left behind by somebody who died
    named, go_on, record = threading.Event(), threading.Event(), commands._put_on_record

    def pausing(*given: Any, **more: Any) -> None:
        named.set()
        go_on.wait(10)
        record(*given, **more)

    def upload() -> None:
        try:
            commands.upload(actor, stage.resource.code, Submission("n.pdf"), [body], now=timezone.now())
        finally:
            connection.close()

    def sweep() -> None:
        try:
            _swept_later()
        finally:
            connection.close()

    actor = stage.publisher.actor
    monkeypatch.setattr(commands, "_put_on_record", pausing)
    uploading, sweeping = threading.Thread(target=upload), threading.Thread(target=sweep)
    uploading.start()
    assert named.wait(10)
    sweeping.start()
    sweeping.join(1)
    assert sweeping.is_alive(), "it waits for the row"
    go_on.set()
    uploading.join(20)
    sweeping.join(20)
    monkeypatch.undo()
    assert place.read_bytes() == body
    assert stage.review(client, "n", 1)["state"] == "provided"


@pytest.mark.clause("27.3")
def test_a_node_takes_a_large_document_from_whom_it_knows_and_sends_it_in_ranges(
    stage: Stage, client: Any, node: Node
) -> None:
    body = pdf("大" * 5 * 1024 * 1024)  # beyond what anybody may send
    number = "浙政办发〔2026〕9号"
    url, file = node.url + stage.path, {"file": ("大件.pdf", body, "application/pdf")}
    said = {"number": number, "title": "大件"}
    assert httpx.post(url, data=said, files=file, timeout=60).status_code == 413
    wrong = {"Authorization": "Bearer yk_nobody"}
    assert httpx.post(url, data=said, files=file, headers=wrong, timeout=60).status_code == 413
    made = httpx.post(url, data=said, files=file, headers=stage.publisher.headers, timeout=120)
    assert (made.status_code, made.json()["size"]) == (201, len(body))
    stage.review(client, number, 1)
    path = f"{url}/{quote(number)}/versions/1"
    whole = httpx.get(path, headers=stage.reader.headers, timeout=60)
    assert hashlib.sha256(whole.content).hexdigest() == made.json()["sha256"]
    assert "x-yishu-send" not in whole.headers
    part = httpx.get(path, headers={**stage.reader.headers, "Range": "bytes=5000000-5000099"})
    assert (part.status_code, part.content) == (206, body[5000000:5000100])
    head = httpx.head(path, headers=stage.reader.headers)
    assert (head.headers["content-length"], head.content) == (str(len(body)), b"")
    resumed = httpx.get(
        path, headers={**stage.reader.headers, "Range": f"bytes={len(body) - 9}-", "If-Range": whole.headers["etag"]}
    )
    assert resumed.content == body[-9:]


@pytest.mark.clause("33.1")
def test_a_backup_has_the_documents_and_what_is_lacking_is_found(
    stage: Stage, client: Any, database_url: str, tmp_path: Path
) -> None:
    import psycopg
    from django.conf import settings

    from yishu.node import content
    from yishu.operations import backup, contents, doctor, drill

    digest = stage.provided(client, pdf(f"备份 {stage.resource.code}"), "n")["sha256"]
    path = content.path_of(digest)
    copy = tmp_path / path.relative_to(settings.YISHU_DIR)
    assert path in dict(backup._kept(settings.YISHU_DIR, tmp_path))
    copy.parent.mkdir(parents=True)
    copy.write_bytes(path.read_bytes())
    with psycopg.connect(database_url, autocommit=True) as connection:
        named = [one for one in contents.list_document_files(connection) if one[0] == digest]
        assert named == [(digest, path.stat().st_size)]
        assert drill._documents(named, tmp_path).holds
        copy.write_bytes(b"cut off")
        assert not drill._documents(named, tmp_path).holds
        found = doctor._documents(connection, tmp_path)
    assert (found.state, bool(found.remedy)) == ("bad", True)
