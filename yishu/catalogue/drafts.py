"""An entry as the draft that the rules look at."""

from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from yishu.catalogue.models import Entry, Item
from yishu.catalogue.rules import EntryDraft, ItemDraft

_OF_ENTRY = tuple(each.name for each in fields(EntryDraft) if each.name != "items")
_OF_ITEM = tuple(each.name for each in fields(ItemDraft))


def draft_of_entry(entry: Entry, items: Iterable[Item]) -> EntryDraft:
    """What the entry says, field by field."""
    drafts = tuple(ItemDraft(**{name: _plain(getattr(item, name)) for name in _OF_ITEM}) for item in items)
    return EntryDraft(**{name: _plain(getattr(entry, name)) for name in _OF_ENTRY}, items=drafts)


def _plain(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
