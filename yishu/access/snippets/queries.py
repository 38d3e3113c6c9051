"""Reading what the texts of a grant are made from."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from yishu.access.sandbox.roster import subject_of
from yishu.access.snippets.facts import MODES, Facts, Granted
from yishu.catalogue.models import Entry
from yishu.core.identifiers import KeyKind
from yishu.core.text import MaskKind
from yishu.hosting.invented.queries import invented_record
from yishu.hosting.masking import masks_of, stricter
from yishu.hosting.tables import Column, Table, parse, shown
from yishu.sharing.models import Grant
from yishu.sharing.rules import Terms


def facts_of(grant: Grant, base: str) -> Facts:
    """By the entry in force: what it no longer has can no longer be asked for. `base`: the node's address, without a slash at its end."""
    terms, entry = grant.read_terms(), grant.resource.current or grant.line.entry
    record, items = _record(entry), _items(entry, terms)
    return Facts(
        base=base,
        code=grant.resource.path_code,
        name=entry.name,
        provider=grant.provider.name,
        modes=tuple(mode for mode in MODES if mode in terms.modes),
        items=items,
        subject=_subject(entry, record),
        record={item.code: record[item.code] for item in items},
        duties=terms.duties,
        case=_("办件编号") if terms.case_required else "",
        grant=str(grant.pk) if _has_rival(grant, terms) else "",
        alternatives=_alternatives(entry, items),
    )


def _items(entry: Entry, terms: Terms) -> tuple[Granted, ...]:
    masks = stricter(masks_of(entry), {item: MaskKind.of(kind) for item, kind in terms.masks.items()})
    granted = [item for item in entry.items.all() if item.code in terms.items]
    return tuple(Granted(Column.of(item), item.meaning, item.code in masks) for item in granted)


def _record(entry: Entry) -> dict[str, Any]:
    """Invented, with values as they travel in JSON."""
    columns = [Column.of(item) for item in entry.items.all()]
    invented = invented_record(entry)
    return {column.code: shown(parse(column, invented[column.code])) for column in columns}


def _subject(entry: Entry, record: dict[str, Any]) -> Any:
    columns = tuple(Column.of(item) for item in entry.items.all())
    return subject_of(Table("", KeyKind(entry.key_kind), columns), record)


def _alternatives(entry: Entry, items: tuple[Granted, ...]) -> tuple[tuple[str, ...], ...]:
    """Those of the entry in force by all of whose items the grant lets ask."""
    keys: dict[str, tuple[str, ...]] = {}
    for item in entry.items.all():
        if item.alternative:
            keys[item.alternative] = (*keys.get(item.alternative, ()), item.code)
    shown = {item.code for item in items if not item.is_masked}
    return tuple(codes for _number, codes in sorted(keys.items()) if set(codes) <= shown)


def _has_rival(grant: Grant, terms: Terms) -> bool:
    """Whether another grant could be meant by the same call: the call must name its own then."""
    others = Grant.objects.filter(
        resource=grant.resource_id, consumer=grant.consumer_id, state=Grant.State.ACTIVE, valid_until__gt=timezone.now()
    ).exclude(pk=grant.pk)
    return any(set(other.read_terms().callers) & set(terms.callers) for other in others)
