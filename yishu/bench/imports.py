"""The directories of seven portals into a fresh database, with all rules, beside bare COPY statements of the same rows; then once more.

Run in a process of its own over a database of its own: `python -m yishu.bench.imports` with `YISHU_DATABASE_URL` prints the figure as JSON.
"""

import csv
import io
import json
import lzma
import os
import subprocess
import sys
import time
from importlib.resources import files
from typing import Any, Final

import psycopg
from psycopg import sql

from yishu.node.postgres import Cluster

NAME: Final = "import-portals"
GOAL: Final = 60.0  # seconds for all of them with all rules
DATABASE: Final = "yishu_bench_import"


def directories() -> dict[str, bytes]:
    """Portal → the CSV that it published."""
    folder = files("yishu.bench") / "data" / "portals"
    named = {each.name: each for each in folder.iterdir() if each.name.endswith(".csv.xz")}
    return {name.removesuffix(".csv.xz"): lzma.decompress(named[name].read_bytes()) for name in sorted(named)}


def figure(cluster: Cluster) -> dict[str, Any]:
    """Measured by another process, in a database that is new and removed afterwards."""
    with psycopg.connect(cluster.dsn(), autocommit=True) as connection:
        connection.execute(f"create database {DATABASE}")
    environment = os.environ | {"YISHU_DATABASE_URL": cluster.dsn(DATABASE)}
    try:
        command = [sys.executable, "-m", "yishu.bench.imports"]
        return json.loads(subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE).stdout)
    finally:
        with psycopg.connect(cluster.dsn(), autocommit=True) as connection:
            connection.execute(f"drop database {DATABASE} with (force)")


def measure() -> dict[str, Any]:
    """Rows a second of the import and of the baseline; `seconds` of the first run and of the second, which must change nothing."""
    given = directories()
    bare, rows = _bare_copy(given)
    first, came = _imported(given)
    second, again = _imported(given)
    unmoved = not any(each.created or each.changed or each.gone for each in again)
    assert sum(each.created + each.unchanged for each in came) == rows
    return {
        "name": NAME,
        "value": round(rows / first),
        "unit": "rows/s",
        "baseline": round(rows / bare),
        "baseline_name": "bare COPY",
        "ratio": round(bare / first, 3),
        "spread": [round(bare / first, 3)] * 2,
        "goal": None,
        "holds": first <= GOAL and unmoved,
        "rows": rows,
        "remarks": sum(len(each.dirt) for each in came),
        "seconds": round(first, 1),
        "seconds_again": round(second, 1),
        "changed_again": sum(each.created + each.changed + each.gone for each in again),
    }


def _imported(given: dict[str, bytes]) -> tuple[float, list[Any]]:
    from django.utils import timezone

    from yishu.catalogue.importing import import_directory
    from yishu.core.actor import PLATFORM

    began = time.perf_counter()
    came = [import_directory(PLATFORM, content, source=name, now=timezone.now()) for name, content in given.items()]
    return time.perf_counter() - began, came


def _bare_copy(given: dict[str, bytes]) -> tuple[float, int]:
    """The same rows by COPY into tables of texts without key, index or rule."""
    rows = 0
    began = time.perf_counter()
    with psycopg.connect(os.environ["YISHU_DATABASE_URL"]) as connection:
        for n, content in enumerate(given.values()):
            heads, *lines = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
            table = sql.Identifier(f"bare_{n}")
            columns = sql.SQL(", ").join(sql.SQL("{} text").format(sql.Identifier(head)) for head in heads)
            connection.execute(sql.SQL("create table {} ({})").format(table, columns))
            with connection.cursor() as cursor, cursor.copy(sql.SQL("copy {} from stdin").format(table)) as copy:
                for line in lines:
                    copy.write_row(line)
            rows += len(lines)
    return time.perf_counter() - began, rows


if __name__ == "__main__":
    from yishu import serving

    serving.ready_django()
    serving.migrate()
    print(json.dumps(measure()))
