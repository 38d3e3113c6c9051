"""A call for a copy: what of it may be had, and the record of it."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final

from yishu.access.errors import Busy
from yishu.access.governed import Refusal, Uncounted
from yishu.access.state import AccessState, Caller, Credential, Hosted
from yishu.audit.record import Action
from yishu.core.networks import address_of
from yishu.gateway.copies import BulkRequest, Copies, check_same, held_for_bulk
from yishu.gateway.exchange import Exchange
from yishu.gateway.groups import Groups
from yishu.gateway.waiting import Act, Held, Reply, unanswered
from yishu.hosting import fingerprint
from yishu.hosting.controls.drawing import told_of
from yishu.hosting.copying import Copy

_LIMITS: Final = 64
"""Limits of grants and restraints that are counted before a copy, each once; more is nobody's."""


class Bulk:
    """`submit` puts an act on record, by the groups' clock and state."""

    def __init__(self, groups: Groups, copies: Copies, submit: Callable[[Act], Awaitable[Reply]]) -> None:
        self._groups, self._copies, self._submit = groups, copies, submit

    async def answer(self, exchange: Exchange, code: str, credential: Credential, caller: Caller) -> None:
        """Raises Busy, TooManyCopies, ClientGone, and the refusals of `held_for_bulk`."""
        state = await self._groups.fresh()
        request = BulkRequest(exchange.parameters())
        source = address_of(exchange.source)
        held, hosted = await self._held(state, caller, code, request, source)
        for key in held.spends:
            self._groups.allowances.spend(key, 1)
        on_record = partial(self._record, credential, caller, code, request, held, source)
        with self._groups.allowances.under_way(held.spends):
            await self._copies.send(exchange, caller.actor, hosted, held, request, on_record)

    async def _held(
        self, state: AccessState, caller: Caller, code: str, request: BulkRequest, source: int | None
    ) -> tuple[Held, Hosted]:
        allowances, now = self._groups.allowances, datetime.now(UTC)
        for _ in range(_LIMITS):
            counted = allowances.counted(1)
            found = held_for_bulk(
                state, caller, code, request.grant, now, version=request.version, source=source, counted=counted
            )
            if isinstance(found, Refusal):
                raise found.problem
            if not isinstance(found, Uncounted):
                return found
            await allowances.know(found)
        raise Busy

    async def _record(
        self,
        credential: Credential,
        caller: Caller,
        code: str,
        request: BulkRequest,
        held: Held,
        source: int | None,
        copy: Copy,
    ) -> Reply:
        detail: dict[str, Any] = {"format": request.format, "since": request.since, **told_of(copy.controls)}
        detail |= fingerprint.told(copy.marked_by)
        if copy.file:
            detail["version_file"] = copy.file
        if request.version is not None:
            detail["asked_version"] = request.version
        check = check_same(code, request, held, source=source, records=copy.rows)
        return await self._submit(
            Act(
                credential,
                caller,
                unanswered,
                action=Action.DATA_COPIED,
                code=code,
                check=check,
                version=copy.version,
                rows=copy.rows,
                detail=detail,
            )
        )
