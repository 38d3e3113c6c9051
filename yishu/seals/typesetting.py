"""Pages set by typst: the licence as PDF/A-2b, and the round seal as a small PDF. Data goes in as JSON, never into the source."""

import json
import re
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import typst

from yishu.node.configuration import setting
from yishu.seals.errors import CharacterNotInFont, NoChineseFont

SERIF = ("Noto Serif CJK SC", "Source Han Serif SC", "Noto Serif SC", "SimSun", "FangSong")
SANS = ("Noto Sans CJK SC", "Source Han Sans SC", "Noto Sans SC", "SimHei", "WenQuanYi Zen Hei")
SEAL_BOX = (369, 81, 488, 200)
"""Where the seal stands on the last page: left, bottom, right, top in points from the lower left; 42 mm, over agency and date."""
_MISSING = re.compile(r"the text `?[\"“]?(.+?)[\"”]?`? (?:could not be|was not|contains)")


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a licence says: `fields` are name and value in order; `check` is the line at the foot by which anyone checks it."""

    title: str
    number: str
    agency: str
    day: str
    fields: tuple[tuple[str, str], ...]
    remarks: tuple[str, ...]
    check: str


def typeset(sheet: Sheet, *, now: datetime) -> bytes:
    """The licence as PDF/A-2b with its fonts embedded. Raises NoChineseFont, CharacterNotInFont."""
    return _compile("licence.typ", asdict(sheet), now)


@cache
def draw_seal(name: str, note: str) -> bytes:
    """The round seal of an agency as a PDF of 42 mm by 42 mm. `note` stands at its foot: a seal for tests says so."""
    return _compile("seal.typ", {"name": name, "kind": "电子印章", "note": note}, None)


def set_page(source: bytes, given: dict[str, object], now: datetime | None) -> bytes:
    """A typst source with its data as PDF/A-2b: it finds them in `sys.inputs.data` as JSON, with the `fonts`. Raises NoChineseFont, CharacterNotInFont."""
    return _compiled(source, given, format="pdf", pdf_standards="a-2b", timestamp=int(now.timestamp()) if now else None)


def draw(source: bytes, given: dict[str, object]) -> str:
    """The same as SVG of one page, letters as outlines: a picture within another page, that is not read as its text."""
    return _compiled(source, given, format="svg").decode()


def chinese_fonts() -> tuple[str, ...]:
    """The families in which documents are set, the best first. Raises NoChineseFont."""
    families = set(_fonts().families())
    found = tuple(family for family in (*SERIF, *SANS) if family in families)
    if not found:
        raise NoChineseFont
    return found


@cache
def _fonts() -> typst.Fonts:
    """Those of the system and of `YISHU_FONTS`; looked for once, which takes a while."""
    folder = setting("fonts")
    return typst.Fonts(include_system_fonts=not folder, font_paths=[Path(folder)] if folder else [])


def _compile(template: str, given: dict[str, object], now: datetime | None) -> bytes:
    return set_page(files("yishu.seals").joinpath("data", template).read_bytes(), given, now)


def _compiled(source: bytes, given: dict[str, object], **how: Any) -> bytes:
    told = json.dumps(given | {"fonts": chinese_fonts()}, ensure_ascii=False)
    compiler = typst.Compiler(source, font_paths=_fonts(), ignore_system_fonts=True)
    try:
        made = compiler.compile(sys_inputs={"data": told}, **how)
    except typst.TypstError as error:
        raise _as_problem(error) from error
    assert isinstance(made, bytes)
    return made


def _as_problem(error: typst.TypstError) -> Exception:
    """PDF/A forbids a glyph that is missing: typst names the text."""
    said = str(error)
    if "font" not in said:
        return error
    found = _MISSING.search(said)
    return CharacterNotInFont(text=found[1] if found else said[:80])
