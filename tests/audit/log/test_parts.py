"""What is personal in a record can be erased, and the log holds; who erases or changes it past the platform is found, and the message says where."""

import gzip
import shutil
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.audit.log.conftest import Connection, Own
from yishu.audit import personal
from yishu.audit.log import snapshot
from yishu.audit.log.checking import check
from yishu.audit.log.exporting import export
from yishu.audit.log.offline import examine_folder, words
from yishu.audit.log.sequencing import Sequencer
from yishu.audit.log.verifier import Report
from yishu.audit.record import INSERT, Action, Record, write
from yishu.core.suites import INTL

pytestmark = pytest.mark.clause("32.1")
NOW = datetime(2026, 11, 30, tzinfo=UTC)


def told(action: str, **more: object) -> Record:
    given: dict[str, object] = {
        "actor": "person:7",
        "actor_name": "方敏",
        "case": "SH-1",
        "detail": {"why": "核查投诉"},
    }
    return Record(action=action, **(given | more))  # type: ignore[arg-type]


def keep(connection: Connection, *records: Record) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(INSERT.encode(), [write(each, INTL).values for each in records])


@pytest.fixture
def filled(database: Connection, sequencer: Sequencer) -> Connection:
    """Four records of people's acts; the part of the second is erased, which the last one says. The first is of before: with nothing apart."""
    four = [told(Action.DATA_VERIFIED) for _ in range(4)]
    keep(database, *four[:3])
    _as_before(database, four[3])
    erased = told(Action.PERSONAL_PART_ERASED, target=f"record:{four[1].id}", case="")
    keep(database, erased)
    database.execute("update audit_record set personal = null, case_number = '' where id = %s", [four[1].id])
    assert sequencer.append() is not None
    return database


def _as_before(connection: Connection, record: Record) -> None:
    """As records were written when all of a record was its body."""
    import msgspec

    body = msgspec.json.encode(record).replace(b'"personal":"",', b"")
    values = [*write(record, INTL).values[:11], body.decode(), b"s" * 16, INTL.leaf(b"s" * 16 + body), None]
    connection.execute(INSERT.encode(), values)


def both(connection: Connection, folder: Path, key: Own) -> list[Report]:
    """What the node's own check says, and what an outsider's of an export does."""
    shutil.rmtree(folder, ignore_errors=True)
    export(connection, folder, now=NOW)
    return [check(connection, keys=[key.verifier]), examine_folder(folder, keys=[key.verifier])]


def place(index: int) -> str:
    return f"(select record from audit_leaf where index = {index})"


def test_the_log_holds_after_an_erasure_and_says_so(filled: Connection, tmp_path: Path, key: Own) -> None:
    for report in both(filled, tmp_path / "log", key):
        assert report.holds, report.broken
        assert (report.records, report.parts, report.parts_erased) == (5, 3, 1)
        assert any("已依法抹除" in each and "was erased" in each for each in words(report))


def test_nothing_that_was_erased_stands_anywhere(filled: Connection, tmp_path: Path, key: Own) -> None:
    both(filled, tmp_path / "log", key)
    [(row,)] = filled.execute(f"select r::text from audit_record r where id = {place(1)}".encode()).fetchall()
    lines = gzip.decompress((tmp_path / "log/personal/000000000.jsonl.gz").read_bytes())
    assert not any(text in row for text in ("方敏", "SH-1", "核查投诉"))
    assert [b'"index":1,' in line for line in lines.splitlines()] == [False] * 3


def test_the_commitment_says_nothing_to_who_guesses(filled: Connection) -> None:
    """All that is left is the hash of 16 unknown bytes and the part: no two of one content are alike."""
    found = filled.execute("select body, personal from audit_record order by id limit 3").fetchall()
    bodies = [body for body, _ in found]
    kept = [bytes(part) for _, part in found if part is not None]
    assert len({body.partition('"personal":"')[2][:64] for body in bodies}) == 3
    assert len({part[personal.SALT_BYTES :] for part in kept}) == 1
    assert len({part[: personal.SALT_BYTES] for part in kept}) == len(kept) == 2


