"""Lists of 100 000 subjects as Arrow, beside the same lists looked up in the table (a gateway that keeps no replicas); and calls of 1 000 subjects in JSON."""

import csv
import http.client
import io
import os
import random
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from typing import Any, Final

import msgspec
import pyarrow as pa

from yishu.bench.bulk import rate
from yishu.bench.load import SEPARATOR
from yishu.bench.processes import own_cluster, process, wait_for
from yishu.bench.report import free_ports, machine
from yishu.bench.turns import Load, usual_loader

RECORDS: Final = 2_000_000
SUBJECTS: Final = 100_000
JSON_SUBJECTS: Final = 1000
JSON_CALLERS: Final = 4
RATIO_GOAL: Final = 6.0
JSON_GOAL: Final = 80_000  # subjects a second
_WRONG: Final = 100  # one in so many claims is wrong, and one in so many subjects has no record
_ITEMS: Final = ("name", "code", "registered")
_MEDIA_TYPE: Final = "application/vnd.apache.arrow.stream"
_WRITTEN_WITHIN: Final = 600  # seconds


@dataclass(frozen=True, slots=True)
class Stage:
    """A resource keyed by resident numbers, and a key that was granted three of its items."""

    path_code: str
    key: str
    records: int

    def call(self, port: int, act: str, body: bytes) -> bytes:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": _MEDIA_TYPE}
        connection.request("POST", f"/api/v1/data/{self.path_code}/{act}", body, headers)
        answer = connection.getresponse()
        told = answer.read()
        connection.close()
        if answer.status != 200:
            raise RuntimeError(told.decode(errors="replace")[:500])
        return told


def run(*, records: int = RECORDS, subjects: int = SUBJECTS, rounds: int = 6) -> dict[str, Any]:
    """`{"machine", "figures"}`; each round takes every turn once."""
    load = os.getloadavg()[0]
    with own_cluster() as (folder, cluster):
        about = machine(load, f"PostgreSQL {cluster.account.major}") | {"records": records, "loader": usual_loader()}
        from yishu import serving

        serving.ready_django()
        serving.migrate()
        stage = set_stage(folder, records)
        with ExitStack() as stack:
            ports = {name: stack.enter_context(_gateway(name)) for name in ("20", "0")}
            bodies = {act: _stream(stage, act, subjects) for act in ("verify", "query")}
            _wait_for_replica(stage, folder, ports["20"], bodies["query"])
            figures = [_arrow(stage, ports, act, body, subjects, rounds) for act, body in bodies.items()]
            figures += [_json(stage, ports["20"], folder, act, rounds) for act in ("verify", "query")]
    return {"machine": about, "figures": figures}


@contextmanager
def _gateway(gib: str) -> Iterator[int]:
    """A gateway that may keep so many GiB of replicas: its port."""
    port, _ = free_ports()
    os.environ["YISHU_REPLICA_GIB"] = gib
    with process([sys.executable, "-m", "yishu.cli", "gateway", "--port", str(port)]):
        wait_for(port)
        yield port


def _wait_for_replica(stage: Stage, folder: Path, port: int, body: bytes) -> None:
    stage.call(port, "query", body)
    for _ in range(_WRITTEN_WITHIN * 2):
        if any(not each.name.endswith(".part") for each in (folder / "replicas").glob("*")):
            stage.call(port, "query", body)
            return
        time.sleep(0.5)
    raise RuntimeError("no replica was written")


def _arrow(stage: Stage, ports: dict[str, int], act: str, body: bytes, subjects: int, rounds: int) -> dict[str, Any]:
    rates = []
    for n in range(rounds):
        turns = ["20", "0"] if n % 2 else ["0", "20"]
        found = {name: rate(subjects, lambda name=name: stage.call(ports[name], act, body)) for name in turns}
        rates.append((found["20"], found["0"]))
    return _figure(f"list-arrow-{act}", rates, "look-ups in the table", RATIO_GOAL)


def _json(stage: Stage, port: int, folder: Path, act: str, rounds: int) -> dict[str, Any]:
    requests, chance = folder / f"json-{act}", random.Random(7)  # noqa: S311
    requests.write_bytes(SEPARATOR.join(_json_request(stage, act, chance) for _ in range(100)))
    with Load() as load:
        load.turn(port, requests, callers=JSON_CALLERS, seconds=1)
        rates = [load.turn(port, requests, callers=JSON_CALLERS, seconds=2).rate * JSON_SUBJECTS for _ in range(rounds)]
    return _figure(f"list-json-{act}", [(each, 0.0) for each in rates], "", JSON_GOAL)


