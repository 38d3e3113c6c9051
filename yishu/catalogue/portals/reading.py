"""Reading the CSV of an open-data portal's directory.

A portal publishes what it likes; nothing is dropped here. A cell that cannot be read becomes empty and its `dirt` says
so by row and field; a cell that can be read but looks wrong is kept and said too.
"""

import csv
import io
from collections import Counter
from collections.abc import Sequence
from typing import Final

from yishu.catalogue.portals.row import Found, Row
from yishu.catalogue.portals.tables import STYLES, codes_of, missing, portal_named, portal_of, style_of
from yishu.catalogue.portals.words import openness_of
from yishu.core.errors import FieldError, Problem

SAME_SUMMARY: Final = 10
"""From how many rows on a summary that stands in all of them says nothing of any."""


class NotAPortalDirectory(Problem):
    """The first row lacks {missing}. Upload the open directory's CSV as the portal publishes it, heads included."""

    code = "not_a_portal_directory"
    status = 422
    zh = "首行不是开放目录的表头：缺少 {missing}。请上传门户原样发布的 CSV（含表头）。"


class BrokenDirectory(Problem):
    """The CSV breaks off after line {line}. Check its quotation marks, or export it anew."""

    code = "broken_directory"
    status = 422
    zh = "CSV 在第 {line} 行之后无法继续读取。请检查引号，或重新导出。"


def read(content: bytes) -> list[Found]:
    """All entries of a portal's CSV (UTF-8 with or without BOM, else GB 18030). Raises NotAPortalDirectory, BrokenDirectory."""
    table = csv.reader(io.StringIO(_decoded(content), newline=""))
    try:
        lines = list(table)
    except csv.Error as error:
        raise BrokenDirectory(line=table.line_num) from error
    heads = [head.strip() for head in lines[0]] if lines else []
    return _found(heads, lines[1:])


def is_directory(heads: list[str]) -> bool:
    """Whether these are the heads of a portal's directory: nearly all of a style's."""
    style = style_of([head.strip() for head in heads])
    return style is not None and len(STYLES[style].keys() & {head.strip() for head in heads}) >= len(STYLES[style]) - 2


def _found(heads: list[str], lines: Sequence[list[str]]) -> list[Found]:
    style = style_of(heads)
    if style is None:
        nearest = min(STYLES.values(), key=lambda known: len(missing(known, heads)))
        raise NotAPortalDirectory(missing="、".join(missing(nearest, heads)))
    meanings = STYLES[style]
    place = next((n for n, head in enumerate(heads) if meanings.get(head) == "source_url"), None)
    portal = portal_of([line[place] for line in lines[:50] if place is not None and place < len(line)])
    rows = [Row(number, heads, cells, meanings, portal) for number, cells in enumerate(lines, 1) if any(cells)]
    found = [row.found() for row in rows]
    _name_doubles(found, next(head for head, meaning in meanings.items() if meaning == "name"))
    _name_empty_summaries(found)
    return found


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030", errors="replace")


def _name_doubles(found: Sequence[Found], head: str) -> None:
    """What one provider offers twice by one name: once as an interface and once as a file is no double."""
    first: dict[tuple[str, str, str, str], int] = {}
    for entry in found:
        row = first.setdefault((entry.county, entry.provider, entry.name, entry.format), entry.row)
        if row != entry.row:
            zh, en = "同一单位的同名资源在第 {first} 行已出现。", "The same provider's row {first} has the same name."
            entry.dirt.append(FieldError(f"{entry.row}.{head}", "double", zh, en, first=row))


def _name_empty_summaries(found: Sequence[Found]) -> None:
    times = Counter(entry.summary for entry in found)
    for entry in found:
        if entry.summary and times[entry.summary] >= SAME_SUMMARY:
            zh = "“{value}”在 {times} 行里一字不差，没有说明这一资源的内容。"
            en = "The same {times} times in this file: it says nothing of this resource."
            entry.dirt.append(
                FieldError(
                    f"{entry.row}.摘要", "same_everywhere", zh, en, value=entry.summary[:40], times=times[entry.summary]
                )
            )


def read_openness(condition: str, portal: str = "") -> str:
    """open, conditional, closed or unstated, from a portal's own words of the condition (开放条件)."""
    return openness_of(condition, codes_of(portal_named(portal) or portal_of([]), "openness"))
