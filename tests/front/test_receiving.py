"""Receiving a granted resource into a table of one's own: in full, then only changes."""

import json
import socket
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from tests.front.stage import CODES, Agent, Row, Stage, publish_table, receive, row_of
from yishu.audit.models import Record
from yishu.catalogue.models import Resource
from yishu.catalogue.rules import ItemDraft
from yishu.hosting.keeping.expiry import clear
from yishu.hosting.models import Holding
from yishu.sharing import commands as sharing

Make = Callable[..., Agent]
NAMES = ", ".join(f'"{code}"' for code in CODES)


def csv_of(rows: list[Row]) -> str:
    def text(value: object) -> str:
        return "" if value is None else '"' + str(value).replace('"', '""') + '"'

    return "\n".join([",".join(CODES), *(",".join(map(text, row[:7])) for row in rows), ""])


def publish(stage: Stage, resource: Resource, rows: list[Row], folder: Path, how: str = "upsert") -> None:
    stage.cast.publish(stage.police, resource, csv_of(rows), folder, how=how)


def hosted(resource: Resource) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(f'select {NAMES} from hosted."{Holding.objects.get(resource=resource).table}" order by code')
        return cursor.fetchall()


def received(stage: Stage, table: str) -> list[Row]:
    return stage.fetch(f"select {NAMES} from {table} order by code")


@pytest.fixture
def granted(stage: Stage, tmp_path: Path) -> Resource:
    """A resource with ten records, which CIVIL's system may copy."""
    resource = stage.resource()
    publish(stage, resource, [row_of(n) for n in range(1, 11)], tmp_path)
    stage.grant(resource)
    return resource


@pytest.fixture
def table(stage: Stage, granted: Resource) -> str:
    """The name of a table that is not there yet, in a schema with its own place for progress."""
    schema = f"own_{granted.pk}"
    stage.execute(f"create schema {schema}")
    return f"{schema}.copied"


@pytest.mark.clause("27.3")
def test_a_postgresql_table_is_made_with_types_filled_and_then_only_changed(
    stage: Stage, receiver: Make, granted: Resource, table: str, tmp_path: Path
) -> None:
    agent = receiver(receive("population", granted, table, postgres=stage.address))
    assert "已全量接收 10 条" in agent.once()
    assert received(stage, table) == hosted(granted)
    types = stage.fetch(
        f"select attname, format_type(atttypid, -1) from pg_attribute where attrelid = '{table}'::regclass and attnum > 0 order by attnum"
    )
    assert [kind for _, kind in types] == [
        "text",
        "text",
        "numeric",
        "bigint",
        "date",
        "timestamp with time zone",
        "boolean",
    ]

    changed = ("K00003", "改名", *row_of(3)[2:])
    publish(stage, granted, [changed, row_of(11), row_of(12)], tmp_path)
    stage.cast.publish(stage.police, granted, "code\nK00005\nK00006\n", tmp_path, how="delete")
    assert "已接收版本 1 之后的变更，现有 10 条，版本 3" in agent.once()
    assert received(stage, table) == hosted(granted)
    assert agent.once() == ""  # nothing new
    records = [
        json.loads(record.body)
        for record in Record.objects.filter(action="data:copied", resource=granted.code).order_by("id")
    ]
    assert [record["detail"]["since"] for record in records] == [None, 1, 3]
    assert {record["actor"] for record in records} == {stage.receiving.actor.ref}
    status = agent.status()["population"]
    assert (status["version"], status["rows"], status["state"]) == (3, 10, "ok")
    assert stage.fetch(f"select version, rows, receipt <> '' from {table.split('.')[0]}.yishu_front") == [(3, 10, True)]


