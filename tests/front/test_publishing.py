"""Publishing through the front exchange: a PostgreSQL table, a SQLite table, a folder of files."""

import json
import os
import sqlite3
import subprocess
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import httpx
import psycopg
import pytest
from django.utils import timezone

from tests.front.stage import CODES, ITEMS, Agent, Stage, publish_folder, publish_table, row_of
from yishu.agencies.models import Scope
from yishu.audit.models import Record
from yishu.catalogue.models import Resource
from yishu.catalogue.rules import ItemDraft
from yishu.hosting.models import Batch
from yishu.hosting.uploads import holding
from yishu.hosting.uploads.models import Upload

Make = Callable[..., Agent]
# The columns of the air-quality stations that Zhejiang publishes, in their old encoding; invented stations.
STATIONS = (
    ItemDraft("code", "监测点编码", is_key=True, required=True),
    ItemDraft("name", "监测点名称"),
    ItemDraft("city", "城市"),
    ItemDraft("longitude", "经度", type="decimal"),
)
HEADER = "监测点编码,监测点名称,城市,经度\n"


def records(resource: Resource) -> list[dict[str, object]]:
    found = Record.objects.filter(action="batch:published", resource=resource.code).order_by("id")
    return [json.loads(record.body) for record in found]


@pytest.mark.clause("20.1")
@pytest.mark.parametrize("category", ["restricted", "unrestricted"])
def test_a_table_is_published_in_full_and_then_what_is_new_under_the_category_of_its_entry(
    stage: Stage, publisher: Make, category: str
) -> None:
    resource = stage.resource(category=category)
    stage.grant(resource)
    rows = [row_of(n, changed=n // 3 + 1) for n in range(1, 8)]  # cursors repeat
    table = stage.make_table(rows)
    agent = publisher(publish_table("table", resource, stage.address, table, batch_rows=2))
    said = agent.once()
    assert "已发布" in said
    batches = list(Batch.objects.filter(holding__resource=resource).order_by("published_at"))
    assert [batch.accepted for batch in batches] == [2, 2, 2, 1]

    assert "已发布" not in agent.once()  # nothing new, nothing sent
    stage.fill(table, [row_of(9, changed=9)])
    stage.execute(f"update {table} set title = '改名', changed = 10 where code = 'K00001'")
    agent.once()
    last = Batch.objects.filter(holding__resource=resource).latest("published_at")
    assert (last.inserted, last.updated, last.quarantined) == (1, 1, 0)
    # The system is who acted, and the category that was fixed at cataloguing stands.
    seen = records(resource)
    assert {record["actor"] for record in seen} == {stage.publishing.actor.ref}
    assert {record["outcome"] for record in seen} == {"allowed"}
    resource.refresh_from_db()
    assert resource.current is not None
    assert resource.current.category == category
    status = agent.status()["table"]
    assert (status["state"], status["rows"], status["position"]) == ("ok", 9, ["10", "K00001"])
    assert status["version"] == last.version


@pytest.mark.clause("20.1")
@pytest.mark.parametrize(("category", "opens"), [("unrestricted", "granted"), ("restricted", "in_review")])
def test_what_was_published_opens_as_its_category_says(
    stage: Stage, publisher: Make, category: str, opens: str
) -> None:
    resource = stage.resource(category=category)
    table = stage.make_table([row_of(1)])
    publisher(publish_table("table", resource, stage.address, table)).once()
    api = f"{stage.node.url}/api/v1"
    line = {"resource": resource.code, "items": list(CODES), "modes": ["bulk"], "until": tomorrow()}
    line["systems"] = [stage.receiving.system.name]
    asked = {"duty": "社会救助审核", "basis": "《社会救助暂行办法》", "lines": [line]}
    made = httpx.post(f"{api}/applications", headers=stage.as_(stage.civil.person_a), json=asked)
    assert made.status_code == 201, made.text
    assert made.json()["lines"][0]["state"] == opens
    path = f"{api}/data/{resource.path_code}/bulk"
    if opens == "in_review":
        assert httpx.get(path, headers=stage.receiving.headers).status_code == 403
        said = {"line": resource.code, "outcome": "approve", "reason": "同意"}
        decision = f"{api}/applications/{made.json()['id']}/decision"
        assert httpx.post(decision, headers=stage.as_(stage.police.person_b), json=said).status_code == 200
    assert [each.split(",")[0] for each in stage.copied(resource)] == ["K00001"]


@pytest.mark.clause("4.5")
def test_a_countys_agency_gathers_its_data_at_the_province_through_its_front_exchange(
    stage: Stage, tmp_path: Path
) -> None:
    forestry = stage.cast.agency("西湖区林业水利局", division="330106")
    resource = stage.cast.resource(forestry, stage.office, items=ITEMS, key_kind="plain")
    stage.cast.grant(stage.civil, forestry, resource, systems=(stage.receiving,), modes=("bulk",))
    key = forestry.system(Scope.PUBLISH).key
    flow = publish_table("table", resource, stage.address, stage.make_table([row_of(1), row_of(2)]))
    Agent(tmp_path / "county", stage.node.url, key, flow).once()
    assert sorted(each.split(",")[0] for each in stage.copied(resource)) == ["K00001", "K00002"]
    [record] = records(resource)
    assert (record["agency"], record["node"]) == (forestry.agency.code, "330000")


def tomorrow() -> str:
    return (datetime.now(UTC) + timedelta(days=2)).date().isoformat()


def test_values_arrive_as_they_are(stage: Stage, publisher: Make) -> None:
    resource = stage.resource()
    table = stage.make_table([row_of(n) for n in range(1, 31)])
    publisher(publish_table("table", resource, stage.address, table)).once()
    from django.db import connection

    hosted = Batch.objects.filter(holding__resource=resource).latest("published_at").holding.table
    names = ", ".join(f'"{code}"' for code in CODES)
    with connection.cursor() as cursor:
        cursor.execute(f'select {names} from hosted."{hosted}" order by code')
        found = cursor.fetchall()
    assert found == stage.fetch(f"select {names} from {table} order by code")


def test_a_table_without_a_cursor_is_sent_whole_when_it_has_changed_and_deletions_with_it(
    stage: Stage, publisher: Make
) -> None:
    resource = stage.resource()
    table = stage.make_table([row_of(n) for n in range(1, 5)])
    agent = publisher(publish_table("whole", resource, stage.address, table, cursor=None))
    agent.once()
    stage.execute(f"delete from {table} where code = 'K00002'")
    agent.once()
    agent.once()
    batches = Batch.objects.filter(holding__resource=resource).order_by("published_at")
    assert [(batch.how, batch.inserted, batch.deleted) for batch in batches] == [("replace", 4, 0), ("replace", 0, 1)]


@pytest.mark.clause("20.1")
def test_a_sqlite_table_is_published_by_its_cursor(stage: Stage, publisher: Make, tmp_path: Path) -> None:
    resource, file = stage.resource(items=STATIONS), tmp_path / "own.db"
    with sqlite3.connect(file) as own:
        own.execute('create table "stations" (id text, "the name" text, city text, longitude real, revision integer)')
        own.executemany(
            "insert into stations values (?, ?, ?, ?, ?)",
            [("1223A", "滨江", "杭州", 120.2072, 1), ("1224A", "西溪", "杭州", None, 2)],
        )
    section = (
        f'[[publish]]\nname = "stations"\nresource = "{resource.code}"\nsqlite = "{file}"\ntable = "stations"\n'
        'columns = { code = "id", name = "the name", city = "city", longitude = "longitude" }\n'
        'cursor = "revision"\nkey = ["id"]\nbatch_rows = 1\n'
    )
    agent = publisher(section)
    agent.once()
    with sqlite3.connect(file) as own:
        own.execute("insert into stations values ('1225A', '千岛湖', '杭州', 119.026, 3)")
    own.close()
    agent.once()
    stage.grant(resource)
    assert sorted(stage.copied(resource)) == [
        "1223A,滨江,杭州,120.2072",
        "1224A,西溪,杭州,",
        "1225A,千岛湖,杭州,119.026",
    ]
    assert Batch.objects.filter(holding__resource=resource).count() == 3


def test_each_file_of_a_folder_is_published_once_and_again_when_it_has_changed(
    stage: Stage, publisher: Make, tmp_path: Path
) -> None:
    resource, folder = stage.resource(items=STATIONS), tmp_path / "files"
    folder.mkdir()
    (folder / "b.csv").write_text(HEADER + "1224A,西溪,杭州,120.0633\n", "gbk")
    (folder / "a.csv").write_text(HEADER + "1223A,滨江,杭州,120.2072\n", "gbk")
    (folder / ".hidden.csv").write_text("x\n")
    (folder / "notes.txt").write_text("x\n")
    agent = publisher(publish_folder("files", resource, folder))
    said = agent.once()
    assert said.index("a.csv") < said.index("b.csv")
    os.utime(folder / "a.csv")  # touched, not changed
    agent.once()
    assert Batch.objects.filter(holding__resource=resource).count() == 2
    (folder / "a.csv").write_text(HEADER + "1223A,滨江区,杭州,120.2072\n", "gbk")
    agent.once()
    stage.grant(resource)
    assert sorted(stage.copied(resource)) == ["1223A,滨江区,杭州,120.2072", "1224A,西溪,杭州,120.0633"]
    assert Batch.objects.filter(holding__resource=resource).count() == 3
    (folder / "a.csv").write_text(HEADER + "1223A,滨江,杭州,120.2072\n", "gbk")  # back to what it said at first
    agent.once()
    assert sorted(stage.copied(resource)) == ["1223A,滨江,杭州,120.2072", "1224A,西溪,杭州,120.0633"]


def test_a_file_that_is_being_written_waits(stage: Stage, publisher: Make, tmp_path: Path) -> None:
    resource, folder = stage.resource(items=STATIONS), tmp_path / "files"
    folder.mkdir()
    (folder / "a.csv").write_text(HEADER + "1223A,滨江,杭州,120.2072\n", "gbk")
    agent = publisher(publish_folder("files", resource, folder, settle=3600))
    agent.once()
    assert not Batch.objects.filter(holding__resource=resource).exists()


def test_records_sent_back_are_told_with_their_reasons_and_without_their_values(
    stage: Stage, publisher: Make, tmp_path: Path
) -> None:
    resource, folder = stage.resource(items=STATIONS), tmp_path / "files"
    folder.mkdir()
    (folder / "a.csv").write_text(HEADER + "1223A,滨江,杭州,东经一百二\n,无码,杭州,1\n1224A,西溪,杭州,120\n", "gbk")
    agent = publisher(publish_folder("files", resource, folder))
    said = agent.once()
    assert "退回 2 条" in said
    assert "第 1 条，longitude：" in said
    assert "东经一百二" not in said
    status = agent.status()["files"]
    assert (status["quarantined"], status["rows"]) == (2, 1)
    assert any(reason.startswith("code: ") for reason in status["reasons"])


def test_a_refused_flow_says_why_and_stops_no_other(stage: Stage, publisher: Make, tmp_path: Path) -> None:
    good, bad, folder = stage.resource(), stage.resource(items=STATIONS), tmp_path / "files"
    folder.mkdir()
    (folder / "a.csv").write_text("编码,名称\n1,2\n", "gbk")
    table = stage.make_table([row_of(1)])
    strange = stage.cast.resource(stage.civil, stage.office)
    agent = publisher(
        publish_folder("bad", bad, folder),
        publish_table("foreign", strange, stage.address, table),
        publish_table("good", good, stage.address, table),
    )
    done = agent.run("run", "--once")
    assert done.returncode == 1
    assert "[bad] 节点拒绝：列与条目的信息项不符" in done.stdout
    assert "[foreign] 节点拒绝：" in done.stdout
    assert "[good] 已发布" in done.stdout
    status = agent.status()
    assert {name: flow["state"] for name, flow in status.items()} == {
        "bad": "failing",
        "foreign": "failing",
        "good": "ok",
    }
    assert status["bad"]["error_code"] == "front_node_refused"
    # Mended, it goes on.
    (folder / "a.csv").write_text(HEADER + "1223A,滨江,杭州,1\n", "gbk")
    assert "[bad] 已发布" in agent.run("run", "--once").stdout


def test_a_batch_whose_receipt_was_lost_is_the_same_batch_again(
    stage: Stage, publisher: Make, database_url: str
) -> None:
    """kill -9 after the node took the batch and before it answered; a row has changed meanwhile."""
    resource = stage.resource()
    table = stage.make_table([row_of(1), row_of(2)])
    agent = publisher(publish_table("table", resource, stage.address, table))
    with psycopg.connect(database_url) as holding_up:
        holding_up.execute("select 1 from catalogue_resource where id = %s for update", [resource.pk])
        started = agent.start()
        try:
            wait_for(lambda: is_held_up(database_url))
        finally:
            started.kill()
            started.wait()
    wait_for(lambda: Batch.objects.filter(holding__resource=resource).exists())
    assert not (agent.folder / "state" / "table.json").exists()
    stage.execute(f"update {table} set title = '后来', changed = 9 where code = 'K00001'")
    agent.once()
    batches = list(Batch.objects.filter(holding__resource=resource).order_by("published_at"))
    assert [(batch.accepted, batch.inserted, batch.updated) for batch in batches] == [(2, 2, 0), (1, 0, 1)]
    kept = json.loads((agent.folder / "state" / "table.json").read_text())
    assert (kept["receipt"], kept["signature"]) == (batches[1].receipt, batches[1].signature)


def is_held_up(database_url: str) -> bool:
    query = """
        select 1 from pg_stat_activity
        where wait_event_type = 'Lock' and datname = current_database() and query like '%catalogue_resource%'
    """
    with psycopg.connect(database_url) as connection:
        return connection.execute(query).fetchone() is not None


def wait_for(reached: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not reached():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_only_one_agent_runs_over_a_state_folder(stage: Stage, publisher: Make) -> None:
    agent = publisher(publish_table("table", stage.resource(), stage.address, stage.make_table([row_of(1)])))
    started = agent.start()
    try:
        while not (agent.folder / "state" / "table.json").exists():
            assert started.poll() is None
        done = agent.run("run", "--once")
        assert (done.returncode, "正由另一个前置交换使用" in done.stderr) == (1, True)
        started.terminate()
        assert started.wait(20) == 0
    finally:
        started.kill()
        started.wait()
    agent.once()


@pytest.mark.parametrize("setting", [{"cursor": '"nope"'}, {"table": '"nope"'}])
def test_a_table_or_column_that_is_not_there_is_named(stage: Stage, publisher: Make, setting: dict[str, str]) -> None:
    resource, table = stage.resource(), stage.make_table()
    name = setting.get("table", f'"{table}"').strip('"')
    section = publish_table(
        "table", resource, stage.address, name, **{k: v for k, v in setting.items() if k != "table"}
    )
    done: subprocess.CompletedProcess[str] = publisher(section).run("run", "--once")
    assert done.returncode == 1
    assert "无法读取" in done.stdout
    assert ("没有列 nope" if "cursor" in setting else "没有这张表") in done.stdout


def test_a_moment_as_cursor_is_read_up_to_where_open_transactions_cannot_reach(stage: Stage, publisher: Make) -> None:
    resource = stage.resource()
    table = stage.make_table([row_of(1), row_of(2)])
    stage.execute(f"insert into {table} values ('K00003', '刚刚', null, 3, null, clock_timestamp(), true, 3)")
    by_moment = {"cursor": '"seen"', "key": '["code", "count"]', "settle_seconds": 3600}
    agent = publisher(publish_table("table", resource, stage.address, table, batch_rows=1, **by_moment))
    agent.once()
    assert "待发布 0 行" in agent.run("check").stdout
    assert agent.status()["table"]["rows"] == 2
    agent = publisher(publish_table("table", resource, stage.address, table, **by_moment | {"settle_seconds": 0}))
    agent.once()
    assert agent.status()["table"]["rows"] == 3
    assert "已发布" not in agent.once()


def test_a_refused_flow_rests_while_the_others_go_on(stage: Stage, publisher: Make, tmp_path: Path) -> None:
    good, bad, folder = stage.resource(), stage.resource(items=STATIONS), tmp_path / "files"
    folder.mkdir()
    (folder / "a.csv").write_text("编码,名称\n1,2\n", "gbk")
    table = stage.make_table([row_of(1)])
    agent = publisher(publish_folder("bad", bad, folder), publish_table("good", good, stage.address, table))
    started = agent.start()
    try:
        wait_for(lambda: "[bad] 本项停止，60 分钟后再试" in (agent.folder / "log").read_text())
        stage.fill(table, [row_of(2)])
        wait_for(lambda: Batch.objects.filter(holding__resource=good).count() == 2)
        stage.fill(table, [row_of(3)])
        wait_for(lambda: Batch.objects.filter(holding__resource=good).count() == 3)
    finally:
        started.kill()
        started.wait()
    assert Record.objects.filter(action="batch:published", resource=bad.code, outcome="denied").count() == 1
    said = agent.run("status")
    assert said.returncode == 1
    assert "good  发布" in said.stdout
    assert "最近出错：节点拒绝：列与条目的信息项不符" in said.stdout
    assert "last error: The node refuses: " in agent.run("status", YISHU_LANG="en").stdout


def test_a_damaged_state_file_is_told_and_left(stage: Stage, publisher: Make) -> None:
    agent = publisher(publish_table("table", stage.resource(), stage.address, stage.make_table([row_of(1)])))
    agent.once()
    file = agent.folder / "state" / "table.json"
    file.write_text("{")
    done = agent.run("run", "--once")
    assert (done.returncode, "状态文件" in done.stdout, file.read_text()) == (1, True, "{")
    assert agent.run("status").returncode == 1
    file.unlink()
    assert "合格 1 条" in agent.once()  # in full again: to the node the very same batch


@pytest.mark.clause("20.1", "21.2")
def test_a_batch_that_the_node_holds_stays_in_the_outbox_and_nothing_overtakes_it(
    stage: Stage, publisher: Make, tmp_path: Path
) -> None:
    resource, folder = stage.resource(items=STATIONS), tmp_path / "files"
    folder.mkdir()
    (folder / "a.csv").write_text(HEADER + "1223A,滨江,杭州,东经一百二\n1224A,西溪,杭州,120\n", "gbk")
    holding.declare(stage.police.a, resource.code, Decimal(10), now=timezone.now())
    agent = publisher(publish_folder("files", resource, folder))
    for _ in range(2):
        done = agent.run("run", "--once")
        assert "节点已暂存这一批（2 条中 1 条不合规则）" in done.stdout
    (folder / "b.csv").write_text(HEADER + "1225A,下沙,杭州,120\n", "gbk")
    assert "节点已暂存" in agent.run("run", "--once").stdout
    (held,) = Upload.objects.filter(resource=resource)
    holding.release(stage.police.a, str(held.pk), reason="核实无误", now=timezone.now())
    deadline = time.monotonic() + 60
    while not Batch.objects.filter(holding__resource=resource).exists():
        assert time.monotonic() < deadline
        time.sleep(0.1)
    said = agent.once()
    assert said.index("a.csv") < said.index("b.csv")
    assert Batch.objects.filter(holding__resource=resource).count() == 2
    assert agent.status()["files"]["quarantined"] == 1
