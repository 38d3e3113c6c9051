"""How a result sheet is numbered. Pure."""

import re
from typing import Final
from unicodedata import normalize

MARK: Final = "HY"
"""Of the counter of a year's numbers."""
_TYPED: Final = re.compile(r"(?:核验|HY)?\W*(\d{4})\W+(\d{1,9})\W*号?\s*", re.IGNORECASE)


def shown_number(year: int, serial: int) -> str:
    """As it is printed and kept: `核验〔2026〕000123`."""
    return f"核验〔{year}〕{serial:06d}"


def plain_number(number: str) -> str:
    """The same in plain letters, for an address: `2026-000123`."""
    return "-".join(re.findall(r"\d+", number))


def typed_number(text: str) -> str:
    """The number as it is kept, from what somebody typed with whatever brackets they have; empty where it is none."""
    found = _TYPED.fullmatch(normalize("NFKC", text).strip())
    return shown_number(int(found[1]), int(found[2])) if found else ""
