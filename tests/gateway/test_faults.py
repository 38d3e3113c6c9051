"""What fails inside: it is on record, it is not in the log, and nobody is put on record twice."""

import json
import os
from collections.abc import Callable

import httpx
import psycopg
import pytest
from psycopg import sql

from tests.cast import PEOPLE_CSV
from tests.conftest import Node, run_async
from tests.gateway.stage import KNOWN, Stage
from yishu.access.state import Caller
from yishu.audit.copying import Evidence, Moment, evidence_of
from yishu.audit.models import Record as Row
from yishu.audit.record import Record
from yishu.core.actor import PLATFORM
from yishu.core.suites import INTL
from yishu.gateway.database import connect_writer
from yishu.gateway.recorder import Recorder
from yishu.gateway.waiting import Reply, Waiting
from yishu.gateway.writer import Writer


def break_table(database_url: str, table: str) -> None:
    """Every read of a name fails, with the name in the error's text."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        columns = connection.execute(
            "select column_name from information_schema.columns where table_schema = 'hosted' and table_name = %s",
            [table],
        ).fetchall()
        shown = [
            sql.SQL("name::integer::text as name") if name == "name" else sql.Identifier(name) for (name,) in columns
        ]
        whole, view = sql.Identifier("hosted", f"{table}_whole"), sql.Identifier("hosted", table)
        connection.execute(sql.SQL("alter table {} rename to {}").format(view, sql.Identifier(f"{table}_whole")))
        connection.execute(
            sql.SQL("create view {} as select {} from {}").format(view, sql.SQL(", ").join(shown), whole)
        )


def test_a_read_that_fails_is_on_record_and_no_value_is_in_the_log(
    start_node: Callable[..., Node], stage: Stage, database_url: str, capfd: pytest.CaptureFixture[str]
) -> None:
    resource = stage.cast.resource(stage.police, stage.office)
    stage.cast.publish(stage.police, resource, PEOPLE_CSV, stage.folder)
    stage.cast.grant(stage.civil, stage.police, resource, systems=(stage.civil_system,))
    table = f"r{resource.code.replace('/', '_')}_v1"
    break_table(database_url, table)
    gateway = start_node("gateway")
    body = {"purpose": stage.purpose(), "subject": KNOWN, "items": ["name"]}
    try:
        answer = httpx.post(
            gateway.url + stage.path("query", resource), json=body, headers=stage.civil_system.headers, timeout=20
        )
    finally:
        gateway.stop()
    assert (answer.status_code, answer.json()["code"]) == (500, "internal_error")
    record = Row.objects.get(pk=answer.json()["receipt"].partition(".")[0])
    assert (record.outcome, json.loads(record.body)["reason"]) == ("denied", "internal_error")
    log = "".join(capfd.readouterr())
    assert f"{table} cannot be read: InvalidTextRepresentationError" in log
    assert "赵一" not in log
    assert KNOWN not in log


class Noted(Waiting):
    """A call that is decided; only its record is still to be written."""

    def __init__(self, reason: str, answered: list[Reply]) -> None:
        super().__init__(b"", Caller.of(PLATFORM), answered.append)
        made = Record(action="data:verified", actor="system:0", reason=reason, case=reason)
        self.number, self.evidence = made.id, evidence_of(made, INTL)

    def judge(self, state: object, now: object) -> None:
        """Decided already."""

    def record(self, recorder: Recorder, now: Moment) -> Evidence:
        assert self.evidence is not None
        return self.evidence

    def reply(self) -> Reply:
        return Reply(b"{}")


def test_where_the_epoch_moves_midway_nobody_is_written_twice(database_url: str, django_ready: str) -> None:
    """One record stops the whole statement, so each is written alone; after the first the epoch moves."""

    async def run() -> tuple[list[Waiting], list[Noted], list[Reply]]:
        answered: list[Reply] = []
        calls = [Noted(reason, answered) for reason in ("first", "unwritable \0", "last")]
        with psycopg.connect(database_url, autocommit=True) as other:
            found = other.execute("select epoch from access_epoch where id = 1").fetchone()
            assert found
            for call in calls:
                call.epoch = found[0]

            def move(reply: Reply) -> None:
                answered.append(reply)
                other.execute("update access_epoch set epoch = epoch + 1 where id = 1")

            calls[0].done = move
            connection = await connect_writer(os.environ["YISHU_DATABASE_URL"])
            writer = Writer(connection, lambda call: call.answer(call.reply()))
            left = await writer.write(list(calls))
            await connection.close()
        return left, calls, answered

    left, calls, answered = run_async(run())
    assert left == [calls[2]]
    assert [reply.problem and reply.problem.code for reply in answered] == [None, "internal_error"]
    assert [Row.objects.filter(pk=call.number).count() for call in calls] == [1, 0, 0]
