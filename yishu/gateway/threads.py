"""Django's side of the gateway: commands and copies of the slices, run in threads with connections of their own."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, ParamSpec, TypeVar

from django.db import connections

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")

MOST_COMMANDS: Final = 4


class Commands:
    """A few threads for commands; each gives its connection back when it is done."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(MOST_COMMANDS, thread_name_prefix="gateway-command")

    async def run(
        self, act: Callable[Parameters, Result], *arguments: Parameters.args, **named: Parameters.kwargs
    ) -> Result:
        def closing() -> Result:
            try:
                return act(*arguments, **named)
            finally:
                connections.close_all()

        return await asyncio.get_running_loop().run_in_executor(self._threads, closing)

    def stop(self) -> None:
        self._threads.shutdown(cancel_futures=True)


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
