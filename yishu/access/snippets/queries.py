"""Reading what the texts of a grant are made from."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from yishu.access.snippets.facts import MODES, Facts, Granted
from yishu.catalogue.models import Entry
from yishu.core.identifiers import KeyKind
from yishu.core.text import MaskKind
from yishu.hosting.invented.queries import invented_record
from yishu.hosting.masking import masks_of, stricter
from yishu.hosting.tables import Column, parse, shown
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
    """The contract's three forms: a text, a document with its type, or by item code."""
    keys = [item.code for item in entry.items.all() if item.is_key]
    if len(keys) != 1:
        return {code: record[code] for code in keys}
    value = record[keys[0]]
    if entry.key_kind == KeyKind.IDENTITY_DOCUMENT:
        kind, _colon, number = value.partition(":")
        return {"type": kind, "value": number}
    return value


def _has_rival(grant: Grant, terms: Terms) -> bool:
    """Whether another grant could be meant by the same call: the call must name its own then."""
    others = Grant.objects.filter(
        resource=grant.resource_id, consumer=grant.consumer_id, state=Grant.State.ACTIVE, valid_until__gt=timezone.now()
    ).exclude(pk=grant.pk)
    return any(set(other.read_terms().callers) & set(terms.callers) for other in others)
