"""The full name of the agency that a portal's spelling of a provider means, as far as the row tells."""

import re
from typing import Final

_OF_PLACE: Final = re.compile(r"(?P<place>[\u4e00-\u9fff]{2,8}[市县区])[-—](?P<rest>.+)")
_LEVEL: Final = re.compile(r"[市县区](?!级|直|场)")


def full_name(spelling: str, *, place: str, county: str) -> str:
    """ "衢州市-市医保局" and, of 滨江区, "区府办" as 衢州市医保局 and 滨江区府办; "" where "县…" leaves the county open.

    `place`: the portal's city, "" for a province; `county`: the row's own column, "" where there is none.
    """
    split = _OF_PLACE.fullmatch(spelling)
    if split:
        return _placed(split["rest"], split["place"])
    if county:
        return _placed(spelling, county)
    if not place or not _LEVEL.match(spelling):
        return spelling
    return _placed(spelling, place) if spelling[0] == "市" else ""


def _placed(name: str, place: str) -> str:
    if place[:-1] in name or name.startswith(("国家", "省")):
        return name
    return place[:-1] + name if name[0] == place[-1] and _LEVEL.match(name) else place + name
