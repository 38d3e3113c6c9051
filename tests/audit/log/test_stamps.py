"""Stamps on checkpoints: asked for beside the log, kept with it, held against it by both examinations."""

import dataclasses
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.test import override_settings

from tests.audit.log.authority import Foreign, serving
from tests.audit.log.conftest import Connection, Own, keep
from tests.audit.log.test_attacks import codes, rewritten
from yishu.audit.log import notes
from yishu.audit.log.checking import check
from yishu.audit.log.exporting import export
from yishu.audit.log.offline import examine_folder, words
from yishu.audit.log.running import KEPT_WHOLE, thin
from yishu.audit.log.sequencing import Sequencer
from yishu.audit.log.stamping import asking, running, tokens
from yishu.audit.log.stamping.authorities import Authority, configured, trusted
from yishu.audit.log.stamping.trust import Fault, StampInvalid, Trust
from yishu.audit.log.verifier import Report
from yishu.core.suites import INTL

pytestmark = pytest.mark.clause("32.1")


@pytest.fixture(scope="module")
def foreign(tmp_path_factory: pytest.TempPathFactory) -> Foreign:
    return Foreign(tmp_path_factory.mktemp("foreign") / "tsa")


@pytest.fixture(scope="module")
def authority(foreign: Foreign) -> Iterator[Authority]:
    with serving(foreign.answer) as url:
        yield Authority(url, foreign.root)


@pytest.fixture(autouse=True)
def stamped_at_once(django_ready: str) -> Iterator[None]:
    with override_settings(YISHU_STAMP_MINUTES=0.0):
        yield


@pytest.fixture
def stamped(database: Connection, sequencer: Sequencer, authority: Authority) -> Connection:
    """Two checkpoints, of 300 and 700 records, each with its stamp."""
    for count in (300, 400):
        keep(database, count)
        assert sequencer.append() is not None
        assert running.stamp_due(authority, datetime.now(UTC))
    return database


def both(connection: Connection, folder: Path, key: Own, root: Path, kept: list[bytes] | None = None) -> list[Report]:
    """What the node's own check says, and what an outsider's of an export does."""
    shutil.rmtree(folder, ignore_errors=True)
    export(connection, folder, now=datetime.now(UTC))
    trust, given = Trust.read(root.read_bytes()), kept or []
    return [
        check(connection, keys=[key.verifier], authorities=trust, kept=given),
        examine_folder(folder, keys=[key.verifier], authorities=[root.read_bytes()], kept=given),
    ]


def answers(connection: Connection) -> list[bytes]:
    found = connection.execute("select answer from audit_stamp order by size").fetchall()
    return [bytes(answer) for (answer,) in found]


def test_both_examinations_say_which_time_is_proven_by_whom(
    stamped: Connection, tmp_path: Path, key: Own, foreign: Foreign
) -> None:
    for report in both(stamped, tmp_path / "log", key, foreign.root):
        assert report.holds, report.broken
        assert [(each.size, each.authority) for each in report.stamped] == [(300, "Foreign TSA"), (700, "Foreign TSA")]
        away = datetime.fromisoformat(report.stamped[0].not_later) - datetime.now(UTC)
        assert abs(away) < timedelta(seconds=60)
        assert report.unstamped_seconds < 60
        assert "by the stamp of Foreign TSA" in "\n".join(words(report))


