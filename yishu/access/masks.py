"""What of a value a page shows before somebody asks for the whole of it, on record."""

from typing import Final

from yishu.core.identifiers import KeyKind
from yishu.core.text import HIDDEN, MaskKind, mask
from yishu.hosting.tables import Column, Table, Value

_WORDS: Final[tuple[tuple[MaskKind, tuple[str, ...], tuple[str, ...]], ...]] = (
    (
        MaskKind.IDENTITY,
        ("证件号", "身份证", "身份号", "护照号", "军官证号"),
        ("id_number", "id_no", "identity", "passport"),
    ),
    (MaskKind.PHONE, ("电话", "手机", "联系方式"), ("phone", "mobile", "telephone")),
    (MaskKind.NAME, ("姓名",), ("name", "person_name", "full_name")),
)
_PERSONAL_KEYS: Final = frozenset({KeyKind.RESIDENT_ID, KeyKind.IDENTITY_DOCUMENT})


def mask_kind(table: Table, column: Column) -> MaskKind | None:
    """How the values of an item are masked, or None where they have no such form: by the kind of key, else by the words of its name or code."""
    if column.is_key and table.key_kind in _PERSONAL_KEYS:
        return MaskKind.IDENTITY
    if column.sensitivity == "ordinary":
        return None
    for kind, names, codes in _WORDS:
        if any(word in column.name for word in names) or column.code in codes:
            return kind
    return None


def is_masked(table: Table, column: Column) -> bool:
    """Identity numbers, names and telephone numbers of persons, and whatever is sensitive."""
    return mask_kind(table, column) is not None or column.sensitivity == "sensitive"


def masked(table: Table, column: Column, value: Value) -> Value:
    """The value as it is shown first; empty values and what needs no mask as they are."""
    if value is None or value == "" or not is_masked(table, column):
        return value
    kind = mask_kind(table, column)
    return HIDDEN if kind is None else mask(kind, str(value))
