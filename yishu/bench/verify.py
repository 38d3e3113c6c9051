"""The governed, durable verify call over HTTP beside its two baselines, in alternating turns."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, Final

import msgspec
import psycopg

from yishu.bench.load import SEPARATOR
from yishu.bench.processes import process, wait_for
from yishu.bench.stage import CLAIMED, DUTY, FIRST, KEY, Measured, Stage, draws, row
from yishu.bench.turns import Load, cpu_seconds, pgbench
from yishu.node.postgres import Cluster

CALLERS = (1, 16, 64)
GOALS: Final = {"verify-one-64": 1.3, "verify-one-64-pgbench": 0.6, "verify-twenty-64": 1.0}
"""The least ratio to the baseline."""
_REQUESTS = 6000


@dataclass(frozen=True, slots=True)
class Method:
    """How long is measured: rounds of turns of so many seconds."""

    rounds: int = 6
    seconds: float = 2.0


@dataclass(frozen=True, slots=True)
class Round:
    """One round's rates (calls a second), and the CPU of the server's side in microseconds a call."""

    governed: float
    bare: float
    lookups: float
    governed_cpu: float
    bare_cpu: float
    latency: float


@dataclass(frozen=True, slots=True)
class Bench:
    """Both servers, up together over one cluster."""

    cluster: Cluster
    folder: Path
    stage: Stage
    gateway: int  # port
    bare: int
    gateway_pid: int
    bare_pid: int

    def figures(self, method: Method, only: str | None) -> Iterator[dict[str, Any]]:
        """`verify-one-64` is one resource with 64 callers; `…-pgbench` is beside pgbench's look-ups."""
        for name, measured in (("one", (self.stage.one,)), ("twenty", self.stage.twenty)):
            for callers in CALLERS:
                title = f"verify-{name}-{callers}"
                if only is None or title.startswith(only):
                    yield from self._figures(title, measured, callers, method)

    def _figures(
        self, title: str, measured: tuple[Measured, ...], callers: int, method: Method
    ) -> Iterator[dict[str, Any]]:
        governed, bare, scripts = self._write_requests(measured)
        self._checkpoint()
        with Load() as load:
            for port, requests in ((self.bare, bare), (self.gateway, governed)):
                load.turn(
                    port, requests, callers=callers, seconds=method.seconds
                )  # statements are prepared, not counted
            rounds = [
                self._round(load, governed, bare, scripts, callers, method, backwards=n % 2 == 1)
                for n in range(method.rounds)
            ]
        cpu = {
            "cpu_us": round(median(each.governed_cpu for each in rounds), 1),
            "baseline_cpu_us": round(median(each.bare_cpu for each in rounds), 1),
            "latency_ms": round(median(each.latency for each in rounds), 2),
        }
        yield _figure(title, [(each.governed, each.bare) for each in rounds], "bare look-up") | cpu
        yield _figure(f"{title}-pgbench", [(each.governed, each.lookups) for each in rounds], "pgbench")

    def _round(
        self,
        load: Load,
        governed: Path,
        bare: Path,
        scripts: list[Path],
        callers: int,
        method: Method,
        *,
        backwards: bool,
    ) -> Round:
        rates: dict[str, tuple[float, float, float]] = {}

        def over_http(name: str, port: int, requests: Path, pid: int) -> None:
            before = cpu_seconds(pid, self._postmaster)
            turn = load.turn(port, requests, callers=callers, seconds=method.seconds)
            # The warm-up's calls are in the CPU as well, at the same rate.
            calls = turn.calls * (turn.seconds + 0.3) / turn.seconds
            rates[name] = turn.rate, (cpu_seconds(pid, self._postmaster) - before) / calls * 1e6, turn.median

        def lookups() -> None:
            program = self.cluster.binaries / "pgbench"
            rate = pgbench(program, self.cluster.dsn(), scripts, callers=callers, seconds=method.seconds)
            rates["lookups"] = rate, 0.0, 0.0

        turns = [
            lambda: over_http("bare", self.bare, bare, self.bare_pid),
            lambda: over_http("governed", self.gateway, governed, self.gateway_pid),
            lookups,
        ]
        for turn in reversed(turns) if backwards else turns:
            turn()
        (ours, ours_cpu, latency), (theirs, theirs_cpu, _) = rates["governed"], rates["bare"]
        return Round(ours, theirs, rates["lookups"][0], ours_cpu, theirs_cpu, latency)

    def _checkpoint(self) -> None:
        """Each figure begins alike, however much the ones before it wrote."""
        with psycopg.connect(self.cluster.dsn(), autocommit=True) as connection:
            connection.execute("checkpoint")

    @property
    def _postmaster(self) -> int:
        return self.cluster.postmaster_pid or 0

    def _write_requests(self, measured: tuple[Measured, ...]) -> tuple[Path, Path, list[Path]]:
        """The same draws for all three: files of requests, and pgbench's scripts, one a table."""
        drawn = draws(measured, _REQUESTS)
        governed, bare = (self.folder / name for name in ("governed", "bare"))
        governed.write_bytes(SEPARATOR.join(_governed(self.stage.key, each, n) for each, n in drawn))
        bare.write_bytes(SEPARATOR.join(_bare(each, n) for each, n in drawn))
        columns = ", ".join(CLAIMED)
        scripts = []
        for n, each in enumerate(measured):
            scripts.append(self.folder / f"lookup-{n}.sql")
            last = FIRST + each.records - 1
            select = f'select {columns} from hosted."{each.table}" where "{KEY}" = (:n)::bigint::text;'
            scripts[-1].write_text(f"\\set n random({FIRST}, {last})\n{select}\n")
        return governed, bare, scripts


