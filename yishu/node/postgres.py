"""PostgreSQL of our own in a folder of our own: started, watched and stopped by this process, reached by a Unix socket.

with start(Path("node/postgres")) as cluster:
    psycopg.connect(cluster.dsn())
"""

import atexit
import logging
import os
import subprocess
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Any, ClassVar, Self
from urllib.parse import quote, urlencode

import psycopg
from psycopg import sql

from yishu.node import postgres_folder
from yishu.node.errors import ClusterFailed, NotDurable
from yishu.node.postgres_account import Account, choose_account
from yishu.node.postgres_folder import Place
from yishu.node.postgres_settings import server_settings

log = logging.getLogger(__name__)

RETRY_SECONDS = 60  # after kill -9 the old server's children hold its memory for 2–6 s
RECOVERY_SECONDS = 600  # replaying the log after a crash
STOP_SECONDS = 60  # the checkpoint of a fast shutdown
POLL_SECONDS = 0.2
RESTART_SECONDS = 5  # between attempts of the watch
PASSING = ("pre-existing shared memory block", 'postmaster.pid" already exists')

# The settings without which a commit may be lost; for any driver.
DURABILITY = """
    select name, setting from pg_settings
    where name in ('fsync', 'full_page_writes', 'synchronous_commit') order by name
"""


def start(
    folder: Path,
    *,
    fsync: bool = True,
    settings: Mapping[str, str] | None = None,
    watch: bool = False,
    binaries: Path | None = None,
    user: str | None = None,
) -> "Cluster":
    """Make the cluster if the folder is new or empty, start it, and return when it answers.

    `settings` are PostgreSQL's own, over ours. `fsync=False` loses data with the machine's power: for tests only.
    `binaries` (or YISHU_POSTGRES_BIN) is a `bin` folder; `user` (or YISHU_POSTGRES_USER) the account if we are root.
    The server stops with `stop()`, at our exit, and by a fast shutdown if we are killed.
    """
    place = postgres_folder.claim(folder)
    try:
        account = choose_account(place.folder, place.data, binaries=binaries, user=user)
        if place.data.exists():
            postgres_folder.hand_over(place, account)
        else:
            _make_data(place, account, fsync=fsync)
        cluster = Cluster(place, account, {**server_settings(fsync=fsync), **(settings or {})})
    except BaseException:
        place.release()
        raise
    if watch:
        cluster.watch()
    cluster.begin()
    return cluster


class Cluster:
    """A running server. One thread of it starts, watches and stops the postmaster: PDEATHSIG is tied to a thread."""

    user: ClassVar[str] = "yishu"
    port: ClassVar[int] = 5432  # names the socket; TCP is off

    def __init__(self, place: Place, account: Account, settings: Mapping[str, str]) -> None:
        self.account = account
        self.socket_dir = postgres_folder.make_socket_folder(place, account, self.port)
        self._place, self._settings, self._owner = place, settings, os.getpid()
        self._process: subprocess.Popen[bytes] | None = None
        self._failure: BaseException | None = None
        self._watched, self._stopping, self._begun = threading.Event(), threading.Event(), threading.Event()
        self._keeper = threading.Thread(target=self._keep, name="postgres-keeper", daemon=True)

    @property
    def binaries(self) -> Path:
        """The `bin` folder in use, for pgbench, pg_basebackup and so on."""
        return self.account.binaries

    @property
    def folder(self) -> Path:
        return self._place.folder

    @property
    def postmaster_pid(self) -> int | None:
        """None while it is down."""
        process = self._process
        return process.pid if process and process.poll() is None else None

    def dsn(self, dbname: str = "yishu") -> str:
        """A URI that libpq (psycopg) and asyncpg both read."""
        where = urlencode({"host": str(self.socket_dir), "port": self.port}, quote_via=quote, safe="")
        return f"postgresql://{self.user}@/{quote(dbname, safe='')}?{where}"

    def create_database(self, name: str, template: str | None = None) -> None:
        """Raises psycopg.errors.DuplicateDatabase; ObjectInUse while someone is connected to the template."""
        statement = sql.SQL("create database {}").format(sql.Identifier(name))
        if template:
            statement += sql.SQL(" template {}").format(sql.Identifier(template))
        with psycopg.connect(self.dsn("postgres"), autocommit=True) as connection:
            connection.execute(statement)

    def watch(self) -> None:
        """From now on a postmaster that dies is started again; its clients reconnect themselves."""
        self._watched.set()

    def begin(self) -> None:
        """Start it and wait until it answers; once, called by `start`."""
        atexit.register(self.stop)
        self._keeper.start()
        try:
            self._begun.wait()
        except BaseException:
            self.stop()
            raise
        if self._failure:
            self.stop()
            raise self._failure

    def stop(self) -> None:
        """Fast shutdown: open transactions roll back, what was committed is on disk. Again does nothing."""
        if os.getpid() != self._owner:  # a forked child's exit is not ours
            return
        atexit.unregister(self.stop)
        self._stopping.set()
        self._keeper.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _keep(self) -> None:
        try:
            self._launch()
            self._ensure_database()
        except BaseException as error:  # noqa: BLE001
            # Handed to the thread that waits in begin().
            self._failure = error
            self._stopping.set()
        self._begun.set()
        while not self._stopping.wait(POLL_SECONDS):
            postgres_folder.trim_log(self._place.log)
            if self._watched.is_set() and self.postmaster_pid is None:
                self._restart()
        self._shut_down()
        postgres_folder.drop_socket_folder(self._place, self.socket_dir)
        self._place.release()

    def _restart(self) -> None:
        log.warning("the postmaster in %s is gone; starting it again", self.folder)
        try:
            self._launch()
        except (ClusterFailed, OSError):
            log.exception("the postmaster in %s does not come back; trying on", self.folder)
            self._stopping.wait(RESTART_SECONDS)

    def _launch(self) -> None:
        deadline = time.monotonic() + RETRY_SECONDS
        while True:
            written = self._place.log.stat().st_size if self._place.log.exists() else 0
            self._process = self._spawn()
            if self._answers(self._process):
                return
            end = _tail(self._place.log, written)
            passing = any(sign in end for sign in PASSING) and time.monotonic() < deadline
            if not passing or self._stopping.wait(POLL_SECONDS):
                raise ClusterFailed(folder=self.folder, act="start", log=end)

    def _spawn(self) -> subprocess.Popen[bytes]:
        settings = {
            **self._settings,
            "port": str(self.port),
            "unix_socket_directories": str(self.socket_dir),
            "unix_socket_permissions": "0700",
        }
        arguments = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with _open_log(self._place.log) as output:
            return self.account.spawn("postgres", self._place.data, *arguments, output=output)

    def _answers(self, process: subprocess.Popen[bytes]) -> bool:
        """Wait until this very postmaster is ready (an old one may still answer on the socket); False if it ended."""
        deadline = time.monotonic() + RECOVERY_SECONDS
        while process.poll() is None and not self._stopping.wait(0.01):
            if _is_ready(self._place.data, process.pid):
                return True
            if time.monotonic() > deadline:
                break
        self._shut_down()
        return False

    def _ensure_database(self) -> None:
        with psycopg.connect(self.dsn("postgres"), autocommit=True) as connection:
            if connection.execute("select from pg_database where datname = 'yishu'").fetchone() is None:
                connection.execute("create database yishu")

    def _shut_down(self) -> None:
        process = self._process
        if process is None:
            return
        # SIGINT: fast. SIGQUIT: at once, recovery at the next start; nothing committed is lost.
        for stop, seconds in ((2, STOP_SECONDS), (3, 10), (9, None)):
            process.send_signal(stop)
            try:
                process.wait(seconds)
            except subprocess.TimeoutExpired:
                continue
            return


