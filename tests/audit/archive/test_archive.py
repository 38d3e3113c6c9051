"""Old months stand in files that were verified before they left the database; nothing is lost, wherever it stops, and everything is found as before."""

import gzip
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from django.db import connection
from psycopg.conninfo import make_conninfo

from tests.audit.archive.conftest import EACH, KEY, NOW, OLD, OLDER, PERSON, Years
from yishu.audit.log import reading
from yishu.audit.log.checking import check
from yishu.audit.log.exporting import export
from yishu.audit.log.offline import examine_folder
from yishu.core.suites import INTL

pytestmark = pytest.mark.clause("32.1", "33.1")


def archive() -> int:
    from yishu.audit.archive.writing import archive

    return archive(NOW)


def of(moment: Any) -> str:
    from yishu.audit.months import Month

    return Month.of(moment).table


def files(tmp_path: Path) -> list[Path]:
    return sorted((tmp_path / "archive").glob("*.jsonl.gz"))


def require_all_found(years: Years, *told: str) -> None:
    """Every record by its number, as its receipt says; the log whole, but for what is told."""
    from yishu.audit.queries import Scope, get_record

    report = check(years.connection, keys=[KEY.verifier])
    assert {each.code for each in report.broken} == set(told), [each.words() for each in report.broken]
    assert report.size >= len(years.records)
    for one in years.records[::97]:
        seen = get_record(Scope("", (), everything=True), one.id)
        assert f"{seen.record.id}.{seen.leaf}" == years.receipts[one.id]
        assert (seen.hash_holds, seen.columns_hold, seen.record.case) == (True, True, one.case)


def test_months_past_the_rule_leave_the_database_and_are_found_as_before(years: Years, tmp_path: Path) -> None:
    assert years.stands() == {of(OLDER): EACH, of(OLD): EACH, of(NOW): EACH}
    assert archive() == 2
    years.append()
    assert years.stands() == {of(NOW): EACH + 2}
    assert len(files(tmp_path)) == 2
    require_all_found(years)
    assert archive() == 0
    told = years.connection.execute("select body from audit_record where action = 'records:archived' order by id")
    bodies = [body for (body,) in told.fetchall()]
    assert [f'"records":{EACH}' in body for body in bodies] == [True, True]


def test_proof_and_export_hold_what_was_archived(years: Years, tmp_path: Path) -> None:
    archive()
    years.append()
    one = years.records[5]
    proof = reading.prove(years.connection, INTL, one.id)
    assert proof is not None
    proof.require(INTL, bytes.fromhex(years.receipts[one.id].partition(".")[2]))
    assert str(one.id).encode() in proof.body
    export(years.connection, tmp_path / "exported", now=NOW)
    report = examine_folder(tmp_path / "exported", keys=[KEY.verifier])
    assert (report.holds, report.records, report.erased) == (True, len(years.records) + 2, 0)


def test_the_file_is_lines_that_any_gzip_reads(years: Years, tmp_path: Path) -> None:
    archive()
    lines = gzip.decompress(files(tmp_path)[0].read_bytes()).splitlines()
    assert len(lines) == EACH
    assert lines[0].startswith(b'{"index":0,"salt":"')


