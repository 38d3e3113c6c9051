"""One PostgreSQL a run, a migrated template in it, a clone for the tests of a folder: other processes see what tests commit.

`YISHU_TEST_DATABASE_URL` (a libpq address of a superuser) runs the same tests on a real server instead of the embedded one.
"""

import asyncio
import compileall
import gc
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import httpx
import psycopg
import pytest
from hypothesis import HealthCheck, settings
from psycopg import sql
from psycopg.conninfo import make_conninfo

from tests import forking, machine
from tests.results import Clauses

TEMPLATE = "yishu_template"
ROOT = Path(__file__).parent.parent
Result = TypeVar("Result")
FAULT_ROUNDS = int(os.environ.get("YISHU_FAULT_ROUNDS", "1"))
"""How often the fault tests run: once in `make test`, more in `make faults`."""

# A client for each request would read all of the machine's authorities each time; they stay the same for a run.
transports: Any = import_module("httpx._transports.default")
transports.create_ssl_context = cache(httpx.create_ssl_context)

# What a property holds for does not depend on how busy the machine is.
settings.register_profile("patient", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


def pytest_configure(config: pytest.Config) -> None:
    worker: dict[str, Any] | None = getattr(config, "workerinput", None)
    folder = Path(tempfile.mkdtemp(prefix="yishu-"))
    config.stash[FOLDER] = folder
    if worker is None:
        # A run starts some two hundred processes: each would compile for itself what has changed since the last one.
        compileall.compile_dir(ROOT / "yishu", quiet=2)
        server = _start_server(config)
        _make_template(server)
        config.stash[SERVER] = server
        config.pluginmanager.register(Clauses(config), "clauses")
    else:
        server = worker["server"]
    if worker is not None or not getattr(config.option, "numprocesses", None):
        config.stash[DATABASES] = databases = Databases(server, worker["workerid"] if worker else "main")
        _set_up_django(databases.next(), folder)
        forking.fork_ours()


def pytest_configure_node(node: Any) -> None:
    node.workerinput["server"] = node.config.stash[SERVER]


def pytest_unconfigure(config: pytest.Config) -> None:
    if cluster := config.stash.get(CLUSTER, None):
        cluster.stop()
        shutil.rmtree(cluster.folder.parent, ignore_errors=True)
    shutil.rmtree(config.stash[FOLDER], ignore_errors=True)


SERVER = pytest.StashKey[str]()
CLUSTER = pytest.StashKey[Any]()
FOLDER = pytest.StashKey[Path]()
DATABASES = pytest.StashKey["Databases"]()


class Databases:
    """Clones of the template for one worker, one after the other."""

    def __init__(self, server: str, worker: str) -> None:
        self._server, self._names = server, (f"test_{worker}_{os.getpid()}_{n}" for n in count())
        self._name = ""

    def next(self) -> str:
        """The address of a new one; the one before is gone."""
        before, self._name = self._name, next(self._names)
        _clone(self._server, self._name)
        if before:
            with psycopg.connect(self._server, autocommit=True) as connection:
                connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(before)))
        return _address(self._server, self._name)


def _start_server(config: pytest.Config) -> str:
    if given := os.environ.get("YISHU_TEST_DATABASE_URL"):
        return given
    from yishu.node import postgres

    folder = Path(tempfile.mkdtemp(prefix="yishu-", dir=_memory()))
    # Two workers keep several nodes each, of some thirty connections.
    cluster = postgres.start(
        folder / "postgres", fsync=False, settings={"max_connections": "500", "max_wal_size": "1GB"}
    )
    config.stash[CLUSTER] = cluster
    return cluster.dsn("postgres")


def _memory() -> Path | None:
    """A folder in memory, where there is plenty of it: a database is one and a half thousand files, and some disks take a second to make these."""
    from yishu.node.postgres_settings import machine_memory

    memory = Path("/dev/shm")
    has_plenty = machine_memory() >= 12 * 1024**3 and memory.is_dir() and shutil.disk_usage(memory).free >= 6 * 1024**3
    return memory if has_plenty else None