@pytest.mark.clause("27.3")
def test_a_sqlite_table_is_made_filled_and_then_only_changed(
    stage: Stage, receiver: Make, granted: Resource, tmp_path: Path
) -> None:
    file = tmp_path / "own.db"
    agent = receiver(receive("population", granted, "copied", sqlite=file))
    agent.once()
    publish(stage, granted, [("K00003", "改名", *row_of(3)[2:]), row_of(11)], tmp_path)
    stage.cast.publish(stage.police, granted, "code\nK00005\n", tmp_path, how="delete")
    agent.once()
    with closing(sqlite3.connect(file)) as own:
        found = own.execute(f"select {NAMES} from copied order by code").fetchall()
        assert own.execute("select version, rows from yishu_front").fetchone() == (3, 10)
    shown = [
        (
            code,
            title,
            Decimal(amount) if amount else None,
            count,
            day,
            datetime.fromisoformat(seen),
            bool(valid),
        )
        for code, title, amount, count, day, seen, valid in found
    ]
    assert shown == [(*row[:4], str(row[4]), *row[5:]) for row in hosted(granted)]


def test_changes_that_are_no_longer_kept_mean_in_full_again(
    stage: Stage, receiver: Make, granted: Resource, table: str, tmp_path: Path
) -> None:
    agent = receiver(receive("population", granted, table, postgres=stage.address))
    agent.once()
    publish(stage, granted, [row_of(11)], tmp_path)
    publish(stage, granted, [row_of(12)], tmp_path)
    Holding.objects.filter(resource=granted).update(kept=3)  # as after the rule by which versions are kept
    clear(Holding.objects.get(resource=granted).pk)
    said = agent.once()
    assert "改为全量接收：版本 1 及其后的变更已不再保留" in said
    assert "已全量接收 12 条" in said
    assert received(stage, table) == hosted(granted)


def test_a_table_with_rows_of_somebody_elses_is_left_alone(
    stage: Stage, receiver: Make, granted: Resource, table: str
) -> None:
    stage.execute(f"create table {table} as select 'mine'::text code")
    done = receiver(receive("population", granted, table, postgres=stage.address)).run("run", "--once")
    assert done.returncode == 1
    assert "不是由本接收写入的数据" in done.stdout
    assert stage.fetch(f"select code from {table}") == [("mine",)]


def test_a_table_that_was_dropped_or_moved_is_received_in_full(
    stage: Stage, receiver: Make, granted: Resource, table: str
) -> None:
    agent = receiver(receive("population", granted, table, postgres=stage.address))
    agent.once()
    stage.execute(f"drop table {table}")
    assert "已全量接收 10 条" in agent.once()
    agent = receiver(receive("population", granted, f"{table}2", postgres=stage.address))
    assert "已全量接收 10 条" in agent.once()
    assert received(stage, f"{table}2") == hosted(granted)


def test_a_wider_grant_brings_its_items_for_all_records(
    stage: Stage, receiver: Make, table: str, tmp_path: Path
) -> None:
    resource = stage.resource()
    publish(stage, resource, [row_of(n) for n in range(1, 4)], tmp_path)
    narrow = stage.grant(resource, items=("code", "title"))
    agent = receiver(receive("population", resource, table, postgres=stage.address))
    agent.once()
    assert stage.fetch(f"select count(*) from pg_attribute where attrelid = '{table}'::regclass and attnum > 0") == [
        (2,)
    ]
    sharing.withdraw_grant(stage.civil.a, str(narrow.pk), reason="换", now=timezone.now())
    stage.grant(resource)
    assert "已全量接收 3 条" in agent.once()
    assert received(stage, table) == hosted(resource)


def test_without_the_key_each_new_version_comes_in_full(
    stage: Stage, receiver: Make, table: str, tmp_path: Path
) -> None:
    resource = stage.resource()
    publish(stage, resource, [row_of(n) for n in range(1, 4)], tmp_path)
    stage.grant(resource, items=("title", "count"))
    agent = receiver(receive("population", resource, table, postgres=stage.address))
    agent.once()
    assert agent.once() == ""
    publish(stage, resource, [row_of(4)], tmp_path)
    assert "已全量接收 4 条" in agent.once()
    assert stage.fetch(f"select count(*) from {table}") == [(4,)]


