"""The rehearsed recovery: the latest backup restored elsewhere, brought up as a node, held against its manifest and the live node (33.1)."""

import http.client
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import msgspec
import psycopg

from yishu.core.errors import Problem
from yishu.core.ids import moment_of
from yishu.node import content, postgres
from yishu.node.configuration import setting
from yishu.node.secrets import FILE as SECRETS
from yishu.node.secrets import read_secrets
from yishu.operations import backup, column_keys, contents, restore
from yishu.operations.backup_key import BackupKey
from yishu.operations.manifest import Manifest

ANSWER_SECONDS: Final = 60
_NEEDED: Final = ("suite", "keys", "seal", "seal_file")
"""Settings without which keys and evidence of the node are not read."""


class Loss(msgspec.Struct, frozen=True):
    """What the live node has that the backup has not: records of evidence, and the time between the snapshot and the newest of them."""

    records: int
    seconds: float
    newest: datetime | None


class Check(msgspec.Struct, frozen=True):
    """One thing that was looked at, and whether it holds."""

    what: str
    holds: bool
    note: str = ""


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """`recovery_seconds` is from the start until the restored node answers `/readyz`; `backup_age_seconds` is how old the backup was by then."""

    backup: str
    made_at: datetime | None
    started_at: datetime
    holds: bool
    recovery_seconds: float
    backup_age_seconds: float
    loss: Loss
    checks: tuple[Check, ...]


def hold(live: str, place: Path, key: BackupKey, *, now: datetime) -> Report:
    """Rehearse it. What does not hold is in the report, not raised; nothing of the live node is changed."""
    begun = time.monotonic()
    folder = backup.scratch()
    checks: list[Check] = []
    made_at, loss, seconds = None, Loss(0, 0.0, None), 0.0
    try:
        found = backup.verify(place, key)
        made_at = found.made_at
        checks.append(Check("backup", True, "every byte is as it was written"))
        seconds, loss = _rehearse(live, place, folder, found, key, checks, begun)
    except Problem as problem:
        checks.append(Check("restore" if made_at else "backup", False, problem.detail("zh")))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return Report(
        backup=str(place),
        made_at=made_at,
        started_at=now,
        holds=all(check.holds for check in checks),
        recovery_seconds=round(seconds or time.monotonic() - begun, 2),
        backup_age_seconds=round((now - made_at).total_seconds(), 1) if made_at else 0.0,
        loss=loss,
        checks=tuple(checks),
    )


def _rehearse(
    live: str, place: Path, folder: Path, found: Manifest, key: BackupKey, checks: list[Check], begun: float
) -> tuple[float, Loss]:
    restore.unpack(place, folder, found, key)
    with postgres.start(folder / "postgres", fsync=False) as cluster:  # it lives for minutes
        restore.load_into(place, cluster.dsn(), found, key)
        with psycopg.connect(cluster.dsn()) as restored:
            checks += [_check(each) for each in restore.compare(restored, found)]
            checks.append(_documents(list(contents.list_document_files(restored)), folder))
            checks.append(_sealed(restored, folder))
            restored.rollback()
            with psycopg.connect(live) as connection:
                difference = contents.compare(connection, restored)
        status = _answers(folder, found, cluster.dsn())
    checks.append(Check("node answers", status == 200, f"/readyz {status}"))
    seconds = time.monotonic() - begun
    checks.append(_unchanged("nothing deleted since", difference.gone))
    checks.append(_unchanged("nothing altered since", difference.altered))
    return seconds, _loss(difference, found)


def _loss(difference: contents.Difference, found: Manifest) -> Loss:
    if difference.newest_lost is None:
        return Loss(0, 0.0, None)
    newest = datetime.fromtimestamp(moment_of(difference.newest_lost) / 1000, UTC)
    return Loss(difference.lost, round(max(0.0, (newest - found.made_at).total_seconds()), 3), newest)


def _check(finding: restore.Finding) -> Check:
    note = finding.found if finding.holds else f"{finding.expected} ≠ {finding.found}"
    return Check(finding.what, finding.holds, note)


def _documents(named: list[tuple[str, int]], folder: Path) -> Check:
    """Of the documents' bytes that the live node has, none is lacking; what it lacks itself, the doctor tells."""
    gone = sorted(set(content.lacking(named, within=folder)) - set(content.lacking(named)))
    return Check("documents", not gone, ", ".join(gone[:3]))


def _sealed(restored: contents.Connection, folder: Path) -> Check:
    """Its values open by the secrets of its own time."""
    looked = column_keys.look(restored, read_secrets(folder / SECRETS).columns)
    return Check("sealed columns", not looked.wrong, f"{looked.values - looked.wrong} of {looked.values} open")


def _unchanged(what: str, numbers: list[str]) -> Check:
    return Check(what, not numbers, ", ".join(numbers[:3]))


def _answers(folder: Path, found: Manifest, address: str) -> int:
    """Start the restored node as an operator would, on a port of its own, and ask whether it is ready."""
    port = _free_port()
    # Nothing of the live node's addresses reaches it; the address is that of the restored database. Its keys are kept as they were.
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("YISHU_", "DJANGO_"))}
    given = {
        "YISHU_DIR": str(folder), "YISHU_NODE_CODE": found.node, "YISHU_NODE_NAME": found.node_name,
        "YISHU_DATABASE_URL": address, "YISHU_REQUIRE_DURABLE": "0",
    }  # fmt: skip
    given |= {f"YISHU_{name.upper()}": told for name in _NEEDED if (told := setting(name))}
    command = [sys.executable, "-m", "yishu.cli", "serve", "--port", str(port)]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, env=kept | given, stdin=quiet, stdout=quiet, stderr=quiet)
    try:
        return _ready(process, port)
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _ready(process: "subprocess.Popen[bytes]", port: int) -> int:
    """The last status that `/readyz` gave: 200 as soon as it is ready, 0 if nothing ever answered."""
    deadline, status = time.monotonic() + ANSWER_SECONDS, 0
    while time.monotonic() < deadline and process.poll() is None:
        try:
            asked = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            asked.request("GET", "/readyz")
            status = asked.getresponse().status
            asked.close()
        except (OSError, http.client.HTTPException):
            pass  # it does not listen yet
        if status == 200:
            break
        time.sleep(0.1)
    return status


def _free_port() -> int:
    """A port below those from which outgoing connections are made."""
    for _ in range(100):
        port = 20_000 + secrets.randbelow(12_000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise OSError("no free port")
