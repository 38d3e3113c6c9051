"""The embedded PostgreSQL, really run: by every way to an account, killed, refused, restarted."""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import asyncpg
import psycopg
import pytest

from tests import machine
from tests.conftest import run_async
from yishu.node import postgres_folder
from yishu.node.errors import (
    ClusterFailed,
    FolderInUse,
    FolderNotOurs,
    NotDurable,
    PostgresNotFound,
    PostgresVersionDiffers,
)
from yishu.node.postgres import DURABILITY, Cluster, assert_durable, require_durable, start
from yishu.node.postgres_binaries import list_binaries
from yishu.node.postgres_settings import server_settings

OWNER = Path(__file__).with_name("cluster_owner.py")


@pytest.fixture(scope="module")
def closed_folder() -> Iterator[Path]:
    """0700 and ours, as `mktemp -d` makes them: no other account may enter."""
    folder = Path(tempfile.mkdtemp())
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def cluster(closed_folder: Path) -> Iterator[Cluster]:
    with start(closed_folder / "pg") as running:
        yield running


def marks(paths: list[Path]) -> dict[str, tuple[int, int, int]]:
    """What must not change of other people's folders: mode, owner, group."""
    return {str(path): (path.stat().st_mode, path.stat().st_uid, path.stat().st_gid) for path in paths}


def tree(folder: Path) -> dict[str, tuple[int, int, int, int]]:
    paths = [folder, *sorted(folder.rglob("*"))]
    return {str(path): (s.st_mode, s.st_uid, s.st_size, s.st_mtime_ns) for path in paths for s in [path.lstat()]}


