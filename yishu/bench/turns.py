"""Taking turns: who makes the calls, pgbench, and the CPU and memory that the server's side took."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import msgspec

from yishu.bench import wrk
from yishu.bench.load import WARM_UP, Order, Turn
from yishu.core.decoding import decoded

LOADERS: Final = (wrk.PROGRAM, "own")
_CONNECTED: Final = 64  # clients that pgbench has connected within a second, on a busy machine
_TICKS = os.sysconf("SC_CLK_TCK")


class Load:
    """Who makes the calls: `wrk` where it is installed, else `own`, a process of ours. Either takes both sides of a comparison."""

    def __init__(self, loader: str | None = None) -> None:
        self.name = loader or usual_loader()

    def __enter__(self) -> Self:
        self._open = ExitStack()
        self._make = wrk.turn if self.name == wrk.PROGRAM else self._open.enter_context(_own())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def turn(
        self,
        port: int | Sequence[int],
        requests: Path,
        *,
        callers: int,
        seconds: float,
        watched: Sequence[int] = (),
    ) -> Turn:
        """One turn, after a short one that is not counted; with the CPU of the `watched` processes and their children.

        Raises RuntimeError where an answer was none: a figure of failures says nothing.
        """
        order = Order((port,) if isinstance(port, int) else tuple(port), callers, seconds, str(requests))
        self._make(msgspec.structs.replace(order, seconds=WARM_UP))
        before = cpu_seconds(*watched)
        turn = self._make(order)
        turn.cpu = cpu_seconds(*watched) - before
        if turn.failed or not turn.calls:
            raise RuntimeError(f"{turn.failed} of {turn.calls} calls failed")
        return turn


def usual_loader() -> str:
    return LOADERS[0] if wrk.is_installed() else LOADERS[1]


@contextmanager
def _own() -> Iterator[Callable[[Order], Turn]]:
    command = [sys.executable, "-m", "yishu.bench.load"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        orders, turns = process.stdin, process.stdout
        assert orders is not None
        assert turns is not None

        def make(order: Order) -> Turn:
            orders.write(msgspec.json.encode(order) + b"\n")
            orders.flush()
            return decoded(turns.readline(), Turn)

        yield make


def pgbench(
    program: Path, address: str, scripts: list[Path], *, callers: int, seconds: float, log: Path | None = None
) -> float:
    """How often pgbench ran one of the scripts a second, prepared, without the time to connect; `log` begins the names of files with a line for each time."""
    command = [str(program), "-n", "-M", "prepared", "-c", str(callers), "-j", "1"]
    command += ["--log", f"--log-prefix={log}"] if log else []
    files = [part for script in scripts for part in ("-f", str(script))]
    seconds += callers // _CONNECTED  # its clock runs while it connects
    ended = subprocess.run(
        [*command, "-T", str(max(1, round(seconds))), *files, address],
        capture_output=True,
        text=True,
        check=True,
    )
    found = re.search(r"tps = ([0-9.]+) \(without initial connection time\)", ended.stdout)
    if found is None:
        raise RuntimeError(f"pgbench said: {ended.stdout[-500:]}")
    return float(found[1])


def cpu_seconds(*roots: int) -> float:
    """The CPU that these processes, their children, and children that have ended took so far."""
    parents = {pid: _stat(pid) for pid in map(int, filter(str.isdigit, os.listdir("/proc")))}
    wanted = set(roots) | {pid for pid, stat in parents.items() if stat is not None and int(stat[1]) in roots}
    found = [stat for pid in wanted if (stat := parents.get(pid)) is not None]
    return sum(int(tick) for stat in found for tick in stat[11:15]) / _TICKS


def peak_mib(pid: int) -> float:
    """The most memory that a process has held so far."""
    [kib] = re.findall(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    return round(int(kib) / 1024, 1)


def _stat(pid: int) -> list[str] | None:
    """The fields of /proc/PID/stat after the name: state, parent, …; utime, stime, cutime, cstime are 11 to 14."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
