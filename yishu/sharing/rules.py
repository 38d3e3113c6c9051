"""THE rule of authorisation: one pure decision for gateway, bulk, pages and whatever comes (26.5). No database, no clock, no HTTP."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Final, Literal, NamedTuple, Protocol
from uuid import UUID

import msgspec

from yishu.core.canonical import digest
from yishu.core.networks import Network, networks_of
from yishu.core.rows import RowRule
from yishu.core.text import MaskKind

ModeName = Literal["verify", "query", "bulk"]
NOT_COUNTED: Final = "not_counted"
"""A decision that needs to know what is left of the grant's counted limits: find out, then decide again. Never told to a caller."""
PLENTIFUL: Final = 2**62
MISSES: Final = 10_000
"""So many subjects without a record, or with a wrong claim, a caller may ask a resource about in a day, where the grant says nothing else."""


class Limits(msgspec.Struct, frozen=True, omit_defaults=True):
    """How much a grant may be used. `second`, `day` and `total` count subjects asked about, a copy as one; `batch` bounds the subjects of one call, `rows` the records of one copy;
    `misses` the subjects of a day that have no record or of which something is claimed wrongly; `at_once` the calls that are under way at one moment, whatever they ask about."""

    second: int | None = None
    day: int | None = None
    total: int | None = None
    batch: int | None = None
    rows: int | None = None
    misses: int | None = None
    at_once: int | None = None

    @property
    def is_counted(self) -> bool:
        """Whether other use matters, past or under way."""
        return not (self.second is None and self.day is None and self.total is None and self.at_once is None)


class Left(NamedTuple):
    """What is left of the counted limits of a grant, in subjects, `at_once` in calls; PLENTIFUL where there is no limit."""

    second: int
    day: int
    total: int
    at_once: int = PLENTIFUL


class Counted(Protocol):
    """What is left, by grant; None where it is not known here."""

    def get(self, grant: str, /) -> Left | None: ...


class _Plenty:
    def get(self, _grant: str, /) -> Left:
        return Left(PLENTIFUL, PLENTIFUL, PLENTIFUL)


NOTHING_COUNTED: Final[Mapping[str, Left]] = MappingProxyType({})
PLENTY: Final = _Plenty()
"""For whoever only shows what a grant allows, or leaves the counting to another node."""


class Basis(msgspec.Struct, frozen=True, omit_defaults=True):
    """The document by which a grant held before the platform, and the obligations that the consumer took on. `file`: the document's SHA-256; `since`: from when it was shared under it."""

    number: str
    issued_by: str
    issued_on: date
    since: date
    file: str
    obligations: str = ""


