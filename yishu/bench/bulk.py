"""Copies out of a large table over HTTP in every format, beside psycopg's COPY of the same items; a file from disk, beside nginx where it is installed."""

import csv
import os
import random
import socket
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any, Final

import psycopg

from yishu.bench.pages import served
from yishu.bench.processes import own_cluster
from yishu.bench.report import machine

ROWS: Final = 500_000
FILE_BYTES: Final = 200 * 1024**2
GOALS: Final = {"bulk-arrow": 0.7, "bulk-file": 0.8, "delta-client": 0.8}
"""The least ratio to the baseline."""
_ITEMS: Final = {
    "id": ("编号", "string"),
    "name": ("名称", "string"),
    "code": ("代码", "string"),
    "born": ("登记日期", "date"),
    "amount": ("金额", "decimal"),
    "people": ("人数", "integer"),
    "seen": ("更新时间", "datetime"),
    "open": ("是否开放", "boolean"),
    "address": ("住址", "string"),
    "homes": ("户数", "integer"),
    "trade": ("行业", "string"),
    "note": ("备注", "string"),
}
GRANTED: Final = tuple(_ITEMS)[:9]


def run(*, rows: int = ROWS, rounds: int = 5, file_bytes: int = FILE_BYTES) -> dict[str, Any]:
    """`{"machine", "figures"}`: twelve items, nine of them granted; each round takes every turn once."""
    load = os.getloadavg()[0]
    with own_cluster() as (folder, cluster):
        about = machine(load, f"PostgreSQL {cluster.account.major}") | {"rows": rows}
        figures = _of_copies(cluster.dsn(), folder, rows, rounds)
    from yishu.bench.files import measure

    with tempfile.TemporaryDirectory(prefix="yishu-bench-") as name:  # no database beside it
        figures += measure(Path(name), rounds, file_bytes)
    return {"machine": about, "figures": figures}


def figure(name: str, unit: str, baseline_name: str, rates: list[tuple[float, float]]) -> dict[str, Any]:
    """`rates`: for each round that of the platform and that of the baseline, if there is one (else 0)."""
    ratios = [ours / theirs for ours, theirs in rates if theirs]
    ratio, goal = median(ratios) if ratios else None, GOALS.get(name)
    return {
        "name": name,
        "value": round(median(ours for ours, _ in rates)),
        "unit": unit,
        "baseline": round(median(theirs for _, theirs in rates)) or None,
        "baseline_name": baseline_name,
        "ratio": ratio and round(ratio, 3),
        "spread": [round(min(ratios), 3), round(max(ratios), 3)] if ratios else None,
        "goal": goal,
        "holds": None if goal is None or ratio is None else ratio >= goal,
    }


def fetch(port: int, path: str, header: str = "Host: bench") -> int:
    """Take an answer and throw it away: its size in bytes, headers included. Raises RuntimeError where it is none."""
    buffer = memoryview(bytearray(1024**2))
    with socket.create_connection(("127.0.0.1", port), timeout=300) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\n{header}\r\nConnection: close\r\n\r\n".encode())
        size = connection.recv_into(buffer)
        if not bytes(buffer[:12]).startswith(b"HTTP/1.1 200"):
            raise RuntimeError(bytes(buffer[:size]).decode(errors="replace"))
        while more := connection.recv_into(buffer):
            size += more
    return size


def rate(amount: float, act: Callable[[], object]) -> float:
    """How much of `amount` a second."""
    began = time.perf_counter()
    act()
    return amount / (time.perf_counter() - began)


def _of_copies(database: str, folder: Path, rows: int, rounds: int) -> list[dict[str, Any]]:
    # Django reads its settings when it is set up: only now is there a database to name.
    from yishu import serving

    serving.ready_django()
    serving.migrate()
    path, key, table = set_stage(folder, rows)
    from yishu.gateway.copies import FORMATS

    forms = [
        form for form in FORMATS if form not in ("xlsx", "geojson")
    ]  # a sheet has no room, and nothing here has a shape
    taken: dict[str, list[tuple[float, float]]] = {form: [] for form in forms}
    with ExitStack() as stack:
        port, _pid = stack.enter_context(served(folder))
        connection = stack.enter_context(psycopg.connect(database))
        for form in forms:
            fetch(port, f"{path}?format={form}", key)
        for _ in range(rounds):
            for form in random.sample(forms, len(forms)):
                bare = rate(rows, lambda: _copy_bare(connection, table))
                ours = rate(rows, lambda form=form: fetch(port, f"{path}?format={form}", key))
                taken[form].append((ours, bare))
    return [figure(f"bulk-{form}", "rows/s", "psycopg COPY, CSV", taken[form]) for form in forms]


def _copy_bare(connection: psycopg.Connection[Any], table: str) -> int:
    statement = f"copy (select {', '.join(GRANTED)} from {table}) to stdout (format csv, header)"
    with connection.cursor() as cursor, cursor.copy(statement.encode()) as copy:
        return sum(len(row) for row in copy)


def set_stage(folder: Path, rows: int) -> tuple[str, str, str]:
    """Of a resource with twelve items: its path for copies, the header with a key that was granted nine of them, its table."""
    from django.utils import timezone

    from yishu.agencies import commands as agencies
    from yishu.agencies.models import Scope
    from yishu.bench import stage
    from yishu.catalogue.rules import ItemDraft
    from yishu.hosting.tables import table_name
    from yishu.sharing import commands as sharing

    items = tuple(ItemDraft(code, name, type=kind, is_key=code == "id") for code, (name, kind) in _ITEMS.items())
    provider, passer = stage.set_agency(1)
    consumer, _ = stage.set_agency(2)
    resource = stage.set_resource(provider, passer, 0, items=items, modes=("bulk",))
    _publish(provider, resource, folder / "batch.csv", rows)
    now = timezone.now()
    system = agencies.register_system(
        consumer, stage.agency_of(consumer), name="基准测试系统", scopes=frozenset({Scope.DATA}), now=now
    )
    request = sharing.LineRequest(
        resource=resource.code,
        items=GRANTED,
        modes=("bulk",),
        systems=(system.name,),
        until=timezone.localdate() + timedelta(days=30),
    )
    sharing.apply(consumer, duty=stage.DUTY, basis="基准测试", requests=(request,), now=now)
    key = agencies.issue_key(consumer, system, now=now).text
    return (
        f"/api/v1/data/{resource.path_code}/bulk",
        f"Authorization: Bearer {key}",
        f'hosted."{table_name(resource.code, 1)}"',
    )


def _publish(provider: Any, resource: Any, spool: Path, rows: int) -> None:
    from django.utils import timezone

    from yishu.hosting import commands as hosting

    with spool.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_ITEMS)
        for n in range(rows):
            day, amount, seen = (
                f"20{n % 25:02d}-03-{n % 28 + 1:02d}",
                f"{n % 100000}.50",
                f"2026-11-{n % 28 + 1:02d}T08:{n % 60:02d}:00+08:00",
            )
            told = (f"名称{n % 9973}", f"C{n % 997:03d}", day, amount, n, seen, "是" if n % 2 else "否", f"住址{n}号")
            writer.writerow((f"33010219{n:010d}", *told, n % 1000, f"行业{n % 77}", "备注"))
    hosting.publish(provider, resource.code, spool, media_type="text/csv", now=timezone.now())
    spool.unlink()
