"""Starting a node's processes: the database it has, then the servers over it."""

import asyncio
import ctypes
import faulthandler
import gc
import os
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import Any

import django
import psycopg
import uvicorn
from django.core.management import call_command
from uvicorn.config import STARTUP_FAILURE
from uvicorn.server import ServerState

from yishu.node import postgres
from yishu.node.configuration import setting

MOST_CONNECTIONS = 32_768
"""Of a process, since each takes memory, although little."""
_OWN_FILES = 128
_TICKS = 100
"""Of a tenth of a second, between two looks at how many are connected."""
_MANY = 500
WITHIN_ONE_PROCESS = {"timeout_keep_alive": 75, "timeout_graceful_shutdown": 10, "server_header": False}


@contextmanager
def database(folder: Path, *, fsync: bool = True) -> Iterator[str]:
    """The address of the node's database: what `YISHU_DATABASE_URL` names, else an embedded cluster in the folder, running while we do."""
    os.environ["YISHU_DIR"] = str(folder)
    folder.mkdir(parents=True, exist_ok=True)
    if address := setting("database_url"):
        yield address
        return
    with postgres.start(folder / "postgres", fsync=fsync, watch=True) as cluster:
        os.environ["YISHU_DATABASE_URL"] = cluster.dsn("yishu")
        try:
            yield cluster.dsn("yishu")
        finally:
            del os.environ["YISHU_DATABASE_URL"]


@contextmanager
def database_beside(folder: Path) -> Iterator[str]:
    """As `database`, for a command beside a node that may be running: its embedded server is joined, and started only where nobody runs it."""
    running = None if setting("database_url") else postgres.address_of_running(folder / "postgres")
    if running is None:
        with database(folder) as address:
            yield address
        return
    os.environ.update(YISHU_DIR=str(folder), YISHU_DATABASE_URL=running)
    try:
        yield running
    finally:
        del os.environ["YISHU_DATABASE_URL"]


@contextmanager
def importing() -> Iterator[None]:
    """Nothing that is imported is garbage: looking through it all, again and again, is a third of the time of a start."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def ready_django() -> None:
    """Set up Django over the database that the environment names; bring its schema up to date."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yishu.settings")
    with importing():
        django.setup()


MIGRATING = 20141128  # an advisory lock's number, the day of the regulation
# Nothing but what every new database has: extensions bring tables or functions only where somebody put them.
IS_EMPTY = """
select current_schema() = 'public' and to_regnamespace('hosted') is null
    and not exists (select from pg_class where relnamespace = 'public'::regnamespace)
    and not exists (select from pg_proc where pronamespace = 'public'::regnamespace)
"""


def migrate() -> None:
    """The schema, and what every node starts with. Processes that start together take turns.

    An empty database gets what the migrations come to in one go (record 0031); newer ones and those of older databases are applied one by one.
    """
    from django.conf import settings
    from django.utils import timezone

    from yishu.audit import months
    from yishu.audit.log.reading import require_suite
    from yishu.node import seeding
    from yishu.standards import seeding as standards

    # A session of its own: whatever becomes of Django's, the lock ends with this block or this process.
    with psycopg.connect(settings.YISHU_DATABASE_URL, autocommit=True) as turn:
        turn.execute("select pg_advisory_lock(%s)", [MIGRATING])
        begin_with_schema(turn)
        if _is_behind():
            call_command("migrate", verbosity=0, interactive=False)
        require_suite(turn, settings.YISHU_SUITE)
        seeding.sow()
        standards.sow()
        months.prepare(timezone.now())


