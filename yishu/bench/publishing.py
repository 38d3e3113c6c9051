"""Publishing over HTTP, every check of every item included, beside PostgreSQL's own COPY of the same file into a keyed table and DuckDB's own comparison."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, Final

import duckdb
import msgspec
import psycopg
import pyarrow as pa
import pyarrow.compute as pc

from yishu.bench import invented
from yishu.bench.processes import own_cluster, process, wait_for
from yishu.bench.report import free_ports, machine

RECORDS: Final = 5_000_000
CHANGES: Final = 50_000
GOAL_LOAD: Final = 0.5  # of COPY's rate
GOAL_CHANGES: Final = 10.0  # seconds
GOAL_AGAIN: Final = 1 / 1.5  # of the rate of DuckDB's comparison and the bare application of what differs
GOAL_MEMORY: Final = 600  # MiB
_TYPES: Final = {
    "id_number": "text primary key",
    "name": "text",
    "grade": "text",
    "born": "date",
    "amount": "numeric",
    "persons": "bigint",
    "households": "bigint",
    "registered_at": "timestamptz",
    "active": "boolean",
    "address": "text",
    "occupation": "text",
    "note": "text",
}
_COLUMNS: Final = ", ".join(_TYPES)


def run(*, records: int = RECORDS, changes: int = CHANGES) -> dict[str, Any]:
    """`{"machine", "figures"}`: a node of its own takes a first load, everything once more with a hundredth changed, and a batch of changes."""
    load = os.getloadavg()[0]
    with own_cluster() as (folder, cluster):
        files = _Files(folder, records, changes)
        with _publishing() as publisher:
            figures = list(_measured(cluster.dsn(), files, publisher))
        version = f"PostgreSQL {cluster.account.major}"
    return {"machine": machine(load, version) | {"records": records, "items": len(_TYPES)}, "figures": figures}


class _Files:
    """The same records thrice: all of them; all of them, a hundredth changed; some of them changed."""

    def __init__(self, folder: Path, records: int, changes: int) -> None:
        self.records, self.changes = records, changes
        self.first, self.again, self.some = (folder / f"{name}.csv" for name in ("first", "again", "some"))
        invented.write(self.first, range(records), lambda _: "")
        invented.write(self.again, range(records), lambda n: pc.if_else(pa.array(n % 100 == 0), "又", ""))
        invented.write(self.some, range(1, records, max(records // changes, 1)), lambda _: "改")


class _Publisher:
    """An application system of the provider, and the gateway that it publishes to."""

    def __init__(self, port: int, path: str, key: str, pid: int) -> None:
        self.port, self.path, self.key, self.pid = port, path, key, pid

    def publish(self, path: Path, mode: str = "upsert") -> tuple[float, dict[str, Any]]:
        """Seconds from the first byte to the receipt, and the receipt."""
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": "text/csv"}
        connection = HTTPConnection("127.0.0.1", self.port, timeout=3600, blocksize=1024 * 1024)
        began = time.perf_counter()
        with path.open("rb") as file:
            connection.request("POST", f"{self.path}?mode={mode}", file, headers)
            answer = connection.getresponse()
            told = answer.read()
        took = time.perf_counter() - began
        if answer.status != HTTPStatus.OK:
            raise RuntimeError(f"{answer.status}: {told.decode(errors='replace')[:500]}")
        return took, msgspec.json.decode(told)

    @property
    def most_memory(self) -> int:
        """MiB of the gateway's process at its largest."""
        lines = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM"))


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(1024 * 1024):
            yield block


@contextmanager
def _publishing() -> Iterator[_Publisher]:
    from yishu import serving

    serving.ready_django()
    serving.migrate()
    from django.utils import timezone

    from yishu.agencies import commands as agencies
    from yishu.agencies.models import Scope
    from yishu.bench.stage import agency_of, set_agency, set_resource

    provider, passer = set_agency(1)
    resource = set_resource(provider, passer, 0, items=_items(), key_kind="resident_id")
    system = agencies.register_system(
        provider, agency_of(provider), name="基准发布系统", scopes=frozenset({Scope.PUBLISH}), now=timezone.now()
    )
    key = agencies.issue_key(provider, system, now=timezone.now()).text
    port = free_ports()[0]
    with process([sys.executable, "-m", "yishu.cli", "gateway", "--port", str(port)]) as gateway:
        wait_for(port)
        yield _Publisher(port, f"/api/v1/data/{resource.path_code}/batches", key, gateway.pid)


