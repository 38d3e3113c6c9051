"""Files of elements and code lists: what comes in becomes proposals, row by row, with a report; what the register says already changes nothing."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Q, TextChoices
from django.utils.translation import override

from yishu.agencies.roles import require
from yishu.audit import recording
from yishu.audit.record import Action
from yishu.core.actor import Actor
from yishu.core.errors import FieldError, Invalid, Problem
from yishu.standards import commands, sheets, storing
from yishu.standards.commands import PROPOSERS
from yishu.standards.drafts import CodeListDraft, Draft, ElementDraft, ValueDraft
from yishu.standards.models import CodeList, DataElement, ElementSensitivity, ElementType, Kept, Kind, ScopeKind, State
from yishu.standards.rules import folded
from yishu.standards.sheets import Row

LIVING: Final = (State.PROPOSED, State.IN_FORCE)
_YES: Final = frozenset({"是", "yes", "true", "1", "y"})


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that was not taken, and why."""

    row: int
    name: str
    errors: list[FieldError] = field(default_factory=list)
    problem: Problem | None = None


@dataclass(slots=True)
class Report:
    """What became of a file."""

    proposed: list[Kept] = field(default_factory=list)
    amended: list[Kept] = field(default_factory=list)
    unchanged: int = 0
    refused: list[Refused] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Read:
    """A draft read from the row, with the identifier that the file gives it, or what cannot be read."""

    row: int
    key: str
    draft: Draft | None
    name: str
    errors: list[FieldError] = field(default_factory=list)


def import_file(actor: Actor, kind: Kind, content: bytes, *, now: datetime) -> Report:
    """Each sound row is a proposal, or amends the one that waits; the others are reported. Raises what `sheets.read` does."""
    require(actor, *PROPOSERS)
    rows = sheets.read(kind, content)
    report = Report()
    with transaction.atomic():
        for read in _elements(rows) if kind == Kind.ELEMENT else _code_lists(rows):
            _take(actor, kind, read, report, now)
        if report.proposed or report.amended:
            recording.record(
                actor,
                Action.STANDARDS_IMPORTED,
                target=str(kind),
                created=len(report.proposed),
                accepted=len(report.amended),
                quarantined=len(report.refused),
            )
    return report


def exported(kind: Kind, rows: Iterable[Any]) -> list[dict[str, object]]:
    """Versions as rows of a file; a code list is a row for each of its codes."""
    return [row for kept in rows for row in (_code_rows(kept) if kind == Kind.CODE_LIST else [_element_row(kept)])]


def _take(actor: Actor, kind: Kind, read: Read, report: Report, now: datetime) -> None:
    if read.draft is None:
        report.refused.append(Refused(read.row, read.name, read.errors))
        return
    living = _living(read)
    if any(_says(one, read.draft) for one in living):
        report.unchanged += 1
        return
    existing = living[0] if living else None
    try:
        if existing is not None and existing.state == State.PROPOSED:
            draft = replace(read.draft, replaces=tuple(existing.replaces))  # which no file carries
            report.amended.append(commands.amend(actor, kind, existing.pk, draft))
        else:
            of = "" if kind != Kind.ELEMENT else existing.key if existing is not None else read.key
            report.proposed.append(commands.propose(actor, read.draft, of=of, now=now))
    except Invalid as wrong:
        report.refused.append(Refused(read.row, read.name, wrong.errors))
    except Problem as problem:
        report.refused.append(Refused(read.row, read.name, problem=problem))


def _says(existing: Kept, draft: Draft) -> bool:
    """Whether the register says this already; what a file does not carry, such as what was replaced, counts as said."""
    said = storing.draft_of(existing)
    ours = {name: getattr(said, name) for name in said.__dataclass_fields__ if name != "replaces"}
    return ours == {name: getattr(draft, name) for name in draft.__dataclass_fields__ if name != "replaces"}


def _living(read: Read) -> list[Kept]:
    """The versions that the row may be about: a waiting proposal, then what is in force; of an element without an identifier by its name."""
    if isinstance(read.draft, CodeListDraft):
        lists = CodeList.objects.filter(identifier=read.key, state__in=LIVING)
        return list(lists.order_by("-version"))
    elements = DataElement.objects.filter(state__in=LIVING)
    named = Q(identifier=read.key) if read.key else Q(folded_names__0=folded(read.name))
    return list(elements.filter(named).order_by("-version"))


