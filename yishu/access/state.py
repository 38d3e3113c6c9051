"""What decides a call: who calls, what is hosted, what is granted; as it was at one epoch.

A state is loaded whole, in one REPEATABLE READ snapshot together with its epoch, and never changes. The gateway decides by one until the writing of evidence says that the epoch has
moved. What cannot change (a published entry's items, a grant's terms) is carried over from the state before.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import reduce
from typing import Any

import msgspec

from yishu.access.mounts import Mounted
from yishu.access.naming.declared import Alternatives
from yishu.access.statements import Row, Rows
from yishu.agencies.credentials import PersonCredential, scopes_of_key
from yishu.agencies.models import Scope
from yishu.agencies.public_keys import PublicKey
from yishu.catalogue.vocabulary import Category, ResourceState
from yishu.core.actor import Actor
from yishu.core.decoding import decoded
from yishu.core.identifiers import KeyKind
from yishu.core.sameness.texts import NO_COMPARISONS, Comparisons, no_comparisons
from yishu.core.text import MaskKind
from yishu.hosting.controls.rules import ControlRule
from yishu.hosting.masking import NO_MASKS, Masks, no_masks, stricter
from yishu.hosting.quarantine.overrides import NO_OVERRIDES, Overrides
from yishu.hosting.tables import Column, Table
from yishu.sharing.rules import Limits, Restraint, Rights, Terms

log = logging.getLogger(__name__)

Credential = bytes | PersonCredential
"""A key's SHA-256, or a person with the generation of their tokens."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever may call now, and until when their key holds."""

    actor: Actor
    ref: str
    calls_data: bool
    expires_at: datetime | None = None
    public_key: PublicKey | None = None
    """By which the caller signs, where the key is no secret."""

    @classmethod
    def of(cls, actor: Actor, expires_at: datetime | None = None, public_key: PublicKey | None = None) -> "Caller":
        """A system's key must be meant for calling data; a person is bound by the grant alone."""
        calls_data = actor.kind != "system" or Scope.DATA.value in actor.scopes
        return cls(actor, actor.ref, calls_data, expires_at, public_key)


@dataclass(frozen=True, slots=True)
class Offer:
    """What the entry in force offers, whatever was granted before it: its modes and items, and how they are masked; `items` is None where it is the entry of the data itself."""

    category: str
    modes: frozenset[str]
    items: frozenset[str] | None = None
    masks: Masks = field(default_factory=no_masks)
    comparisons: Comparisons = field(default_factory=no_comparisons)
    """How claims about its items are compared (27.1)."""

    def narrow(self, rights: Rights) -> Rights:
        """A grant's rights, without the modes and items that are offered no more."""
        items = rights.items if self.items is None else rights.items & self.items
        if items == rights.items and rights.modes <= self.modes:
            return rights
        return replace(rights, items=items, modes=rights.modes & self.modes)


@dataclass(frozen=True, slots=True)
class Shape:
    """How versions up to `last` are read: from this table, with what is offered of it. An item that the entry no longer has stays open to whoever was granted it; one that an entry
    since has kept from sharing does not, and it comes under every mask that it had since."""

    last: int
    table: Table
    offer: Offer


@dataclass(frozen=True, slots=True)
class Plan:
    """What is known of a resource: its state, and where its data is, if any is hosted, with what is offered of it now."""

    code: str
    state: str
    holding_id: int | None = None
    entry_id: int | None = None
    table: Table | None = None
    offer: Offer | None = None
    mount: Mounted | None = None
    """Where the data is reached, if it cannot be hosted yet (7.2)."""
    overrides: Overrides = NO_OVERRIDES
    """Keys that break a rule of their kind, and may be asked for all the same (21.2)."""
    shapes: tuple[Shape, ...] = ()
    """Of versions in another shape than the entry in force has, the oldest first."""
    control: ControlRule | None = None
    """How control records are told from others, where the provider has declared that copies have some (20.2)."""
    alternatives: Alternatives = ()
    """By what a subject may be named besides the key, by the entry in force (27.2)."""

    @property
    def is_offered(self) -> bool:
        """Whether the entry in force shares the data at all."""
        return self.offer is not None and self.offer.category != Category.NON_SHARED

    @property
    def masks(self) -> Masks:
        """How the entry in force has its items delivered (6.1); empty where all come as they are."""
        return NO_MASKS if self.offer is None else self.offer.masks

    @property
    def comparisons(self) -> Comparisons:
        """How the entry in force has claims about its items compared; empty where all in the ordinary way."""
        return NO_COMPARISONS if self.offer is None else self.offer.comparisons

    def control_under(self, rights: Rights) -> ControlRule | None:
        """Only grants that were opened when it was declared already: whoever applied was told."""
        return self.control if self.control and rights.valid_from >= self.control.declared_at else None

    def narrow(self, rights: Rights) -> Rights:
        """A grant's rights as far as the entry in force still offers them."""
        return rights if self.offer is None else self.offer.narrow(rights)