def _items() -> tuple[Any, ...]:
    from yishu.catalogue.rules import ItemDraft

    kinds = {"date": "date", "numeric": "decimal", "bigint": "integer", "timestamptz": "datetime", "boolean": "boolean"}
    more: dict[str, dict[str, Any]] = {
        "id_number": {"is_key": True, "required": True},
        "name": {"required": True, "length": 40},
        "grade": {"codes": {f"{n:02d}": f"第{n}级" for n in range(50)}},
    }
    return tuple(
        ItemDraft(code, code, type=kinds.get(of, "string"), **more.get(code, {})) for code, of in _TYPES.items()
    )


def _measured(address: str, files: _Files, publisher: _Publisher) -> Iterator[dict[str, Any]]:
    bare = _copied(address, files.first)
    took, receipt = publisher.publish(files.first)
    _require(receipt, accepted=files.records, quarantined=0, version=1)
    yield _figure("publish-first-load", files.records, took, bare, "bare COPY, keyed", GOAL_LOAD)
    bare = _compared(address, files)
    took, receipt = publisher.publish(files.again, "replace")
    _require(receipt, accepted=files.records, quarantined=0, version=2)
    yield _figure("publish-again", files.records, took, bare, "DuckDB and bare apply", GOAL_AGAIN)
    took, receipt = publisher.publish(files.some)
    _require(receipt, unchanged=0, quarantined=0, version=3)
    yield _figure("publish-changes", receipt["accepted"], took, None, "", None, holds=took <= GOAL_CHANGES)
    memory = publisher.most_memory
    yield {
        **_figure("publish-memory", files.records, took, None, "", None, holds=memory <= GOAL_MEMORY),
        "value": memory,
        "unit": "MiB",
    }


def _require(receipt: dict[str, Any], **wanted: int) -> None:
    if {name: receipt[name] for name in wanted} != wanted:
        raise RuntimeError(f"not as it should be: {receipt}")


def _copied(address: str, path: Path) -> float:
    """Seconds of PostgreSQL's own COPY of the file into a table that has its key."""
    columns = ", ".join(f"{name} {of}" for name, of in _TYPES.items())
    began = time.perf_counter()
    with psycopg.connect(address) as connection:
        connection.execute(f"create table bare ({columns})".encode())
        with connection.cursor() as cursor, cursor.copy("copy bare from stdin (format csv, header)") as copy:
            for block in _blocks(path):
                copy.write(block)
    return time.perf_counter() - began


def _compared(address: str, files: _Files) -> float:
    """Seconds that DuckDB takes to compare the two files, and PostgreSQL to take in what differs."""
    differing = files.first.with_name("differing.csv")
    began = time.perf_counter()
    rest = ", ".join(f"n.{name}" for name in list(_TYPES)[1:]), ", ".join(f"o.{name}" for name in list(_TYPES)[1:])
    with duckdb.connect(config={"memory_limit": "2GB", "temp_directory": str(differing.parent / "duckdb")}) as engine:
        engine.execute(f"""
            copy (select n.* from read_csv('{files.again}', all_varchar=true) n
                left join read_csv('{files.first}', all_varchar=true) o on n.id_number = o.id_number
                where o.id_number is null or row({rest[0]}) is distinct from row({rest[1]}))
            to '{differing}' (header false)
        """)
    sets = ", ".join(f"{name} = c.{name}" for name in list(_TYPES)[1:])
    with psycopg.connect(address) as connection:
        connection.execute("create temp table changed (like bare)")
        with connection.cursor() as cursor, cursor.copy("copy changed from stdin (format csv)") as copy:
            for block in _blocks(differing):
                copy.write(block)
        connection.execute(f"update bare b set {sets} from changed c where b.id_number = c.id_number".encode())
    return time.perf_counter() - began


def _figure(
    name: str, rows: int, took: float, bare: float | None, of: str, goal: float | None, *, holds: bool | None = None
) -> dict[str, Any]:
    ratio = None if bare is None else round(bare / took, 3)
    return {
        "name": name,
        "value": round(rows / took),
        "unit": "rows/s",
        "baseline": None if bare is None else round(rows / bare),
        "baseline_name": of,
        "ratio": ratio,
        "goal": goal if goal is None else round(goal, 2),
        "holds": holds if ratio is None or goal is None else ratio >= goal,
        "rows": rows,
        "seconds": round(took, 1),
    }
