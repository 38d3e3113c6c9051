"""PostgreSQL's own programs over streams: pg_dump out of a snapshot, pg_restore and psql into an empty database.

The program is the oldest that is at least as new as the server: pg_dump reads older servers only, and what it writes is read by its own version and later ones.
"""

import os
import re
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from yishu.node.postgres_binaries import list_binaries
from yishu.operations.errors import ProgramFailed, ProgramMissing

PIPE: Final = subprocess.PIPE
COPY: Final = 1024 * 1024
LIGHT: Final = "1"
"""gzip's quickest level: pg_dump's only method in every version from 15 on."""
UNKNOWN_BEFORE_17: Final = b"SET transaction_timeout = 0;\n"


@contextmanager
def dump(address: str, snapshot: str, major: int) -> Iterator[IO[bytes]]:
    """pg_dump's custom format of the database, as it was at the exported snapshot. Raises ProgramFailed at the end of the block."""
    where, environment = _apart(address)
    command = [
        str(find_program("pg_dump", major)), f"--dbname={where}", f"--snapshot={snapshot}", "--format=custom",
        f"--compress={LIGHT}", "--no-owner", "--no-privileges", "--no-comments", "--lock-wait-timeout=60s",
    ]  # fmt: skip
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=PIPE, stderr=said, env=environment)
        assert process.stdout is not None
        try:
            yield process.stdout
            process.stdout.read()
        except BaseException:
            process.kill()
            raise
        finally:
            process.stdout.close()
            code = process.wait()
        _require_success("pg_dump", code, said)


def read_through(parts: Iterator[bytes]) -> None:
    """Let pg_restore read the whole dump and write it nowhere: it can be read to its end. Raises what `parts` raises, or ProgramFailed."""
    command = [str(find_program("pg_restore", _newest()[0])), "--file=/dev/null"]
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, stdin=PIPE, stdout=subprocess.DEVNULL, stderr=said)
        feeder = _Feeder(parts, process)
        feeder.finish()
        _require_success("pg_restore", process.wait(), said)


def load(parts: Iterator[bytes], address: str, major: int) -> None:
    """Restore a dump into an empty database in one transaction: all of it, or nothing."""
    where, environment = _apart(address)
    newest, _ = _newest()
    reading = [str(find_program("pg_restore", newest)), "--file=-", "--no-owner", "--no-privileges", "--no-comments"]
    writing = [
        str(find_program("psql", newest)), f"--dbname={where}", "--no-psqlrc", "--quiet", "--single-transaction",
        "--set=ON_ERROR_STOP=1", "--output=/dev/null", "--file=-",
    ]  # fmt: skip
    with tempfile.TemporaryFile() as read, tempfile.TemporaryFile() as written:
        script = subprocess.Popen(reading, stdin=PIPE, stdout=PIPE, stderr=read)
        writer = subprocess.Popen(writing, stdin=PIPE, stdout=subprocess.DEVNULL, stderr=written, env=environment)
        try:
            feeder = _Feeder(parts, script)
            _pump(script, writer, major)
            feeder.finish()
            _require_success("pg_restore", script.wait(), read)
        except BaseException:
            writer.kill()  # before its input ends: it would commit what has come so far
            script.kill()
            raise
        finally:
            _close(writer.stdin)
            _close(script.stdout)
            code = writer.wait()
            script.wait()
        _require_success("psql", code, written)


def find_program(name: str, major: int) -> Path:
    """The oldest such program that is at least as new as `major`. Raises ProgramMissing."""
    fit = [(version, folder) for version, folder in _versions() if version >= major and (folder / name).exists()]
    if not fit:
        raise ProgramMissing(program=name, major=major)
    return min(fit)[1] / name


def _versions() -> list[tuple[int, Path]]:
    return [(version, folder) for folder in list_binaries() if (version := _version(folder))]


def _newest() -> tuple[int, Path]:
    found = _versions()
    if not found:
        raise ProgramMissing(program="pg_restore", major=15)
    return max(found)


def _version(folder: Path) -> int:
    try:
        said = subprocess.run([folder / "pg_restore", "--version"], capture_output=True, text=True, check=False).stdout
    except OSError:
        return 0
    found = re.search(r"\) (\d+)", said)
    return int(found[1]) if found else 0


class _Feeder:
    """Writes parts to a program's input in a thread of its own, while somebody reads its output."""

    def __init__(self, parts: Iterator[bytes], process: "subprocess.Popen[bytes]") -> None:
        self._parts, self._process, self._failure = parts, process, None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def finish(self) -> None:
        self._thread.join()
        if self._failure is not None:
            raise self._failure

    def _run(self) -> None:
        target = self._process.stdin
        assert target is not None
        try:
            for part in self._parts:
                target.write(part)
        except BrokenPipeError:
            pass  # the program has ended, and its exit code says why
        except BaseException as error:  # noqa: BLE001
            self._failure = error  # raised by finish() in the caller's thread
            self._process.kill()
        _close(target)

    _failure: BaseException | None


def _pump(script: "subprocess.Popen[bytes]", writer: "subprocess.Popen[bytes]", major: int) -> None:
    """The script into psql. Its head sets a parameter that servers before 17 do not know."""
    assert script.stdout is not None
    assert writer.stdin is not None
    try:
        for line in script.stdout:
            if line != UNKNOWN_BEFORE_17 or major >= 17:
                writer.stdin.write(line)
            if line.startswith(b"SET row_security"):  # the last of the head
                break
        while part := script.stdout.read(COPY):
            writer.stdin.write(part)
    except BrokenPipeError:
        script.kill()  # psql has ended, and says why


def _close(stream: IO[bytes] | None) -> None:
    try:
        if stream is not None:
            stream.close()
    except BrokenPipeError:
        pass


def _require_success(program: str, code: int, said: IO[bytes]) -> None:
    if code:
        said.seek(0)
        raise ProgramFailed(program=program, said=said.read().decode(errors="replace").strip()[-800:] or f"exit {code}")


def _apart(address: str) -> tuple[str, dict[str, str]]:
    """The address without its password, which others could read on a command line; and an environment with it."""
    parts = conninfo_to_dict(address)
    password = parts.pop("password", None)
    secret = {} if password is None else {"PGPASSWORD": str(password)}
    return make_conninfo("", **parts), os.environ | secret