def within(seconds: float, condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return False


def rows_of(cluster: Cluster, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(cluster.dsn(), autocommit=True) as connection:
        return connection.execute(statement.encode()).fetchall()


# The first start


def test_both_drivers_reach_it_by_the_dsn(cluster: Cluster) -> None:
    async def ask() -> object:
        connection = await asyncpg.connect(cluster.dsn())
        try:
            return await connection.fetchval("select current_database()")
        finally:
            await connection.close()

    assert rows_of(cluster, "select current_database(), current_user") == [("yishu", "yishu")]
    assert run_async(ask()) == "yishu"


def test_it_listens_on_a_socket_of_ours_only(cluster: Cluster) -> None:
    assert rows_of(cluster, "show listen_addresses") == [("",)]
    assert cluster.socket_dir == cluster.folder / "run"
    assert cluster.socket_dir.stat().st_mode & 0o777 == 0o700


def test_pages_have_checksums_and_text_sorts_alike_everywhere(cluster: Cluster) -> None:
    assert rows_of(cluster, "show data_checksums") == [("on",)]
    [(encoding, provider)] = rows_of(
        cluster,
        "select pg_encoding_to_char(encoding), datlocprovider::text from pg_database where datname = 'yishu'",
    )
    assert encoding == "UTF8"
    assert provider == ("b" if cluster.account.major >= 17 else "c")


def test_it_does_not_run_as_root(cluster: Cluster) -> None:
    status = Path(f"/proc/{cluster.postmaster_pid}/status").read_text()
    powers = next(line.split()[1] for line in status.splitlines() if line.startswith("CapEff"))
    # CAP_DAC_READ_SEARCH is bit 2: to enter folders, not to change them.
    assert int(powers, 16) & ~(1 << 2) == 0
    if os.geteuid() == 0:
        owner = Path(f"/proc/{cluster.postmaster_pid}").stat().st_uid
        assert pwd.getpwuid(owner).pw_name in ("postgres", "nobody")


def test_a_database_is_cloned_from_a_template(cluster: Cluster) -> None:
    cluster.create_database("template_of_tests")
    with psycopg.connect(cluster.dsn("template_of_tests")) as connection:
        connection.execute("create table kept as select 7 as value")
    cluster.create_database("clone 1", template="template_of_tests")
    with psycopg.connect(cluster.dsn("clone 1")) as connection:
        assert connection.execute("select value from kept").fetchall() == [(7,)]


def test_values_of_records_stay_out_of_the_log(cluster: Cluster) -> None:
    with psycopg.connect(cluster.dsn()) as connection, pytest.raises(psycopg.errors.InvalidTextRepresentation):
        connection.execute("select '11010519491231002X', 'no number'::int")
    log = (cluster.folder / "postgres.log").read_text()
    assert "ready to accept connections" in log
    assert "11010519491231002X" not in log


def test_two_cannot_have_one_folder(cluster: Cluster) -> None:
    with pytest.raises(FolderInUse, match=str(os.getpid())):
        start(cluster.folder)
    second = subprocess.run([sys.executable, OWNER, cluster.folder], capture_output=True, text=True, timeout=30)
    assert second.returncode != 0
    assert f"in use by process {os.getpid()}" in second.stderr
    assert rows_of(cluster, "select 1") == [(1,)]


# Durable


def test_durability_is_seen_on_the_connection(cluster: Cluster) -> None:
    with psycopg.connect(cluster.dsn()) as connection:
        assert_durable(connection)
        connection.execute("set synchronous_commit to off")
        with pytest.raises(NotDurable, match="synchronous_commit = off"):
            assert_durable(connection)


def test_durability_is_seen_with_the_other_driver(cluster: Cluster) -> None:
    async def check(weaken: str) -> None:
        connection = await asyncpg.connect(cluster.dsn())
        try:
            await connection.execute(weaken)
            require_durable(await connection.fetch(DURABILITY))
        finally:
            await connection.close()

    run_async(check("select 1"))
    with pytest.raises(NotDurable):
        run_async(check("set synchronous_commit to local"))


def test_a_cluster_without_fsync_is_not_called_durable(tmp_path: Path) -> None:
    with (
        start(tmp_path / "pg", fsync=False, settings={"max_connections": "31"}) as quick,
        psycopg.connect(quick.dsn()) as connection,
    ):
        assert connection.execute("show max_connections").fetchone() == ("31",)
        with pytest.raises(NotDurable, match="fsync = off, full_page_writes = off, synchronous_commit = off"):
            assert_durable(connection)


# Killed


def test_a_killed_postmaster_comes_back_with_all_that_was_committed(tmp_path: Path) -> None:
    acknowledged: list[int] = []
    with start(tmp_path / "pg", watch=True) as cluster:
        with psycopg.connect(cluster.dsn()) as connection:
            connection.execute("create table mark (number int)")
        writer = threading.Thread(target=write_until_cut, args=(cluster.dsn(), acknowledged))
        writer.start()
        assert within(5, lambda: len(acknowledged) > 50)
        killed = cluster.postmaster_pid
        assert killed is not None
        os.kill(killed, signal.SIGKILL)
        writer.join(30)
        assert within(60, lambda: cluster.postmaster_pid not in (None, killed) and answers(cluster))
        found = {number for (number,) in rows_of(cluster, "select number from mark")}
        assert set(acknowledged) <= found


def write_until_cut(dsn: str, acknowledged: list[int]) -> None:
    try:
        with psycopg.connect(dsn, autocommit=True) as connection:
            for number in range(1_000_000):
                connection.execute("insert into mark values (%s)", [number])
                acknowledged.append(number)
    except psycopg.OperationalError:
        return


def answers(cluster: Cluster) -> bool:
    try:
        return rows_of(cluster, "select 1") == [(1,)]
    except psycopg.OperationalError:
        return False


def test_a_folder_left_by_a_killed_postmaster_starts_when_its_last_query_ends(tmp_path: Path) -> None:
    cluster = start(tmp_path / "pg")
    with psycopg.connect(cluster.dsn()) as connection:
        connection.execute("create table kept as select 7 as value")
    # A computing process does not notice that its postmaster is gone, and holds the shared memory.
    computing = threading.Thread(target=compute, args=(cluster.dsn(),))
    computing.start()
    assert within(5, lambda: len(rows_of(cluster, "select from pg_stat_activity where query like 'select count%'")) > 0)
    assert cluster.postmaster_pid is not None
    os.kill(cluster.postmaster_pid, signal.SIGKILL)
    assert within(5, lambda: cluster.postmaster_pid is None)
    cluster.stop()
    with start(tmp_path / "pg") as again:
        assert rows_of(again, "select value from kept") == [(7,)]
    computing.join()
    assert "pre-existing shared memory block" in (tmp_path / "pg/postgres.log").read_text()


def compute(dsn: str) -> None:
    with contextlib.suppress(psycopg.OperationalError), psycopg.connect(dsn) as connection:
        connection.execute("select count(*) from generate_series(1, 15000000)")


def test_it_lives_on_when_the_thread_that_started_it_ends(tmp_path: Path) -> None:
    started: list[Cluster] = []
    thread = threading.Thread(target=lambda: started.append(start(tmp_path / "pg", fsync=False)))
    thread.start()
    thread.join()
    time.sleep(0.5)
    with started[0] as cluster:
        assert answers(cluster)
    assert cluster.postmaster_pid is None


# Folders


def foreign_file(folder: Path) -> None:
    folder.mkdir(mode=0o750)
    (folder / "thesis.txt").write_text("not yours")


def foreign_cluster(folder: Path) -> None:
    folder.mkdir(mode=0o700)
    (folder / "PG_VERSION").write_text("18\n")
    (folder / "data").mkdir()


def plain_file(folder: Path) -> None:
    folder.write_text("a file")


@pytest.mark.parametrize("make", [foreign_file, foreign_cluster, plain_file])
def test_what_is_not_ours_is_refused_and_untouched(tmp_path: Path, make: Callable[[Path], None]) -> None:
    make(tmp_path / "theirs")
    before = tree(tmp_path)
    with pytest.raises(FolderNotOurs, match="theirs"):
        start(tmp_path / "theirs")
    assert tree(tmp_path) == before


def test_an_empty_folder_is_taken_with_its_mode(tmp_path: Path) -> None:
    (tmp_path / "pg").mkdir(mode=0o700)
    before = marks([tmp_path / "pg"])
    with start(tmp_path / "pg", fsync=False) as cluster:
        assert answers(cluster)
    assert marks([tmp_path / "pg"]) == before


def test_parents_and_programs_keep_modes_and_owners(tmp_path: Path) -> None:
    folder = tmp_path / "a/b/pg"
    folder.parent.mkdir(parents=True, mode=0o700)
    [programs, *_] = list_binaries()
    watched = [*folder.parents, *programs.parents, *programs.iterdir()]
    before = marks(watched)
    with start(folder, fsync=False):
        pass
    assert marks(watched) == before


def test_an_interrupted_initdb_is_made_anew(tmp_path: Path) -> None:
    place = postgres_folder.claim(tmp_path / "pg")
    place.fresh.mkdir()
    (place.fresh / "PG_VERSION").write_text("18\n")
    place.release()
    with start(tmp_path / "pg", fsync=False) as cluster:
        assert answers(cluster)
    assert not place.fresh.exists()


def test_a_path_too_long_for_a_socket_gets_one_elsewhere(tmp_path: Path) -> None:
    folder = tmp_path / "一数一源" / ("x" * 100)
    with start(folder, fsync=False) as cluster:
        assert answers(cluster)
        assert cluster.socket_dir.parent in (Path(tempfile.gettempdir()), Path("/tmp"), Path("/var/tmp"))
        assert cluster.socket_dir.stat().st_mode & 0o777 == 0o700
    assert not cluster.socket_dir.exists()


def test_a_full_log_is_kept_once(tmp_path: Path) -> None:
    log = tmp_path / "postgres.log"
    log.write_bytes(b"x" * (postgres_folder.LOG_BYTES + 1))
    postgres_folder.trim_log(log)
    assert log.stat().st_size == 0
    assert (tmp_path / "postgres.log.1").stat().st_size == postgres_folder.LOG_BYTES + 1
    log.write_bytes(b"new")
    postgres_folder.trim_log(log)
    assert log.read_bytes() == b"new"


# Programs and settings


def test_a_named_folder_without_programs_is_not_replaced_by_another(tmp_path: Path) -> None:
    with pytest.raises(PostgresNotFound, match=str(tmp_path)):
        start(tmp_path / "pg", binaries=tmp_path)
    assert not (tmp_path / "pg/data").exists()


def test_another_version_works_but_not_on_the_same_data(tmp_path: Path, cluster: Cluster) -> None:
    binaries = machine.postgresql_15()
    with start(tmp_path / "pg", fsync=False, binaries=binaries) as older:
        assert rows_of(older, "select current_setting('server_version_num')::int / 10000") == [(15,)]
        assert older.binaries == binaries
    with pytest.raises(PostgresVersionDiffers, match="PostgreSQL 15"):
        start(tmp_path / "pg", binaries=cluster.binaries)


def test_a_server_that_does_not_start_says_why(tmp_path: Path) -> None:
    with pytest.raises(ClusterFailed, match="no_such_setting"):
        start(tmp_path / "pg", fsync=False, settings={"no_such_setting": "1"})
    with start(tmp_path / "pg", fsync=False) as cluster:  # its lock is free again
        assert answers(cluster)


@pytest.mark.parametrize(
    ("gib", "shared", "cache", "maintenance"),
    [(1, "128MB", "512MB", "64MB"), (2, "256MB", "1024MB", "64MB"), (24, "2048MB", "12288MB", "512MB")],
)
def test_memory_is_shared_with_the_rest_of_the_node(gib: int, shared: str, cache: str, maintenance: str) -> None:
    settings = server_settings(fsync=True, memory=gib * 1024**3)
    assert settings["shared_buffers"] == shared
    assert settings["effective_cache_size"] == cache
    assert settings["maintenance_work_mem"] == maintenance