def address_of_running(folder: Path, dbname: str = "yishu") -> str | None:
    """The address of the server that another process runs in the folder, by PostgreSQL's own postmaster.pid; None where none answers."""
    try:
        lines = (folder / "data/postmaster.pid").read_text().splitlines()
    except OSError:
        return None
    if len(lines) < 8 or lines[7].strip() != "ready":
        return None
    where = urlencode({"host": lines[4], "port": lines[3]}, quote_via=quote, safe="")
    address = f"postgresql://{Cluster.user}@/{quote(dbname, safe='')}?{where}"
    try:
        psycopg.connect(address, connect_timeout=5).close()
    except psycopg.OperationalError:  # left by a killed server
        return None
    return address


def assert_durable(connection: psycopg.Connection[Any]) -> None:
    """Raise NotDurable unless a commit on this connection survives a crash of the machine."""
    require_durable(connection.execute(DURABILITY).fetchall())


def require_durable(rows: Iterable[Sequence[Any]]) -> None:
    """The same for the rows of DURABILITY, fetched by any driver as (name, setting)."""
    # remote_apply is stricter than on: a standby has it as well.
    weak = [f"{name} = {setting}" for name, setting in map(tuple, rows) if setting not in ("on", "remote_apply")]
    if weak:
        raise NotDurable(settings=", ".join(weak))


def _make_data(place: Place, account: Account, *, fsync: bool) -> None:
    postgres_folder.make_fresh(place, account)
    locale = ["--locale=C.UTF-8", "--encoding=UTF8"]
    if account.major >= 17:
        locale.append("--locale-provider=builtin")  # the same order of text on every system
    access = [f"--username={Cluster.user}", "--auth-local=trust", "--auth-host=scram-sha-256"]
    durable = [] if fsync else ["--no-sync"]
    process = account.spawn(
        "initdb", place.fresh, "--data-checksums", *locale, *access, *durable, output=subprocess.PIPE
    )
    output = process.communicate()[0].decode(errors="replace")
    if process.returncode:
        raise ClusterFailed(folder=place.folder, act="initialise", log=output)
    postgres_folder.adopt_fresh(place)


def _open_log(path: Path) -> IO[bytes]:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "ab")


def _tail(path: Path, offset: int) -> str:
    with path.open("rb") as file:
        file.seek(offset)
        return file.read().decode(errors="replace")[-2000:]


def _is_ready(data: Path, pid: int) -> bool:
    """By PostgreSQL's own postmaster.pid: line 1 its pid, line 8 its state (pidfile.h)."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return False
    return len(lines) >= 8 and lines[0] == str(pid) and lines[7].strip() == "ready"
