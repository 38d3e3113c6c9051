"""The evidence stands by months, and no record is refused for its time."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from django.db import connections
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from yishu.audit.record import INSERT, Action, Record, write
from yishu.core.ids import new_id
from yishu.core.suites import INTL

pytestmark = pytest.mark.clause("32.1")
NOW = datetime.now(UTC)
Connection = psycopg.Connection[Any]
BEFORE = """
alter table audit_record rename to audit_record_by_months;
create table audit_record (like audit_record_by_months including defaults, constraint audit_record_pkey_of_before primary key (id));
insert into audit_record select * from audit_record_by_months;
drop table audit_record_by_months;
alter table audit_record rename constraint audit_record_pkey_of_before to audit_record_pkey;
create index audit_record_agency on audit_record (agency, id);
create index audit_record_at on audit_record using brin (at);
create index audit_record_moment on audit_record (moment) where moment is not null;
create index audit_record_resource on audit_record (resource, id);
create trigger audit_require_epoch after insert on audit_record for each statement execute function audit_require_epoch()
"""


@pytest.fixture
def database(django_ready: str) -> Iterator[Connection]:
    with psycopg.connect(django_ready, autocommit=True) as connection:
        connection.execute("truncate audit_record")
        yield connection


def kept(connection: Connection, *times: datetime, case: str = "") -> list[Record]:
    made = [
        Record(action=Action.DATA_VERIFIED, case=case, id=new_id(int(each.timestamp() * 1000)), at=each)
        for each in times
    ]
    with connection.cursor() as cursor:
        cursor.executemany(INSERT.encode(), [write(each, INTL).values for each in made])
    return made


def stands(connection: Connection) -> dict[str, int]:
    """Records by partition."""
    found = connection.execute("select tableoid::regclass::text, count(*) from audit_record group by 1")
    return dict(found.fetchall())  # type: ignore[arg-type]


def of(moment: datetime) -> str:
    from yishu.audit.months import Month

    return Month.of(moment).table


def test_this_month_and_two_ahead_are_there_from_the_start(database: Connection) -> None:
    from yishu.audit.months import AHEAD, Month, months_ahead

    with database.cursor() as cursor:
        assert months_ahead(cursor, NOW) == AHEAD
    kept(database, NOW, NOW + timedelta(days=31))
    assert stands(database) == {of(NOW): 1, of(NOW + timedelta(days=31)): 1}
    assert str(Month(2026, 11).plus(3)) == "2027_02"


def test_a_month_begins_at_midnight_in_shanghai(database: Connection) -> None:
    from yishu.audit.months import Month

    first = Month.of(NOW).plus(1).first
    before = datetime.fromtimestamp((first.int >> 80) / 1000 - 0.001, UTC)
    kept(database, before, before + timedelta(milliseconds=1))
    assert stands(database) == {Month.of(NOW).table: 1, Month.of(NOW).plus(1).table: 1}
    assert before.hour == 15


def test_a_record_of_no_month_is_kept_and_said(database: Connection) -> None:
    from yishu.audit import months

    kept(database, datetime(1999, 1, 1, tzinfo=UTC), NOW + timedelta(days=900))
    assert stands(database) == {months.OUTSIDE: 2}
    assert months.prepare(NOW) == []
    told = {gauge.name: gauge.value for gauge in months.list_gauges(NOW)}
    assert told == {"yishu_record_months_ahead": 2, "yishu_records_outside_months": 2}


def test_what_stood_outside_moves_into_its_month_once_that_is_made(database: Connection) -> None:
    from yishu.audit import months

    long_ago = NOW - timedelta(days=1000)
    kept(database, long_ago, long_ago + timedelta(hours=1), NOW)
    before = database.execute("select * from audit_record order by id").fetchall()
    assert months.prepare(NOW) == [of(long_ago)]
    assert stands(database) == {of(long_ago): 2, of(NOW): 1}
    assert database.execute("select * from audit_record order by id").fetchall() == before
    assert months.prepare(NOW) == []
    database.execute(f"drop table {of(long_ago)}".encode())


def test_months_are_made_while_calls_are_put_on_record(database: Connection, django_ready: str) -> None:
    from yishu.audit import months

    later = NOW + timedelta(days=400)
    with psycopg.connect(django_ready) as under_way:
        kept(under_way, NOW)  # not committed: it holds its lock
        made = months.prepare(later)
        assert made == [months.Month.of(later).plus(n).table for n in range(3)]
    for table in made:
        database.execute(f"drop table {table}".encode())


def test_who_holds_the_evidence_is_not_waited_for_long_and_nothing_is_half_made(
    database: Connection, django_ready: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from yishu.audit import months

    monkeypatch.setattr(months, "LOCK_MS", 50)
    later = NOW + timedelta(days=800)
    with psycopg.connect(django_ready) as other:
        other.execute("lock table audit_record in share update exclusive mode")
        assert months.prepare(later) == []
    assert database.execute("select to_regclass(%s)", [of(later)]).fetchone() == (None,)
    made = months.prepare(later)
    assert len(made) == 3
    for table in made:
        database.execute(f"drop table {table}".encode())


@pytest.fixture
def of_before(django_ready: str) -> Iterator[str]:
    """A database whose evidence is one table, as it was before there were months, with three years in it."""
    name = "evidence_of_before"
    with psycopg.connect(django_ready, autocommit=True) as server:
        server.execute(sql.SQL("drop database if exists {}").format(sql.Identifier(name)))
        server.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
    address = make_conninfo(django_ready, dbname=name)
    from yishu.serving import begin_with_schema

    with psycopg.connect(address, autocommit=True) as connection:
        begin_with_schema(connection)
        connection.execute(BEFORE)
        kept(connection, *(NOW - timedelta(days=days) for days in range(1, 1100)))
    yield address
    with psycopg.connect(django_ready, autocommit=True) as server:
        server.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


def test_an_older_nodes_evidence_becomes_the_first_part_while_it_goes_on_recording(of_before: str) -> None:
    from yishu.audit.months import Month

    stop, written = threading.Event(), []

    def go_on() -> None:
        with psycopg.connect(of_before, autocommit=True) as connection:
            while not stop.is_set():
                written.extend(kept(connection, datetime.now(UTC)))
                time.sleep(0.002)

    recording = threading.Thread(target=go_on)
    recording.start()
    try:
        until(lambda: len(written) > 3)
        migrated(of_before)
        so_far = len(written)
        until(lambda: len(written) > so_far + 3)
    finally:
        stop.set()
        recording.join()
    with psycopg.connect(of_before, autocommit=True) as connection:
        assert stands(connection) == {"audit_record_before": 1099 + len(written)}
        kept(connection, datetime.fromtimestamp((Month.of(NOW).plus(2).first.int >> 80) / 1000, UTC))
        assert stands(connection).keys() == {"audit_record_before", "audit_record_other"}
        connection.execute("select set_config('yishu.epoch', '1000000', false)")
        with pytest.raises(psycopg.Error) as moved:
            kept(connection, NOW)
        assert moved.value.sqlstate == "YS001"


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def migrated(address: str) -> None:
    """By this migration alone, whatever came after it."""
    name = conninfo_to_dict(address)["dbname"]
    connections.settings["before"] = {**connections.settings["default"], "NAME": name, "OPTIONS": {}}
    try:
        by_months = import_module("yishu.audit.migrations.0011_months").by_months
        by_months(None, SimpleNamespace(connection=connections["before"]))
    finally:
        connections["before"].close()
        del connections.settings["before"]
