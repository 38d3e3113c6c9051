"""The grant that a trial is held against: one that opens all that may be asked for, spoiled as the subjects asked about would have it. Pure; the one rule of authorisation decides."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from yishu.access.asks import Ask
from yishu.access.errors import (
    BackendFailed,
    BackendTimeout,
    BackendUnavailable,
    CaseRequired,
    DayUsedUp,
    GrantExpired,
    GrantNotYetValid,
    ItemNotGranted,
    ModeNotGranted,
    NetworkNotGranted,
    NoGrant,
    PurposeNotGranted,
    RateExceeded,
    TotalUsedUp,
    Unavailable,
    UseSuspended,
)
from yishu.access.guessing.rules import (
    Claim,
    TooManyMisses,
    TooManyWrongClaims,
    too_many_misses,
    too_many_wrong,
)
from yishu.access.sandbox.roster import Seat
from yishu.access.sandbox.twin import MODES, Twin
from yishu.core.errors import Problem
from yishu.core.networks import Network
from yishu.sharing.rules import MISSES, PLENTIFUL, Bounds, Left, Limits, Restraint, Rights

GRANT: Final = "00000000-0000-7000-8000-000000000000"
_WHOM: Final = "平台 platform"
_DAY: Final = timedelta(days=1)
_ELSEWHERE: Final = (Network(128, 1),)
"""Networks in which no address lies."""


def rights_for(twin: Twin, caller: str, ask: Ask, seats: Iterable[Seat], now: datetime) -> Rights:
    """For any duty, and under whatever grant the call names: which these will be, nobody knows before there is one."""
    rights = Rights(
        grant=ask.grant or GRANT,
        hash="",
        callers=frozenset({caller}),
        items=frozenset(twin.hosted.table.by_code),
        modes=frozenset(MODES),
        duties=frozenset({ask.duty}),
        case_required=twin.case_required,
        valid_from=now - _DAY,
        valid_until=now + _DAY,
    )
    for seat in seats:
        if seat.outcome in _SPOILED:
            rights = _SPOILED[seat.outcome](rights, ask, now)
    return twin.hosted.plan.narrow(rights)


def left_for(rights: Rights, seats: Iterable[Seat]) -> Mapping[str, Left]:
    """What is left of its limits: plenty, but for subjects that use them up."""
    outcomes = {seat.outcome for seat in seats}
    left = (0 if code in outcomes else PLENTIFUL for code in (RateExceeded.code, DayUsedUp.code, TotalUsedUp.code))
    return {rights.grant: Left(*left)}


def failure_of(ask: Ask, seats: Iterable[Seat], now: datetime) -> Problem | None:
    """What goes wrong with a call that was allowed."""
    for seat in seats:
        if seat.outcome == TooManyMisses.code:
            return too_many_misses(MISSES, now)
        if seat.outcome == TooManyWrongClaims.code and ask.mode == "verify":
            claims = [Claim(b"", b"", item, 0, True) for item in sorted(ask.items)]
            return too_many_wrong(claims, ask.many, now)
        if seat.outcome in _FAILURES:
            return _FAILURES[seat.outcome]()
    return None


def _limited(rights: Rights, _ask: Ask, _now: datetime) -> Rights:
    return replace(rights, bounds=Bounds((), Limits(second=1, day=1, total=1), True))


def _without_item(rights: Rights, ask: Ask, _now: datetime) -> Rights:
    """The first of those asked for is not in it."""
    return replace(rights, items=rights.items - frozenset(sorted(ask.items)[:1]))


def _suspended(rights: Rights, _ask: Ask, _now: datetime) -> Rights:
    return replace(rights, restraints=(Restraint("sandbox", True, Limits(), None, _WHOM),))


_SPOILED: Final[dict[str, Callable[[Rights, Ask, datetime], Rights]]] = {
    NoGrant.code: lambda rights, _ask, _now: replace(rights, callers=frozenset()),
    GrantExpired.code: lambda rights, _ask, now: replace(rights, valid_until=now),
    GrantNotYetValid.code: lambda rights, _ask, now: replace(rights, valid_from=now + _DAY, valid_until=now + 2 * _DAY),
    ModeNotGranted.code: lambda rights, ask, _now: replace(rights, modes=rights.modes - {ask.mode}),
    PurposeNotGranted.code: lambda rights, _ask, _now: replace(rights, duties=frozenset()),
    CaseRequired.code: lambda rights, _ask, _now: replace(rights, case_required=True),
    ItemNotGranted.code: _without_item,
    NetworkNotGranted.code: lambda rights, _ask, _now: replace(rights, bounds=Bounds(_ELSEWHERE, Limits(), False)),
    UseSuspended.code: _suspended,
    TotalUsedUp.code: _limited,
    DayUsedUp.code: _limited,
    RateExceeded.code: _limited,
}
_FAILURES: Final[dict[str, type[Problem]]] = {
    problem.code: problem for problem in (Unavailable, BackendUnavailable, BackendTimeout, BackendFailed)
}