def _elements(rows: list[Row]) -> list[Read]:
    return [_element(row) for row in rows]


def _element(row: Row) -> Read:
    cells, wrong = row.cells, list[FieldError]()
    name = cells.get("name", "")
    length = _number(cells.get("length", ""), wrong)
    draft = ElementDraft(
        name=name,
        definition=cells.get("definition", ""),
        type=_word(cells.get("type", ""), ElementType, "string"),
        length=length,
        representation=cells.get("representation", ""),
        code_list=cells.get("code_list", ""),
        standard=cells.get("standard", ""),
        sensitivity=_word(cells.get("sensitivity", ""), ElementSensitivity, "ordinary"),
        is_reference=cells.get("is_reference", "").lower() in _YES,
        scope_kind=_word(cells.get("scope_kind", ""), ScopeKind, "territory"),
        aliases=listed(cells.get("aliases", "")),
        name_en=cells.get("name_en", ""),
        note=cells.get("note", ""),
    )
    return Read(row.number, cells.get("identifier", ""), None if wrong else draft, name, wrong)


def _code_lists(rows: list[Row]) -> list[Read]:
    """Rows of the same identifier are one list; what is said of the list stands in its first row."""
    grouped: dict[str, list[Row]] = {}
    last = ""
    for row in rows:
        last = row.cells.get("identifier", "") or last  # filled down, as spreadsheets are
        grouped.setdefault(last, []).append(row)
    return [_code_list(identifier, group) for identifier, group in grouped.items()]


def _code_list(identifier: str, rows: list[Row]) -> Read:
    wrong: list[FieldError] = []
    first = rows[0].cells
    values = tuple(_value(row.cells, wrong) for row in rows)
    told = {name: first.get(name, "") for name in sheets.COLUMNS[Kind.CODE_LIST]}
    draft = CodeListDraft(
        identifier=identifier,
        name=told["name"],
        values=values,
        name_en=told["name_en"],
        standard=told["standard"],
        source=told["source"],
        note=told["note"],
    )
    return Read(rows[0].number, identifier, None if wrong else draft, identifier or told["name"], wrong)


def _value(cells: dict[str, str], wrong: list[FieldError]) -> ValueDraft:
    told = {name: cells.get(name, "") for name in ("code", "text", "text_en", "parent")}
    return ValueDraft(
        **told,
        valid_from=_day("valid_from", cells.get("valid_from", ""), wrong),
        valid_until=_day("valid_until", cells.get("valid_until", ""), wrong),
    )


def _number(text: str, wrong: list[FieldError]) -> int | None:
    if not text:
        return None
    if text.isascii() and text.isdigit() and len(text) < 9:
        return int(text)
    wrong.append(FieldError("length", "number", "最大长度应为整数。", "The length is a whole number."))
    return None


def _day(name: str, text: str, wrong: list[FieldError]) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        wrong.append(FieldError(name, "day", "日期写成 2026-01-31 的样子。", "Write a day like 2026-01-31."))
        return None


def _word(text: str, words: type[TextChoices], otherwise: str) -> str:
    """A word of the choices, given by its value or in either language; another stays for the rules to refuse."""
    if not text:
        return otherwise
    for code in ("zh-hans", "en"):
        with override(code):
            known = {str(label): value for value, label in words.choices}
        if text in known:
            return str(known[text])
    return text


def listed(text: str) -> tuple[str, ...]:
    for mark in ",，;；\n":
        text = text.replace(mark, "、")
    return tuple(dict.fromkeys(one for part in text.split("、") if (one := part.strip())))


_SHOWN: Final[dict[str, Callable[[Any], object]]] = {
    "code_list": lambda kept: kept.code_list.identifier if kept.code_list else "",
    "standard": lambda kept: kept.standard.code if kept.standard else "",
}


def _element_row(kept: Any) -> dict[str, object]:
    return {
        name: _SHOWN.get(name, lambda one, name=name: getattr(one, name))(kept) for name in sheets.COLUMNS[Kind.ELEMENT]
    }


def _code_rows(kept: Any) -> list[dict[str, object]]:
    of_list = {
        name: _SHOWN.get(name, lambda one, name=name: getattr(one, name))(kept)
        for name in ("identifier", "version", "name", "name_en", "standard", "source", "note")
    }
    names = ("code", "text", "text_en", "parent", "valid_from", "valid_until")
    return [of_list | dict(zip(names, value, strict=True)) for value in kept.values.values_list(*names)]
