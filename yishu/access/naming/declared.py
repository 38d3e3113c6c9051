"""The alternative keys of a resource, as the state of access holds them, and which of them a subject is named by. Pure."""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct


class Alternative(Struct, frozen=True):
    """Items by which, together, a subject may be named; `is_ready`: whether there is an index to find records by."""

    items: tuple[str, ...]
    is_ready: bool = False


def kind_by(items: Sequence[str]) -> str:
    """The kind of a subject that is known by these items alone, as evidence has it: no record has the value, or several do."""
    return "by:" + "+".join(items)


Alternatives = tuple[Alternative, ...]


def find_alternative(alternatives: Alternatives, raw: Any) -> Alternative | None:
    """The one whose items an object names, just these."""
    if type(raw) is not dict:
        return None
    return next((each for each in alternatives if raw.keys() == set(each.items)), None)


def names_otherwise(alternatives: Alternatives, subjects: Sequence[Any]) -> bool:
    """Whether one of the subjects of a call is named by an alternative key; of most resources there is none to name it by."""
    return bool(alternatives) and any(find_alternative(alternatives, raw) is not None for raw in subjects)