def _figure(name: str, rates: list[tuple[float, float]], baseline_name: str, goal: float) -> dict[str, Any]:
    """The goal is a ratio to the baseline; a rate where there is none."""
    ratios = [ours / theirs for ours, theirs in rates if theirs]
    value = median(ours for ours, _ in rates)
    return {
        "name": name,
        "value": round(value),
        "unit": "subjects/s",
        "baseline": round(median(theirs for _, theirs in rates)) or None,
        "baseline_name": baseline_name,
        "ratio": round(median(ratios), 2) if ratios else None,
        "spread": [round(min(ratios), 2), round(max(ratios), 2)] if ratios else None,
        "goal": goal,
        "holds": (median(ratios) if ratios else value) >= goal,
    }


def row(n: int) -> tuple[str, str, str, date]:
    """Number, name, code and day of record n: resident numbers in which a thousand share a day of birth."""
    body = f"330106{date(1950, 1, 1) + timedelta(days=n // 1000):%Y%m%d}{n % 1000:03d}"
    total = sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True))
    return body + "10X98765432"[total % 11], f"名称{n % 9973}", f"C{n % 997:03d}", date(2001, 3, n % 28 + 1)


_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def _drawn(stage: Stage, count: int, chance: random.Random) -> list[tuple[str, str, str, date]]:
    """Records drawn at random; beyond the last there is none."""
    rows = [row(chance.randrange(stage.records + stage.records // _WRONG)) for _ in range(count)]
    return [
        (number, "别名" if n % _WRONG == 0 else name, code, day) for n, (number, name, code, day) in enumerate(rows)
    ]


def _stream(stage: Stage, act: str, count: int) -> bytes:
    drawn = _drawn(stage, count, random.Random(20261129))  # noqa: S311
    numbers, names, codes, days = (list(column) for column in zip(*drawn, strict=True))
    said: dict[str, Any] = {"purpose": {"duty": _duty(), "case": "SQ-1"}}
    if act == "query":
        table, said["items"] = pa.table({"subject": numbers}), list(_ITEMS)
    else:
        table = pa.table({"subject": numbers, "name": names, "code": codes, "registered": days})
    table = table.replace_schema_metadata({"yishu": msgspec.json.encode(said)})
    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    return sink.getvalue()


def _json_request(stage: Stage, act: str, chance: random.Random) -> bytes:
    drawn = _drawn(stage, JSON_SUBJECTS, chance)
    asked: dict[str, Any] = {"purpose": {"duty": _duty(), "case": "SQ-1"}}
    if act == "query":
        asked |= {"items": _ITEMS, "subjects": [number for number, *_ in drawn]}
    else:
        asked["subjects"] = [
            {"subject": number, "claims": {"name": name, "code": code, "registered": day.isoformat()}}
            for number, name, code, day in drawn
        ]
    body = msgspec.json.encode(asked)
    head = (
        f"POST /api/v1/data/{stage.path_code}/{act} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {stage.key}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _duty() -> str:
    from yishu.bench.stage import DUTY

    return DUTY


def set_stage(folder: Path, records: int) -> Stage:
    """Agencies, the resource with its records, and a grant that no list of the benchmark exhausts."""
    from django.utils import timezone

    from yishu.agencies import commands as agencies
    from yishu.agencies.models import Scope
    from yishu.bench import stage
    from yishu.catalogue.rules import ItemDraft
    from yishu.hosting import commands as hosting
    from yishu.sharing import commands as sharing
    from yishu.sharing.rules import Limits

    items = (
        ItemDraft("number", "公民身份号码", is_key=True, sensitivity="personal"),
        ItemDraft("name", "名称"),
        ItemDraft("code", "代码"),
        ItemDraft("registered", "登记日期", type="date"),
        ItemDraft("amount", "金额", type="decimal"),
        ItemDraft("note", "备注"),
    )
    provider, passer = stage.set_agency(1)
    consumer, _ = stage.set_agency(2)
    resource = stage.set_resource(provider, passer, 0, items=items, category="restricted", key_kind="resident_id")
    now, spool = timezone.now(), folder / "batch.csv"
    with spool.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(item.code for item in items)
        writer.writerows((*row(n), f"{n % 100000}.50", f"备注{n}") for n in range(records))
    hosting.publish(provider, resource.code, spool, media_type="text/csv", now=now)
    spool.unlink()
    system = agencies.register_system(
        consumer, stage.agency_of(consumer), name="基准测试系统", scopes=frozenset({Scope.DATA}), now=now
    )
    request = sharing.LineRequest(
        resource=resource.code,
        items=_ITEMS,
        modes=("verify", "query"),
        systems=(system.name,),
        until=timezone.localdate() + timedelta(days=30),
    )
    application = sharing.apply(consumer, duty=stage.DUTY, basis="基准测试", requests=(request,), now=now)
    decision = sharing.Decision(
        approves=True,
        items=request.items,
        modes=request.modes,
        until=request.until,
        limits=Limits(misses=1_000_000_000, batch=SUBJECTS),
    )
    sharing.decide(passer, application.number, resource.code, decision, now=now)
    return Stage(resource.path_code, agencies.issue_key(consumer, system, now=now).text, records)