def test_openssl_verifies_what_stands_in_an_export(
    stamped: Connection, tmp_path: Path, key: Own, foreign: Foreign
) -> None:
    both(stamped, tmp_path / "log", key, foreign.root)
    [place] = (tmp_path / "log/stamps/700").glob("*.tsr")
    command = ["openssl", "ts", "-verify", "-data", "checkpoint", "-in", place.name, "-CAfile", str(foreign.root)]
    told = subprocess.run(command, cwd=place.parent, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    assert (place.parent / "checkpoint").read_text().startswith("yishu/330000/log\n700\n")


def test_a_stamp_of_somebody_else_proves_nothing_and_is_counted(stamped: Connection, tmp_path: Path, key: Own) -> None:
    other = Foreign(tmp_path / "other")
    for report in both(stamped, tmp_path / "log", key, other.root):
        assert report.holds
        assert (report.stamped, report.unproven) == ([], 2)


def test_a_log_that_was_rewritten_does_not_fit_its_old_stamps(
    stamped: Connection, tmp_path: Path, key: Own, foreign: Foreign, django_ready: str
) -> None:
    _rewrite(stamped, django_ready, key)
    for report in both(stamped, tmp_path / "log", key, foreign.root):
        assert codes(report) == [("stamp_without_checkpoint", "300"), ("stamp_imprint", "700")]


def test_a_log_that_was_rewritten_and_stamped_anew_does_not_fit_the_stamp_that_somebody_kept(
    stamped: Connection, tmp_path: Path, key: Own, foreign: Foreign, authority: Authority, django_ready: str
) -> None:
    kept = answers(stamped)
    assert all(report.holds for report in both(stamped, tmp_path / "log", key, foreign.root, kept))
    _rewrite(stamped, django_ready, key)
    stamped.execute("delete from audit_stamp")
    assert running.stamp_due(authority, datetime.now(UTC))
    assert all(report.holds for report in both(stamped, tmp_path / "log", key, foreign.root))
    for report in both(stamped, tmp_path / "log", key, foreign.root, kept[1:]):
        assert [code for code, _ in codes(report)] == ["stamp_of_another_log"]


def _rewrite(connection: Connection, address: str, key: Own) -> None:
    """As one could who has the database and the log's key: the last record goes, another takes its place, and all is signed again."""
    connection.execute("delete from audit_record where id = (select record from audit_leaf where index = 650)")
    connection.execute("truncate audit_log, audit_leaf, audit_tile, audit_checkpoint")
    connection.execute("alter table audit_record alter column moment set default txid_current()")
    keep(connection, 1)
    again = Sequencer(address, INTL, key.verifier, key.sign)
    made = again.append()
    again.close()
    assert made is not None
    assert made.size == 700


def test_how_long_records_waited_shows_a_log_made_anew(
    database: Connection, sequencer: Sequencer, authority: Authority, tmp_path: Path, key: Own, foreign: Foreign
) -> None:
    """All old records under one stamp of today."""
    keep(database, 3, at=datetime.now(UTC) - timedelta(days=90))
    assert sequencer.append() is not None
    assert running.stamp_due(authority, datetime.now(UTC))
    for report in both(database, tmp_path / "log", key, foreign.root):
        assert report.unstamped_seconds >= 90 * 86400
        assert "2160.0" in "\n".join(words(report))


def test_a_stamped_checkpoint_that_was_deleted_is_named(
    stamped: Connection, tmp_path: Path, key: Own, foreign: Foreign
) -> None:
    stamped.execute("delete from audit_checkpoint where size = 300")
    for report in both(stamped, tmp_path / "log", key, foreign.root):
        assert codes(report) == [("stamp_without_checkpoint", "300")]


def test_an_altered_stamp_is_named(stamped: Connection, tmp_path: Path, key: Own, foreign: Foreign) -> None:
    stamped.execute("update audit_stamp set answer = substr(answer, 1, 200) where size = 300")
    for report in both(stamped, tmp_path / "log", key, foreign.root):
        assert codes(report) == [("stamp_unreadable", "300")]


def test_a_record_of_after_its_stamp_is_named(
    database: Connection, sequencer: Sequencer, authority: Authority, tmp_path: Path, key: Own, foreign: Foreign
) -> None:
    keep(database, 2, at=datetime.now(UTC) + timedelta(hours=3))
    assert sequencer.append() is not None
    assert running.stamp_due(authority, datetime.now(UTC))
    for report in both(database, tmp_path / "log", key, foreign.root):
        assert codes(report) == [("stamp_early", "2")]


def test_lines_that_come_below_a_checkpoint_later_change_nothing(
    stamped: Connection, tmp_path: Path, key: Own, foreign: Foreign
) -> None:
    """A witness's, or those of a key that takes over."""
    witness, [(note,)] = Own(), stamped.execute("select note from audit_checkpoint where size = 700").fetchall()
    line = notes.Line("somebody", witness.verifier.id, witness.sign(notes.read(note).text.encode()))
    stamped.execute("update audit_checkpoint set note = note || %s where size = 700", [str(line)])
    stamped.execute("insert into audit_cosignature (size, witness, line, at) values (300, 'a', %s, now())", [str(line)])
    for report in both(stamped, tmp_path / "log", key, foreign.root):
        assert report.holds
        assert len(report.stamped) == 2


def test_stamped_checkpoints_are_kept_whatever_else_goes(
    database: Connection, sequencer: Sequencer, authority: Authority, tmp_path: Path, key: Own, foreign: Foreign
) -> None:
    for number in range(6):
        keep(database, 1)
        assert sequencer.append() is not None
        if number in (1, 3):
            assert running.stamp_due(authority, datetime.now(UTC))
    hour = (datetime.now(UTC) - KEPT_WHOLE - timedelta(hours=3)).replace(minute=10)
    database.execute("update audit_checkpoint set at = %s", [hour])
    assert thin(datetime.now(UTC)) == 3
    assert [size for (size,) in database.execute("select size from audit_checkpoint order by 1")] == [2, 4, 6]
    for report in both(database, tmp_path / "log", key, foreign.root):
        assert report.holds
        assert [each.size for each in report.stamped] == [2, 4]


@override_settings(YISHU_STAMP_MINUTES=60.0)
def test_a_stamp_is_asked_for_at_half_of_the_bound_and_late_after_it(
    database: Connection, sequencer: Sequencer, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YISHU_STAMP_AUTHORITIES", f"{authority.url} {authority.file}")
    keep(database, 1)
    assert sequencer.append() is not None
    now = datetime.now(UTC)
    assert not running.stamp_due(authority, now + timedelta(minutes=29))
    [(_, since, late)] = running.list_late(now + timedelta(minutes=59))
    assert (since is not None, late) == (True, False)
    assert gauges(now + timedelta(minutes=61)) == {"yishu_log_unstamped_seconds": 3660, "yishu_log_stamps_late": 1}
    assert running.stamp_due(authority, now + timedelta(minutes=31))
    assert not running.stamp_due(authority, now + timedelta(days=9))  # nothing was signed since
    assert gauges(now + timedelta(days=9)) == {"yishu_log_unstamped_seconds": 0, "yishu_log_stamps_late": 0}


def gauges(now: datetime) -> dict[str, int]:
    return {each.name: round(each.value) for each in running.list_gauges(now)}


def _hang(_: bytes) -> bytes:
    time.sleep(2)
    return b""


WRONG: dict[str, tuple[Callable[[bytes], bytes], int, str]] = {
    "silent": (_hang, 200, "ReadTimeoutError"),
    "endless": (lambda _: b"0" * (tokens.MOST + 1), 200, "more than 65536 bytes"),
    "elsewhere": (lambda _: b"", 302, "HTTP 302"),
    "broken": (lambda _: b"", 500, "HTTP 500"),
}


@pytest.mark.parametrize("way", WRONG)
def test_an_authority_that_does_not_answer_as_one_is_given_up(
    foreign: Foreign, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    answer, status, said = WRONG[way]
    monkeypatch.setattr(asking, "READ_SECONDS", 0.2)
    with serving(answer, status=status) as url, pytest.raises(asking.AuthorityDown) as told:
        asking.ask(Authority(url, foreign.root), b"message")
    assert str(told.value) == said


def test_an_authority_that_is_not_there_is_said(foreign: Foreign) -> None:
    with pytest.raises(asking.AuthorityDown):
        asking.ask(Authority("http://127.0.0.1:1/tsa", foreign.root), b"message")


def test_an_old_answer_played_again_is_not_taken(foreign: Foreign) -> None:
    old = foreign.answer(tokens.query(b"message", 5))
    with serving(lambda _: old) as url, pytest.raises(StampInvalid) as told:
        asking.ask(Authority(url, foreign.root), b"message")
    assert told.value.fault == Fault.NONCE


def test_no_stamp_rests_on_a_clock_that_is_wrong(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "SKEW", timedelta(seconds=-1))
    with pytest.raises(StampInvalid) as told:
        asking.ask(authority, b"message")
    assert told.value.fault == Fault.CLOCK


def test_nothing_is_kept_of_what_does_not_hold(
    database: Connection, sequencer: Sequencer, authority: Authority, tmp_path: Path
) -> None:
    keep(database, 1)
    assert sequencer.append() is not None
    unknown = dataclasses.replace(authority, file=Foreign(tmp_path / "other").root)
    with pytest.raises(StampInvalid):
        running.stamp_due(unknown, datetime.now(UTC))
    assert answers(database) == []


def test_authorities_are_read_from_one_setting(monkeypatch: pytest.MonkeyPatch, foreign: Foreign) -> None:
    given = f"https://user:secret@tsa.example/a?account=7 {foreign.root}; http://tsa/ {foreign.root}"
    monkeypatch.setenv("YISHU_STAMP_AUTHORITIES", given)
    assert [each.address for each in configured()] == ["https://tsa.example/a", "http://tsa/"]
    assert len(trusted().anchors) == 2
    monkeypatch.setenv("YISHU_STAMP_AUTHORITIES", "https://tsa.example")
    with pytest.raises(ValueError):
        configured()


def test_a_checkpoint_signed_otherwise_has_other_stamped_bytes(key: Own, database: Connection) -> None:
    """The signature is under the stamp: who gets the key later cannot have signed before."""
    keep(database, 3)
    one = notes.read(rewritten(database, key, 3, bytes(32)))
    other = dataclasses.replace(one, lines=(notes.Line(key.verifier.name, key.verifier.id, bytes(64)),))
    assert tokens.stamped_part(one) != tokens.stamped_part(other)
