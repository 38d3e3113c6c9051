"""Decisions that stand (4.4, 26.5). Pure.

Who calls, for which duty, which items, under which grant and from where decides a call; about whom it is does not. So what was decided of one subject stands for the next,
by the same state, until a grant of that caller begins or ends. What depends on more is decided each time: limits that are counted, and what was laid on a grant after unusual use.
"""

from datetime import datetime
from typing import Final

from msgspec import UNSET

from yishu.access.asks import LONGEST_TEXT, Ask
from yishu.access.errors import MalformedSubject
from yishu.access.governed import Permit
from yishu.access.state import AccessState, Caller
from yishu.access.subjects import read_subject
from yishu.core.calendar import shanghai_day
from yishu.wire.data import QueryRequest, VerifyRequest

MOST: Final = 16_384

Request = VerifyRequest | QueryRequest
Key = tuple[str, bool, str, tuple[str, ...], bool, str, bool, str | None, str]
"""Whatever a decision depends on but the state and the time."""


def key_of(caller: Caller, code: str, request: Request, source: str) -> Key | None:
    """None for a request about several subjects, or one that is named otherwise than by the text of its key: it is decided each time."""
    if type(request.subject) is not str or request.subjects is not UNSET:
        return None
    if type(request) is VerifyRequest:
        claims = request.claims
        if request.blind is not UNSET or claims is UNSET:
            return None
        items, is_query = tuple(claims), False
    else:
        assert isinstance(request, QueryRequest)
        if request.place is not UNSET or request.as_ is not UNSET or request.references is not UNSET:
            return None
        items, is_query = tuple(request.items), True
    purpose = request.purpose
    return caller.ref, caller.calls_data, code, items, is_query, purpose.duty, not purpose.case, request.grant, source


class Standing:
    """A permit that holds for whatever subject is asked about in the same way, from `since` to before `until`."""

    __slots__ = ("ask", "permit", "since", "until")

    def __init__(self, ask: Ask, permit: Permit, since: datetime, until: datetime) -> None:
        self.ask, self.permit, self.since, self.until = ask, permit, since, until

    def of(self, request: Request, now: datetime) -> tuple[Ask, Permit] | None:
        """What the request asks, and the permit for it; None where its case or subject is not as it should be, which is said elsewhere."""
        before, permit = self.ask, self.permit
        case = request.purpose.case
        if case and not ((case := case.strip()) and len(case) <= LONGEST_TEXT and case.isprintable()):
            return None
        try:
            today, overrides = shanghai_day(now), permit.plan.overrides
            subject = read_subject(permit.table, request.subject, "subject", today=today, overrides=overrides)
        except MalformedSubject:
            return None
        claims = () if isinstance(request, QueryRequest) or request.claims is UNSET else (request.claims,)
        meanings = isinstance(request, QueryRequest) and request.meanings is True
        ask = Ask(
            before.mode, before.code, before.duty, case, before.grant, before.items, (request.subject,), False,
            claims, before.wanted, meanings, before.source,
        )  # fmt: skip
        return ask, Permit(
            permit.plan, permit.table, permit.holding_id, permit.grant, permit.grant_hash, [subject], permit.items,
            permit.read, permit.rows, permit.masks, permit.spends, permit.misses,
        )  # fmt: skip


class Standings:
    """The decisions that stand by one state."""

    def __init__(self) -> None:
        self._held: dict[Key, Standing] = {}

    def find(self, key: Key, now: datetime) -> Standing | None:
        """The decision that stands now. A clock that was set back finds none that was made later."""
        found = self._held.get(key)
        return found if found is not None and found.since <= now < found.until else None

    def add(self, key: Key, state: AccessState, caller: Caller, ask: Ask, permit: Permit, now: datetime) -> None:
        """Remember what was decided now by this state, if nothing else decides the next call of the kind."""
        held = state.grants.get((caller.ref, permit.plan.code), ())
        if any(rights.restraints or (rights.bounds is not None and rights.bounds.is_counted) for rights in held):
            return
        turns = [turn for rights in held for turn in (rights.valid_from, rights.valid_until) if turn > now]
        if not turns:
            return
        if len(self._held) >= MOST:
            self._held.clear()
        self._held[key] = Standing(ask, permit, now, min(turns))