def _make_template(server: str) -> None:
    """In a process of its own, so that no connection of this one keeps the template from being cloned."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("drop database if exists {}").format(sql.Identifier(TEMPLATE)))
        connection.execute(sql.SQL("create database {}").format(sql.Identifier(TEMPLATE)))
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"YISHU_DATABASE_URL": _address(server, TEMPLATE), "YISHU_DIR": folder}
        subprocess.run(
            [sys.executable, "-m", "yishu.cli", "migrate"], env=environment, check=True, stdout=subprocess.DEVNULL
        )


def _clone(server: str, name: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        statement = sql.SQL("create database {} template {}").format(sql.Identifier(name), sql.Identifier(TEMPLATE))
        for attempt in range(100):
            try:
                connection.execute(statement)
                return
            except psycopg.errors.ObjectInUse:  # another worker is cloning
                time.sleep(0.05 * (1 + attempt % 5))
    raise RuntimeError("the template database stays in use")


def _address(server: str, name: str) -> str:
    return make_conninfo(server, dbname=name)


def _set_up_django(address: str, folder: Path) -> None:
    os.environ.update(YISHU_DATABASE_URL=address, YISHU_DIR=str(folder), DJANGO_SETTINGS_MODULE="yishu.settings")
    os.environ.setdefault("YISHU_HOSTS", "localhost,127.0.0.1,testserver")
    os.environ["YISHU_REQUIRE_DURABLE"] = "0"  # ordinary tests run without fsync
    os.environ["YISHU_WORKER"] = "0"  # those that need one ask for it
    from yishu import serving

    serving.ready_django()
    _share_middleware()
    # What is loaded by now stays for the whole run: the collector need not look through it again and again.
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def _share_middleware() -> None:
    """Each test client would put the middleware together anew, and that looks through all static files."""
    from django.test.client import ClientHandler

    first = ClientHandler()
    first.load_middleware()
    chain = {name: value for name, value in vars(first).items() if name.endswith(("_middleware", "_middleware_chain"))}
    ClientHandler.load_middleware = lambda self, *_: vars(self).update(chain)  # type: ignore[method-assign]


def _point_django_at(address: str) -> None:
    from django.conf import settings
    from django.db import connections

    from yishu.access import live
    from yishu.settings import database

    os.environ["YISHU_DATABASE_URL"] = settings.YISHU_DATABASE_URL = address
    connection: Any
    for connection in connections.all(initialized_only=True):
        connection.close()
        connection.close_pool()
    connections.settings["default"].update(NAME=database(address)["NAME"])
    live._mounts.clear()  # known by numbers of the database


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """With the folder the database changes, and all that was started or set up over it: the more stands in one, the longer takes whatever looks through it."""
    if "database_url" in metafunc.fixturenames:
        folder = pytest.param(metafunc.definition.path.parent, id=pytest.HIDDEN_PARAM)
        metafunc.parametrize("database_url", [folder], indirect=True, scope="session")


@pytest.fixture(scope="session")
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of the database that the tests of a folder share: what a second process is given."""
    address = request.config.stash[DATABASES].next()
    _point_django_at(address)
    return address


@pytest.fixture(scope="session")
def django_ready(database_url: str) -> str:
    """Django is set up over this database; what tests write is committed."""
    return database_url


@pytest.fixture
def client(django_ready: str) -> Any:
    """Django's test client; `client.force_login(person)` signs in."""
    from django.test import Client

    return Client()


class Clock:
    """What time it is for the pages, the management API and the commands of this process."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._patch = patch

    def set(self, text: str) -> datetime:
        """To a moment of Asia/Shanghai, such as 2025-10-09 10:00."""
        moment = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Shanghai"))
        self._patch.setattr("django.utils.timezone.now", lambda: moment)
        return moment

    def back(self) -> None:
        """To the time of the machine."""
        self._patch.undo()


@pytest.fixture
def clock(django_ready: str, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """`clock.set("2025-09-26 10:00")`; the time of the machine is back at the end of the test."""
    return Clock(monkeypatch)


def run_async(coroutine: Coroutine[Any, Any, Result]) -> Result:
    """Run to its end in a thread of its own: this one may have the browser's event loop."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()


def free_port() -> int:
    """A port below 32768, where no outgoing connection takes it meanwhile; drawn, so that workers do not meet."""
    for port in random.sample(range(20000, 32000), 100):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError("no free port")


class Node:
    """A running process of a node: `url`, and the process to send signals to."""

    def __init__(self, process: subprocess.Popen[bytes], url: str) -> None:
        self.process, self.url = process, url

    def wait(self, path: str = "/healthz", *, seconds: float = 120) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise RuntimeError(f"the process ended with {self.process.returncode}")
            try:
                if httpx.get(self.url + path, timeout=2).status_code == 200:
                    return
            except httpx.TransportError:
                time.sleep(0.05)
        raise RuntimeError("the process does not answer")

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@contextmanager
def _starting() -> Iterator[Callable[..., Node]]:
    started: list[Node] = []

    def start(command: str = "serve", **environment: str) -> Node:
        port = free_port()
        process = subprocess.Popen(
            [sys.executable, "-m", "yishu.cli", command, "--port", str(port)], env=os.environ | environment, cwd=ROOT
        )
        node = Node(process, f"http://127.0.0.1:{port}")
        started.append(node)
        node.wait()
        return node

    try:
        yield start
    finally:
        for node in started:
            node.stop()


@pytest.fixture(scope="module")
def start_node(database_url: str) -> Iterator[Callable[..., Node]]:
    """Starts processes (`serve`, or `gateway`) over this database; further environment by keyword.

    They end with the module: each that stands by reads anew what decides calls whenever a test changes it.
    """
    with _starting() as start:
        yield start


@pytest.fixture(scope="session")
def start_lasting_node(database_url: str) -> Iterator[Callable[..., Node]]:
    """The same for what the tests of a folder share."""
    with _starting() as start:
        yield start


@pytest.fixture(scope="session")
def node(start_lasting_node: Callable[..., Node]) -> Node:
    """One portal and gateway, shared by the tests of a folder."""
    return start_lasting_node("serve")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Headless Chromium; skips where there is none, unless YISHU_REQUIRE names it."""
    from playwright.sync_api import sync_playwright

    program = machine.chromium()
    # Playwright's loop runs beneath the main thread: Django would take every later query of this worker for an async one.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A fresh page in Chinese, 1440 px wide; a script error or a refused resource fails the test."""
    context = browser.new_context(locale="zh-CN", viewport={"width": 1440, "height": 900})
    opened = context.new_page()
    wrong: list[str] = []
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on(
        "console",
        lambda said: wrong.append(said.text) if said.type == "error" and "status of 4" not in said.text else None,
    )
    yield opened
    context.close()
    assert not wrong, wrong


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Carry each test's clauses in its report, which reaches the controller."""
    for item in items:
        cited = [number for mark in item.iter_markers("clause") for number in mark.args]
        if cited:
            item.user_properties.append(("clauses", cited))
