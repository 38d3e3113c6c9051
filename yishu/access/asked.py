"""Whom a page asks about, one by one, and the lines in which several are written."""

import re
from collections.abc import Sequence
from typing import Any, Final, NamedTuple
from unicodedata import normalize

MOST: Final = 20
"""Subjects of one call on a page."""
_TABS: Final = re.compile(r"\t")
_COMMAS: Final = re.compile(r"[,，;；]")
_NUMBERED: Final = re.compile(r"#(\d{1,3})")


class Asked(NamedTuple):
    """One subject: the values of the key's items in order, the type of a document where the key has types, and what is claimed of it."""

    values: tuple[str, ...]
    document: str = ""
    claims: dict[str, str] = {}

    def subject(self, codes: Sequence[str], *, as_object: bool = False) -> Any:
        """As the call names it: a string, `{"type","value"}`, or an object by the codes of the items that name it, as it is where that is not the key."""
        if self.document:
            return {"type": self.document, "value": self.values[0]}
        return self.values[0] if len(codes) == 1 and not as_object else dict(zip(codes, self.values, strict=True))


def split(text: str, *, whole: bool = False) -> list[tuple[int, list[str]]]:
    """The lines that say something, each with its number and its parts: parted by tabs as in a spreadsheet, else by commas, else by blanks; `whole`: each is one part."""
    lines = enumerate(text.splitlines(), 1)
    return [(number, [line.strip()] if whole else _parts(line)) for number, line in lines if line.strip()]


def numbered(part: str) -> int | None:
    """The number of somebody asked about before, as in `#3`."""
    found = _NUMBERED.fullmatch(normalize("NFKC", part))
    return int(found[1]) if found else None


def _parts(line: str) -> list[str]:
    for separator in (_TABS, _COMMAS):
        if separator.search(line):
            return [part.strip() for part in separator.split(line)]
    return line.split()