def test_the_uses_of_a_person_go_on_into_the_archive(years: Years) -> None:
    from yishu.audit.uses import SetApart, uses_of

    def walked(*apart: SetApart) -> list[Any]:
        found, before = [], None
        while True:
            page = uses_of(PERSON, apart, leave_out=True, before=before, size=4)
            found += [use.seen.record.id for use in page.uses]
            if (before := page.before) is None:
                return found

    rules = SetApart(1, "B", duty="核对"), SetApart(2, "A", duty="别的")
    before = walked(), walked(*rules)
    assert (len(before[0]), len(before[1])) == (3 * EACH // 100, 0)
    archive()
    assert (walked(), walked(*rules)) == before


def test_another_agencys_archived_record_is_not_shown(years: Years) -> None:
    from yishu.audit.errors import RecordNotFound
    from yishu.audit.queries import Scope, get_record

    archive()
    of_b, of_a = years.records[0].id, years.records[1].id
    assert get_record(Scope("A", ()), of_a).record.case == "1"
    with pytest.raises(RecordNotFound):
        get_record(Scope("A", ()), of_b)


class Killed(BaseException):
    """As if the process ended here."""


def dying_before(statement: int) -> Callable[..., Any]:
    """The statement of that number is not run any more, nor any after it: the connection is gone, and with it what was not committed."""
    count = 0

    def run(execute: Any, sql: Any, parameters: Any, many: Any, context: Any) -> Any:
        nonlocal count
        count += 1
        if count > statement:
            raise Killed
        return execute(sql, parameters, many, context)

    return run


def end_connection() -> None:
    """With all that it held."""
    connection.ensure_connection()
    assert connection.connection is not None
    connection.connection.close()
    connection.close()


def test_killed_before_any_statement_nothing_is_lost(years: Years, tmp_path: Path) -> None:
    for statement in range(200):
        with suppress(Killed), connection.execute_wrapper(dying_before(statement)):
            archive()
        there = years.connection.execute("select count(*) from audit_record where id < %s", [years.records[-1].id])
        [(rows,)] = there.fetchall()
        filed = years.connection.execute(
            "select coalesce(sum(records), 0) from audit_archived_month where state = 'kept'"
        )
        assert rows + 1 + filed.fetchall()[0][0] >= len(years.records)
        end_connection()
        if not archive_left(years):
            break
    else:
        pytest.fail("it does not come to an end")
    assert statement > 12, statement
    years.append()
    require_all_found(years)
    assert len(files(tmp_path)) == 2


def archive_left(years: Years) -> bool:
    return bool({of(OLD), of(OLDER)} & years.stands().keys())


@pytest.mark.parametrize(
    "damage",
    [
        "update {} set body = replace(body, '\"核对\"', '\"核验\"') where case_number = '5'",
        "delete from audit_leaf where index = 5",
        "update audit_tile set hashes = set_byte(hashes, 170, get_byte(hashes, 170) # 255) where level = 0 and number = 0",
    ],
    ids=["a record altered", "a record with no place", "a tile altered"],
)
def test_what_is_not_as_the_log_has_it_stays_in_the_database(years: Years, damage: str, caplog: Any) -> None:
    years.connection.execute(damage.format(of(OLDER)).encode())
    assert archive() == 1
    assert years.stands() == {of(OLDER): EACH, of(NOW): EACH + 1}
    assert "cannot be archived" in caplog.text


def test_a_record_that_comes_late_is_in_the_file_or_in_the_database(
    years: Years, monkeypatch: pytest.MonkeyPatch
) -> None:
    from yishu.audit.archive import writing

    held = writing.require_held

    def late(*given: Any) -> None:
        held(*given)
        monkeypatch.setattr(writing, "require_held", held)
        years.keep(OLDER, 1)

    monkeypatch.setattr(writing, "require_held", late)
    archive()
    years.append()
    assert years.stands()[of(OLDER)] == EACH + 1
    archive()
    years.keep(OLDER, 1)
    years.append()
    require_all_found(years, "back_dated")


def test_a_file_that_was_altered_shows_and_one_that_is_missing_is_said(years: Years, tmp_path: Path) -> None:
    from yishu.audit.archive.looking import look
    from yishu.audit.queries import Scope, get_record

    # A node of another test may have put something on record first.
    place = "select index::text from audit_leaf where record = %s"
    [(altered,)] = years.connection.execute(place, (years.records[5].id,)).fetchall()
    archive()
    file = files(tmp_path)[0]
    whole = file.read_bytes()
    lines = gzip.decompress(whole).replace(b'"agency":"A"', b'"agency":"C"')
    forged = [gzip.compress(b"".join(part), 6, mtime=0) for part in blocks_of(lines)]
    file.write_bytes(b"".join(forged))
    report = check(years.connection, keys=[KEY.verifier])
    assert {each.code for each in report.broken} <= {"record_altered", "record_missing"}
    assert altered in {each.where for each in report.broken}
    file.write_bytes(whole)
    file.rename(tmp_path / "away")
    looked = look(NOW)
    assert looked is not None
    assert (looked.reached, looked.lacking) == (True, (file.name,))
    shutil.move(tmp_path / "away", file)
    assert get_record(Scope("", (), everything=True), years.records[5].id).hash_holds


def blocks_of(lines: bytes) -> list[list[bytes]]:
    from yishu.audit.archive.blocks import A_BLOCK

    found = lines.splitlines(keepends=True)
    return [found[at : at + A_BLOCK] for at in range(0, len(found), A_BLOCK)]


def test_in_a_bucket_as_in_a_folder(years: Years, s3: str, monkeypatch: pytest.MonkeyPatch) -> None:
    name = f"yishu-{time.monotonic_ns()}"
    signed = {
        "Authorization": "AWS4-HMAC-SHA256 Credential=key/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0"
    }
    assert httpx.put(f"{s3}/{name}", headers=signed).status_code == 200
    for variable, value in (("AWS_ACCESS_KEY_ID", "key"), ("AWS_SECRET_ACCESS_KEY", "secret-of-the-bucket")):
        monkeypatch.setenv(variable, value)
    monkeypatch.setenv("YISHU_ARCHIVE", f"s3://{name}/records?endpoint={s3}&region=us-east-1")
    assert archive() == 2
    require_all_found(years)
    monkeypatch.setenv("YISHU_ARCHIVE", f"s3://{name}-none/records?endpoint={s3}&region=us-east-1")
    years.keep(OLD, 3)
    years.append()
    from yishu.audit import months

    months.prepare(NOW)
    assert archive() == 0
    assert years.stands()[of(OLD)] == 3


@pytest.mark.parametrize(("said", "months"), [(0, 0), (-1, 0), (6, 24), (36, 36)])
def test_records_stay_at_hand_for_two_years_at_least(
    django_ready: str, monkeypatch: pytest.MonkeyPatch, said: int, months: int
) -> None:
    from django.conf import settings

    from yishu.audit.archive.store import months_kept

    monkeypatch.setattr(settings, "YISHU_RECORD_MONTHS", said)
    assert months_kept() == months


def test_who_reads_the_evidence_for_long_is_not_cut_off(years: Years, monkeypatch: pytest.MonkeyPatch) -> None:
    from yishu.audit.archive import writing

    monkeypatch.setattr(writing, "TRIES", 1)
    monkeypatch.setattr(writing, "LOCK_MS", 50)
    with psycopg.connect(years.address) as other:
        other.execute("select count(*) from audit_record")
        assert archive() == 0
        assert years.stands()[of(OLDER)] == EACH
    assert archive() == 2
    require_all_found(years)


def test_a_drill_with_a_backup_of_before_misses_nothing(years: Years) -> None:
    from yishu.operations import contents
    from yishu.serving import begin_with_schema

    with psycopg.connect(years.address, autocommit=True) as server:
        server.execute("drop database if exists restored_years")
        server.execute("create database restored_years")
    with psycopg.connect(make_conninfo(years.address, dbname="restored_years"), autocommit=True) as restored:
        begin_with_schema(restored)
        with (
            years.connection.cursor().copy("copy (select * from audit_record) to stdout") as rows,
            restored.cursor().copy("copy audit_record from stdin") as target,
        ):
            for row in rows:
                target.write(row)
        archive()
        found = contents.compare(years.connection, restored)
        assert (found.lost, found.gone, found.altered) == (2, [], [])
        years.connection.execute("delete from audit_record where id = %s", [years.records[-1].id])
        assert contents.compare(years.connection, restored).gone == [str(years.records[-1].id)]
    with psycopg.connect(years.address, autocommit=True) as server:
        server.execute("drop database restored_years with (force)")


def test_the_list_says_where_it_ends_and_a_record_of_before_has_its_page(years: Years) -> None:
    from django.test import Client

    from tests.cast import Cast

    archive()
    client, number = Client(), years.records[5].id
    client.force_login(Cast().inspector())
    assert "以前的留痕已按月归档" in client.get("/evidence/").content.decode()
    assert "are archived by months" in client.get("/evidence/", headers={"accept-language": "en"}).content.decode()
    page = client.get(f"/evidence/{number}/", {"hash": years.receipts[number].partition(".")[2]}).content.decode()
    assert years.receipts[number] in page
    assert "已被改动" not in page
    assert client.get(f"/evidence/{number}/proof/").content.startswith(b"c2sp.org/tlog-proof@v1\nextra ")


def erase(number: Any) -> None:
    """As two administrators do: see `operations.erasing`."""
    from yishu.audit import erasing, recording
    from yishu.audit.record import Action
    from yishu.core.actor import PLATFORM

    erasing.erase(number, lambda: recording.record(PLATFORM, Action.PERSONAL_PART_ERASED, target=f"record:{number}"))


def test_a_part_is_erased_from_the_archives_file_and_all_else_holds(years: Years, tmp_path: Path) -> None:
    from yishu.audit.errors import NothingPersonal
    from yishu.audit.models import ArchivedMonth

    archive()
    before = {file.name for file in files(tmp_path)}
    gone = years.records[5]
    erase(gone.id)
    years.append()
    left = files(tmp_path)
    assert len(left) == len(before)
    assert len(before - {file.name for file in left}) == 1
    lines = [line for file in left for line in gzip.decompress(file.read_bytes()).splitlines()]
    [line] = [each for each in lines if each.startswith(b'{"index":5,')]
    assert b"personal" not in line.partition(b'"record"')[0]
    assert set(ArchivedMonth.objects.values_list("spare", flat=True)) == {""}
    for report in (check(years.connection, keys=[KEY.verifier]), exported(years, tmp_path)):
        assert report.holds, report.broken
        assert (report.records, report.parts_erased) == (EACH * 3 + 3, 1)
    with pytest.raises(NothingPersonal):
        erase(gone.id)


def exported(years: Years, tmp_path: Path) -> Any:
    export(years.connection, tmp_path / "log", now=NOW)
    return examine_folder(tmp_path / "log", keys=[KEY.verifier])


def test_a_part_erased_while_its_month_waits_to_leave_is_in_no_file(
    years: Years, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file was written and verified, and then its worker was killed."""
    from yishu.audit.archive import writing
    from yishu.audit.archive.reading import Archive

    monkeypatch.setattr(writing, "_let_go", lambda _row: False)
    archive()
    erase(years.records[5].id)
    monkeypatch.undo()
    monkeypatch.setenv("YISHU_ARCHIVE", str(tmp_path / "archive"))
    monkeypatch.setattr("django.conf.settings.YISHU_RECORD_MONTHS", 24)
    years.append()
    archive()
    entry = Archive(years.connection).entry(5)
    assert entry is not None
    assert (entry.body != b"", entry.told) == (True, b"")


def test_an_erasure_amid_a_reading_begins_it_anew(years: Years, tmp_path: Path) -> None:
    """The snapshot names a file that is gone by then: what was in it is neither missing nor erased past the platform."""
    from yishu.audit.log.exporting import list_entries
    from yishu.audit.log.snapshot import in_one_snapshot

    archive()
    times: list[int] = []

    def read(_waiting: frozenset[str]) -> list[Any]:
        entries = list_entries(years.connection, EACH)
        times.append(len(times))
        if len(times) == 1:  # after the archive's files were listed
            first = next(entries)
            erase(years.records[EACH - 5].id)
            years.append()
            return [first, *entries]
        return list(entries)

    found = in_one_snapshot(years.connection, read)
    assert times == [0, 1]
    assert not any(entry.missing for entry in found)
    assert [entry.index for entry in found if not entry.told] == [EACH - 5]
    report = check(years.connection, keys=[KEY.verifier])
    assert (report.holds, report.parts_erased) == (True, 1), report.broken
