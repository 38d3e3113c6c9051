"""How masked items are delivered to consumers (6.1, 27.2): as the entry in force says, whatever the shape of the data. Pure: values and SQL."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from yishu.catalogue.models import Entry
from yishu.core.text import HIDDEN, MaskKind, mask
from yishu.hosting.tables import Column

Masks = Mapping[str, MaskKind]
"""By item code, the masked items only."""
NO_MASKS: Final[Masks] = MappingProxyType({})


def no_masks() -> Masks:
    return NO_MASKS


def masks_of(entry: Entry | None) -> Masks:
    """The masks of an entry's items."""
    if entry is None:
        return NO_MASKS
    return {item.code: MaskKind.of(item.mask) for item in entry.items.all() if item.mask}


def among(masks: Masks, items: Iterable[str]) -> Masks:
    """Those of these items."""
    return {item: masks[item] for item in items if item in masks} if masks else NO_MASKS


def stricter(masks: Masks, more: Masks | None) -> Masks:
    """Both: what either masks is masked. An item that both mask, each in its own way, is hidden: neither shows less than the other."""
    if not more:
        return masks
    return {
        **masks,
        **{code: kind if masks.get(code, kind) is kind else MaskKind.HIDDEN for code, kind in more.items()},
    }


def masked(kind: MaskKind, column: Column, value: object) -> str | None:
    """A value as it is delivered. What is empty stays empty; data that is still of another type than the text that the entry in force declares has no form to keep a part of."""
    if value is None:
        return None
    return mask(kind, value) if column.type == "string" and isinstance(value, str) else HIDDEN


def as_delivered(column: Column, masks: Masks) -> Column:
    """The item as a copy has it: masked values are texts."""
    return replace(column, type="string") if column.code in masks else column


def masked_sql(column: Column, expression: str, masks: Masks) -> str:
    """The expression as it is delivered, the same as `masked`; itself where the item has no mask."""
    if column.code not in masks:
        return expression
    kind = masks[column.code] if column.type == "string" else MaskKind.HIDDEN
    return f"yishu_masked('{kind}', {expression}::text)"


def in_words(masks: Masks) -> str:
    """For a header, as a dictionary of RFC 8941, by item: `contact=phone, name=name`; empty where nothing is masked."""
    return ", ".join(f"{item}={kind}" for item, kind in sorted(masks.items()))