ATTACKS = {
    "another person swapped in": (
        "update audit_record set personal = substr(personal, 1, 16) || convert_to(replace(convert_from(substr(personal, 17), 'UTF8'), '方敏', '张三'), 'UTF8') where id = {0}",
        "part_altered", "0",
    ),
    "a salt swapped": ("update audit_record set personal = substr(sha256(personal), 1, 16) || substr(personal, 17) where id = {0}", "part_altered", "0"),
    "erased past the platform": ("update audit_record set personal = null where id = {0}", "part_erased_unrecorded", "0"),
    "put back": (
        "update audit_record set personal = (select personal from audit_record where id = {0}) where id = {1}",
        "part_altered", "1",
    ),
    "the commitment swapped as well": ("update audit_record set personal = null, body = regexp_replace(body, '\"personal\":\"[0-9a-f]+\"', '\"personal\":\"\"') where id = {0}", "record_altered", "0"),
    "a part for a record of before": ("update audit_record set personal = (select personal from audit_record where id = {0}) where id = {3}", "part_altered", "3"),
    "the record of the erasure deleted": ("delete from audit_record where id = {4}", "record_missing", "4"),
}  # fmt: skip


@pytest.mark.parametrize("way", ATTACKS)
def test_what_was_changed_past_the_platform_is_named(filled: Connection, tmp_path: Path, key: Own, way: str) -> None:
    statement, code, where = ATTACKS[way]
    filled.execute(statement.format(*map(place, range(5))).encode())
    for report in both(filled, tmp_path / "log", key):
        assert (code, where) in [(each.code, each.where) for each in report.broken]


def test_a_part_that_was_put_back_whole_is_named(
    database: Connection, sequencer: Sequencer, tmp_path: Path, key: Own
) -> None:
    """By whoever kept a copy of it."""
    one = told(Action.DATA_VERIFIED)
    keep(database, one, told(Action.PERSONAL_PART_ERASED, target=f"record:{one.id}", case=""))
    assert sequencer.append() is not None
    for report in both(database, tmp_path / "log", key):
        assert [(each.code, each.where) for each in report.broken] == [("part_not_erased", "1")]


def erase_unplaced(connection: Connection) -> None:
    """The part of the first record goes, and its erasure has no place in the log yet."""
    [(number,)] = connection.execute("select record from audit_leaf where index = 0").fetchall()
    with connection.transaction():
        connection.execute("update audit_record set personal = null, case_number = '' where id = %s", [number])
        keep(connection, told(Action.PERSONAL_PART_ERASED, target=f"record:{number}", case=""))


@pytest.mark.parametrize("which", [0, 1], ids=["check", "export"])
def test_an_erasure_is_waited_for_until_it_has_its_place(
    filled: Connection, sequencer: Sequencer, tmp_path: Path, key: Own, which: int
) -> None:
    erase_unplaced(filled)
    began = time.monotonic()
    later = threading.Timer(0.5, sequencer.append)
    later.start()
    if which:
        export(filled, tmp_path / "log", now=NOW)
        report = examine_folder(tmp_path / "log", keys=[key.verifier])
    else:
        report = check(filled, keys=[key.verifier])
    later.join()
    assert (report.holds, report.parts_erased, report.size) == (True, 2, 6), report.broken
    assert 0.5 <= time.monotonic() - began < snapshot.PLACED_SECONDS


def test_where_nothing_appends_the_erasure_is_said_to_wait(
    filled: Connection, tmp_path: Path, key: Own, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not that it was past the platform; and one that was is still named."""
    monkeypatch.setattr(snapshot, "PLACED_SECONDS", 0)
    erase_unplaced(filled)
    filled.execute(f"update audit_record set personal = null where id = {place(2)}".encode())
    for report in both(filled, tmp_path / "log", key):
        found = [(each.code, each.where) for each in report.broken]
        assert sorted(found) == [("part_erased_unrecorded", "2"), ("part_erasure_waits", "0")]


def test_a_log_without_its_personal_parts_is_checked_as_well(filled: Connection, tmp_path: Path, key: Own) -> None:
    """So it can be given to who shall not learn who they were."""
    export(filled, tmp_path / "log", now=NOW)
    shutil.rmtree(tmp_path / "log/personal")
    report = examine_folder(tmp_path / "log", keys=[key.verifier])
    assert report.holds
    assert any("未附个人信息部分" in each for each in words(report))