@dataclass(frozen=True, slots=True)
class Hosted:
    """A resource whose data may be reached now, grants aside. One that is mounted has no holding: 0."""

    plan: Plan
    table: Table
    holding_id: int

    def at(self, version: int | None) -> "Hosted":
        """In the shape in which a version is read; None is what stands now."""
        if version is None:
            return self
        for shape in self.plan.shapes:
            if version <= shape.last:
                return Hosted(replace(self.plan, table=shape.table, offer=shape.offer), shape.table, self.holding_id)
        return self


@dataclass(frozen=True, slots=True)
class AccessState:
    """`resources`, and those `hosted`, by path code; `grants` by caller and resource code, oldest first, as far as the entries in force
    still offer them, with what was laid on them; `rights` by grant, as they were granted."""

    epoch: int
    callers: dict[Credential, Caller]
    resources: dict[str, Plan]
    hosted: dict[str, Hosted]
    grants: dict[tuple[str, str], tuple[Rights, ...]]
    rights: dict[str, Rights]

    def caller(self, credential: Credential, now: datetime) -> Caller | None:
        found = self.callers.get(credential)
        if found is None or (found.expires_at is not None and found.expires_at <= now):
            return None
        return found

    def throttles(self) -> dict[str, Limits]:
        """By what throttles some use, its limits."""
        laid = (one for several in self.grants.values() for rights in several for one in rights.restraints)
        return {one.key: one.limits for one in laid if not one.suspends}

    def known_entries(self) -> dict[int, Plan]:
        return {plan.entry_id: plan for plan in self.resources.values() if plan.entry_id is not None}


def build(rows: Rows, before: AccessState | None = None) -> AccessState:
    """The state that the rows make; `before` supplies the items and terms that were not read again."""
    columns = _columns_by_entry(rows.items)
    known = before.known_entries() if before else {}
    resources = {}
    for row in rows.resources:
        plan = _plan(row, columns, known)
        resources[plan.code.replace("/", "-")] = plan
    granted = {each.hash: each for each in before.rights.values()} if before else {}
    grants, rights = _grants(rows.grants, granted, resources, Laid(rows.restraints))
    callers: dict[Credential, Caller] = {bytes(row[0]): _system(row) for row in rows.keys}
    callers.update((PersonCredential(row[0], row[5]), person(row)) for row in rows.persons)
    return AccessState(rows.epoch, callers, resources, hosted_of(resources), grants, rights)


class Laid:
    """What was laid on grants and callers (30.1), by rows of RESTRAINTS."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._by: dict[str, tuple[Restraint, ...]] = {}
        for key, grant, caller, suspends, second, day, until, whom in rows:
            one, on = Restraint(key, suspends, Limits(second=second, day=day), until, whom), grant or caller
            self._by[on] = (*self._by.get(on, ()), one)

    def over(self, caller: str, rights: Rights) -> Rights:
        """A grant's rights for this caller."""
        if not self._by:
            return rights
        found = self._by.get(rights.grant, ()) + self._by.get(caller, ())
        return replace(rights, restraints=found) if found else rights


def person(row: Row) -> Caller:
    """A row of PERSONS."""
    key, name, agency_id, agency_code, roles, *_ = row
    actor = Actor("person", key, name, agency_id, agency_code, roles=frozenset(roles))
    return Caller.of(actor)


def rights_of(grant: str, hash_: str, terms: str) -> Rights:
    """A grant's terms, ready for the decision; they must still have the hash under which they were granted."""
    rights = Rights.of(decoded(terms, Terms))
    if rights.hash != hash_ or rights.grant != grant:
        raise ValueError(f"the terms of grant {grant} are not those that were granted")
    return rights


def plan_of(row: Row, columns: tuple[Column, ...], columns_of: Callable[[int], tuple[Column, ...]]) -> Plan:
    """A row of RESOURCES, with its entry's columns; `columns_of` knows those of earlier entries."""
    code, state, holding_id, entry_id, table, key_kind, *_ = row
    if entry_id is None:
        return Plan(code, state)
    shape = Table(table, KeyKind(key_kind), columns)
    return Plan(
        code,
        state,
        holding_id,
        entry_id,
        shape,
        _offer(row),
        _mounted(row),
        _overrides(row),
        _shapes(row, columns_of),
        _control(row),
        _alternatives(row),
    )


def column_of(row: Row) -> Column:
    """A row of ITEMS."""
    _, code, name, type_, required, is_key, length, codes, sensitivity = row
    meanings = decoded(codes, dict[str, str]) if isinstance(codes, str) else codes
    return Column(code, name, type_, required or is_key, length, tuple(meanings), sensitivity, is_key, meanings)


