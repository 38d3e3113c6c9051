"""Backup, restore and drill through the command line: the restored node answers, evidence holds, and what is damaged or half is found (33.1)."""

import fcntl
import json
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from tests import machine
from tests.cast import PASSWORD, PEOPLE_CSV, Cast
from tests.conftest import ROOT, Node, free_port
from tests.operations.commands import environment, run, start, succeed
from tests.operations.people import warden
from yishu.agencies.models import Role
from yishu.audit.models import Record
from yishu.node import postgres
from yishu.node.postgres import address_of_running
from yishu.portal import health

CHANGES = [
    "agency = 'nobody'",
    "body = replace(body, '社会救助审核', '社会救助复核')",
    "at = at + interval '1 millisecond'",
    "body = '{}', leaf = sha256('\\x00'::bytea || salt || convert_to('{}', 'UTF8'))",  # the leaf as well
]
SUBJECT = {"purpose": {"duty": "社会救助审核"}, "subject": "330102199003076015", "claims": {"name": "赵一"}}


@dataclass
class Scene:
    """A node over the tests' database with one granted resource, and a backup of it."""

    path: str
    headers: dict[str, str]
    receipt: str
    more: list[str]
    env: dict[str, str]
    backups: Path
    backup: Path
    node: Node

    def verify(self, url: str) -> dict[str, Any]:
        answer = httpx.post(f"{url}/api/v1/data/{self.path}/verify", json=SUBJECT, headers=self.headers)
        assert answer.status_code == 200, answer.text
        return answer.json()


