"""`AsyncClient` called like `Client`, so that each test speaks to both."""

import asyncio
import inspect
from collections.abc import Callable
from types import TracebackType
from typing import Any

from yishu.client import AsyncClient


class Both:
    """Awaits for the test what it calls."""

    def __init__(self, client: AsyncClient) -> None:
        self._client, self._runner = client, asyncio.Runner()

    def __enter__(self) -> "Both":
        self._runner.run(self._client.__aenter__())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self._runner.run(self._client.__aexit__(kind, error, where))
        self._runner.close()

    def __repr__(self) -> str:
        return repr(self._client)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def call(*given: Any, **named: Any) -> Any:
            made = getattr(self._client, name)(*given, **named)
            if inspect.isasyncgen(made):
                return iter(self._runner.run(_all(made)))
            return self._runner.run(made)

        return call


async def _all(pages: Any) -> list[Any]:
    return [page async for page in pages]