def hosted_of(resources: dict[str, Plan]) -> dict[str, Hosted]:
    """Of these resources, those whose data may be reached."""
    return {
        path_code: Hosted(plan, plan.table, 0 if plan.mount is not None else plan.holding_id or 0)
        for path_code, plan in resources.items()
        if plan.state == ResourceState.PUBLISHED and plan.is_offered and plan.table is not None
    }


def is_shared(plan: Plan | None) -> bool:
    """Whether a call may learn that the resource exists: drafts and what was withdrawn are answered as unknown."""
    return plan is not None and plan.state in _VISIBLE


_VISIBLE = {ResourceState.PUBLISHED.value, ResourceState.SUSPENDED.value, ResourceState.IMPORTED.value}


def _offer(row: Row) -> Offer | None:
    *_, category, modes, items, masks, comparisons, _alternatives = row
    if category is None:
        return None
    offered = None if items is None else frozenset(items)
    return Offer(category, frozenset(modes), offered, _kinds(_by_item(masks)), _by_item(comparisons))


def _by_item(text: str | None) -> dict[str, str]:
    return {} if text is None else decoded(text, dict[str, str])


def _kinds(masks: dict[str, str]) -> Masks:
    return {code: MaskKind.of(kind) for code, kind in masks.items()}


def _mounted(row: Row) -> Mounted | None:
    return None if row[6] is None else decoded(row[6], Mounted)


def _overrides(row: Row) -> Overrides:
    return Overrides(row[0], frozenset(row[7])) if row[7] else NO_OVERRIDES


class _ShapeRow(msgspec.Struct):
    last: int
    entry: int
    table: str
    key_kind: str
    withheld: list[str]
    masks: list[dict[str, str]]


def _shapes(row: Row, columns_of: Callable[[int], tuple[Column, ...]]) -> tuple[Shape, ...]:
    if row[8] is None:
        return ()
    category, modes = row[10], frozenset(row[11])
    shapes = []
    for each in decoded(row[8], list[_ShapeRow]):
        table = Table(each.table, KeyKind(each.key_kind), columns_of(each.entry))
        masks = reduce(stricter, (_kinds(mask) for mask in each.masks), NO_MASKS)
        shapes.append(
            Shape(each.last, table, Offer(category, modes, frozenset(table.by_code.keys() - set(each.withheld)), masks))
        )
    return tuple(shapes)


def _control(row: Row) -> ControlRule | None:
    return None if row[9] is None else decoded(row[9], ControlRule)


def _alternatives(row: Row) -> Alternatives:
    return () if row[-1] is None else decoded(row[-1], Alternatives)


def _columns_by_entry(items: Iterable[Row]) -> dict[int, list[Column]]:
    columns: dict[int, list[Column]] = {}
    for row in items:
        columns.setdefault(row[0], []).append(column_of(row))
    return columns


def _plan(row: Row, columns: dict[int, list[Column]], known: dict[int, Plan]) -> Plan:
    def columns_of(entry_id: int) -> tuple[Column, ...]:
        before = known.get(entry_id)
        if entry_id in columns or before is None or before.table is None:
            return tuple(columns.get(entry_id, ()))
        return before.table.columns

    entry_id, before = row[3], known.get(row[3])
    plan = plan_of(row, columns_of(entry_id) if entry_id is not None else (), columns_of)
    same = before is not None and entry_id not in columns and before.table == plan.table
    return (
        replace(plan, table=before.table) if same and before is not None else plan
    )  # what it has made ready, it keeps


def _grants(
    rows: Iterable[Row], known: dict[str, Rights], resources: dict[str, Plan], laid: Laid
) -> tuple[dict[tuple[str, str], tuple[Rights, ...]], dict[str, Rights]]:
    held: dict[tuple[str, str], list[Rights]] = {}
    rights: dict[str, Rights] = {}
    for grant, resource, hash_, terms in rows:
        try:
            made = rights[grant] = known[hash_] if terms is None else rights_of(grant, hash_, terms)
        except (ValueError, msgspec.DecodeError):
            # Terms that were tampered with open nothing; the other grants stand.
            log.exception("grant %s is left out", grant)
            continue
        plan = resources.get(resource.replace("/", "-"))
        narrowed = made if plan is None else plan.narrow(made)
        for caller in made.callers:
            held.setdefault((caller, resource), []).append(laid.over(caller, narrowed))
    return {place: tuple(several) for place, several in held.items()}, rights


def _system(row: Row) -> Caller:
    _, key, name, scopes, agency_id, agency_code, expires_at, narrowed, kind, public_key = row
    actor = Actor("system", key, name, agency_id, agency_code, scopes=scopes_of_key(_list(scopes), _list(narrowed)))
    return Caller.of(actor, expires_at, None if public_key is None else PublicKey(kind, bytes(public_key)))


def _list(listed: Any) -> Any:
    return msgspec.json.decode(listed) if isinstance(listed, str) else listed
