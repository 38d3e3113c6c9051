"""Many agreements by one spreadsheet: read, shown with what is wrong by row and column, brought in by the same command as a single one. Nothing that was read is lost."""

import hashlib
from datetime import datetime
from typing import Final

from django.db import transaction

from yishu.agencies.models import Agency
from yishu.audit import recording
from yishu.audit.record import Action
from yishu.catalogue.spreadsheets import reading, writing
from yishu.catalogue.spreadsheets.tables import Line, Table
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.core.errors import FieldError, Invalid, Language, Problem
from yishu.sharing.standing import agreement, queries
from yishu.sharing.standing.columns import BY_FIELD, COLUMNS, PROBLEM, column_of, find_heads
from yishu.sharing.standing.commands import bring_in, require_bringer
from yishu.sharing.standing.errors import SheetColumnsMissing, SheetTooLong, SheetWithoutRows
from yishu.sharing.standing.finding import Directory
from yishu.sharing.standing.interpreting import read
from yishu.sharing.standing.models import Sheet, SheetRow

MOST: Final = 500
LINES_FOR_HEADS: Final = 10


@transaction.atomic
def take_in(actor: Actor, provider: Agency, file_name: str, content: bytes, *, now: datetime) -> Sheet:
    """Read it and say what is wrong; nothing is brought in yet. Raises what `reading` refuses, SheetWithoutRows, SheetColumnsMissing, SheetTooLong."""
    require_bringer(actor, provider)
    heads, lines = _agreements(reading.read(content))
    sheet = Sheet.objects.create(
        provider=provider,
        file_name=file_name.replace("\0", "")[:200],
        digest=hashlib.sha256(content).hexdigest(),
        read_by=actor.ref,
        read_by_name=actor.name,
        at=now,
    )
    directory, rows = Directory(), []
    for line in lines:
        cells = {heads[n]: text.replace("\0", "") for n, text in line.cells.items() if n in heads}
        notes = {heads[n]: note for n, note in line.notes.items() if n in heads}
        row = SheetRow(sheet=sheet, line=line.number, cells=cells, notes=notes)
        row.errors = _as_json(_wrong(row, directory, now))
        rows.append(row)
    SheetRow.objects.bulk_create(rows)
    recording.record(actor, Action.STANDING_SHEET_READ, target=f"sheet:{sheet.pk}", sha256=sheet.digest, rows=len(rows))
    return sheet


@transaction.atomic
def bring_in_sheet(actor: Actor, sheet_id: int, *, now: datetime) -> int:
    """Every row in which nothing is wrong; how many. A row that is refused undoes itself alone, and says why. Doing it again brings nothing in twice."""
    sheet = queries.get_sheet(actor, sheet_id, lock=True)
    require_bringer(actor, sheet.provider)
    directory, count = Directory(), 0
    for row in sheet.rows.filter(standing=None):
        wrong = _wrong(row, directory, now) or _brought_in(actor, row, directory, now)
        row.errors = _as_json(wrong)
        row.save(update_fields=["errors", "standing"])
        count += not wrong
    return count


def left_over(sheet: Sheet, language: Language) -> str:
    """What was not brought in, as CSV to be put right and uploaded again; the last column says what is wrong."""
    rows = sheet.rows.filter(standing=None)
    heads = [each.head(language) for each in COLUMNS]
    cells = [[*(row.cells.get(each.field, "") for each in COLUMNS), "；".join(messages(row, language))] for row in rows]
    return writing.as_csv([*heads, PROBLEM[0 if language == "zh" else 1]], cells)


def messages(row: SheetRow, language: Language) -> list[str]:
    """What is wrong with a row: column, and what to do."""
    return [_message(each, language) for each in row.errors]


def _message(error: dict[str, str], language: Language) -> str:
    column = BY_FIELD.get(error["field"])
    text = error[language]
    if column is None:
        return text
    name = column.head(language).rstrip("*")
    return f"{name}：{text}" if language == "zh" else f"{name}: {text}"


def _agreements(found: list[Table]) -> tuple[dict[int, str], list[Line]]:
    """The heads and the lines below them, of the first table that has heads."""
    for table in found:
        for place, line in enumerate(table.lines[:LINES_FOR_HEADS]):
            heads = find_heads(line.cells)
            if len(heads) < 3:
                continue
            missing = [each.zh for each in COLUMNS if each.needed and each.field not in heads.values()]
            if missing:
                raise SheetColumnsMissing(missing="、".join(missing))
            lines = [each for each in table.lines[place + 1 :] if heads.keys() & each.cells.keys()]
            if len(lines) > MOST:
                raise SheetTooLong(most=MOST)
            if lines:
                return heads, lines
    raise SheetWithoutRows


def _wrong(row: SheetRow, directory: Directory, now: datetime) -> list[FieldError]:
    """Everything that can be said without bringing it in."""
    told = read(row.cells, row.notes, row.sheet.provider)
    wrong, consumer = list(told.wrong), directory.find(told.agreement.consumer)
    if isinstance(consumer, FieldError):
        wrong.append(consumer)
    if told.entry is not None:
        wrong += agreement.check(told.agreement, told.entry, shanghai_day(now))
    once: dict[str, FieldError] = {}
    for error in wrong:  # the first that is said of a column says most
        once.setdefault(column_of(error.field), error)
    return list(once.values())


def _brought_in(actor: Actor, row: SheetRow, directory: Directory, now: datetime) -> list[FieldError]:
    """Within a savepoint of its own; what refused it."""
    told = read(row.cells, row.notes, row.sheet.provider)
    try:
        with transaction.atomic():
            row.standing = bring_in(actor, told.agreement, directory=directory, now=now)
    except Invalid as refused:
        return refused.errors
    except Problem as refused:
        if refused.status in (401, 403):  # not this row's fault: the whole sheet stops
            raise
        return [FieldError("", refused.code, _plain(refused.detail("zh")), _plain(refused.detail("en")))]
    return []


def _plain(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def _as_json(wrong: list[FieldError]) -> list[dict[str, str]]:
    return [
        {"field": column_of(one.field), "rule": one.rule, "zh": one.message("zh"), "en": one.message("en")}
        for one in wrong
    ]
