"""Reading subjects that are named by an alternative key: what is asked for, before anything is looked up. Pure."""

from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from msgspec import Struct

from yishu.access.asks import Ask
from yishu.access.governed import Permit, field_of, permit_for
from yishu.access.naming.declared import Alternative, Alternatives, find_alternative, kind_by, names_otherwise
from yishu.access.naming.errors import AlternativeNotReady, NamedByKeyOnly, SubjectItemMasked
from yishu.access.state import AccessState, Hosted
from yishu.access.subjects import Subject, read_item, read_subject
from yishu.core.calendar import shanghai_day
from yishu.hosting.tables import Column, Table, Value, shown
from yishu.sharing.rules import Allowed


class Named(NamedTuple):
    """The values of these items, in order; of no items: the key itself."""

    items: tuple[str, ...]
    values: tuple[Value, ...]


class NamedPermit(Permit, frozen=True, kw_only=True):
    """As any permit; its subjects are known by what they were `named` by, until they are found."""

    named: list[Named]

    def found(self, subjects: list[Subject]) -> Permit:
        """The same of the subjects that were found."""
        whole = Permit(*(getattr(self, name) for name in Permit.__struct_fields__))
        return msgspec.structs.replace(whole, subjects=subjects)


class Naming(Struct, frozen=True):
    """A call some of whose subjects are named by an alternative key. `ask` has the items that name them beside those it asks for: both must be granted."""

    ask: Ask
    alternatives: Alternatives

    def permit(self, hosted: Hosted, ask: Ask, allowed: Allowed, now: datetime) -> Permit:
        """Raises NamedByKeyOnly, AlternativeNotReady, SubjectItemMasked, MalformedSubject."""
        read = [self._read(hosted, raw, place, now) for place, raw in enumerate(ask.subjects)]
        permit = permit_for(hosted, ask, allowed, [subject for _, subject in read])
        named = [each for each, _ in read]
        if masked := sorted({item for each in named for item in each.items} & permit.masks.keys()):
            raise SubjectItemMasked(items=", ".join(masked))
        return NamedPermit(*msgspec.structs.astuple(permit), named=named)

    def _read(self, hosted: Hosted, raw: Any, place: int, now: datetime) -> tuple[Named, Subject]:
        field = field_of(self.ask).format(place) if self.ask.many else "subject"
        alternative = find_alternative(self.alternatives, raw)
        if alternative is None:
            overrides = hosted.plan.overrides
            subject = read_subject(hosted.table, raw, field, today=shanghai_day(now), overrides=overrides)
            return Named((), subject.key), subject
        columns = _columns(hosted, alternative)
        values = tuple(read_item(column, raw[column.code], f"{field}.{column.code}") for column in columns)
        text = "\x1f".join(str(shown(value)) for value in values)
        return Named(alternative.items, values), Subject((), text, kind_by(alternative.items))


def find_naming(state: AccessState, ask: Ask) -> Naming | None:
    """None where all subjects are named by the key, as nearly always."""
    hosted = state.hosted.get(ask.code)
    if hosted is None or not names_otherwise(hosted.plan.alternatives, ask.subjects):
        return None
    alternatives = hosted.plan.alternatives
    items = {item for raw in ask.subjects for item in _items(alternatives, raw)} & hosted.table.by_code.keys()
    return Naming(msgspec.structs.replace(ask, items=ask.items | items), alternatives)


def key_words(table: Table) -> str:
    return ", ".join(column.code for column in table.key)


def _items(alternatives: Alternatives, raw: Any) -> tuple[str, ...]:
    alternative = find_alternative(alternatives, raw)
    return () if alternative is None else alternative.items


def _columns(hosted: Hosted, alternative: Alternative) -> list[Column]:
    table = hosted.table
    if hosted.plan.mount is not None:
        raise NamedByKeyOnly(code=hosted.plan.code, key=key_words(table))
    if not alternative.is_ready or not set(alternative.items) <= table.by_code.keys():
        raise AlternativeNotReady(items=", ".join(alternative.items))
    return [table.by_code[item] for item in alternative.items]
