"""The log as outsiders meet it: over HTTP, by the command line, and by another implementation."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import psycopg
import pytest

from tests import machine
from tests.conftest import Node
from yishu.audit.log import notes, proofs
from yishu.audit.record import Action
from yishu.audit.recording import record
from yishu.core.actor import PLATFORM
from yishu.core.suites import INTL

pytestmark = pytest.mark.clause("32.1")
JUDGE = Path(__file__).parent / "judge" / "judge.go"


@pytest.fixture(scope="module")
def node(start_node: Callable[..., Node]) -> Node:
    """A node with its worker, which has begun to append."""
    started = start_node(YISHU_WORKER="1")
    proved(started, written(), seconds=60)
    return started


def written(count: int = 1) -> str:
    """The last receipt of so many acts."""
    return [record(PLATFORM, Action.RULE_CHANGED, target=f"rule {number}") for number in range(count)][-1]


def proved(node: Node, receipt: str, *, seconds: float = 10) -> proofs.Proof:
    """The proof that the node gives for a receipt, as soon as it does."""
    deadline = time.monotonic() + seconds
    while True:
        answer = httpx.get(f"{node.url}/log/proof/{receipt}")
        if answer.status_code == 200:
            return proofs.read(answer.text)
        assert answer.status_code == 404
        assert time.monotonic() < deadline, "the record does not come into the log"
        time.sleep(0.1)


def yishu(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "yishu.cli", "audit", *arguments], capture_output=True, text=True, check=False
    )


def keys_of(node: Node) -> list[str]:
    return httpx.get(f"{node.url}/log/key").text.splitlines()


def key_of(node: Node) -> str:
    return keys_of(node)[-1]


def trusting(node: Node) -> list[str]:
    """All keys that the log has had, as arguments."""
    return [argument for key in keys_of(node) for argument in ("--key", key)]


def test_a_receipt_is_provable_within_seconds_and_its_holder_needs_nobody(node: Node) -> None:
    receipt = written()
    began = time.monotonic()
    proof = proved(node, receipt)
    assert time.monotonic() - began < 5
    proof.require(INTL, bytes.fromhex(receipt.partition(".")[2]))
    proof.checkpoint.signed_at(notes.VerifierKey.read(key_of(node)))
    assert not proof.entry


def test_nothing_is_proved_to_whoever_has_not_the_hash(node: Node) -> None:
    number, _, leaf = written().partition(".")
    for wrong in (number, f"{number}.", f"{number}.{leaf[:-2]}00", f"x.{leaf}", f"{number}.zz"):
        assert httpx.get(f"{node.url}/log/proof/{wrong}").status_code == 404


def test_tiles_are_read_as_far_as_they_go(node: Node) -> None:
    size = proved(node, written(300)).checkpoint.size
    whole = httpx.get(f"{node.url}/log/tile/0/000")
    assert whole.status_code == 200
    assert len(whole.content) == 256 * 32
    assert "immutable" in whole.headers["cache-control"]
    assert httpx.get(f"{node.url}/log/tile/0/000.p/7").content == whole.content[: 7 * 32]
    for missing in ("0/x999/999", f"0/{size // 256:03d}", "9/000", "0/0", "0/000.p/256", "entries/000"):
        assert httpx.get(f"{node.url}/log/tile/{missing}").status_code == 404


def test_another_implementation_reads_it_and_agrees(node: Node, tmp_path: Path) -> None:
    older = proved(node, written(5)).checkpoint
    receipt = written(600)
    proof = proved(node, receipt)
    judge = built(tmp_path)
    leaf = receipt.partition(".")[2]
    told = [f"{node.url}/log", key_of(node), str(proof.index), leaf, str(older.size), notes.encoded_hash(older.root)]
    agreed = subprocess.run([judge, *told], capture_output=True, text=True, check=False)
    assert agreed.returncode == 0, agreed.stdout
    assert "holds" in agreed.stdout
    wrong = subprocess.run([judge, *told[:3], "0" * 64, *told[4:]], capture_output=True, text=True, check=False)
    assert wrong.returncode == 1


def built(folder: Path) -> str:
    """The judge, compiled with the copies of sumdb that Go's own commands are built of."""
    go = machine.go()
    root = subprocess.run([go, "env", "GOROOT"], capture_output=True, text=True, check=True).stdout.strip()
    for package in ("note", "tlog"):
        shutil.copytree(Path(root) / "src/cmd/vendor/golang.org/x/mod/sumdb" / package, folder / package)
    signing = folder / "note/note.go"  # its import is another name of the standard library's
    signing.write_text(signing.read_text().replace("golang.org/x/crypto/ed25519", "crypto/ed25519"))
    shutil.copy(JUDGE, folder)
    (folder / "go.mod").write_text("module judge\n\ngo 1.19\n")
    environment = os.environ | {"GOCACHE": str(folder / "cache"), "GOFLAGS": "-mod=mod", "GOPROXY": "off"}
    subprocess.run([go, "build", "-o", "judge", "."], cwd=folder, env=environment, check=True)
    return str(folder / "judge")


