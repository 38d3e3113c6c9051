"""A copy in one trip: what the server says of it is heard, and the connection stays its driver's."""

import asyncio
import struct
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor

import asyncpg
import psycopg
import pytest
import uvloop

from yishu.gateway.copy_line import CopyLine
from yishu.gateway.database import connect

COPY = "copy copied (n, said) from stdin (format binary)"
Act = Callable[[asyncpg.Connection, CopyLine], Awaitable[None]]


def rows(*numbers: int, said: bytes = b"x") -> bytes:
    body = b"".join(struct.pack(">hiii", 2, 4, n, len(said)) + said for n in numbers)
    return b"PGCOPY\n\xff\r\n\0" + struct.pack(">ii", 0, 0) + body + struct.pack(">h", -1)


@pytest.fixture(params=[asyncio.run, uvloop.run], ids=["asyncio", "uvloop"])
def on_a_line(request: pytest.FixtureRequest, database_url: str) -> Callable[[Act], None]:
    """Run something on a connection with an empty table `copied`, whose numbers are below 100."""

    async def whole(act: Act) -> None:
        connection = await connect(database_url, "test")
        try:
            await connection.execute("create temporary table copied (n int primary key check (n < 100), said text)")
            await act(connection, CopyLine(connection))
        finally:
            connection.terminate()

    def run(act: Act) -> None:
        with ThreadPoolExecutor(1) as thread:  # this one may have the browser's event loop
            thread.submit(lambda: request.param(whole(act))).result()

    return run


async def numbers(connection: asyncpg.Connection) -> list[int]:
    return [row[0] for row in await connection.fetch("select n from copied order by n")]


def test_copies_and_the_drivers_own_statements_take_turns(on_a_line: Callable[[Act], None]) -> None:
    async def act(connection: asyncpg.Connection, line: CopyLine) -> None:
        for n in range(5):
            await line.copy(COPY, rows(2 * n, 2 * n + 1))
            assert await numbers(connection) == list(range(2 * n + 2))
        await line.copy(COPY, rows(50, said=b"y" * 3_000_000))
        assert await connection.fetchval("select length(said) from copied where n = 50") == 3_000_000

    on_a_line(act)


@pytest.mark.parametrize(
    ("statement", "given", "fault"),
    [
        ("copy nothing (n) from stdin (format binary)", rows(1), asyncpg.UndefinedTableError),
        ("copy copied (n, n from stdin", rows(1), asyncpg.PostgresSyntaxError),
        (COPY, rows(1, 1), asyncpg.UniqueViolationError),
        (COPY, rows(1, 100), asyncpg.CheckViolationError),
        (COPY, rows(1)[:-3], asyncpg.BadCopyFileFormatError),
        (COPY, b"nonsense", asyncpg.BadCopyFileFormatError),
        (COPY, rows(1, said=b"\xff"), asyncpg.CharacterNotInRepertoireError),
    ],
)
def test_what_the_server_refuses_is_raised_and_nothing_is_kept(
    on_a_line: Callable[[Act], None], statement: str, given: bytes, fault: type[Exception]
) -> None:
    async def act(connection: asyncpg.Connection, line: CopyLine) -> None:
        with pytest.raises(fault) as raised:
            await line.copy(statement, given)
        assert isinstance(raised.value, asyncpg.PostgresError)
        assert raised.value.severity_en == "ERROR"
        assert await numbers(connection) == []
        await line.copy(COPY, rows(7))
        assert await numbers(connection) == [7]

    on_a_line(act)


def test_a_server_that_goes_away_says_why(on_a_line: Callable[[Act], None], database_url: str) -> None:
    async def act(connection: asyncpg.Connection, line: CopyLine) -> None:
        with psycopg.connect(database_url, autocommit=True) as other:
            other.execute("create table if not exists copied_apart (n int primary key, said text)")
            with other.transaction():
                other.execute("lock table copied_apart")
                copying = asyncio.ensure_future(line.copy(COPY.replace("copied", "copied_apart"), rows(1)))
                await asyncio.sleep(0.2)
                other.execute("select pg_terminate_backend(%s)", (connection.get_server_pid(),))
                with pytest.raises((asyncpg.AdminShutdownError, ConnectionError)):
                    await asyncio.wait_for(copying, 10)
            other.execute("drop table copied_apart")
        await asyncio.sleep(0.1)
        assert connection.is_closed()
        with pytest.raises(ConnectionError):
            await line.copy(COPY, rows(2))
        with pytest.raises(asyncpg.InterfaceError):
            CopyLine(connection)

    on_a_line(act)


def test_whoever_gives_up_leaves_no_connection_behind(on_a_line: Callable[[Act], None], database_url: str) -> None:
    async def act(connection: asyncpg.Connection, line: CopyLine) -> None:
        with psycopg.connect(database_url) as other:
            other.execute("create table copied_apart (n int primary key, said text)")
            other.commit()
            other.execute("lock table copied_apart")
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(line.copy(COPY.replace("copied", "copied_apart"), rows(1)), 0.2)
            await asyncio.sleep(0.1)
            assert connection.is_closed()
            other.execute("drop table copied_apart")

    on_a_line(act)
