"""What a program needs to know of a catalogue entry to carry its data: items, types, keys. Plain data; further fields are let pass."""

from msgspec import Struct


class EntryItem(Struct, frozen=True):
    """An information item; `type` is string, integer, decimal, date, datetime, boolean or geometry (GeoJSON, as text)."""

    code: str
    name: str
    type: str
    is_key: bool = False
    required: bool = False


class EntryShape(Struct, frozen=True):
    """A published entry as the directory shows it; `key_kind` as in `core.identifiers.KeyKind`."""

    code: str
    name: str
    state: str
    category: str
    provider: str
    key_kind: str
    items: tuple[EntryItem, ...]
