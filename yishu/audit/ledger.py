"""The ledger: which records name whom, and which were made for which case, so that they are found among millions (30.1, 32.1).

Persons and cases are millions of values of a few records each; an index of them is written all over. So the worker writes it, in the order of the log's places, which know
no gaps, and not the call that waits for its answer. What is written and how far it has come are one transaction: killed anywhere, it begins where the last one ended.
The subjects of long lists come when their hashes are made (`subject_lists.expand`), in that transaction.
"""

from datetime import datetime
from functools import partial
from typing import Final
from uuid import UUID

from django.db import connection, transaction

from yishu.audit.edges import fresh_from
from yishu.audit.record import SUBJECT_BYTES
from yishu.shell.gauges import Gauge

MOST: Final = 50_000
"""Places of the log that are taken at once."""


def follow(_now: datetime) -> int:
    """Take what is new in the log, until there is nothing. Returns how many records were looked at; another worker that follows meanwhile waits for this one."""
    return max(sum(iter(partial(_take, upto, entering), 0)) for upto, entering in _ENTERING.items())


def cases_below() -> UUID | None:
    """The cases of all records with lesser ids are in the ledger. None while that is not known."""
    with connection.cursor() as cursor:
        cursor.execute("select coalesce((select cases from audit_ledger), 0)")
        return fresh_from(cursor.fetchone()[0])


@transaction.atomic
def _take(upto: str, entering: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("insert into audit_ledger (id, upto) values (1, 0) on conflict do nothing")
        cursor.execute(f"select {upto} from audit_ledger where id = 1 for update")
        first = cursor.fetchone()[0]
        cursor.execute("select coalesce(max(index) + 1, 0) from audit_leaf")
        size = cursor.fetchone()[0]
        if first > size:
            first = 0  # an earlier version ran ahead of a log without records; nothing is entered twice
        until = min(size, first + MOST)
        if until <= first:
            return 0
        cursor.execute(entering, {"first": first, "until": until, "wide": SUBJECT_BYTES})
        cursor.execute(f"update audit_ledger set {upto} = %s where id = 1", [until])
    return until - first


# Refused calls too: somebody tried. The hashes of a record are read as a whole, once (`offset 0`), since many are kept apart from their row.
_SUBJECTS: Final = """
insert into audit_subject_use (subject, record)
select substr(r.subjects, n * %(wide)s + 1, %(wide)s), r.id
from (
    select r.id, r.subjects || ''::bytea as subjects
    from audit_leaf l join audit_record r on r.id = l.record
    where l.index >= %(first)s and l.index < %(until)s and octet_length(r.subjects) > 0
    offset 0
) r cross join lateral generate_series(0, octet_length(r.subjects) / %(wide)s - 1) as n
on conflict do nothing
"""
_CASES: Final = """
insert into audit_case_use (case_number, record)
select r.case_number, r.id from audit_leaf l join audit_record r on r.id = l.record
where l.index >= %(first)s and l.index < %(until)s and r.case_number <> ''
order by r.case_number, r.id
on conflict do nothing
"""
_ENTERING: Final = {"upto": _SUBJECTS, "cases": _CASES}
"""How far each has come, by the column that says so."""


def enter(record: UUID, hashes: bytes) -> None:
    """The subjects of one record, whose hashes stand side by side: in the caller's transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            insert into audit_subject_use (subject, record)
            select substr(%(hashes)s, n * %(wide)s + 1, %(wide)s), %(record)s
            from generate_series(0, %(count)s - 1) as n
            on conflict do nothing
            """,
            {"hashes": hashes, "wide": SUBJECT_BYTES, "record": record, "count": len(hashes) // SUBJECT_BYTES},
        )


def forget_case(record: UUID, case_number: str) -> None:
    """The case of a record is erased. In the caller's transaction, after the record's own column: a worker that had begun before is waited for, and one that begins finds none."""
    with connection.cursor() as cursor:
        cursor.execute("select 1 from audit_ledger where id = 1 for update")
        cursor.execute("delete from audit_case_use where (case_number, record) = (%s, %s)", [case_number, record])


def list_gauges(_now: datetime) -> list[Gauge]:
    """How far behind the log the ledger is."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            select coalesce((select max(index) + 1 from audit_leaf), 0) - coalesce((select least(upto, cases) from audit_ledger), 0),
                (select count(*) from audit_subject_list where hashes is null)
            """
        )
        behind, lists = cursor.fetchone()
    return [
        Gauge(
            "yishu_ledger_behind_records",
            "Records in the log that are not in the ledger of subjects and cases yet.",
            behind,
        ),
        Gauge("yishu_ledger_behind_lists", "Lists of subjects that are not in the ledger yet.", lists),
    ]
