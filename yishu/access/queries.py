"""What a person may use on the page for verifying and querying (27.1, 27.2)."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any, Literal

from yishu.catalogue.models import Entry
from yishu.catalogue.vocabulary import Provision
from yishu.core.actor import Actor
from yishu.core.identifiers import KeyKind
from yishu.core.text import MaskKind
from yishu.hosting.masking import Masks, masks_of, stricter
from yishu.hosting.models import Batch, Holding, Mount
from yishu.hosting.tables import Column, Table
from yishu.sharing import queries as sharing
from yishu.sharing.errors import GrantNotFound
from yishu.sharing.models import Grant
from yishu.sharing.rows import words_of
from yishu.sharing.rules import Terms

Standing = Literal["open", "not_named", "withdrawn", "expired", "not_yet"]
MOST_SHOWN = 200
PAGE_MODES = ("verify", "query")
"""The modes that a person uses on a page; a bulk copy is fetched by a system."""


@dataclass(frozen=True, slots=True)
class DeskItem:
    """An item as the desk asks for it and shows it; `codes`: code → meaning; `mask`: how its values come, by the entry in force."""

    column: Column
    meaning: str
    codes: dict[str, str]
    mask: MaskKind | None = None

    @property
    def code(self) -> str:
        return self.column.code

    @property
    def name(self) -> str:
        return self.column.name


@dataclass(frozen=True)
class Desk:
    """A grant laid out for one person: what it allows, and whether this person may use it now."""

    grant: Grant
    terms: Terms
    entry: Entry
    items: tuple[DeskItem, ...]
    standing: Standing
    by: str = ""
    """The alternative key by which subjects are named; empty: the key."""

    @property
    def is_of_files(self) -> bool:
        """Documents are not verified or queried item by item: they have a page of their own."""
        entry = self.grant.resource.current
        return entry is not None and entry.provision == Provision.FILE

    @cached_property
    def table(self) -> Table:
        return Table("", KeyKind(self.entry.key_kind), tuple(item.column for item in self.items))

    @cached_property
    def keys(self) -> tuple[DeskItem, ...]:
        """The items that name a subject."""
        return self.alternatives[self.by] if self.by else self.key

    @cached_property
    def key(self) -> tuple[DeskItem, ...]:
        return tuple(item for item in self.items if item.column.is_key)

    @property
    def key_kind(self) -> KeyKind:
        return KeyKind.PLAIN if self.by else self.table.key_kind

    @cached_property
    def alternatives(self) -> dict[str, tuple[DeskItem, ...]]:
        """The alternative keys of the entry in force by all of whose items the grant lets ask."""
        current = self.grant.resource.current
        if current is None or current.provision != Provision.HOSTED:
            return {}
        held = {item.code: item for item in self.granted if item.mask is None}
        keys: dict[str, list[str]] = {}
        for item in current.items.all():
            if item.alternative:
                keys.setdefault(item.alternative, []).append(item.code)
        return {
            by: tuple(held[code] for code in codes) for by, codes in sorted(keys.items()) if set(codes) <= held.keys()
        }

    def named_by(self, by: str) -> "Desk":
        """The same, with subjects named by an alternative key, where there is such a one."""
        return replace(self, by=by) if by in self.alternatives else self

    @cached_property
    def granted(self) -> tuple[DeskItem, ...]:
        """The items that the grant holds, in the order of the entry."""
        held = set(self.terms.items)
        return tuple(item for item in self.items if item.code in held)

    @cached_property
    def place(self) -> DeskItem | None:
        """By which records are asked for by place, where the grant allows that."""
        found = [item for item in self.granted if item.column.type == "geometry" and item.mask is None]
        return found[0] if found and "query" in self.modes else None

    @cached_property
    def rows_words(self) -> str:
        """Which records it opens; nothing where it opens all."""
        return words_of(self.terms.rows, self.entry)

    @cached_property
    def modes(self) -> tuple[str, ...]:
        """Those of the grant that a page has."""
        return tuple(mode for mode in PAGE_MODES if mode in self.terms.modes)


def list_named(actor: Actor) -> list[Grant]:
    """The active grants that name this person, newest first."""
    named = Grant.objects.filter(line__users=actor.id, consumer_id=actor.agency_id, state=Grant.State.ACTIVE)
    return list(named.select_related("resource__current", "provider").order_by("-opened_at")[:MOST_SHOWN])


def count_held(actor: Actor, now: datetime) -> int:
    """The grants that one's own agency may use now, whomever they name."""
    return Grant.objects.filter(consumer_id=actor.agency_id, state=Grant.State.ACTIVE, valid_until__gt=now).count()


def get_desk(actor: Actor, grant_id: str, now: datetime) -> Desk:
    """A grant that one's own agency holds. Raises GrantNotFound."""
    grant = sharing.get_grant(actor, grant_id)
    if grant.consumer_id != actor.agency_id:
        raise GrantNotFound(grant=grant_id)
    terms = grant.read_terms()
    entry = find_shape(grant.resource_id) or grant.line.entry
    masks = stricter(masks_of(grant.resource.current), {item: MaskKind.of(kind) for item, kind in terms.masks.items()})
    return Desk(grant, terms, entry, laid_out(entry, masks), _standing(grant, terms, actor, now))


def published_at(desk: Desk, version: int) -> datetime | None:
    """When a version was published; None for what its provider's own interface answers."""
    batches = Batch.objects.filter(holding__resource_id=desk.grant.resource_id, version=version)
    return batches.values_list("published_at", flat=True).first() if version else None


def find_shape(resource_id: int) -> Entry | None:
    """The version of the entry that is mounted or hosted."""
    mount = (
        Mount.objects.filter(resource_id=resource_id, ended_at=None, resource__current__provision=Provision.PROXIED)
        .select_related("entry")
        .first()
    )
    if mount:
        return mount.entry
    holding = Holding.objects.filter(resource_id=resource_id).select_related("entry").first()
    return holding.entry if holding else None


def laid_out(entry: Entry, masks: Masks) -> tuple[DeskItem, ...]:
    """Its items, in their order."""
    return tuple(
        DeskItem(Column.of(item), item.meaning, _codes(item.codes), masks.get(item.code)) for item in entry.items.all()
    )


def _codes(listed: Any) -> dict[str, str]:
    return dict(listed) if isinstance(listed, dict) else dict.fromkeys(listed, "")


def _standing(grant: Grant, terms: Terms, actor: Actor, now: datetime) -> Standing:
    if grant.state != Grant.State.ACTIVE:
        return "withdrawn"
    if actor.ref not in terms.callers:
        return "not_named"
    if now >= terms.valid_until:
        return "expired"
    return "open" if now >= terms.valid_from else "not_yet"
