"""Whoever kept a checkpoint finds out over the network whether the log was rewritten since, and asks nobody who runs the node (32.1)."""

import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.audit.log.conftest import Connection, Own, keep
from tests.conftest import Node
from yishu.audit.log import program
from yishu.audit.log.sequencing import Sequencer
from yishu.core.suites import INTL

pytestmark = pytest.mark.clause("32.1")


@pytest.fixture
def filled(database: Connection, sequencer: Sequencer) -> Connection:
    keep(database, 700)
    assert sequencer.append() is not None
    return database


@pytest.fixture
def kept(filled: Connection, sequencer: Sequencer, node: Node, tmp_path: Path) -> Path:
    """A checkpoint as somebody fetched it, before the log grew."""
    file = tmp_path / "checkpoint-2026-11-30"
    file.write_bytes(httpx.get(f"{node.url}/log/checkpoint").content)
    keep(filled, 300)
    assert sequencer.append() is not None
    return file


def asked(*given: str) -> subprocess.CompletedProcess[str]:
    """By `yishu audit verify`, as on a machine that has the platform."""
    command = [sys.executable, "-m", "yishu.cli", "audit", "verify", *given]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def test_a_log_that_grew_holds_for_both_programs(node: Node, kept: Path, key: Own, tmp_path: Path) -> None:
    given = ("--log", node.url, "--key", str(key.verifier), "--known", str(kept))
    alone = tmp_path / "yishu-log.pyz"
    alone.write_bytes(program.made().content)
    for found in (
        asked(*given),
        subprocess.run(
            [sys.executable, "-I", str(alone), *given],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
            cwd=tmp_path,
        ),
    ):
        assert found.returncode == 0, found
        assert "由 1000 条留痕的哈希重新算出的根与签名的检查点相符" in found.stdout
        assert "先前保存的 1 个检查点都在其中" in found.stdout


def test_a_log_that_was_made_anew_does_not_continue_what_was_kept(
    node: Node, kept: Path, filled: Connection, key: Own, django_ready: str
) -> None:
    """By the same key: whoever has the node has that as well."""
    filled.execute("delete from audit_record where id = (select record from audit_leaf where index = 10)")
    filled.execute("truncate audit_log, audit_leaf, audit_tile, audit_checkpoint")
    anew = Sequencer(django_ready, INTL, key.verifier, key.sign)
    while anew.append():
        pass
    anew.close()
    given = ("--log", node.url, "--key", str(key.verifier))
    assert asked(*given).returncode == 0
    found = asked(*given, "--known", str(kept))
    assert found.returncode == 1
    assert "前 700 条留痕不是检查点所签署的那些" in found.stdout


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("update audit_tile set hashes = set_byte(hashes, 5, 1 - get_byte(hashes, 5) % 2) where level = 0 and number = 1", "不是检查点所签署的那些"),
        ("delete from audit_tile where level = 0 and number = 2", "序号 512 及以后的留痕不在了"),
        ("update audit_tile set hashes = set_byte(hashes, 5, 1 - get_byte(hashes, 5) % 2) where level = 1", "tile/1/000"),
    ],
)  # fmt: skip
def test_a_tile_that_was_changed_or_taken_away_is_found(
    node: Node, filled: Connection, key: Own, change: str, said: str
) -> None:
    filled.execute(change.encode())
    found = asked("--log", node.url, "--key", str(key.verifier))
    assert found.returncode == 1
    assert said in found.stdout


def test_a_log_rolled_back_or_signed_by_another_key_is_found(
    node: Node, kept: Path, filled: Connection, key: Own
) -> None:
    grown = kept.with_name("grown")
    grown.write_bytes(httpx.get(f"{node.url}/log/checkpoint").content)
    filled.execute("delete from audit_checkpoint where size > 700")
    stranger = Own()
    assert "不是由所给的日志公钥签署的" in asked("--log", node.url, "--key", str(stranger.verifier)).stdout
    found = asked("--log", f"{node.url}/log/", "--key", str(key.verifier), "--known", str(grown))
    assert found.returncode == 1
    assert "日志被回退：它曾签署过 1000 条，现在只有 700 条" in found.stdout


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("--log", "node.example"), "不是平台的网址"),
        (("--log", "http://127.0.0.1:9"), "没有答复"),
    ],
)
def test_what_is_no_log_is_said(key: Own, given: tuple[str, str], said: str) -> None:
    found = asked(*given, "--key", str(key.verifier))
    assert (found.returncode, said in found.stderr) == (2, True), found
    assert asked(*given).returncode == 2