@contextmanager
def open_bench(cluster: Cluster, folder: Path, stage: Stage, ports: tuple[int, int]) -> Iterator[Bench]:
    """Start both servers, one worker each."""
    tables = [stage.one.table, *(each.table for each in stage.twenty)]
    gateway = [sys.executable, "-m", "yishu.cli", "gateway", "--port", str(ports[0])]
    bare = [sys.executable, "-m", "yishu.bench.bare", str(ports[1]), KEY, ",".join(CLAIMED), *tables]
    with ExitStack() as processes:
        started = [processes.enter_context(process(command)) for command in (gateway, bare)]
        for port in ports:
            wait_for(port)
        yield Bench(cluster, folder, stage, *ports, *(each.pid for each in started))


def _governed(key: str, measured: Measured, n: int) -> bytes:
    subject, name, code = row(n)
    body = msgspec.json.encode(
        {
            "purpose": {"duty": DUTY, "case": f"SQ{n}"},
            "subject": subject,
            "claims": dict(zip(CLAIMED, (name, code), strict=True)),
        }
    )
    return _request(f"/api/v1/data/{measured.path_code}/verify", body, f"Authorization: Bearer {key}\r\n")


def _bare(measured: Measured, n: int) -> bytes:
    subject, name, code = row(n)
    body = msgspec.json.encode({"subject": subject, "claims": dict(zip(CLAIMED, (name, code), strict=True))})
    return _request(f"/{measured.table}", body, "")


def _request(path: str, body: bytes, headers: str) -> bytes:
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _figure(name: str, pairs: list[tuple[float, float]], baseline: str) -> dict[str, Any]:
    goal = GOALS.get(name)
    ratios = sorted(ours / theirs for ours, theirs in pairs)
    ratio = median(ratios)
    return {
        "name": name,
        "value": round(median(ours for ours, _ in pairs)),
        "unit": "calls/s",
        "baseline": round(median(theirs for _, theirs in pairs)),
        "baseline_name": baseline,
        "ratio": round(ratio, 3),
        "spread": [round(ratios[0], 3), round(ratios[-1], 3)],
        "goal": goal,
        "holds": None if goal is None else ratio >= goal,
    }
