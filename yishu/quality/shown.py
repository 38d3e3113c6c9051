"""Comparisons and discrepancies as pages show them: masked where they identify a person, until somebody asks for the whole and is recorded."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from yishu.access.masks import masked
from yishu.core.calendar import WorkCalendar
from yishu.hosting.queries import find_holding, table_of
from yishu.hosting.tables import Table
from yishu.node import clocks
from yishu.node.clocks import Remaining
from yishu.quality import queries
from yishu.quality.comparing import Row
from yishu.quality.models import Comparison, Discrepancy
from yishu.quality.queries import Waiting
from yishu.shell.components import Step

TONES: dict[str, str] = {
    Discrepancy.State.FOUND: "warn",
    Discrepancy.State.FED_BACK: "warn",
    Discrepancy.State.ACCEPTED: "blue",
    Discrepancy.State.ESCALATED: "warn",
    Discrepancy.State.REFUSED: "bad",
    Discrepancy.State.UPHELD: "grey",
    Discrepancy.State.CORRECTED: "good",
    Discrepancy.State.OWN_CORRECTED: "good",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """Both sides' values of an item in one row."""

    name: str
    ours: str
    theirs: str
    differs: bool
    is_key: bool


@dataclass(frozen=True, slots=True)
class ShownRow:
    place: int
    kind: str
    key: str
    cells: list[Cell]
    number: str  # of the discrepancy that it has become


@dataclass(frozen=True, slots=True)
class ShownDiscrepancy:
    """A discrepancy with what a page needs beside it. `person`: who is waited for."""

    made: Discrepancy
    tone: str
    subject: str
    cells: list[Cell]
    remaining: Remaining | None
    person: str
    hidden: tuple[tuple[str, str], ...] = ()  # values that are masked here, with their masks

    @property
    def note(self) -> str:
        return self.words(self.made.note)

    def words(self, text: str) -> str:
        """Somebody's own words; the values that are masked here are masked in them as well."""
        for value, mask in self.hidden:
            text = text.replace(value, mask)
        return text


def shown_rows(made: Comparison, rows: Iterable[Row], *, whole: bool) -> list[ShownRow]:
    table = _table(made.resource)
    taken = {json.dumps(each.subject, sort_keys=True): each.number for each in made.discrepancies.all()}  # type: ignore[attr-defined]
    return [_row(made.pairs, row, table, taken, whole=whole) for row in rows]


def shown_discrepancies(found: Sequence[Discrepancy], today: date, *, whole: bool = False) -> list[ShownDiscrepancy]:
    """All of them, deadlines counted once by the calendar of now."""
    days = clocks.calendar() if found else None
    tables = {made.resource_id: _table(made.resource) for made in {made.resource_id: made for made in found}.values()}
    return [
        _discrepancy(one, tables[one.made.resource_id], days, today, whole=whole)
        for one in queries.waiting(found)
        if days is not None
    ]


def steps_of(shown: ShownDiscrepancy) -> list[Step]:
    """The course: who, when, what next, who is waited for."""
    made = shown.made
    refused = {"refused", "upheld"}
    done = [
        Step(
            each.get_act_display(),  # type: ignore[attr-defined]
            f"{each.agency_name} {each.actor_name}",
            each.at,
            "refused" if each.act in refused else "done",
            shown.words(each.text),
        )
        for each in made.steps.all()  # type: ignore[attr-defined]
    ]
    late = shown.remaining is not None and shown.remaining.days < 0
    state = "late" if late else "current"
    waits = {
        Discrepancy.State.FOUND: Step(
            _("核查：更正本方，或反馈对方"), f"{made.finder.name} {shown.person}", state=state
        ),
        Discrepancy.State.FED_BACK: Step(_("提供单位答复"), f"{made.provider.name} {shown.person}", state=state),
        Discrepancy.State.ACCEPTED: Step(_("提供单位在源头更正"), made.provider.name, state="current"),
        Discrepancy.State.ESCALATED: Step(_("出具协调意见"), _("平台主管部门"), state="current"),
    }
    following = waits.get(Discrepancy.State(made.state))
    return [*done, following] if following else done


def _discrepancy(
    waits: Waiting, table: Table | None, days: WorkCalendar, today: date, *, whole: bool
) -> ShownDiscrepancy:
    made, person = waits.made, "、".join(waits.persons[:3])
    remaining = clocks.remaining(waits.due, waits.provisional, today, days) if waits.due else None
    subject = "，".join(_value(table, code, value, whole=whole) for code, value in made.subject.items())
    cells = [
        Cell(
            one["name"],
            _value(table, one["code"], one["ours"], whole=whole),
            _value(table, one["code"], one["theirs"], whole=whole),
            True,
            False,
        )
        for one in made.items
    ]
    return ShownDiscrepancy(
        made, TONES[made.state], subject, cells, remaining, person, () if whole else _hidden(made, table)
    )


def _hidden(made: Discrepancy, table: Table | None) -> tuple[tuple[str, str], ...]:
    values = [*made.subject.items()]
    values += [(one["code"], one[side]) for one in made.items for side in ("ours", "theirs")]
    masks = {value: _value(table, code, value, whole=False) for code, value in values if value}
    return tuple(sorted(((value, mask) for value, mask in masks.items() if value != mask), reverse=True))


def _row(pairs: list[dict[str, Any]], row: Row, table: Table | None, taken: dict[str, str], *, whole: bool) -> ShownRow:
    subject = {pair["item"]: row.theirs[n] or row.ours[n] or "" for n, pair in enumerate(pairs) if pair["is_key"]}
    cells = [
        Cell(
            table.by_code[pair["item"]].name if table and pair["item"] in table.by_code else pair["item"],
            _value(table, pair["item"], row.ours[n], whole=whole),
            _value(table, pair["item"], row.theirs[n], whole=whole),
            row.differs[n],
            pair["is_key"],
        )
        for n, pair in enumerate(pairs)
    ]
    key = "，".join(cell.theirs or cell.ours for cell in cells if cell.is_key)
    return ShownRow(row.place, row.kind, key, cells, taken.get(json.dumps(subject, sort_keys=True), ""))


def _value(table: Table | None, code: str, value: str | None, *, whole: bool) -> str:
    """Where the item is not known any more, nothing is shown before it is asked for."""
    if not value or whole:
        return value or ""
    column = table.by_code.get(code) if table else None
    return str(masked(table, column, value)) if table and column else "****"


def _table(resource: Any) -> Table | None:
    holding = find_holding(resource)
    return table_of(holding) if holding else None
