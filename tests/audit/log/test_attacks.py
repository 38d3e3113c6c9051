"""Whoever rules the database, or the node's folder, can change what stands there; each way of doing so is found, and the message says where."""

import gzip
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from tests import machine
from tests.audit.log.conftest import Connection, Own, keep
from yishu.audit.log import notes
from yishu.audit.log.checking import check
from yishu.audit.log.exporting import export
from yishu.audit.log.offline import examine_folder
from yishu.audit.log.sequencing import Sequencer
from yishu.audit.log.tiles import Edge
from yishu.audit.log.verifier import Report
from yishu.core.suites import INTL

pytestmark = pytest.mark.clause("32.1")
NOW = datetime(2026, 11, 30, tzinfo=UTC)


@pytest.fixture
def filled(database: Connection, sequencer: Sequencer) -> Connection:
    """A log of 700 records under three checkpoints."""
    for count in (300, 399, 1):
        keep(database, count)
        assert sequencer.append() is not None
    return database


def both(connection: Connection, folder: Path, key: Own, known: list[str] | None = None) -> list[Report]:
    """What the node's own check says, and what an outsider's of an export does."""
    shutil.rmtree(folder, ignore_errors=True)
    export(connection, folder, now=NOW)
    given = {"keys": [key.verifier], "known": known or []}
    return [check(connection, **given), examine_folder(folder, **given)]


def codes(report: Report) -> list[tuple[str, str]]:
    return [(each.code, each.where) for each in report.broken]


def test_a_log_that_nobody_touched_holds(filled: Connection, tmp_path: Path, key: Own) -> None:
    for report in both(filled, tmp_path / "log", key):
        assert report.holds, report.broken
        assert (report.size, report.records, report.checkpoints) == (700, 700, 3)


def record_at(index: int) -> str:
    return f"(select record from audit_leaf where index = {index})"


EDITS = {
    "edited": ("update audit_record set body = replace(body, '\"A\"', '\"B\"') where id = {}", "record_altered"),
    "salt swapped": ("update audit_record set salt = substr(sha256(salt), 1, 16) where id = {}", "record_altered"),
    "leaf and body made to fit each other": (
        "update audit_record set body = replace(body, '\"A\"', '\"B\"'), "
        "leaf = sha256('\\x00'::bytea || salt || convert_to(replace(body, '\"A\"', '\"B\"'), 'UTF8')) where id = {}",
        "record_altered",
    ),
    "deleted": ("delete from audit_record where id = {}", "record_missing"),
}  # fmt: skip


@pytest.mark.parametrize("way", EDITS)
def test_a_record_that_was_changed_is_named(filled: Connection, tmp_path: Path, key: Own, way: str) -> None:
    statement, code = EDITS[way]
    filled.execute(statement.format(record_at(305)).encode())
    for report in both(filled, tmp_path / "log", key):
        assert codes(report) == [(code, "305")]


def test_two_records_that_changed_places_are_named(filled: Connection, tmp_path: Path, key: Own) -> None:
    _swap(filled)
    for report in both(filled, tmp_path / "log", key):
        assert codes(report) == [("record_altered", "310"), ("record_altered", "311")]


def _swap(connection: Connection) -> None:
    rows = connection.execute(
        "select index, record from audit_leaf where index in (310, 311) order by index"
    ).fetchall()
    connection.execute("delete from audit_leaf where index in (310, 311)")
    for (index, _), (_, record) in zip(rows, reversed(rows), strict=True):
        connection.execute("insert into audit_leaf values (%s, %s)", [index, record])


def test_a_place_that_was_taken_out_is_named(filled: Connection, tmp_path: Path, key: Own) -> None:
    filled.execute("delete from audit_leaf where index = 5")
    report = check(filled, keys=[key.verifier])
    assert codes(report)[0] == ("gap", "5")


def test_a_record_put_in_past_the_platform_is_named(filled: Connection, key: Own) -> None:
    [stray] = keep(filled, 1)
    filled.execute("update audit_record set moment = 1 where id = %s", [stray.id])
    assert codes(check(filled, keys=[key.verifier])) == [("outside", str(stray.id))]


def test_a_record_that_was_dated_back_is_named(
    filled: Connection, sequencer: Sequencer, tmp_path: Path, key: Own
) -> None:
    keep(filled, 1, at=datetime.now(UTC) - timedelta(days=30))
    assert sequencer.append() is not None
    for report in both(filled, tmp_path / "log", key):
        assert codes(report) == [("back_dated", "700")]


def test_a_transaction_of_some_minutes_is_not_dated_back(
    filled: Connection, sequencer: Sequencer, tmp_path: Path, key: Own
) -> None:
    keep(filled, 1, at=datetime.now(UTC) - timedelta(minutes=50))
    assert sequencer.append() is not None
    assert all(report.holds for report in both(filled, tmp_path / "log", key))


