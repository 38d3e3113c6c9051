"""The sandbox over HTTP, beside the groups: its threads are its own, its refusals are nobody's, and nothing of it is put on record."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Final

import msgspec

from yishu.access.lists.streams import is_arrow
from yishu.access.sandbox import calls
from yishu.access.sandbox.errors import NotInSandbox
from yishu.access.state import Caller, Credential
from yishu.catalogue.errors import ResourceNotFound
from yishu.core.actor import Actor
from yishu.core.errors import Problem
from yishu.core.networks import address_of
from yishu.gateway.asking import query_request, verify_request
from yishu.gateway.beside import Beside, Fresh
from yishu.gateway.decoding import require_json
from yishu.gateway.errors import MethodNotAllowed, PathNotFound
from yishu.gateway.exchange import JSON, Exchange, problem_message
from yishu.gateway.lists import JSON_LIMIT
from yishu.wire.data import QueryRequest, VerifyRequest
from yishu.wire.sandbox import SANDBOX

AT_ONCE: Final = 2
MOST_WAITING: Final = 64
MOST_EACH: Final = 16
MARK: Final = (b"yishu-sandbox", b"true")
_OTHERS: Final = frozenset({"batches", "uploads", "quarantine", "bulk", "documents"})
_CODE_LENGTH: Final = 60

Authenticate = Callable[[Exchange], Awaitable[tuple[Credential, Caller]]]


class Sandbox:
    """Threads of its own, so that whoever tries things out keeps nobody waiting."""

    def __init__(self) -> None:
        self._beside = Beside("gateway-sandbox", AT_ONCE, waiting=MOST_WAITING, each=MOST_EACH)

    async def serve(self, exchange: Exchange, authenticate: Authenticate, fresh: Fresh) -> None:
        """Raises what stands before every call: wrong path, method, size or key. Whatever comes after is told here, marked."""
        exchange.beside = (*exchange.beside, MARK)
        code, act = _route(exchange)
        exchange.require_length(JSON_LIMIT)
        credential, caller = await authenticate(exchange)
        try:
            with self._beside.room(caller):
                told = await self._told(exchange, code, act)
                answer = await self._beside.run(fresh, credential, caller, told)
        except Problem as problem:
            answer = problem
        await _say(exchange, answer)

    async def _told(self, exchange: Exchange, code: str, act: str) -> Callable[[Actor, int], bytes]:
        """What is done in a thread. Raises what is wrong with the request."""
        body = await exchange.body(JSON_LIMIT)
        if act in _OTHERS:
            raise NotInSandbox
        if len(code) > _CODE_LENGTH:
            raise ResourceNotFound(code=code[:_CODE_LENGTH])
        if not act:
            return lambda _actor, _epoch: msgspec.json.encode(calls.described(code, datetime.now(UTC)))
        request, source = _request(exchange, act, body), address_of(exchange.source)
        return lambda actor, _epoch: calls.call(actor, code, request, source, now=datetime.now(UTC))[1]

    def stop(self) -> None:
        self._beside.stop()


def _route(exchange: Exchange) -> tuple[str, str]:
    code, _, act = exchange.scope["path"].removeprefix(SANDBOX).partition("/")
    kind = act.partition("/")[0]
    if not code or (act not in ("", "verify", "query") and kind not in _OTHERS):
        raise PathNotFound
    method = exchange.scope["method"]
    if act in ("verify", "query") and method != "POST":
        raise MethodNotAllowed(allowed="POST")
    if not act and method not in ("GET", "HEAD"):
        raise MethodNotAllowed(allowed="GET, HEAD")
    return code, kind


def _request(exchange: Exchange, act: str, body: bytes) -> VerifyRequest | QueryRequest:
    kind = exchange.header(b"content-type")
    if is_arrow(kind):
        raise NotInSandbox
    require_json(kind)
    return verify_request(body) if act == "verify" else query_request(body)


async def _say(exchange: Exchange, answer: bytes | Problem) -> None:
    if isinstance(answer, bytes):
        await exchange.answer(answer, 200, (JSON,))
        return
    if not exchange.complete:  # what is left of the body is taken first
        await exchange.problem(answer)
        return
    headers, body = problem_message(answer, answer.receipt, exchange.language)
    await exchange.answer(b'{"sandbox":true,' + body[1:], answer.status, tuple(headers))