def test_a_legal_entity_that_changes_the_form_of_its_code_stays_one_row(
    stage: Stage, receiver: Make, table: str, tmp_path: Path
) -> None:
    items = (ItemDraft("code", "统一社会信用代码", is_key=True, required=True), ItemDraft("title", "名称"))
    resource = stage.resource(items=items, key_kind="legal_entity")
    whole = stage.police.agency.code
    stage.cast.publish(stage.police, resource, f"code,title\n{whole[8:17]},甲\n", tmp_path)
    stage.grant(resource)
    postgres = receive("postgres", resource, table, postgres=stage.address)
    sqlite = receive("sqlite", resource, "copied", sqlite=tmp_path / "own.db")
    agent = receiver(postgres, sqlite)
    agent.once()
    stage.cast.publish(stage.police, resource, f"code,title\n{whole},乙\n", tmp_path)
    agent.once()
    assert stage.fetch(f"select code, title from {table}") == [(whole, "乙")]
    with closing(sqlite3.connect(tmp_path / "own.db")) as own:
        assert own.execute("select code, title from copied").fetchall() == [(whole, "乙")]


@pytest.mark.clause("6.1")
def test_a_mask_brings_the_whole_anew_and_its_end_too(
    stage: Stage, receiver: Make, granted: Resource, table: str, tmp_path: Path
) -> None:
    agent = receiver(receive("population", granted, table, postgres=stage.address))
    agent.once()
    stage.cast.mask(stage.police, stage.office, granted, title="hidden")
    assert "已全量接收 10 条" in agent.once()
    assert stage.fetch(f"select distinct title from {table} where title is not null") == [("****",)]
    assert agent.once() == ""  # nothing new
    publish(stage, granted, [("K00003", "改名", *row_of(3)[2:]), row_of(11)], tmp_path)
    assert "已接收版本 1 之后的变更，现有 11 条" in agent.once()
    assert stage.fetch(f"select distinct title from {table} where title is not null") == [("****",)]
    stage.cast.mask(stage.police, stage.office, granted)
    assert "已全量接收 11 条" in agent.once()
    assert received(stage, table) == hosted(granted)


def test_a_withdrawn_grant_stops_its_flow_and_no_other(
    stage: Stage, receiver: Make, granted: Resource, table: str, tmp_path: Path
) -> None:
    other = stage.resource()
    publish(stage, other, [row_of(1)], tmp_path)
    grant = stage.grant(other)
    agent = receiver(
        receive("other", other, f"{table}_other", postgres=stage.address),
        receive("population", granted, table, postgres=stage.address),
    )
    agent.once()
    sharing.withdraw_grant(stage.police.b, str(grant.pk), reason="事项已结束", now=timezone.now())
    publish(stage, granted, [row_of(11)], tmp_path)
    done = agent.run("run", "--once")
    assert done.returncode == 1
    assert "[other] 节点拒绝：" in done.stdout
    assert "[population] 已接收版本 1 之后的变更，现有 11 条" in done.stdout


def test_what_one_front_exchange_publishes_another_receives(
    stage: Stage, publisher: Make, receiver: Make, table: str
) -> None:
    resource = stage.resource()
    source = stage.make_table([row_of(n) for n in range(1, 60)])
    publisher(publish_table("table", resource, stage.address, source, batch_rows=25)).once()
    stage.grant(resource)
    receiver(receive("copy", resource, table, postgres=stage.address)).once()
    assert received(stage, table) == received(stage, source)


def test_a_copy_that_is_cut_off_changes_nothing(
    stage: Stage, granted: Resource, receiver: Make, table: str, tmp_path: Path
) -> None:
    agent = receiver(receive("population", granted, table, postgres=stage.address))
    agent.once()
    before = received(stage, table)
    with cutting_node() as url:
        # The same table by way of an address whose answers end too soon: in full, since it is another node.
        agent.file.write_text(agent.file.read_text().replace(stage.node.url, url))
        done = agent.run("run", "--once")
    assert done.returncode == 1
    assert "没有应答" in done.stdout
    assert received(stage, table) == before


@contextmanager
def cutting_node() -> Iterator[str]:
    """Answers every call with the beginning of a copy and closes the connection."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                taken, _ = listener.accept()
            except OSError:
                return
            taken.recv(65536)
            line = f"{','.join(CODES)}\n".encode()
            taken.sendall(b"HTTP/1.1 200 OK\r\nYishu-Version: 9\r\nTransfer-Encoding: chunked\r\n\r\n")
            taken.sendall(f"{len(line):x}\r\n".encode() + line + b"\r\n")
            taken.close()

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)
