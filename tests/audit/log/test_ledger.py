"""The ledger of subjects holds whoever a record names, once, whatever happens to whom follows the log (30.1, 32.1)."""

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from tests.audit.log.conftest import Connection, keep
from yishu.audit import ledger, subject_lists
from yishu.audit.log.sequencing import Sequencer
from yishu.audit.models import SubjectList
from yishu.audit.queries import Filters, Scope, list_records
from yishu.audit.record import INSERT, Outcome, Record, subject_hash, write
from yishu.audit.uses import SetApart, uses_of
from yishu.core.ids import new_id
from yishu.core.suites import INTL

pytestmark = [pytest.mark.clause("30.1"), pytest.mark.clause("32.1")]
NOW = datetime(2026, 11, 30, tzinfo=UTC)
KEY = b"k" * 32
EVERYTHING = Scope("", (), everything=True)


def hashes(count: int, kind: str = "resident_id") -> list[bytes]:
    return [subject_hash(KEY, kind, str(number)) for number in range(count)]


def entered(database: Connection) -> set[tuple[bytes, UUID]]:
    return set(database.execute("select subject, record from audit_subject_use").fetchall())


def named(records: list[Record], subjects: list[bytes]) -> set[tuple[bytes, UUID]]:
    return {(subject, record.id) for record in records for subject in subjects}


def cases(database: Connection) -> set[tuple[str, UUID]]:
    return set(database.execute("select case_number, record from audit_case_use").fetchall())


def gauge(name: str) -> float:
    return next(each.value for each in ledger.list_gauges(NOW) if each.name == name)


def test_whoever_a_record_names_is_entered_once_and_refused_calls_count(
    database: Connection, sequencer: Sequencer
) -> None:
    many = hashes(1000)
    records = keep(database, 2, subjects=b"".join(many))
    refused = keep(database, 1, subjects=many[0], outcome=Outcome.DENIED.value)
    twice = keep(database, 1, subjects=many[1] * 2)
    nobody = keep(database, 3)
    sequencer.append()
    assert gauge("yishu_ledger_behind_records") == len(records + refused + twice + nobody)
    assert ledger.follow(NOW) == 7
    assert entered(database) == named(records, many) | named(refused, many[:1]) | named(twice, many[1:2])
    assert gauge("yishu_ledger_behind_records") == 0
    assert ledger.follow(NOW) == 0


def test_of_a_log_without_records_nothing_is_taken(database: Connection, sequencer: Sequencer) -> None:
    assert ledger.follow(NOW) == 0
    records = keep(database, 1)
    sequencer.append()
    assert ledger.follow(NOW) == 1
    assert cases(database) == {(records[0].case, records[0].id)}


def test_a_ledger_that_ran_ahead_of_the_log_begins_anew(database: Connection, sequencer: Sequencer) -> None:
    records = keep(database, 2, subjects=hashes(1)[0])
    sequencer.append()
    ledger.follow(NOW)
    database.execute("truncate audit_subject_use")
    database.execute("update audit_ledger set upto = 50000")
    assert ledger.follow(NOW) == 2
    assert entered(database) == named(records, hashes(1))


def test_more_than_fits_at_once_is_entered_in_parts(
    database: Connection, sequencer: Sequencer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "MOST", 10)
    one = hashes(1)
    records = keep(database, 25, subjects=one[0])
    sequencer.append()
    assert ledger.follow(NOW) == 25
    assert entered(database) == named(records, one)


def test_a_long_list_is_entered_with_its_hashes(database: Connection) -> None:
    record = keep(database, 1)[0]
    texts = [f"3301021990030{number:05d}" for number in range(2500)]
    lines = subject_lists.lines_of("resident_id", "\n".join([*texts, texts[0]]).encode(), [(3, "identity_document")])
    subject_lists.keep(record, subject_lists.prepare(record, lines, len(texts) + 1))
    assert gauge("yishu_ledger_behind_lists") == 1
    assert subject_lists.expand(NOW) == 1
    assert gauge("yishu_ledger_behind_lists") == 0
    kept = bytes(SubjectList.objects.get(pk=record.id).hashes or b"")
    assert entered(database) == {(kept[at : at + 16], record.id) for at in range(0, len(kept), 16)}
    assert len(entered(database)) == 2500


def test_the_cases_of_a_node_that_knew_only_subjects_are_entered(database: Connection, sequencer: Sequencer) -> None:
    records = keep(database, 30, subjects=hashes(1)[0])
    sequencer.append()
    ledger.follow(NOW)
    database.execute("truncate audit_case_use")
    database.execute("update audit_ledger set cases = 0")
    assert gauge("yishu_ledger_behind_records") == 30
    assert [each.record.id for each in list_records(EVERYTHING, Filters(case="7")).records] == [records[7].id]
    assert ledger.follow(NOW) == 30
    assert cases(database) == {(each.case, each.id) for each in records}


KILLED = """
import os, signal, sys
from yishu import serving
serving.ready_django()
from datetime import UTC, datetime
from django.db import connection
from yishu.audit import ledger, subject_lists
left = int(sys.argv[1])
def before(execute, statement, *rest):
    global left
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    left -= 1
    return execute(statement, *rest)
ledger.MOST = 100
with connection.execute_wrapper(before):
    subject_lists.expand(datetime.now(UTC))
    ledger.follow(datetime.now(UTC))
"""


