"""The governed, durable verify call over HTTP beside its baselines, in alternating turns."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any, Final

import msgspec
import psycopg

from yishu.bench.commits import Commits, prepare_commits
from yishu.bench.figures import Goal, figure
from yishu.bench.load import SEPARATOR, Turn
from yishu.bench.processes import process, wait_for
from yishu.bench.report import free_ports
from yishu.bench.stage import CLAIMED, DUTY, FIRST, KEY, Measured, Stage, draws, row
from yishu.bench.turns import Load, peak_mib, pgbench
from yishu.node.postgres import Cluster

GOALS: Final = {
    "verify-one-64": Goal(1.3),
    "verify-one-64-pgbench": Goal(0.6),
    "verify-one-64-p99": Goal(3, most=True),
    "verify-twenty-64": Goal(1.0),
    "verify-one-256": Goal(1.8),
    "verify-one-1-commit": Goal(1.3, most=True),
}
_REQUESTS: Final = 50_000
"""As many records are asked for, drawn at random, before the first comes again."""
_WORDS: Final = {2: "two", 3: "three", 4: "four"}


@dataclass(frozen=True, slots=True)
class Method:
    """How long is measured: rounds of turns of so many seconds."""

    rounds: int = 6
    seconds: float = 2.0


@dataclass(frozen=True, slots=True)
class Group:
    """What is measured together: so many callers, of one resource or of twenty, over so many gateway processes. Its figures' names begin with its own."""

    resources: str
    callers: int
    gateways: int = 1

    @property
    def name(self) -> str:
        many = "" if self.gateways == 1 else f"-{_WORDS.get(self.gateways, self.gateways)}"
        return f"verify-{self.resources}-{self.callers}{many}"

    @property
    def figures(self) -> list[str]:
        """The call beside the bare look-up and beside pgbench; its slowest in a hundred beside its median, and its median beside a commit, where these have a goal."""
        besides = [self.name + end for end in ("-p99", "-commit") if self.name + end in GOALS]
        return [self.name, f"{self.name}-pgbench", *besides]


def groups(gateways: int) -> list[Group]:
    """All of them: those of one gateway process, and two with this many."""
    found = [Group("one", callers) for callers in (1, 16, 64, 256)]
    found += [Group("twenty", callers) for callers in (1, 64, 256)]
    return found + [Group("one", callers, gateways) for callers in (64, 256) if gateways > 1]


@dataclass(frozen=True, slots=True)
class Questions:
    """Files: of requests to the gateway and to the bare look-up, and pgbench's scripts, one a table."""

    governed: Path
    bare: Path
    scripts: list[Path]


@dataclass(frozen=True, slots=True)
class Round:
    """One round's turns; `lookups` of pgbench a second, and the milliseconds of a commit where it was measured."""

    governed: Turn
    bare: Turn
    lookups: float
    commit: float | None


@dataclass(frozen=True, slots=True)
class Server:
    port: int
    pid: int


@dataclass(frozen=True, slots=True)
class Bench:
    """A gateway process and the bare look-up, up together over one cluster."""

    cluster: Cluster
    folder: Path
    stage: Stage
    gateway: Server
    bare: Server
    memory: dict[str, float] = field(default_factory=dict)
    """The most MiB that each process has held."""

    def figures(self, group: Group, method: Method, loader: str | None) -> Iterator[dict[str, Any]]:
        asked = _write_questions(
            self.folder, self.stage.key, (self.stage.one,) if group.resources == "one" else self.stage.twenty
        )
        self._checkpoint()
        with self._gateways(group.gateways) as gateways, Load(loader) as load:
            for servers, requests in ((gateways, asked.governed), ([self.bare], asked.bare)):
                ports = [each.port for each in servers]
                load.turn(ports, requests, callers=group.callers, seconds=method.seconds)  # prepares the statements
            commits = prepare_commits(self.cluster, self.folder) if f"{group.name}-commit" in GOALS else None
            rounds = [
                self._round(load, gateways, asked, commits, group.callers, method.seconds, backwards=n % 2 == 1)
                for n in range(method.rounds)
            ]
            self._note_memory(gateways)
        return _figures(group, rounds)

    def _round(
        self,
        load: Load,
        gateways: list[Server],
        asked: Questions,
        commits: Commits | None,
        callers: int,
        seconds: float,
        *,
        backwards: bool,
    ) -> Round:
        def over_http(servers: list[Server], requests: Path) -> Turn:
            ports, pids = zip(*((each.port, each.pid) for each in servers), strict=True)
            watched = (*pids, self.cluster.postmaster_pid or 0)
            return load.turn(ports, requests, callers=callers, seconds=seconds, watched=watched)

        program, address = self.cluster.binaries / "pgbench", self.cluster.dsn()
        turns = {
            "bare": partial(over_http, [self.bare], asked.bare),
            "governed": partial(over_http, gateways, asked.governed),
            "lookups": partial(pgbench, program, address, asked.scripts, callers=callers, seconds=seconds),
            "commit": partial(commits.median, seconds) if commits else lambda: None,
        }
        order = reversed(turns) if backwards else iter(turns)
        return Round(**{name: turns[name]() for name in order})

    def _checkpoint(self) -> None:
        """Each figure begins alike, however much the ones before it wrote."""
        with psycopg.connect(self.cluster.dsn(), autocommit=True) as connection:
            connection.execute("checkpoint")

    @contextmanager
    def _gateways(self, count: int) -> Iterator[list[Server]]:
        """The one, and for a while others beside it, each on a port of its own, as behind a load balancer."""
        with ExitStack() as processes:
            yield [self.gateway, *(processes.enter_context(_gateway()) for _ in range(count - 1))]

    def _note_memory(self, gateways: list[Server]) -> None:
        named = {f"gateway {n}" if n > 1 else "gateway": each for n, each in enumerate(gateways, 1)}
        for name, server in (named | {"bare look-up": self.bare}).items():
            self.memory[name] = max(self.memory.get(name, 0.0), peak_mib(server.pid))


