"""The same client for asyncio: each call in a thread of its own pool, so that there is one of everything (docs/decisions/0059-a-python-client.md)."""

import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextvars import copy_context
from functools import partial, update_wrapper
from types import TracebackType
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar, overload

from yishu.client.client import Client
from yishu.client.waiting import given_up

P = ParamSpec("P")
Result = TypeVar("Result")


class Awaited(Generic[P, Result]):
    """A method of `Client` as one to be awaited."""

    def __init__(self, method: Callable[Concatenate[Client, P], Result]) -> None:
        self._method = method
        self.__doc__ = method.__doc__

    @overload
    def __get__(self, client: None, kind: type, /) -> "Awaited[P, Result]": ...
    @overload
    def __get__(self, client: "AsyncClient", kind: type, /) -> Callable[P, Coroutine[Any, Any, Result]]: ...
    def __get__(self, client: "AsyncClient | None", kind: type, /) -> Any:
        if client is None:
            return self

        async def call(*given: P.args, **named: P.kwargs) -> Result:
            return await client._apart(partial(self._method, client._client, *given, **named))

        return update_wrapper(call, self._method)


class Iterated(Generic[P, Result]):
    """A method of `Client` that gives page after page, as one for `async for`."""

    def __init__(self, method: Callable[Concatenate[Client, P], Iterator[Result]]) -> None:
        self._method = method
        self.__doc__ = method.__doc__

    @overload
    def __get__(self, client: None, kind: type, /) -> "Iterated[P, Result]": ...
    @overload
    def __get__(self, client: "AsyncClient", kind: type, /) -> Callable[P, AsyncIterator[Result]]: ...
    def __get__(self, client: "AsyncClient | None", kind: type, /) -> Any:
        if client is None:
            return self

        async def call(*given: P.args, **named: P.kwargs) -> AsyncIterator[Result]:
            pages = self._method(client._client, *given, **named)
            while True:
                page = await client._apart(partial(next, pages, _END))
                if page is _END:
                    return
                yield page

        return update_wrapper(call, self._method)


_END: Any = object()


def _made_as(init: Callable[Concatenate[Client, P], None]) -> Callable[[Any], Callable[Concatenate[Any, P], None]]:
    """What is decorated takes what `init` takes."""
    return lambda own: update_wrapper(own, init)


class AsyncClient:
    """`Client` for asyncio, with the same names, arguments and answers: `async with AsyncClient("https://…", key="ysk_…") as yishu:`.

    At most `connections` calls run at a time, the others wait. A call whose task is cancelled ends at its next step; the node may have put it on record.
    """

    @_made_as(Client.__init__)
    def __init__(self, url: str, **named: Any) -> None:
        from concurrent.futures import ThreadPoolExecutor  # here, since whoever uses Client alone has no use for it

        self._client = Client(url, **named)
        self._threads = ThreadPoolExecutor(named.get("connections", 16), thread_name_prefix="yishu-client")

    def __repr__(self) -> str:
        return repr(self._client).replace("Client", "AsyncClient", 1)

    async def __aenter__(self) -> "AsyncClient":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None, /
    ) -> None:
        await self.close()

    async def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._client.close()

    verify = Awaited(Client.verify)
    verify_blind = Awaited(Client.verify_blind)
    blind_key = Awaited(Client.blind_key)
    verify_many = Awaited(Client.verify_many)
    verify_table = Awaited(Client.verify_table)
    query = Awaited(Client.query)
    query_many = Awaited(Client.query_many)
    refer = Awaited(Client.refer)
    resolve = Awaited(Client.resolve)
    query_table = Awaited(Client.query_table)
    query_place = Awaited(Client.query_place)
    query_place_pages = Iterated(Client.query_place_pages)
    copy = Awaited(Client.copy)
    copy_table = Awaited(Client.copy_table)
    prepared_copies = Awaited(Client.prepared_copies)
    prepare_copy = Awaited(Client.prepare_copy)
    prepared_copy = Awaited(Client.prepared_copy)
    fetch_copy = Awaited(Client.fetch_copy)
    discard_copy = Awaited(Client.discard_copy)
    publish = Awaited(Client.publish)
    try_publishing = Awaited(Client.try_publishing)
    sent_back = Awaited(Client.sent_back)
    documents = Iterated(Client.documents)
    find_documents = Awaited(Client.find_documents)
    document = Awaited(Client.document)
    fetch_document = Awaited(Client.fetch_document)

    async def _apart(self, call: Callable[[], Result]) -> Result:
        import asyncio

        gone, context = threading.Event(), copy_context()
        context.run(given_up.set, gone)
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, context.run, call)
        except asyncio.CancelledError:
            gone.set()
            raise