@pytest.mark.parametrize("step", [1, 2, 3, 6, 7, 8, 11, 12, 13, 18, 19, 20, 26])
def test_killed_before_any_statement_nothing_is_lost_or_doubled(
    database: Connection, sequencer: Sequencer, step: int
) -> None:
    some = hashes(3)
    records = keep(database, 300, subjects=b"".join(some))
    lines = subject_lists.lines_of("resident_id", "\n".join(map(str, range(1500))).encode())
    subject_lists.keep(records[0], subject_lists.prepare(records[0], lines, 1500))
    sequencer.append()
    killed = subprocess.run([sys.executable, "-c", KILLED, str(step)], check=False)
    assert killed.returncode == -9
    subject_lists.expand(NOW)
    ledger.follow(NOW)
    kept = bytes(SubjectList.objects.get(pk=records[0].id).hashes or b"")
    listed = {(kept[at : at + 16], records[0].id) for at in range(0, len(kept), 16)}
    assert (len(kept), entered(database)) == (1500 * 16, named(records, some) | listed)
    assert cases(database) == {(each.case, each.id) for each in records}
    assert gauge("yishu_ledger_behind_records") == 0


def test_the_uses_of_one_come_newest_first_a_page_at_a_time(database: Connection, sequencer: Sequencer) -> None:
    one, other = hashes(2)
    records = keep(database, 25, subjects=one)
    keep(database, 5, subjects=other)
    sequencer.append()
    ledger.follow(NOW)
    told, before = [], None
    while True:
        page = uses_of(one, before=before, size=10)
        told += [use.seen.record.id for use in page.uses]
        if page.before is None:
            break
        before = page.before
    assert told == sorted((each.id for each in records), reverse=True)
    assert uses_of(subject_hash(KEY, "uscc", "0")).uses == []


@pytest.mark.parametrize(
    ("rule", "left"),
    [
        (SetApart(7, "A"), ["B"]),
        (SetApart(7, "A", duty="核对"), ["B", "别的"]),
        (SetApart(7, "A", grant="g1"), ["B", "别的"]),
        (SetApart(7, "A", grant="g2", duty="核对"), ["B", "别的", "核对"]),
        (SetApart(7, "C"), ["B", "别的", "核对"]),
    ],
)
def test_what_is_set_apart_is_marked_or_left_out_and_leaves_no_hole(
    database: Connection, sequencer: Sequencer, rule: SetApart, left: list[str]
) -> None:
    [one] = hashes(1)
    for agency, grant, duty in (("A", "g1", "核对"), ("A", "g2", "别的"), ("B", "g1", "B")):
        for _ in range(3):
            made = Record(action="data:verified", agency=agency, grant=grant, duty=duty, subjects=one, id=new_id())
            _write(database, made)
    sequencer.append()
    ledger.follow(NOW)
    told = uses_of(one, [rule], leave_out=True, size=4).uses
    assert [use.apart for use in told] == [None] * min(4, 3 * len(left))
    everyone = uses_of(one, [rule]).uses
    assert len(everyone) == 9
    assert sorted({use.seen.record.duty for use in everyone if use.apart is None}) == sorted(left)
    assert {use.apart for use in everyone if use.seen.record.duty not in left} <= {7}


def _write(database: Connection, made: Record) -> None:
    database.execute(INSERT.encode(), write(made, INTL).values)


def test_a_lookup_walks_the_primary_key_among_millions(database: Connection) -> None:
    wanted = hashes(1)[0]
    database.execute(
        """
        insert into audit_record (id, at, action, outcome, actor, agency, resource, target, grant_id, case_number, subjects, body, salt, leaf)
        select ('0190a000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, now(), 'data:verified', 'allowed', '', '', '', '', '', '', '', '{}', '', ''
        from generate_series(1, 100000) n
        """
    )
    database.execute(
        """
        insert into audit_subject_use (subject, record)
        select case when n % 50 = 0 then %s::bytea else substr(sha256(n::text::bytea), 1, 16) end,
            ('0190a000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid
        from generate_series(1, 100000) n
        """.replace("% 50", "%% 50"),
        [wanted],
    )
    database.execute("analyze audit_record")
    database.execute("analyze audit_subject_use")
    rules = [SetApart(1, "A"), SetApart(2, "B", duty="核对")]
    plans: list[str] = []

    def planned(execute: Callable[..., object], statement: str, told: Any, *rest: object) -> object:
        if statement.lstrip().startswith("select") and "audit_" in statement:
            with connection.cursor() as cursor:
                cursor.cursor.execute("explain (analyze, costs off) " + statement, told)
                plans.append("\n".join(row[0] for row in cursor.cursor.fetchall() if "never executed" not in row[0]))
        return execute(statement, told, *rest)

    for leave_out in (False, True):
        plans.clear()
        with connection.execute_wrapper(planned):
            assert len(uses_of(wanted, rules, leave_out=leave_out).uses) == 50
        assert len(plans) == 2
        assert "audit_subject_use_pkey" in plans[0], plans
        assert "Sort" not in plans[0], plans
        assert "Bitmap Index Scan on audit_record_other_pkey" in plans[1], plans
        assert not any("Seq Scan" in plan for plan in plans), plans
