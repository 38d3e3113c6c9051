"""Which records of a resource a grant opens (26.5): those in which one item has one of a few values, or begins with one."""

import re
from collections.abc import Iterable
from typing import Final, Literal

import msgspec

Match = Literal["exact", "prefix"]
DIVISION: Final = re.compile(r"[0-9]{2}([0-9]{2}([0-9]{2}([0-9]{3}([0-9]{3})?)?)?)?")
"""A division by the digits of its level: 33 province, 3301 city, 330106 county, then nine for a town and twelve for a village."""


class RowRule(msgspec.Struct, frozen=True):
    """`prefix`: the item holds codes of divisions, and every division within one of `values` is meant."""

    item: str
    values: tuple[str, ...]
    match: Match = "exact"

    def holds(self, value: object) -> bool:
        """Whether a record with this value is one of the rows. What is empty, or neither text nor whole number, never is."""
        if isinstance(value, bool) or not isinstance(value, str | int):
            return False
        text = str(value)
        return text.startswith(self.values) if self.match == "prefix" else text in self.values

    def covers(self, other: "RowRule") -> bool:
        """Whether every record that the other opens is one that this opens."""
        if self.item != other.item or (self.match, other.match) == ("exact", "prefix"):
            return False
        return all(self.holds(value) for value in other.values)


def row_rule(item: str, values: Iterable[str], match: Match) -> RowRule:
    """In one form for one meaning, so that the same rule has the same hash: each value once, in order."""
    return RowRule(item, tuple(sorted(set(values))), match)


def division_prefix(code: str) -> str:
    """The digits by which every code within a division begins: 330106 is a county's own, 3301 that of 330100, 33 that of 330000."""
    return re.sub(r"(00){1,2}$", "", code)
