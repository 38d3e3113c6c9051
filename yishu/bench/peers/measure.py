"""The governed, durable call beside stock servers that hand out the same row without asking: in alternating turns, by the same callers."""

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, Final

from yishu.bench.figures import Goal, figure
from yishu.bench.load import SEPARATOR, Turn
from yishu.bench.peers import datasette, governed, postgraphile
from yishu.bench.peers.installed import TITLES
from yishu.bench.peers.server import Server, check
from yishu.bench.stage import Measured, Stage, draws
from yishu.bench.turns import Load
from yishu.bench.verify import Method
from yishu.node.postgres import Cluster

CALLERS: Final = 64


@dataclass(frozen=True, slots=True)
class Beside:
    """A figure: which peer, run how; `goal` is how often our rate must be its own at least."""

    figure: str
    peer: str
    goal: float | None
    serving: Callable[[Path, Cluster, Measured, Path], AbstractContextManager[Server]]
    remark: str = ""


BESIDES: Final = (
    Beside(f"peer-postgraphile-{CALLERS}", "postgraphile", 3.0, postgraphile.serving),
    Beside(f"peer-datasette-{CALLERS}", "datasette", 10.0, datasette.serving),
    Beside(f"peer-datasette-{CALLERS}-tuned", "datasette", None, datasette.serving_tuned, ", tuned"),
)
_OURS: Final = "governed"
_REQUESTS: Final = 50_000


@dataclass(frozen=True, slots=True)
class Bench:
    """`folder` has the peers, `scratch` takes files of requests."""

    cluster: Cluster
    stage: Stage
    folder: Path
    scratch: Path

    def figures(self, versions: dict[str, str], method: Method, loader: str | None) -> list[dict[str, Any]]:
        """All servers are up from the first turn to the last, and show before and after that they look up; each of our calls is on record.

        Raises RuntimeError where that is not so.
        """
        with ExitStack() as processes:
            servers = {_OURS: processes.enter_context(governed.serving(self.cluster, self.stage))}
            besides = [each for each in BESIDES if each.peer in versions]
            for each in besides:
                serving = each.serving(self.folder, self.cluster, self.stage.one, self.scratch)
                servers[each.figure] = processes.enter_context(serving)
            self._check(servers)
            before = governed.recorded(self.cluster)
            taken = self._rounds(servers, method, loader)
            self._check(servers)
            calls, records = sum(each.calls for each in taken[_OURS]), governed.recorded(self.cluster) - before
            if records < calls:
                raise RuntimeError(f"{calls} calls left {records} records")
        return [_figure(each, versions[each.peer], taken[_OURS], taken[each.figure]) for each in besides]

    def _check(self, servers: dict[str, Server]) -> None:
        for server in servers.values():
            check(server, self.stage.one.records)

    def _rounds(self, servers: dict[str, Server], method: Method, loader: str | None) -> dict[str, list[Turn]]:
        drawn = [n for _, n in draws((self.stage.one,), _REQUESTS)]
        for name, server in servers.items():
            (self.scratch / name).write_bytes(SEPARATOR.join(map(server.request, drawn)))
        taken: dict[str, list[Turn]] = {name: [] for name in servers}
        with Load(loader) as load:
            for name in servers:  # compiled, prepared and cached, not counted
                self._turn(load, name, servers[name], method)
            for n in range(method.rounds):
                for name in reversed(servers) if n % 2 else servers:
                    taken[name].append(self._turn(load, name, servers[name], method))
        return taken

    def _turn(self, load: Load, name: str, server: Server, method: Method) -> Turn:
        return load.turn(
            server.port, self.scratch / name, callers=CALLERS, seconds=method.seconds, watched=server.processes
        )


def _figure(beside: Beside, version: str, ours: list[Turn], theirs: list[Turn]) -> dict[str, Any]:
    rates = [(one.rate, other.rate) for one, other in zip(ours, theirs, strict=True)]
    goal = None if beside.goal is None else Goal(beside.goal)
    title = f"{TITLES[beside.peer]} {version}{beside.remark}"
    return figure(beside.figure, rates, "calls/s", title, goal) | {
        "cpu_us": round(median(each.cpu_us for each in ours), 1),
        "baseline_cpu_us": round(median(each.cpu_us for each in theirs), 1),
        "latency_ms": round(median(each.median for each in ours), 3),
        "p99_ms": round(median(each.worst for each in ours), 3),
        "baseline_latency_ms": round(median(each.median for each in theirs), 3),
    }
