"""THE rule of authorisation: one pure decision for gateway, bulk, pages and whatever comes (26.5). No database, no clock, no HTTP."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from yishu.core.canonical import digest
from yishu.core.rows import RowRule

ModeName = Literal["verify", "query", "bulk"]


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

    @property
    def hash(self) -> str:
        return digest(msgspec.to_builtins(self))


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
        )


class Call(msgspec.Struct, frozen=True):
    """What somebody wants to do now. `duty` is None for bulk: a copy's purpose is its grant's (4.4)."""

    caller: str
    mode: ModeName
    items: frozenset[str]
    duty: str | None
    case: str
    grant: str | None = None


class Allowed(msgspec.Struct, frozen=True):
    """`rows`: of what is read, only these records; None where the grant opens all."""

    grant: str
    grant_hash: str
    rows: RowRule | None = None


class Denied(msgspec.Struct, frozen=True):
    """`reason` is the code of the refusal; `grant` the one it was held against, where there was one."""

    reason: str
    grant: str = ""
    grant_hash: str = ""
    items: tuple[str, ...] = ()


def authorise(rights: Rights, call: Call, now: datetime) -> Allowed | Denied:
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
    return Allowed(rights.grant, rights.hash, rights.rows)


def decide(held: tuple[Rights, ...], call: Call, now: datetime) -> Allowed | Denied:
    """Hold a call against the active grants of its resource, oldest first: the first that allows it. Where none does, the refusal that came nearest to allowing.

    A grant of some rows gives way to a later one of all, but for copies: whoever follows one by its changes stays with its grant.
    """
    nearest, some_rows = Denied("no_grant"), None
    for rights in held:
        if call.grant is not None and call.grant != rights.grant:
            continue
        outcome = authorise(rights, call, now)
        if isinstance(outcome, Allowed):
            if outcome.rows is None or call.mode == "bulk":
                return outcome
            some_rows = some_rows or outcome
            continue
        if _NEARNESS[outcome.reason] > _NEARNESS[nearest.reason]:
            nearest = outcome
    return some_rows or nearest


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
        )
    )
}
