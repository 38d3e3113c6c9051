"""One turn by wrk (https://github.com/wg/wrk, C and LuaJIT): it takes far less of the machine than callers in Python, so that what is measured is the server (record 0082)."""

import shutil
import subprocess
from importlib.resources import files
from typing import Final

import msgspec

from yishu.bench.load import Order, Turn
from yishu.core.decoding import decoded

PROGRAM: Final = "wrk"
_TIMEOUT: Final = 10  # seconds after which a call has failed


class Told(msgspec.Struct):
    """The line that `wrk.lua` writes at the end; latencies in microseconds."""

    calls: int
    microseconds: int
    refused: int  # answers of 400 and above
    broken: int  # connections and time-outs
    median: int
    worst: int


def is_installed() -> bool:
    return shutil.which(PROGRAM) is not None


def turn(order: Order) -> Turn:
    """Whole seconds, at least one; a thread for each port. Raises RuntimeError where wrk cannot begin."""
    script = str(files("yishu.bench") / "wrk.lua")
    command = [PROGRAM, f"-t{len(order.ports)}", f"-c{max(order.callers, len(order.ports))}"]
    command += [f"-d{max(1, round(order.seconds))}s", f"--timeout={_TIMEOUT}s", "-s", script]
    command += [f"http://127.0.0.1:{order.ports[0]}", "--", order.requests, *map(str, order.ports)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    last = ended.stdout.rpartition("{")
    if ended.returncode or not last[1]:
        raise RuntimeError(f"wrk ended with {ended.returncode}: {(ended.stderr or ended.stdout)[-500:]}")
    told = decoded((last[1] + last[2]).encode(), Told)
    seconds, failed = told.microseconds / 1e6, told.refused + told.broken
    return Turn(told.calls, seconds, failed, told.median / 1000, told.worst / 1000)
