"""What a claim comes to, held against the value on record (27.1)."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple
from unicodedata import normalize

from yishu.core.sameness.texts import same_text, sameness
from yishu.core.values import NotOfType, Value, read

Verdict = str
"""match, mismatch or empty."""
NO_MEANINGS: Final[Mapping[str, str]] = MappingProxyType({})


class Notion(NamedTuple):
    """How claims about one item are compared: its `type`; the sameness that its entry has `declared`, if any; for a key the form in which its texts are one; and what its codes mean."""

    type: str
    declared: str = ""
    key_form: Callable[[str], str] | None = None
    meanings: Mapping[str, str] = NO_MEANINGS


def verdict(notion: Notion, stored: Value, claimed: Any) -> Verdict:
    """By the item's type: a text as its entry declares it, a key in its normal form, numbers and moments by value; and a code by what it means.

    Empty is about the record: nothing is stored. A claim that cannot be read as the item's type is a mismatch.
    """
    if stored is None:
        return "empty"
    return "match" if _is_same(notion, stored, claimed) or _is_meant(notion, stored, claimed) else "mismatch"


def _is_same(notion: Notion, stored: Value, claimed: Any) -> bool:
    if notion.type != "string":
        try:
            return read(notion.type, normalize("NFKC", claimed) if isinstance(claimed, str) else claimed) == stored
        except NotOfType:
            return False
    text = str(claimed) if isinstance(claimed, int) and not isinstance(claimed, bool) else claimed
    if not isinstance(stored, str) or not isinstance(text, str):
        return False
    if notion.key_form is not None:
        return notion.key_form(text) == notion.key_form(stored)
    return sameness(notion.declared)(stored, text)


def _is_meant(notion: Notion, stored: Value, claimed: Any) -> bool:
    """男 for the code 1: of an item that declares no other notion, whoever knows what a code means knows the code."""
    meaning = notion.meanings.get(str(stored), "")
    return not notion.declared and isinstance(claimed, str) and bool(meaning) and same_text(meaning, claimed)
