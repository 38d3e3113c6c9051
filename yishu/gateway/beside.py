"""Calls beside the groups: each takes a thread, few at once, so that those by key on the loop do not wait for them."""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final, TypeVar

from yishu.access.calls import CallerUnsure
from yishu.access.errors import Busy
from yishu.access.state import AccessState, Caller, Credential
from yishu.core.actor import Actor
from yishu.core.errors import Problem
from yishu.gateway.authentication import known_no_more
from yishu.gateway.exchange import JSON, Exchange
from yishu.gateway.threads import Commands

_TRIES: Final = 5

Fresh = Callable[[], Awaitable[AccessState]]
Made = TypeVar("Made")


class Beside:
    """At most `waiting` calls, and `each` of one caller, so that others are served beside them."""

    def __init__(self, name: str, at_once: int, *, waiting: int, each: int) -> None:
        self._threads = Commands(at_once, name)
        self._waiting, self._each = waiting, each
        self._under_way: Counter[str] = Counter()

    @contextmanager
    def room(self, caller: Caller) -> Iterator[None]:
        """A place, for as long as the call takes. Raises Busy."""
        if self._under_way[caller.ref] >= self._each or self._under_way.total() >= self._waiting:
            raise Busy
        self._under_way[caller.ref] += 1
        try:
            yield
        finally:
            self._under_way[caller.ref] -= 1
            self._under_way += Counter()  # forgets who waits no more

    async def run(
        self, fresh: Fresh, credential: Credential, caller: Caller, act: Callable[[Actor, int], Made]
    ) -> Made | Problem:
        """What `act` gives to the caller as recognised at an epoch, or a refusal that it has put on record. Raises Busy, WrongKey or WrongSignature, and what is not on record."""
        for _ in range(_TRIES):
            state = await fresh()
            known = state.caller(credential, datetime.now(UTC))
            if known is None:
                raise known_no_more(caller.actor.proof)
            actor = replace(known.actor, proof=caller.actor.proof)
            try:
                return await self._threads.run(act, actor, state.epoch)
            except CallerUnsure:
                continue
            except Problem as problem:
                if not problem.receipt:
                    raise
                return problem
        raise Busy

    async def tell(
        self,
        exchange: Exchange,
        fresh: Fresh,
        credential: Credential,
        caller: Caller,
        told: Callable[[Actor, int], bytes],
    ) -> None:
        """Run it in a place of its own, and answer with the JSON that it gives. Raises as `run`."""
        with self.room(caller):
            found = await self.run(fresh, credential, caller, told)
        if isinstance(found, Problem):
            await exchange.problem(found, found.receipt)  # it is on record already
        else:
            await exchange.answer(found, 200, (JSON,))

    def stop(self) -> None:
        self._threads.stop()
