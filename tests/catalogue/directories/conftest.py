"""Nodes of their own beside the worker's: a directory of any size, whose entries no other test meets."""

import csv
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from tests.conftest import ROOT, Node, _clone, free_port


@dataclass
class Apart:
    """A node over a database of its own."""

    database: str
    folder: Path
    processes: list[Node] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        return os.environ | {"YISHU_DATABASE_URL": self.database, "YISHU_DIR": str(self.folder / "node")}

    def cli(self, *words: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, "-m", "yishu.cli", *words]
        return subprocess.run(command, env=self.environment | environment, capture_output=True, cwd=ROOT)

    def done(self, *words: str, **environment: str) -> bytes:
        """What the command wrote; it must end well."""
        ended = self.cli(*words, **environment)
        assert ended.returncode == 0, ended.stderr.decode()
        return ended.stdout

    def serve(self, **environment: str) -> Node:
        port = free_port()
        command = [sys.executable, "-m", "yishu.cli", "serve", "--port", str(port)]
        process = subprocess.Popen(command, env=self.environment | environment, cwd=ROOT)
        node = Node(process, f"http://127.0.0.1:{port}")
        self.processes.append(node)
        node.wait()
        return node

    def sql(self, statement: str, *values: Any) -> list[Any]:
        with psycopg.connect(self.database, autocommit=True) as connection:
            done = connection.execute(statement.encode(), values or None)
            return done.fetchall() if done.description else []

    def import_rows(self, rows: list[dict[str, str]]) -> None:
        """Entries of an open directory."""
        file = self.folder / "rows.csv"
        with file.open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out)
            writer.writerow(row(0))
            writer.writerows(each.values() for each in rows)
        assert self.cli("catalogue", "import", str(file)).returncode in (0, 1)  # 1: with remarks


def row(n: int, **changes: str) -> dict[str, str]:
    """A sound row of an open directory."""
    made = {
        "标题": f"公园名录{n}", "摘要": "公园的名称和位置", "标签": "公园", "更新周期": "每年", "资源格式": "接口",
        "数源单位": "杭州市园文局", "数据领域": "城建", "行业分类": "公共", "开放条件": "无条件开放", "更新日期": "2024-01-02",
        "发布日期": "2023-01-02", "数据量": "9", "详情页网址": f"http://data.example.cn/{n}",
    }  # fmt: skip
    return made | changes


@pytest.fixture(scope="module")
def make_apart(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Apart]]:
    server = make_conninfo(database_url, dbname="postgres")
    own = conninfo_to_dict(database_url)["dbname"]
    made: list[Apart] = []

    def make(name: str) -> Apart:
        database = f"{own}_{name}_{len(made)}"  # a module may be set up twice in a worker that takes over tests
        _clone(server, database)
        made.append(Apart(make_conninfo(database_url, dbname=database), tmp_path_factory.mktemp(name)))
        return made[-1]

    yield make
    for apart in made:
        for process in apart.processes:
            process.stop()
    with psycopg.connect(server, autocommit=True) as connection:
        for apart in made:
            name = sql.Identifier(str(conninfo_to_dict(apart.database)["dbname"]))
            connection.execute(sql.SQL("drop database {} with (force)").format(name))
