"""When keys run on. Pure."""

import re
from collections import OrderedDict
from collections.abc import Iterable
from itertools import pairwise
from typing import Final

from yishu.core.identifiers import KeyKind

LEAST: Final = 20
"""A shorter run is nothing to note."""
LOOKED_AT: Final = 2000
"""So many subjects of one call, the first ones."""
_APART: Final = 16  # of calls that may have come out of order, over several connections
_GAP: Final = 3  # within one call
_MOST_TRAILS: Final = 10_000
_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100, without what is misread
_TRAILING: Final = re.compile(r"(\d{1,18})\D?$", re.ASCII)
_CHECKED: Final = frozenset({KeyKind.RESIDENT_ID, KeyKind.ORG_CODE, KeyKind.LICENCE_NO})
"""Kinds whose last place is a check digit: it does not run on."""


Calls = tuple[str, str, str]
"""Caller, resource and duty: whose calls, of what, what for."""


def ordinal(kind: str, text: str) -> int | None:
    """Where a key stands among those of its kind; None where it has no number at its end."""
    body = text[:-1] if kind in _CHECKED else text
    if body.isascii() and body.isdecimal():
        return int(body[-18:])
    if kind == KeyKind.ORG_CODE and all(sign in _ALPHABET for sign in body):
        return sum(_ALPHABET.index(sign) * len(_ALPHABET) ** n for n, sign in enumerate(reversed(body)))
    found = _TRAILING.search(body)
    return int(found[1]) if found else None


def longest_run(subjects: Iterable[tuple[str, str]]) -> int:
    """The longest row of neighbours among (kind, text) of one call, whatever their order."""
    places = sorted({place for kind, text in subjects if (place := ordinal(kind, text)) is not None})
    longest = length = min(1, len(places))
    for before, place in pairwise(places):
        length = length + 1 if place - before <= _GAP else 1
        longest = max(longest, length)
    return longest


class Trails:
    """Single calls of this process, one after another: how long each caller's keys have run on by now."""

    def __init__(self) -> None:
        self._trails: OrderedDict[Calls, list[int]] = OrderedDict()
        """Where each is, and how long it is by now; the one that went on last comes last."""
        self._longest: dict[Calls, int] = {}

    def follow(self, of: Calls, kind: str, text: str) -> None:
        """One more subject."""
        here = ordinal(kind, text)
        if here is None:
            return
        trail = self._trails.get(of)
        if trail is None:
            if len(self._trails) >= _MOST_TRAILS:
                self._trails.popitem(last=False)
            self._trails[of] = [here, 1]
            return
        self._trails.move_to_end(of)
        before, length = trail
        if here != before:
            trail[0], trail[1] = here, length + 1 if abs(here - before) <= _APART else 1
            if length >= LEAST - 1:
                self.note(of, trail[1])

    def note(self, of: Calls, length: int) -> None:
        """A run of one call, or of several."""
        if length >= LEAST and length > self._longest.get(of, 0):
            self._longest[of] = length

    def take(self) -> dict[Calls, int]:
        """What is to be told since this was asked last."""
        longest, self._longest = self._longest, {}
        return longest
