"""How a value is written down, in the notation of GB/T 18391 and GB/T 19488: a letter for the characters, then the length.

`c18` exactly 18 characters, `c..50` at most 50, `n1..3` one to three digits, `n..10,2` a number of at most 10 digits, 2 of them decimals, `d8` a day as
YYYYMMDD, `dt14` a moment as YYYYMMDDhhmmss, `t6` a time, `b1` yes or no, `ul` a text of any length.
"""

import re
from dataclasses import dataclass
from typing import Final

_FORM: Final = re.compile(
    r"(?P<kind>an|a|c|n)(?:(?P<exact>\d{1,6})|(?P<least>\d{0,6})\.\.(?P<most>\d{1,6}))(?:,(?P<decimals>\d{1,2}))?",
    re.ASCII,
)
_FIXED: Final = {"d8": ("d", 8), "d10": ("d", 10), "dt14": ("dt", 14), "dt19": ("dt", 19), "t6": ("t", 6)}
_FIXED_ALSO: Final = {"b1": ("b", 1), "bl": ("b", 1), "ul": ("ul", None)}

FITTING: Final[dict[str, frozenset[str]]] = {
    "string": frozenset({"a", "an", "c", "n", "t", "ul"}),
    "integer": frozenset({"n"}),
    "decimal": frozenset({"n"}),
    "date": frozenset({"d"}),
    "datetime": frozenset({"dt"}),
    "boolean": frozenset({"b", "n"}),
}
"""Which characters may write down which type; digits may also be a text (a division code is `n6` and no number)."""


@dataclass(frozen=True, slots=True)
class Representation:
    """`kind` of characters, `least` and `most` of them (None: any number), `decimals` among them."""

    kind: str
    least: int
    most: int | None
    decimals: int = 0

    def fits(self, type_: str) -> bool:
        """Whether a value of this type may be written so."""
        if self.decimals and type_ != "decimal":
            return False
        return self.kind in FITTING.get(type_, frozenset()) and (type_ != "boolean" or self.most == 1)


def read(text: str) -> Representation | None:
    """The representation that the text names; None if it is none."""
    if fixed := (_FIXED | _FIXED_ALSO).get(text):
        kind, most = fixed
        return Representation(kind, most or 0, most)
    found = _FORM.fullmatch(text)
    if found is None:
        return None
    most = int(found["exact"] or found["most"])
    least = int(found["exact"] or found["least"] or 0)
    decimals = int(found["decimals"] or 0)
    sound = most > 0 and least <= most and decimals < most and (not decimals or found["kind"] == "n")
    return Representation(found["kind"], least, most, decimals) if sound else None
