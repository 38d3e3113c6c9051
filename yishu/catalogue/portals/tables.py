"""The tables: portals, the heads of each style, and each portal's words for our codes. A new portal is new lines in them.

Heads alone do not tell a portal: three of Zhejiang's cities have the same ones and different words below. The host of the
entries' pages does.
"""

import csv
from dataclasses import dataclass
from importlib.resources import files
from typing import Final
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Portal:
    """`place`: the city that "市…" in its providers' names means, "" for the province. `lists`: what parts the items of a
    summary that is nothing but a list of them; "" where summaries are prose."""

    portal: str
    name: str
    division: str
    place: str
    host: str
    style: str
    lists: str


def _rows(table: str) -> list[dict[str, str]]:
    text = files("yishu.catalogue.portals").joinpath(f"{table}.csv").read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


PORTALS: Final = tuple(Portal(**row | {"lists": row["lists"].replace("\\n", "\n")}) for row in _rows("portals"))
STYLES: Final[dict[str, dict[str, str]]] = {}
"""Style → head → meaning."""
_CODES: Final[dict[tuple[str, str], dict[str, str]]] = {}
for _row in _rows("heads"):
    STYLES.setdefault(_row["style"], {})[_row["head"]] = _row["meaning"]
for _row in _rows("codes"):
    _CODES.setdefault((_row["portal"], _row["meaning"]), {})[_row["word"]] = _row["code"]
CYCLES: Final = _CODES["", "cycle"]
REQUIRED: Final = ("name", "provider")
_UNKNOWN: Final = Portal("", "", "330000", "", "", "", "")


def codes_of(portal: Portal, meaning: str) -> dict[str, str]:
    """Word → our code: what all portals say, and what this one says otherwise."""
    return _CODES.get(("", meaning), {}) | _CODES.get((portal.portal, meaning), {})


def style_of(heads: list[str]) -> str | None:
    """The style whose heads these are for the most part, with all that is required; None where there is none."""
    fitting = [name for name, known in STYLES.items() if not missing(known, heads)]
    return max(fitting, key=lambda name: len(STYLES[name].keys() & set(heads)), default=None)


def missing(known: dict[str, str], heads: list[str]) -> list[str]:
    return [head for head, meaning in known.items() if meaning in REQUIRED and head not in heads]


def portal_of(addresses: list[str]) -> Portal:
    """The portal whose pages these are; one without name and words of its own where it is none of the table's."""
    hosts = {portal.host: portal for portal in PORTALS}
    return next((hosts[host] for address in addresses if (host := _host(address)) in hosts), _UNKNOWN)


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def portal_named(portal: str) -> Portal | None:
    return next((each for each in PORTALS if each.portal == portal), None)