def _is_behind() -> bool:
    """Whether a migration is wanted. Django's command builds every model of the past before it says no: a fifth of the time of a start."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def begin_with_schema(connection: psycopg.Connection[Any]) -> bool:
    """Give an empty database the whole schema; whether it was empty. Killed within it, we leave it empty."""
    [(is_empty,)] = connection.execute(IS_EMPTY).fetchall()
    if is_empty:
        with connection.transaction():
            connection.execute("set local check_function_bodies = off")  # they name each other
            connection.execute(files("yishu").joinpath("schema.sql").read_bytes())
    return bool(is_empty)


def require_durable() -> None:
    """Stop unless a commit on this database survives a crash: evidence is promised before an answer. `YISHU_REQUIRE_DURABLE=0` is for tests."""
    from django.db import connection

    if setting("require_durable", "1") == "0":
        return
    with connection.cursor() as cursor:
        cursor.execute(postgres.DURABILITY)
        postgres.require_durable(cursor.fetchall())


class _State(ServerState):
    """Of the server, as its connections see it. `most`: how many there may be."""

    is_leaving = False
    most = MOST_CONNECTIONS


class Server(uvicorn.Server):
    """Leaves before it stops: for YISHU_DRAIN_SECONDS it says that it is not ready, so that no more calls are sent here, and serves those that come, each the last of its connection."""

    def __init__(self, config: uvicorn.Config, drain: float, most: int) -> None:
        super().__init__(config)
        self.server_state = self._state = _State()
        self._state.most = most
        self._drain, self._peak = drain, 0

    async def on_tick(self, counter: int) -> bool:
        """Where far fewer are connected than were, what was theirs goes back to the machine: the C library keeps it otherwise."""
        count = len(self._state.connections)
        self._peak = max(self._peak, count)
        if counter % _TICKS == 0 and self._peak - count > _MANY:
            self._peak = count
            await asyncio.get_running_loop().run_in_executor(None, _give_back)
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        if self._drain:
            await self._leave()
        await super().shutdown(sockets)

    async def _leave(self) -> None:
        application: Any = self.config.loaded_app
        while not hasattr(application, "leave"):  # uvicorn's own wrapping
            application = application.app
        application.leave()
        self._state.is_leaving = True
        for connection in list(self._state.connections):
            connection.end_soon()  # type: ignore[union-attr]
        until = time.monotonic() + self._drain
        while time.monotonic() < until and not self.force_exit:
            await asyncio.sleep(0.05)


def serve(application: str, *, host: str, port: int) -> None:
    """Answer until SIGTERM or Ctrl-C; what is under way is finished first."""
    with importing():
        import_module(application.partition(":")[0])
    files = _open_as_many_as_allowed()
    faulthandler.enable()  # a crash below Python says on stderr in which lines it was, and no value
    config = uvicorn.Config(
        application,
        host=host,
        port=port,
        loop="uvloop",
        http="yishu.gateway.lane:Lane",
        ws="none",
        lifespan="on",
        access_log=False,
        log_level="warning",
        **WITHIN_ONE_PROCESS,  # type: ignore[arg-type]
    )
    server = Server(config, max(0.0, float(setting("drain_seconds", "0"))), _connections_of(files))
    with suppress(KeyboardInterrupt):
        server.run()
    if not server.started:
        sys.exit(STARTUP_FAILURE)


def _open_as_many_as_allowed() -> int:
    """A shell's 1024 files are few connections: whoever opens so many and says nothing would keep everybody out. How many are allowed."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    return most


def _connections_of(files: int) -> int:
    """Some files are for what we open ourselves: the database, what is spooled, copies under way."""
    allowed = MOST_CONNECTIONS if files == resource.RLIM_INFINITY else files - max(_OWN_FILES, files // 8)
    return max(1, min(MOST_CONNECTIONS, allowed))


def _give_back() -> None:
    with suppress(AttributeError):  # a C library without it
        ctypes.CDLL(None).malloc_trim(0)


@contextmanager
def worker() -> Iterator[None]:
    """The worker as a child process, started again whenever it ends; it ends with us, however we do. `YISHU_WORKER=0` leaves it out."""
    if setting("worker", "1") == "0":
        yield
        return
    stop = threading.Event()
    keeper = threading.Thread(target=_keep_worker, args=(stop,), daemon=True)
    keeper.start()
    try:
        yield
    finally:
        stop.set()
        keeper.join(15)


def _keep_worker(stop: threading.Event) -> None:
    command = [sys.executable, "-m", "yishu.cli", "worker", "--child"]
    while not stop.is_set():
        with subprocess.Popen(command, stdin=subprocess.PIPE, env=os.environ | {"YISHU_MIGRATED": "1"}) as child:
            while child.poll() is None and not stop.wait(0.2):
                pass
            assert child.stdin is not None
            child.stdin.close()  # the sign to end
        stop.wait(1)


@contextmanager
def stopping_gently() -> Iterator[None]:
    """SIGTERM ends the block like Ctrl-C, so that an embedded database is shut down in order."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    except KeyboardInterrupt:
        pass
    finally:
        signal.signal(signal.SIGTERM, before)
