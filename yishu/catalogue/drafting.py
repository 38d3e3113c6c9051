"""Between drafts and the rows that keep them."""

from collections.abc import Iterable
from dataclasses import asdict, fields
from typing import Any

from yishu.catalogue.models import Entry, Item
from yishu.catalogue.rules import EntryDraft, ItemDraft
from yishu.standards import queries as standards

_LISTS = ("modes", "tags", "matters", "related", "standards")
ENTRY_FIELDS = tuple(one.name for one in fields(EntryDraft) if one.name != "items")
ITEM_FIELDS = tuple(one.name for one in fields(ItemDraft))


def entry_columns(draft: EntryDraft) -> dict[str, Any]:
    """A draft's fields as an entry's row has them; the items apart."""
    return {name: list(value) if name in _LISTS else value for name in ENTRY_FIELDS for value in [getattr(draft, name)]}


def item_rows(entry: Entry, draft: EntryDraft) -> list[Item]:
    """The items as rows; one that names a code list and no codes gets all codes that the list has today."""
    whole = {code: standards.code_list_values(code) for code in {item.code_list for item in draft.items} - {""}}
    return [
        Item(entry=entry, position=n, **asdict(item) | {"codes": item.codes or whole.get(item.code_list, {})})
        for n, item in enumerate(draft.items, 1)
    ]


def draft_of(entry: Entry, items: Iterable[Item] | None = None) -> EntryDraft:
    """A kept version as its cataloguer filled it in; `items` where they are at hand, or not kept yet."""
    given: dict[str, Any] = {name: getattr(entry, name) for name in ENTRY_FIELDS}
    rows = entry.items.all() if items is None else items
    drafts = tuple(ItemDraft(**{name: getattr(item, name) for name in ITEM_FIELDS}) for item in rows)
    given |= {name: tuple(given[name]) for name in _LISTS}
    return EntryDraft(**given, items=drafts)
