"""`AsyncClient` called like `Client`, so that each test speaks to both."""

import asyncio
import inspect
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Any

from yishu.client import AsyncClient


class Both:
    """Awaits for the test what it calls."""

    def __init__(self, client: AsyncClient) -> None:
        self._client, self._runner = client, asyncio.Runner()
        self._thread = ThreadPoolExecutor(1)  # the test's own may have the browser's event loop

    def __enter__(self) -> "Both":
        self._run(self._client.__aenter__())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self._run(self._client.__aexit__(kind, error, where))
        self._thread.submit(self._runner.close).result()
        self._thread.shutdown()

    def __repr__(self) -> str:
        return repr(self._client)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def call(*given: Any, **named: Any) -> Any:
            made = getattr(self._client, name)(*given, **named)
            if inspect.isasyncgen(made):
                return iter(self._run(_all(made)))
            return self._run(made)

        return call

    def _run(self, awaited: Coroutine[Any, Any, Any]) -> Any:
        return self._thread.submit(self._runner.run, awaited).result()


async def _all(pages: Any) -> list[Any]:
    return [page async for page in pages]