@pytest.mark.parametrize(("level", "number", "path"), [(0, 1, "tile/0/001"), (1, 0, "tile/1/000")])
def test_a_flipped_byte_of_a_tile_is_named(
    filled: Connection, tmp_path: Path, key: Own, level: int, number: int, path: str
) -> None:
    filled.execute(
        "update audit_tile set hashes = set_byte(hashes, 40, get_byte(hashes, 40) # 1) where level = %s and number = %s",
        [level, number],
    )
    for report in both(filled, tmp_path / "log", key):
        assert codes(report) == [("tile", path)]


def rewritten(connection: Connection, key: Own, size: int, leaf: bytes) -> str:
    """Another tree of that size, which the log's own key signs as well."""
    found = connection.execute("select r.leaf from audit_leaf l join audit_record r on r.id = l.record order by index")
    leaves = [bytes(each) for (each,) in found.fetchall()][:size]
    edge = Edge(INTL)
    edge.append([*leaves[:-1], leaf])
    return str(notes.write(key.verifier.name, size, edge.root(), key.verifier, key.sign))


def test_a_split_view_is_seen_by_whoever_holds_the_other_one(filled: Connection, tmp_path: Path, key: Own) -> None:
    shown_to_another = rewritten(filled, key, 500, INTL.leaf(b"another record"))
    for report in both(filled, tmp_path / "log", key, [shown_to_another]):
        assert codes(report) == [("tree", "500")]
    own = rewritten(filled, key, 500, _leaf(filled, 499))
    assert all(report.holds and report.known == 1 for report in both(filled, tmp_path / "log", key, [own]))


def _leaf(connection: Connection, index: int) -> bytes:
    row = connection.execute(f"select leaf from audit_record where id = {record_at(index)}".encode()).fetchone()
    assert row is not None
    return bytes(row[0])


def test_a_log_that_was_rolled_back_is_seen_by_whoever_holds_a_later_checkpoint(
    filled: Connection, tmp_path: Path, key: Own
) -> None:
    [(later,)] = filled.execute("select note from audit_checkpoint order by size desc limit 1").fetchall()
    # As an old backup stands there.
    filled.execute("delete from audit_record where id in (select record from audit_leaf where index >= 300)")
    filled.execute("delete from audit_leaf where index >= 300")
    filled.execute("delete from audit_checkpoint where size > 300")
    filled.execute("update audit_log set size = 300")
    for report in both(filled, tmp_path / "log", key, [later]):
        assert codes(report) == [("rolled_back", "700")]


def test_the_last_records_cut_off_are_missed(filled: Connection, tmp_path: Path, key: Own) -> None:
    filled.execute("delete from audit_leaf where index >= 650")
    report = check(filled, keys=[key.verifier])
    assert codes(report)[0] == ("missing_end", "650")


def test_a_log_rewritten_from_end_to_end_is_not_signed_by_its_key(
    filled: Connection, django_ready: str, tmp_path: Path, key: Own
) -> None:
    """Whoever has the database without the node's key signs by another one."""
    filled.execute("truncate audit_log, audit_leaf, audit_tile, audit_checkpoint, audit_log_key")
    forger = Own()
    other = Sequencer(django_ready, INTL, forger.verifier, forger.sign)
    assert other.append() is not None
    other.close()
    for report in both(filled, tmp_path / "log", key):
        assert codes(report)[0] == ("checkpoint_unsigned", "700")


def test_an_altered_export_is_refused_with_the_place(filled: Connection, tmp_path: Path, key: Own) -> None:
    export(filled, tmp_path / "log", now=NOW)
    file = tmp_path / "log/records/000000000.jsonl.gz"
    content = gzip.decompress(file.read_bytes())
    with gzip.open(file, "wb") as out:
        out.write(
            b"".join(
                line.replace(b'"A"', b'"B"') if b'"index":7,' in line else line for line in content.splitlines(True)
            )
        )
    assert codes(examine_folder(tmp_path / "log", keys=[key.verifier])) == [("record_altered", "7")]


def test_a_full_disk_loses_no_record_and_leaves_the_log_as_it_was(
    filled: Connection, django_ready: str, sequencer: Sequencer, key: Own
) -> None:
    keep(filled, 40_000)
    with machine.small_tablespace(django_ready, 4) as small:
        _move_places(filled, small)
        try:
            with pytest.raises(psycopg.errors.DiskFull):
                sequencer.append()
            assert check(filled, keys=[key.verifier]).size == 700
        finally:
            _move_places(filled, "pg_default")
    assert sequencer.append() is not None
    report = check(filled, keys=[key.verifier])
    assert report.holds
    assert report.size == 40_700


def _move_places(connection: Connection, tablespace: str) -> None:
    for kind, name in (("table", "audit_leaf"), ("index", "audit_leaf_pkey"), ("index", "audit_leaf_record_key")):
        connection.execute(f'alter {kind} {name} set tablespace "{tablespace}"'.encode())


def test_the_offline_examination_needs_neither_django_nor_a_driver() -> None:
    asked = (
        "import sys, yishu.audit.log.offline; print([m for m in ('django', 'psycopg', 'asyncpg') if m in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout == "[]\n"