class Terms(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a grant allows. Its canonical JSON is content-hashed; every record of a use names that hash. A rule that is absent is absent there too."""

    grant: UUID
    resource: str
    entry_version: int
    provider: str
    consumer: str
    callers: tuple[str, ...]  # system:12, person:7
    items: tuple[str, ...]
    modes: tuple[ModeName, ...]
    duties: tuple[str, ...]
    case_required: bool
    valid_from: datetime
    valid_until: datetime
    rows: RowRule | None = None
    limits: Limits | None = None
    networks: tuple[str, ...] = ()  # CIDR; none: from anywhere
    masks: dict[str, str] = {}  # item → kind, beside what the entry in force masks; never less
    standing: Basis | None = None  # of a standing authorisation; any other grant comes from an application

    @property
    def hash(self) -> str:
        return digest(msgspec.to_builtins(self))


class Restraint(msgspec.Struct, frozen=True):
    """What was laid on a grant, or on a caller, after unusual use (30.1), whatever the terms say: nothing at all until it is lifted, or less than the grant allows until a moment.

    `key`: under which a throttled use is counted, apart from the grant's own limits; `whom`: to contact.
    """

    key: str
    suspends: bool
    limits: Limits
    until: datetime | None
    whom: str


@dataclass(frozen=True, slots=True)
class Bounds:
    """Limits and networks made ready."""

    networks: tuple[Network, ...]
    limits: Limits
    is_counted: bool

    @classmethod
    def of(cls, terms: Terms) -> "Bounds | None":
        """None where the grant bounds nothing, as most do."""
        if terms.limits is None and not terms.networks:
            return None
        limits = terms.limits or Limits()
        return cls(networks_of(terms.networks), limits, limits.is_counted)


@dataclass(frozen=True, slots=True)
class Rights:
    """Terms made ready for the decision: sets instead of tuples. Built once a grant, used for every call."""

    grant: str
    hash: str
    callers: frozenset[str]
    items: frozenset[str]
    modes: frozenset[str]
    duties: frozenset[str]
    case_required: bool
    valid_from: datetime
    valid_until: datetime
    rows: RowRule | None = None
    bounds: Bounds | None = None
    masks: Mapping[str, MaskKind] | None = None
    restraints: tuple[Restraint, ...] = ()
    """Not of the terms: laid over them for this caller by the state."""

    @classmethod
    def of(cls, terms: Terms) -> "Rights":
        return cls(
            str(terms.grant),
            terms.hash,
            frozenset(terms.callers),
            frozenset(terms.items),
            frozenset(terms.modes),
            frozenset(terms.duties),
            terms.case_required,
            terms.valid_from,
            terms.valid_until,
            terms.rows,
            Bounds.of(terms),
            {item: MaskKind.of(kind) for item, kind in terms.masks.items()} or None,
        )


class Call(msgspec.Struct, frozen=True):
    """What somebody wants to do now. `duty` is None for bulk: a copy's purpose is its grant's (4.4).

    `size`: the subjects asked about; `source`: where the call comes from, as `core.networks.address_of` numbers it; `records`: of a copy, once they are counted.
    """

    caller: str
    mode: ModeName
    items: frozenset[str]
    duty: str | None
    case: str
    grant: str | None = None
    size: int = 1
    source: int | None = None
    records: int = 0


class Allowed(msgspec.Struct, frozen=True):
    """`rows`: of what is read, only these records; None where the grant opens all. `masks`: items that the grant masks. `spends`: what the call is to be taken off: the grant where
    its use is counted, what throttles it; `misses`: as in Limits."""

    grant: str
    grant_hash: str
    rows: RowRule | None = None
    masks: Mapping[str, MaskKind] | None = None
    spends: tuple[str, ...] = ()
    misses: int = MISSES


class Denied(msgspec.Struct, frozen=True):
    """`reason` is the code of the refusal; `grant` the one it was held against, where there was one; `restraint`: what was laid on it, where that refuses or is not counted yet."""

    reason: str
    grant: str = ""
    grant_hash: str = ""
    items: tuple[str, ...] = ()
    restraint: Restraint | None = None


def authorise(rights: Rights, call: Call, now: datetime, counted: Counted = NOTHING_COUNTED) -> Allowed | Denied:
    """Hold one call against one grant."""
    if call.caller not in rights.callers:
        return Denied("no_grant")
    if now < rights.valid_from:
        return _denied("grant_not_yet_valid", rights)
    if now >= rights.valid_until:
        return _denied("grant_expired", rights)
    if call.mode not in rights.modes:
        return _denied("mode_not_granted", rights)
    if call.duty is not None and call.duty not in rights.duties:
        return _denied("purpose_not_granted", rights)
    if rights.case_required and not call.case and call.mode != "bulk":
        return _denied("case_required", rights)
    if not call.items <= rights.items:
        return Denied("item_not_granted", rights.grant, rights.hash, tuple(sorted(call.items - rights.items)))
    bounds, restraints = rights.bounds, rights.restraints
    if restraints and (suspended := _suspended(rights)):
        return suspended
    if bounds is None:
        misses, spends = MISSES, ()
    elif (reason := _beyond(bounds, call)) or (reason := _used_up(bounds, call, counted.get(rights.grant))):
        return _denied(reason, rights)
    else:
        misses, spends = bounds.limits.misses or MISSES, (rights.grant,) if bounds.is_counted else ()
    if restraints:
        throttles = [one for one in restraints if one.until is None or now < one.until]
        if throttled := _throttled(rights, throttles, call, counted):
            return throttled
        spends += tuple(one.key for one in throttles)
    return Allowed(rights.grant, rights.hash, rights.rows, rights.masks, spends, misses)


def decide(held: tuple[Rights, ...], call: Call, now: datetime, counted: Counted = NOTHING_COUNTED) -> Allowed | Denied:
    """Hold a call against the active grants of its resource, oldest first: the first that allows it. Where none does, the refusal that came nearest to allowing.

    A grant of some rows gives way to a later one of all, but for copies: whoever follows one by its changes stays with its grant. Where what is left of a grant is not known,
    that comes first (NOT_COUNTED): the decision must not depend on what this process happens to know.
    """
    nearest, some_rows = Denied("no_grant"), None
    for rights in held:
        if call.grant is not None and call.grant != rights.grant:
            continue
        outcome = authorise(rights, call, now, counted)
        if isinstance(outcome, Allowed):
            if outcome.rows is None or call.mode == "bulk":
                return outcome
            some_rows = some_rows or outcome
            continue
        if outcome.reason == NOT_COUNTED:
            return outcome
        if _NEARNESS[outcome.reason] > _NEARNESS[nearest.reason]:
            nearest = outcome
    return some_rows or nearest


def _beyond(bounds: Bounds, call: Call) -> str:
    """What this one call goes beyond; empty where it stays within."""
    if bounds.networks and not _is_within(bounds.networks, call.source):
        return "network_not_granted"
    limits = bounds.limits
    if limits.batch is not None and call.size > limits.batch:
        return "batch_too_large"
    if limits.rows is not None and call.records > limits.rows:
        return "copy_too_large"
    return ""


def _used_up(bounds: Bounds, call: Call, left: Left | None) -> str:
    """Which counted limit the call would pass."""
    if not bounds.is_counted:
        return ""
    if left is None:
        return NOT_COUNTED
    if call.size > left.total:
        return "total_used_up"
    if call.size > left.day:
        return "day_used_up"
    if call.size > left.second:
        return "rate_exceeded"
    return "calls_at_once_used_up" if left.at_once < 1 else ""


def _suspended(rights: Rights) -> Denied | None:
    for one in rights.restraints:
        if one.suspends:
            return Denied("use_suspended", rights.grant, rights.hash, restraint=one)
    return None


def _throttled(rights: Rights, throttles: Sequence[Restraint], call: Call, counted: Counted) -> Denied | None:
    """Which throttle the call would pass; what is left of each is counted under its own key."""
    for one in throttles:
        left = counted.get(one.key)
        if left is None:
            reason = NOT_COUNTED
        elif call.size > left.day:
            reason = "day_throttled"
        elif call.size > left.second:
            reason = "rate_throttled"
        else:
            continue
        return Denied(reason, rights.grant, rights.hash, restraint=one)
    return None


def _is_within(networks: tuple[Network, ...], source: int | None) -> bool:
    """Where a call comes from must be known."""
    if source is None:
        return False
    for shift, head in networks:  # noqa: SIM110 (no generator: this is on the way of every call)
        if source >> shift == head:
            return True
    return False


def _denied(reason: str, rights: Rights) -> Denied:
    return Denied(reason, rights.grant, rights.hash)


_NEARNESS = {
    reason: distance
    for distance, reason in enumerate(
        (
            "no_grant",
            "grant_expired",
            "grant_not_yet_valid",
            "mode_not_granted",
            "purpose_not_granted",
            "case_required",
            "item_not_granted",
            "network_not_granted",
            "batch_too_large",
            "copy_too_large",
            "total_used_up",
            "day_used_up",
            "rate_exceeded",
            "calls_at_once_used_up",
            "day_throttled",
            "rate_throttled",
            "use_suspended",
        )
    )
}
