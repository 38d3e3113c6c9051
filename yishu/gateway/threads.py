"""Django's side of the gateway: commands and copies of the slices, run in threads with connections of their own."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, ParamSpec, TypeVar

import psycopg
from django.db import InterfaceError, OperationalError, connections

from yishu.access.errors import Unavailable
from yishu.gateway.errors import TooManyBatches

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")

log = logging.getLogger(__name__)

MOST_COMMANDS: Final = 4
BATCHES_AT_ONCE: Final = 4
MOST_BATCHES: Final = 16  # those that wait for a thread included: each has its file in the spool
_LOST: Final = (OperationalError, InterfaceError, psycopg.OperationalError, psycopg.InterfaceError)


class Commands:
    """A few threads for commands; each gives its connection back when it is done."""

    def __init__(self, most: int = MOST_COMMANDS, name: str = "gateway-command") -> None:
        self._threads = ThreadPoolExecutor(most, thread_name_prefix=name)

    async def run(
        self, act: Callable[Parameters, Result], *arguments: Parameters.args, **named: Parameters.kwargs
    ) -> Result:
        """What `act` gives or raises; Unavailable where PostgreSQL is lost to it: whether it was done is not known then."""

        def closing() -> Result:
            try:
                return act(*arguments, **named)
            except _LOST as loss:
                log.warning("PostgreSQL is lost to a command: %s", type(loss).__name__)  # its text may hold values
                raise Unavailable from None
            finally:
                connections.close_all()

        return await asyncio.get_running_loop().run_in_executor(self._threads, closing)

    def stop(self) -> None:
        self._threads.shutdown(cancel_futures=True)


class Batches:
    """Threads for batches alone: they may take minutes, and nobody else's call waits for that. Beyond a bound, whoever comes is told to come again."""

    def __init__(self) -> None:
        self._threads = Commands(BATCHES_AT_ONCE, "gateway-batch")
        self._under_way = 0

    def require_place(self) -> None:
        """Raises TooManyBatches."""
        if self._under_way >= MOST_BATCHES:
            raise TooManyBatches(most=MOST_BATCHES)

    async def run(
        self, act: Callable[Parameters, Result], *arguments: Parameters.args, **named: Parameters.kwargs
    ) -> Result:
        """As `Commands.run`. Raises TooManyBatches as well."""
        self.require_place()
        self._under_way += 1
        try:
            return await self._threads.run(act, *arguments, **named)
        finally:
            self._under_way -= 1

    def stop(self) -> None:
        self._threads.stop()


class OneThread:
    """One thread for one copy: Django's connection, and the cursor that the copy reads from, belong to a thread."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="gateway-copy")

    async def run(
        self, act: Callable[Parameters, Result], *arguments: Parameters.args, **named: Parameters.kwargs
    ) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._thread, lambda: act(*arguments, **named))

    async def close(self, *acts: Callable[[], object]) -> None:
        try:
            for act in (*acts, connections.close_all):
                await self.run(act)
        finally:
            self._thread.shutdown(wait=False)
