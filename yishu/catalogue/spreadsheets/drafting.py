"""Rows of an upload to drafts, a few at a time, each by the same commands and rules as the form's (9.1).

A row that the catalogue knows by its code or its name is compared: the same changes nothing, a draft is amended, a published entry gets a
next version beside it. What is refused leaves no trace in the catalogue, only its remarks here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Exists, F, Func, OuterRef, Q, TextField

from yishu.agencies.models import Agency
from yishu.catalogue import codes, commands, rules
from yishu.catalogue.models import Entry, Resource
from yishu.catalogue.spreadsheets import interpreting, remarks
from yishu.catalogue.spreadsheets.grouping import Group
from yishu.catalogue.spreadsheets.interpreting import Reading
from yishu.catalogue.spreadsheets.mapping import Mapping
from yishu.catalogue.spreadsheets.models import Row
from yishu.catalogue.vocabulary import EntryStatus, ResourceState
from yishu.core.actor import Actor
from yishu.core.errors import Invalid, Problem
from yishu.core.text import fold

_FREE: Final = (EntryStatus.DRAFT, EntryStatus.RETURNED)
_SETTLED: Final = (EntryStatus.PUBLISHED, EntryStatus.SUPERSEDED)


@dataclass(frozen=True, slots=True)
class Known:
    """The newest entries of the agency's resources that the rows name: by code, and by folded name."""

    by_code: dict[str, Entry]
    by_name: dict[str, Entry]

    def find(self, reading: Reading) -> Entry | None:
        if reading.code:
            return self.by_code.get(_code(reading))
        return self.by_name.get(fold(str(reading.given.get("name", ""))))


def _code(reading: Reading) -> str:
    return codes.from_path(reading.code.strip())


def draft_rows(actor: Actor, agency: Agency, rows: list[Row], mapping: Mapping, *, now: datetime) -> None:
    """Within the caller's transaction: each row becomes what it can, and is saved with what is to be said of it."""
    readings = [interpreting.read(Group.of_json(row.name, row.cells), mapping) for row in rows]
    known = _known(agency, readings)
    order = {sheet: n for n, sheet in enumerate(mapping.sheets)}
    for row, reading in zip(rows, readings, strict=True):
        _draft(actor, agency, row, reading, known.find(reading), now)
        in_order = sorted(reading.remarks, key=lambda each: (order.get(each.sheet, 0), each.line, each.column))
        row.remarks = [each.as_json() for each in in_order]
        row.refused = sum(each.refuses for each in reading.remarks)
    Row.objects.bulk_update(rows, ["state", "resource", "remarks", "refused"])


def _known(agency: Agency, readings: list[Reading]) -> Known:
    names = {fold(str(reading.given.get("name", ""))) for reading in readings}
    wanted = {_code(reading) for reading in readings if reading.code}
    newer = Entry.objects.filter(resource=OuterRef("resource"), version__gt=OuterRef("version"))
    found = list(
        Entry.objects.filter(resource__provider=agency)
        .exclude(resource__state=ResourceState.WITHDRAWN)
        .annotate(folded=Func(F("name"), function="yishu_folded", output_field=TextField()))
        .filter(Q(folded__in=names) | Q(resource__code__in=wanted), ~Exists(newer))
        .select_related("resource")
        .prefetch_related("items")
    )
    return Known({each.resource.code: each for each in found}, {fold(each.name): each for each in found})


def _draft(actor: Actor, agency: Agency, row: Row, reading: Reading, known: Entry | None, now: datetime) -> None:
    row.state, row.resource = Row.State.REFUSED, known.resource if known else None
    first = reading.group.lines[0]
    if reading.code and known is None:
        reading.say("unknown_code", *reading.where["entry.code"], "信息资源代码", value=reading.code)
    draft = interpreting.draft_of(reading, known)
    interpreting.say_missing(reading, draft)
    _add_rules(reading, rules.check_entry(draft))
    if any(each.refuses for each in reading.remarks):
        return
    if known is not None and interpreting.is_same(draft, known):
        row.state = Row.State.KNOWN
    elif known is not None and known.status not in (*_FREE, *_SETTLED):
        reading.say("under_review", first, -1, "信息资源名称")
    else:
        _keep(actor, agency, row, reading, known, draft, now)


def _keep(
    actor: Actor,
    agency: Agency,
    row: Row,
    reading: Reading,
    known: Entry | None,
    draft: rules.EntryDraft,
    now: datetime,
) -> None:
    """The command stands in a savepoint of its own: a refusal undoes this row and no other."""
    try:
        if known is None:
            entry, state = commands.draft_entry(actor, agency, draft, now=now), Row.State.DRAFTED
        elif known.status in _FREE:
            entry, state = commands.amend_draft(actor, known.pk, draft, now=now), Row.State.CHANGED
        else:
            entry, state = commands.draft_new_version(actor, known.resource, draft, now=now), Row.State.VERSIONED
    except Invalid as refused:
        _add_rules(reading, refused.errors)
    except Problem as refused:
        if refused.status in (401, 403):  # not this row's fault: the whole upload stops
            raise
        place = reading.group.lines[0]
        zh, en = refused.detail("zh"), refused.detail("en")
        reading.remarks.append(
            remarks.Remark(place.sheet, place.number, -1, "信息资源名称", refused.code, zh, en, refuses=True)
        )
    else:
        row.state, row.resource = state, Resource.objects.get(pk=entry.resource_id)


def _add_rules(reading: Reading, wrong: Iterable[object]) -> None:
    said = {(each.line, each.column, each.rule) for each in reading.remarks}
    for error in wrong:
        remark = interpreting.of_rule(reading, error)  # type: ignore[arg-type]
        if remark and (remark.line, remark.column, remark.rule) not in said:
            reading.remarks.append(remark)