@contextmanager
def open_bench(cluster: Cluster, folder: Path, stage: Stage) -> Iterator[Bench]:
    """Start both servers, one worker each."""
    with _gateway() as gateway:
        port, *_ = free_ports()
        tables = [stage.one.table, *(each.table for each in stage.twenty)]
        command = [sys.executable, "-m", "yishu.bench.bare", str(port), KEY, ",".join(CLAIMED), *tables]
        with _server(command, port) as bare:
            yield Bench(cluster, folder, stage, gateway, bare)


@contextmanager
def _gateway() -> Iterator[Server]:
    port, *_ = free_ports()
    with _server([sys.executable, "-m", "yishu.cli", "gateway", "--port", str(port)], port) as server:
        yield server


@contextmanager
def _server(command: list[str], port: int) -> Iterator[Server]:
    with process(command) as started:
        wait_for(port)
        yield Server(port, started.pid)


def _figures(group: Group, rounds: list[Round]) -> Iterator[dict[str, Any]]:
    rates = [each.governed.rate for each in rounds]
    beside = {
        group.name: ("calls/s", "bare look-up", [each.bare.rate for each in rounds], rates),
        f"{group.name}-pgbench": ("calls/s", "pgbench", [each.lookups for each in rounds], rates),
        f"{group.name}-p99": ("ms", "its median", [each.governed.median for each in rounds], [each.governed.worst for each in rounds]),
        f"{group.name}-commit": ("ms", "durable commit", [each.commit or 0.0 for each in rounds], [each.governed.median for each in rounds]),
    }  # fmt: skip
    for name in group.figures:
        unit, baseline_name, theirs, ours = beside[name]
        found = figure(name, zip(ours, theirs, strict=True), unit, baseline_name, GOALS.get(name))
        yield found | (_cost(rounds) if name == group.name else {})


def _cost(rounds: list[Round]) -> dict[str, float]:
    return {
        "cpu_us": round(median(each.governed.cpu_us for each in rounds), 1),
        "baseline_cpu_us": round(median(each.bare.cpu_us for each in rounds), 1),
        "latency_ms": round(median(each.governed.median for each in rounds), 3),
        "p99_ms": round(median(each.governed.worst for each in rounds), 3),
    }


def _write_questions(folder: Path, key: str, measured: tuple[Measured, ...]) -> Questions:
    """Those about these resources, in place of the ones before."""
    drawn = draws(measured, _REQUESTS)
    ours, theirs = folder / "governed", folder / "bare"
    ours.write_bytes(SEPARATOR.join(governed(key, each, n) for each, n in drawn))
    theirs.write_bytes(SEPARATOR.join(_bare(each, n) for each, n in drawn))
    return Questions(ours, theirs, [_script(folder / f"lookup-{n}.sql", each) for n, each in enumerate(measured)])


def governed(key: str, measured: Measured, n: int, duty: str = DUTY) -> bytes:
    """A right claim about record n."""
    subject, name, code = row(n)
    body = msgspec.json.encode(
        {
            "purpose": {"duty": duty, "case": f"SQ{n}"},
            "subject": subject,
            "claims": dict(zip(CLAIMED, (name, code), strict=True)),
        }
    )
    return request(f"/api/v1/data/{measured.path_code}/verify", body, f"Authorization: Bearer {key}\r\n")


def _bare(measured: Measured, n: int) -> bytes:
    subject, name, code = row(n)
    body = msgspec.json.encode({"subject": subject, "claims": dict(zip(CLAIMED, (name, code), strict=True))})
    return request(f"/{measured.table}", body, "")


def request(path: str, body: bytes, headers: str) -> bytes:
    """A POST of JSON; each of the `headers` ends its line."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _script(path: Path, measured: Measured) -> Path:
    select = f'select {", ".join(CLAIMED)} from hosted."{measured.table}" where "{KEY}" = (:n)::bigint::text;'
    path.write_text(f"\\set n random({FIRST}, {FIRST + measured.records - 1})\n{select}\n")
    return path