@pytest.fixture(scope="module")
def scene(node: Node, database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Scene:
    folder = tmp_path_factory.mktemp("backup")
    cast = Cast()
    office, police, civil = cast.agency("办公厅", coordinator=True), cast.agency("公安"), cast.agency("民政")
    resource, system = cast.resource(police, office), civil.system()
    cast.publish(police, resource, PEOPLE_CSV, folder)
    cast.grant(civil, police, resource, systems=(system,))
    home = folder / "node"
    home.mkdir(mode=0o700)
    (home / "documents").mkdir()
    (home / "documents" / "letter.txt").write_text("kept")
    env = environment(home, folder / "backup.key", database_url=database_url)
    made = Scene(resource.path_code, system.headers, "", [], env, folder / "backups", folder, node)
    made.receipt, *made.more = [made.verify(node.url)["receipt"] for _ in range(3)]
    made.backup = Path(succeed("backup", str(made.backups), env=env))
    return made


@contextmanager
def served(folder: Path, key: Path) -> Iterator[str]:
    """The node of this folder, started as an operator would."""
    port = free_port()
    command = [sys.executable, "-m", "yishu.cli", "serve", "--port", str(port)]
    given = environment(folder, key, YISHU_SECOND_FACTOR="")  # by password alone, for the test
    process = subprocess.Popen(command, env=given, cwd=ROOT)
    running = Node(process, f"http://127.0.0.1:{port}")
    try:
        running.wait("/readyz")
        yield running.url
    finally:
        running.stop()


@pytest.mark.clause("33.1")
def test_a_restored_node_answers_and_its_evidence_holds(scene: Scene, tmp_path: Path) -> None:
    without_server = {name: value for name, value in scene.env.items() if name != "YISHU_DATABASE_URL"}
    succeed("restore", str(scene.backups), "--dir", str(tmp_path / "new"), env=without_server)
    assert (tmp_path / "new/documents/letter.txt").read_text() == "kept"
    assert (tmp_path / "new/secrets.toml").stat().st_mode & 0o777 == 0o600
    number, _, leaf = scene.receipt.partition(".")
    with served(tmp_path / "new", Path(scene.env["YISHU_BACKUP_KEY"])) as url:
        assert scene.verify(url)["result"] == {"name": "match"}
        address = address_of_running(tmp_path / "new/postgres")
        assert address is not None
        with psycopg.connect(address) as connection:
            [found] = connection.execute("select leaf from audit_record where id = %s", [number]).fetchall()
        assert bytes(found[0]).hex() == leaf


@pytest.mark.clause("33.1")
def test_a_drill_tells_time_and_loss_and_files_its_report(scene: Scene, client: Any) -> None:
    for _ in range(3):
        scene.verify(scene.node.url)
    since = Record.objects.count() - json.loads((scene.backup / "manifest.json").read_text())["evidence"]["count"]
    report = json.loads(succeed("drill", "--json", env=scene.env))
    assert report["holds"]
    assert since >= 3
    assert report["loss"]["records"] == since  # the newest records of the live node, to the last one
    assert 0 < report["loss"]["seconds"] < 600
    assert 0 < report["recovery_seconds"] < 120
    client.force_login(warden(Role.SYSTEM_ADMINISTRATOR))
    page = client.get("/operations/drills/").content.decode()
    assert f"{since} 条留痕" in page
    assert str(scene.backup) in page


def test_metrics_tell_the_age_of_the_backup_and_how_the_drill_went(
    scene: Scene, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "METRICS_LAST", 0.0)
    lines = client.get("/metrics").content.decode().splitlines()
    values = {line.split()[0]: float(line.split()[1]) for line in lines if line.startswith("yishu_backup")}
    assert 0 < values["yishu_backup_age_seconds"] < 600
    assert any(line.startswith("yishu_drill_passed ") for line in lines)


def test_the_dump_holds_nothing_readable(scene: Scene) -> None:
    for file in scene.backup.glob("*.enc"):
        content = file.read_bytes()
        assert b"PGDMP" not in content
        assert "公安".encode() not in content
        assert file.stat().st_mode & 0o777 == 0o600
    assert not list(scene.backup.glob("backup.key"))


@pytest.mark.clause("33.1")
@pytest.mark.parametrize("name", ["database.dump.enc", "files.tar.enc", "manifest.json", "manifest.mac"])
def test_a_flipped_byte_is_found(scene: Scene, tmp_path: Path, name: str) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(scene.backup, copy)
    content = bytearray((copy / name).read_bytes())
    content[len(content) // 2] ^= 1
    (copy / name).write_bytes(content)
    done = run("restore", str(copy), "--dir", str(tmp_path / "new"), env=scene.env)
    assert done.returncode == 1
    assert "损坏" in done.stderr or "密钥" in done.stderr
    assert sorted(each.name for each in tmp_path.iterdir()) == ["copy"]


def test_a_drill_of_a_damaged_backup_fails_and_is_filed(scene: Scene, tmp_path: Path) -> None:
    from yishu.operations.models import Drill

    copy = tmp_path / "copy"
    shutil.copytree(scene.backup, copy)
    (copy / "database.dump.enc").write_bytes((copy / "database.dump.enc").read_bytes()[:-1])
    done = run("drill", "--backup", str(copy), "--json", env=scene.env)
    assert done.returncode == 1, done.stderr
    assert not json.loads(done.stdout)["holds"]
    newest = Drill.objects.order_by("-held_at").first()
    assert newest is not None
    assert newest.outcome == Drill.Outcome.FAILED


@contextmanager
def tampered(number: str, statement: str) -> Iterator[None]:
    """The record is changed by whoever can write the database; as it was afterwards."""
    from django.db import connection

    kept = f"kept_{number.replace('-', '')}"
    with connection.cursor() as cursor:
        cursor.execute(f"create temporary table {kept} as select * from audit_record where id = %s", [number])
        cursor.execute(f"{statement} where id = %s", [number])
        assert cursor.rowcount == 1
        try:
            yield
        finally:
            cursor.execute("delete from audit_record where id = %s", [number])
            cursor.execute(f"insert into audit_record select * from {kept}")
            cursor.execute(f"drop table {kept}")


@pytest.mark.clause("32.1", "33.1")
def test_a_drill_names_each_record_that_was_altered_or_deleted_since(scene: Scene) -> None:
    """Who can write the database can alter or delete a record there, not in the backup."""
    body, leaf, gone = (receipt.partition(".")[0] for receipt in (scene.receipt, *scene.more))
    with (
        tampered(body, "update audit_record set body = replace(body, '社会救助审核', '社会救助复核')"),
        tampered(leaf, f"update audit_record set {CHANGES[-1]}"),
        tampered(gone, "delete from audit_record"),
    ):
        done = run("drill", "--json", env=scene.env)
    assert done.returncode == 1, done.stderr
    report = json.loads(done.stdout)
    checks = {check["what"]: check for check in report["checks"]}
    assert not report["holds"]
    for what, numbers in ("altered", f"{body}, {leaf}"), ("deleted", gone):
        what = f"nothing {what} since"
        assert checks[what] == {"what": what, "holds": False, "note": numbers}


@pytest.mark.long
@pytest.mark.clause("32.1", "33.1")
@pytest.mark.parametrize(
    "change",
    CHANGES,
)
def test_a_drill_names_a_record_that_was_altered_since(scene: Scene, change: str) -> None:
    number = scene.receipt.partition(".")[0]
    with tampered(number, f"update audit_record set {change}"):
        done = run("drill", "--json", env=scene.env)
    assert done.returncode == 1, done.stderr
    report = json.loads(done.stdout)
    checks = {check["what"]: check for check in report["checks"]}
    assert not report["holds"]
    assert checks["nothing altered since"] == {"what": "nothing altered since", "holds": False, "note": number}
    assert checks["nothing deleted since"]["holds"]


@pytest.mark.long
@pytest.mark.clause("32.1", "33.1")
def test_a_drill_names_evidence_that_was_deleted_since(scene: Scene) -> None:
    """Who can write the database can delete a record there, not in the backup."""
    number = scene.receipt.partition(".")[0]
    with tampered(number, "delete from audit_record"):
        deleted = run("drill", "--json", env=scene.env)
    assert deleted.returncode == 1
    checks = {check["what"]: check for check in json.loads(deleted.stdout)["checks"]}
    assert not checks["nothing deleted since"]["holds"]
    assert number in checks["nothing deleted since"]["note"]


@pytest.mark.clause("33.1")
def test_a_killed_backup_leaves_nothing_that_restores(scene: Scene, tmp_path: Path) -> None:
    folder = tmp_path / "killed"
    process = start("backup", str(folder), env=scene.env)
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and not list(folder.glob(".part-*/*")):
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert list(folder.glob(".part-*"))
    done = run("restore", str(folder), "--dir", str(tmp_path / "new"), env=scene.env)
    assert (done.returncode, (tmp_path / "new").exists()) == (1, False)
    [part] = folder.glob(".part-*")
    assert run("restore", str(part), "--dir", str(tmp_path / "new"), env=scene.env).returncode == 1
    place = Path(succeed("backup", str(folder), env=scene.env))  # and clears what was left
    assert sorted(each.name for each in folder.iterdir()) == [".lock", place.name]


def test_restore_overwrites_nothing(scene: Scene, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    done = run("restore", str(scene.backup), "--dir", str(tmp_path), env=scene.env)
    assert (done.returncode, "不是空的" in done.stderr) == (1, True)
    # The database of the address is the tests' own, which is full.
    done = run("restore", str(scene.backup), "--dir", str(tmp_path / "new"), env=scene.env)
    assert (done.returncode, "不是空的" in done.stderr) == (1, True)
    assert [each.name for each in tmp_path.iterdir()] == ["mine.txt"]


def test_another_key_opens_nothing_and_says_so(scene: Scene, tmp_path: Path) -> None:
    from yishu.operations import backup_key

    other = backup_key.make(tmp_path / "other.key")
    done = run(
        "restore", str(scene.backup), "--dir", str(tmp_path / "new"), "--key-file", str(other.path), env=scene.env
    )
    assert (done.returncode, other.number in done.stderr) == (1, True)
    done = run("restore", str(scene.backup), "--dir", str(tmp_path / "new"), "--key-file", "/nowhere", env=scene.env)
    assert (done.returncode, "/nowhere" in done.stderr) == (1, True)


def test_one_backup_at_a_time_in_a_folder(scene: Scene) -> None:
    with (scene.backups / ".lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = run("backup", str(scene.backups), env=scene.env)
    assert (done.returncode, "另一个备份" in done.stderr) == (1, True)


@pytest.mark.clause("33.1")
def test_a_running_embedded_node_is_backed_up_destroyed_and_restored(tmp_path: Path) -> None:
    node, key = tmp_path / "node", tmp_path / "key"
    env = environment(node, key)
    code = ["--agency-code", "11330000D00000013A", "--agency-name", "省政府办公厅"]
    succeed("admin", "create", "--login", "admin", "--name", "管理员", *code, "--password", PASSWORD, env=env)
    with served(node, key):  # its server is joined, not started a second time
        succeed("backup", str(tmp_path / "backups"), env=env)
    shutil.rmtree(node)
    succeed("restore", str(tmp_path / "backups"), "--dir", str(node), env=env)
    with served(node, key) as url:
        answer = httpx.post(f"{url}/api/v1/session", json={"login": "admin", "password": PASSWORD})
        assert answer.status_code == 200, answer.text


@pytest.mark.long
def test_a_postgresql_15_server_is_backed_up_and_restored(tmp_path: Path) -> None:
    node, key = tmp_path / "node", tmp_path / "key"
    with postgres.start(tmp_path / "pg", fsync=False, binaries=machine.postgresql_15()) as server:
        env = environment(node, key, database_url=server.dsn())
        node.mkdir()
        succeed("migrate", env=env)
        succeed("backup", str(tmp_path / "backups"), env=env)
        assert json.loads(succeed("drill", "--json", env=env))["holds"]  # on the embedded server, which is newer
        server.create_database("again")
        into = environment(tmp_path / "x", key, database_url=server.dsn("again"))
        succeed("restore", str(tmp_path / "backups"), "--dir", str(tmp_path / "new"), env=into)
        with psycopg.connect(server.dsn("again")) as connection:
            assert connection.execute("select count(*) > 50 from node_division").fetchall() == [(True,)]
