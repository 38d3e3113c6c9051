"""A provider and a consumer with their keys, a database beside the node, and the agent as the process that it is."""

import json
import os
import random
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import psycopg

from tests.cast import PASSWORD, Cast
from tests.conftest import ROOT, Node
from yishu.agencies.models import Person, Scope
from yishu.catalogue.models import Resource
from yishu.catalogue.rules import ItemDraft

ITEMS = (
    ItemDraft("code", "编号", is_key=True, required=True),
    ItemDraft("title", "名称"),
    ItemDraft("amount", "金额", type="decimal"),
    ItemDraft("count", "件数", type="integer"),
    ItemDraft("day", "日期", type="date"),
    ItemDraft("seen", "时刻", type="datetime"),
    ItemDraft("open", "有效", type="boolean"),
)
CODES = tuple(item.code for item in ITEMS)
Row = tuple[Any, ...]
TABLE = """
    code text primary key, title text, amount numeric, "count" bigint, day date, seen timestamptz, open boolean,
    changed bigint not null
"""


def row_of(n: int, changed: int | None = None) -> Row:
    """A row of the source: the items, then the cursor. Some values are empty, some hold what CSV must quote."""
    seen = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=n)
    title = None if n % 7 == 0 else f'第{n}号 "甲,乙"\n二' if n % 5 == 0 else f"第{n}号"
    amount = Decimal(n) / 100 if n % 3 else None
    return (f"K{n:05}", title, amount, n, date(2026, 1, 1) + timedelta(days=n % 300), seen, n % 2 == 0, changed or n)


@dataclass
class Stage:
    """POLICE publishes, CIVIL receives, OFFICE passes entries; `address` is a database of theirs beside the node."""

    cast: Cast
    police: Cast.Member
    civil: Cast.Member
    office: Cast.Member
    publishing: Cast.System
    receiving: Cast.System
    node: Node
    address: str

    def resource(self, **more: Any) -> Resource:
        return self.cast.resource(self.police, self.office, **{"items": ITEMS, "key_kind": "plain"} | more)

    def grant(self, resource: Resource, **more: Any) -> Any:
        return self.cast.grant(self.civil, self.police, resource, systems=(self.receiving,), modes=("bulk",), **more)

    def as_(self, person: Person) -> dict[str, str]:
        """Headers of a person who has logged in over the API."""
        said = {"login": person.login, "password": PASSWORD}
        token = httpx.post(f"{self.node.url}/api/v1/session", json=said).json()["token"]
        return {"Authorization": f"Bearer {token}"}

    def copied(self, resource: Resource) -> list[str]:
        """What the node holds: the lines of a full copy, sorted."""
        path = f"{self.node.url}/api/v1/data/{resource.path_code}/bulk"
        answer = httpx.get(path, headers=self.receiving.headers, timeout=60)
        assert answer.status_code == 200, answer.text
        return answer.text.split("\n")[1:-1]

    def execute(self, statement: str, rows: Sequence[Row] | None = None) -> None:
        with psycopg.connect(self.address) as connection, connection.cursor() as cursor:
            if rows is None:
                cursor.execute(statement.encode())
            else:
                cursor.executemany(statement.encode(), rows)

    def fetch(self, query: str) -> list[Row]:
        with psycopg.connect(self.address) as connection:
            return connection.execute(query.encode()).fetchall()

    def make_table(self, rows: Sequence[Row] = ()) -> str:
        """A source table with rows of `row_of`; its name."""
        name = f"source_{random.randrange(10**9)}"
        self.execute(f"create table {name} ({TABLE})")
        self.fill(name, rows)
        return name

    def fill(self, table: str, rows: Sequence[Row]) -> None:
        if rows:
            self.execute(f"insert into {table} values (%s, %s, %s, %s, %s, %s, %s, %s)", rows)


def set_stage(node: Node, address: str) -> Stage:
    cast = Cast()
    police, civil = cast.agency("公安厅"), cast.agency("民政厅")
    office = cast.agency("省政府办公厅", coordinator=True)
    return Stage(cast, police, civil, office, police.system(Scope.PUBLISH), civil.system(), node, address)


class Agent:
    """One `front.toml` in a folder of its own, and the commands over it."""

    def __init__(self, folder: Path, url: str, key: str, *flows: str, interval: int = 1) -> None:
        self.folder, self.file = folder, folder / "front.toml"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "front.key").write_text(key + "\n")
        head = f'[node]\nurl = "{url}"\nkey_file = "front.key"\n'
        self.file.write_text(f'{head}[agent]\nstate = "state"\ninterval_seconds = {interval}\n' + "\n".join(flows))

    def run(self, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "yishu.cli", "front", *words, "-c", str(self.file)]
        done = subprocess.run(
            command, cwd=ROOT, env=quiet(environment), capture_output=True, text=True, timeout=120, check=False
        )
        assert "Traceback" not in done.stderr, done.stderr
        assert "ysk_" not in (done.stdout + done.stderr).replace("ysk_ ", "")
        return done

    def once(self) -> str:
        """One round that goes well; what was said."""
        done = self.run("run", "--once")
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "yishu.cli", "front", "run", "-c", str(self.file)]
        with (self.folder / "log").open("ab") as log:
            return subprocess.Popen(command, cwd=ROOT, env=quiet({}), stdout=log, stderr=log)

    def status(self) -> dict[str, dict[str, Any]]:
        done = self.run("status", "--json")
        return {flow["name"]: flow for flow in json.loads(done.stdout)["flows"]}


def quiet(environment: dict[str, str]) -> dict[str, str]:
    """The agent's own environment: nothing of the node's, Chinese unless told otherwise."""
    ours = {
        name: value for name, value in os.environ.items() if not name.startswith(("YISHU_", "DJANGO_", "LC_", "LANG"))
    }
    return ours | {"PYTHONUTF8": "1"} | environment


def publish_table(name: str, resource: Resource, address: str, table: str, **more: object) -> str:
    """A section that publishes a PostgreSQL table; further lines by keyword, as TOML."""
    columns = ", ".join(f'"{code}"' for code in CODES)
    lines = {"cursor": '"changed"', "key": '["code"]', "settle_seconds": 0, "columns": f"[{columns}]"} | more
    head = f'[[publish]]\nname = "{name}"\nresource = "{resource.code}"\npostgres = "{address}"\ntable = "{table}"\n'
    return head + "".join(f"{key} = {value}\n" for key, value in lines.items() if value is not None)


def publish_folder(name: str, resource: Resource, folder: Path, *, settle: int = 0, encoding: str = "gbk") -> str:
    return (
        f'[[publish]]\nname = "{name}"\nresource = "{resource.code}"\ncsv_folder = "{folder}"\n'
        f'encoding = "{encoding}"\nsettle_seconds = {settle}\n'
    )


def receive(name: str, resource: Resource, table: str, *, postgres: str = "", sqlite: Path | None = None) -> str:
    place = f'sqlite = "{sqlite}"' if sqlite else f'postgres = "{postgres}"'
    return f'[[receive]]\nname = "{name}"\nresource = "{resource.code}"\n{place}\ntable = "{table}"\n'