def test_an_export_is_checked_where_nothing_else_is(node: Node, tmp_path: Path) -> None:
    proved(node, written(3))
    kept = tmp_path / "kept"
    kept.write_text(httpx.get(f"{node.url}/log/checkpoint").text, "utf-8")
    proved(node, written(3))
    folder = tmp_path / "log"
    made = yishu("export", str(folder))
    assert made.returncode == 0, made.stderr
    bare = {"PATH": os.environ["PATH"], "PYTHONPATH": os.environ.get("PYTHONPATH", "")}
    command = [
        sys.executable,
        "-m",
        "yishu.audit.log.offline",
        str(folder),
        *trusting(node),
        "--known",
        str(kept),
    ]
    alone = subprocess.run(command, capture_output=True, text=True, check=False, env=bare)
    assert alone.returncode == 0, alone.stdout + alone.stderr
    assert "The log holds" in alone.stdout
    told = yishu("verify", "--offline", str(folder), "--json")
    assert told.returncode == 0
    assert json.loads(told.stdout)["holds"] is True
    assert "No --key was given" in told.stderr
    assert yishu("export", str(folder)).returncode == 2
    assert yishu("verify", "--offline", str(tmp_path)).returncode == 2


def test_the_nodes_own_check_and_proofs(node: Node, tmp_path: Path) -> None:
    receipt = written()
    proved(node, receipt)
    own = yishu("verify", *trusting(node))
    assert own.returncode == 0, own.stdout + own.stderr
    made = yishu("prove", receipt)
    assert made.returncode == 0
    proof = tmp_path / "one.tlog-proof"
    proof.write_text(made.stdout, "utf-8")
    checked = yishu("verify", "--proof", str(proof), "--receipt", receipt, *trusting(node))
    assert checked.returncode == 0, checked.stdout
    assert "rule:changed" in checked.stdout
    other = receipt[:-2] + ("00" if receipt[-2:] != "00" else "11")
    wrong = yishu("verify", "--proof", str(proof), "--receipt", other, *trusting(node))
    assert wrong.returncode == 1
    zh = wrong.stdout.splitlines()[0]
    assert zh.startswith("证明不成立：")
    assert not re.search("[a-z]", zh), zh
    assert yishu("prove", other).returncode == 1
    assert yishu("prove", "nonsense").returncode == 2
    assert yishu("verify", "--key", "nonsense").returncode == 2
    assert yishu("verify", "--proof", str(proof)).returncode == 2


def test_where_there_is_no_node_the_commands_say_so_and_begin_none(tmp_path: Path) -> None:
    place = tmp_path / "none"
    environment = {**os.environ, "YISHU_DIR": str(place)}
    environment.pop("YISHU_DATABASE_URL", None)
    for asked in (("export", str(tmp_path / "out")), ("verify",), ("prove", f"{UUID(int=7)}.{'0' * 64}")):
        command = [sys.executable, "-m", "yishu.cli", "audit", *asked]
        told = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True)
        assert told.returncode == 2
        assert "请在平台的服务器上" in told.stderr
        assert "Traceback" not in told.stderr
    assert not place.exists()


def test_what_the_database_hides_the_check_names(node: Node, database_url: str) -> None:
    receipt = written()
    index = proved(node, receipt).index
    number: Any = receipt.partition(".")[0]
    with psycopg.connect(database_url, autocommit=True) as connection:
        [(body,)] = connection.execute("select body from audit_record where id = %s", [number]).fetchall()
        connection.execute("update audit_record set body = replace(body, 'rule', 'role') where id = %s", [number])
        try:
            found = yishu("verify")
        finally:
            connection.execute("update audit_record set body = %s where id = %s", [body, number])
    assert found.returncode == 1
    assert f"序号 {index} 的留痕" in found.stdout
    assert f"Record {index} ({number})" in found.stdout


def test_metrics_say_how_far_the_log_is(node: Node) -> None:
    proved(node, written())
    metrics = httpx.get(f"{node.url}/metrics").text
    assert "yishu_log_records " in metrics
    assert "yishu_log_behind_seconds " in metrics


def test_another_key_takes_over_under_a_checkpoint_that_both_sign(node: Node, tmp_path: Path) -> None:
    before = key_of(node)
    proved(node, written())
    rotated = yishu("rotate-key")
    assert rotated.returncode == 0, rotated.stderr
    after = key_of(node)
    assert rotated.stdout.split() == ["key", after]
    assert after != before
    introduced = notes.read(httpx.get(f"{node.url}/log/checkpoint").text)
    introduced.signed_at(notes.VerifierKey.read(after))
    _proved_of("log:key-rotated", node)
    later = proved(node, written(), seconds=20).checkpoint
    later.signed_at(notes.VerifierKey.read(after))
    with pytest.raises(notes.NoteInvalid):
        later.signed_at(notes.VerifierKey.read(before))
    assert yishu("verify", "--key", before, "--key", after).returncode == 0
    assert yishu("verify", "--key", before).returncode == 1


def _proved_of(action: str, node: Node) -> None:
    """The act is in the log, once."""
    from yishu.audit.models import Record

    [found] = Record.objects.filter(action=action)
    proved(node, f"{found.id}.{bytes(found.leaf).hex()}", seconds=20)
