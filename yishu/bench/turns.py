"""Taking turns: the load process, pgbench, and the CPU that a turn cost the server's side."""

import os
import re
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from yishu.bench.load import Order, Turn
from yishu.core.decoding import decoded

_TICKS = os.sysconf("SC_CLK_TCK")


class Load:
    """The load generator's process."""

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "yishu.bench.load"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()

    def turn(self, port: int, requests: Path, *, callers: int, seconds: float) -> Turn:
        """Raises RuntimeError where an answer was none: a figure of failures says nothing."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        order = msgspec.json.encode(Order(port, callers, seconds, str(requests)))
        self._process.stdin.write(order + b"\n")
        self._process.stdin.flush()
        turn = decoded(self._process.stdout.readline(), Turn)
        if turn.failed or not turn.calls:
            raise RuntimeError(f"{turn.failed} of {turn.calls} calls failed")
        return turn


def pgbench(program: Path, address: str, scripts: list[Path], *, callers: int, seconds: float) -> float:
    """pgbench's prepared look-ups a second, without the time to connect."""
    command = [str(program), "-n", "-M", "prepared", "-c", str(callers), "-j", "1"]
    files = [part for script in scripts for part in ("-f", str(script))]
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


def _stat(pid: int) -> list[str] | None:
    """The fields of /proc/PID/stat after the name: state, parent, …; utime, stime, cutime, cstime are 11 to 14."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
