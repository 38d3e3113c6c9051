"""A part of the directory as files: one pass over its entries writes all forms that are wanted, in bounded memory (8.2)."""

import csv
import json
from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import IO, Any, Final

from django.conf import settings
from django.utils.translation import override, pgettext

from yishu.catalogue.directories import dcat
from yishu.catalogue.directories.columns import (
    Value,
    entry_heads,
    entry_row,
    entry_widths,
    item_heads,
    item_rows,
    item_widths,
)
from yishu.catalogue.directories.graph import JSON_LD_BETWEEN, JSON_LD_END, JSON_LD_HEAD, TURTLE_HEAD, json_ld, turtle
from yishu.catalogue.directories.members import Member, members
from yishu.catalogue.directories.models import Part
from yishu.catalogue.directories.workbook import Workbook
from yishu.core.errors import Language

_BUFFER: Final = 1024 * 1024
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet program takes for the beginning of a formula in a CSV (OWASP, CSV injection)."""


class Form(StrEnum):
    """The forms of a directory; the value ends the file's name."""

    XLSX = "xlsx"
    CSV = "csv"
    ITEMS_CSV = "items.csv"
    JSON = "json"
    JSON_LD = "jsonld"
    TURTLE = "ttl"


MEDIA_TYPES: Final[dict[Form, str]] = {
    Form.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Form.CSV: "text/csv; charset=utf-8",
    Form.ITEMS_CSV: "text/csv; charset=utf-8",
    Form.JSON: "application/json",
    Form.JSON_LD: "application/ld+json",
    Form.TURTLE: "text/turtle; charset=utf-8",
}
IN_WORDS: Final = frozenset({Form.XLSX, Form.CSV, Form.ITEMS_CSV})
"""The forms whose heads and words are in a language."""
SQUEEZED: Final = frozenset(Form) - {Form.XLSX}
"""The forms that are kept compressed as well; a workbook is."""

Add = Callable[[Member], object]


@dataclass(frozen=True, slots=True)
class Target:
    """A file to be written, of which part; `base` begins the lasting addresses."""

    path: Path
    part: Part
    base: str


def write_part(
    folder: Path,
    part: Part,
    base: str,
    language: Language,
    forms: Collection[Form] = tuple(Form),
    also: Collection[Add] = (),
) -> int:
    """Write `catalogue.…` of each form into the folder; how many entries there are. Inside `one_snapshot()`; `base` begins the lasting addresses."""
    count = 0
    with override("en" if language == "en" else "zh-hans"), ExitStack() as open_files:
        targets = ((form, Target(folder / f"catalogue.{form}", part, base)) for form in sorted(forms))
        adding = [*also, *(open_files.enter_context(_WRITERS[form](target)) for form, target in targets)]
        for member in members(part, base):
            count += 1
            for add in adding:
                add(member)
    return count


def told(member: Member) -> dict[str, Any]:
    """An entry as JSON: codes, not words."""
    resource, entry = member.resource, member.entry
    return {
        "code": resource.code,
        "address": member.address,
        "state": resource.state,
        "provider": resource.provider_name,
        "provider_code": resource.provider.code if resource.provider else "",
        "records": resource.records,
        "last_updated": resource.last_updated.isoformat() if resource.last_updated else None,
        "published_at": entry.published_at.isoformat() if entry.published_at else None,
        **{name: getattr(entry, name) for name in _ENTRY_FIELDS},
        "items": [{name: getattr(item, name) for name in _ITEM_FIELDS} for item in member.items],
    }


_ENTRY_FIELDS: Final = (
    "version", "name", "summary", "kind", "format", "category", "condition", "legal_basis", "scope", "modes", "cycle", "timeliness",
    "provision", "openness", "open_condition", "domain", "tags", "key_kind", "case_required", "collection_rule", "source_url",
)  # fmt: skip
_ITEM_FIELDS: Final = (
    "code", "name", "type", "length", "meaning", "sensitivity", "codes", "data_element", "is_key", "required",
)  # fmt: skip


@contextmanager
def _opened(path: Path) -> Iterator[IO[str]]:
    with path.open("w", encoding="utf-8", newline="", buffering=_BUFFER, errors="replace") as file:
        yield file


@contextmanager
def _xlsx(target: Target) -> Iterator[Add]:
    with Workbook(target.path) as book:
        entries = book.sheet(pgettext("sheet", "条目"), entry_heads(), entry_widths())
        items = book.sheet(pgettext("sheet", "信息项"), item_heads(), item_widths())

        def add(member: Member) -> None:
            entries.append(entry_row(member))
            for row in item_rows(member):
                items.append(row)

        yield add


@contextmanager
def _csv(target: Target) -> Iterator[Add]:
    with _opened(target.path) as file:
        write = _csv_head(file, entry_heads())
        yield lambda member: write(entry_row(member))


@contextmanager
def _items_csv(target: Target) -> Iterator[Add]:
    with _opened(target.path) as file:
        write = _csv_head(file, item_heads())

        def add(member: Member) -> None:
            for row in item_rows(member):
                write(row)

        yield add


def _csv_head(file: IO[str], heads: list[str]) -> Callable[[list[Value]], object]:
    """With a byte order mark, without which spreadsheet programs take Chinese for Latin letters."""
    file.write("\ufeff")
    writer = csv.writer(file)
    writer.writerow(heads)
    return lambda row: writer.writerow([harmless(cell) for cell in row])


def harmless(cell: Value) -> Value:
    """The cell; a text that a spreadsheet program would calculate with an apostrophe before it."""
    if isinstance(cell, str) and cell.startswith(_FORMULA):
        return f"'{cell}"
    return cell


@contextmanager
def _json(target: Target) -> Iterator[Add]:
    head = {"node": settings.YISHU_NODE_CODE, "name": settings.YISHU_NODE_NAME, "directory": target.part.value}
    with _opened(target.path) as file:
        file.write(json.dumps(head, ensure_ascii=False)[:-1] + ', "entries": [\n')
        add = _separated(file, lambda member: json.dumps(told(member), ensure_ascii=False))
        yield add
        file.write("\n]}\n")


@contextmanager
def _json_ld(target: Target) -> Iterator[Add]:
    with _opened(target.path) as file:
        file.write(JSON_LD_HEAD + json_ld(dcat.catalogue(target.part, target.base, settings.YISHU_NODE_NAME)))
        add = _separated(file, lambda member: json_ld(dcat.member(member, target.base)), before=JSON_LD_BETWEEN)
        yield add
        file.write(JSON_LD_END)


def _separated(file: IO[str], text_of: Callable[[Member], str], before: str = "") -> Add:
    """`before`: what comes between what is there already and the first."""
    between = before

    def add(member: Member) -> None:
        nonlocal between
        file.write(between + text_of(member))
        between = ",\n"

    return add


@contextmanager
def _turtle(target: Target) -> Iterator[Add]:
    with _opened(target.path) as file:
        file.write(TURTLE_HEAD + turtle(dcat.catalogue(target.part, target.base, settings.YISHU_NODE_NAME)))
        yield lambda member: file.write(turtle(dcat.member(member, target.base)))


_WRITERS: Final[dict[Form, Callable[[Target], AbstractContextManager[Add]]]] = {
    Form.XLSX: _xlsx,
    Form.CSV: _csv,
    Form.ITEMS_CSV: _items_csv,
    Form.JSON: _json,
    Form.JSON_LD: _json_ld,
    Form.TURTLE: _turtle,
}
