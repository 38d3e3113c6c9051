"""The notions of sameness that an item may declare."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from yishu.core.sameness.addresses import same_address
from yishu.core.sameness.names import same_name
from yishu.core.text import fold

Sameness = Callable[[str, str], bool]
Comparisons = Mapping[str, str]
"""By item code the notion that its entry declares, of the items only that declare one."""
NO_COMPARISONS: Final[Comparisons] = MappingProxyType({})


def no_comparisons() -> Comparisons:
    return NO_COMPARISONS


def same_text(stored: str, claimed: str) -> bool:
    """Without differences of width, case and blanks, as `core.text.fold` has it."""
    return fold(stored) == fold(claimed)


def same_characters(stored: str, claimed: str) -> bool:
    return stored == claimed.strip()


_DECLARED: Final[dict[str, Sameness]] = {"exact": same_characters, "name": same_name, "address": same_address}


def sameness(declared: str) -> Sameness:
    """The notion of that name; `same_text` where none is declared, and the strictest where a later version declared one that is not known here."""
    return _DECLARED.get(declared, same_characters) if declared else same_text
