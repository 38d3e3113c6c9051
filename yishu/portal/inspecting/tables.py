"""An excerpt as a table that an official reads. Made from the file, which is what is proved; names are those in force now (5.1, 32.1)."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from itertools import islice
from typing import Final
from uuid import UUID

import msgspec
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from yishu.access.refused import whys_of
from yishu.agencies.models import Agency
from yishu.audit import record as recorded
from yishu.audit.log.commitments import committed
from yishu.audit.log.excerpt import Proved, read_records
from yishu.audit.record import Outcome, Record
from yishu.audit.words import OUTCOMES, action_word
from yishu.catalogue.models import Resource
from yishu.core.calendar import SHANGHAI
from yishu.portal.inspecting.models import Excerpt
from yishu.sharing.models import Grant
from yishu.shell.sheets import plain

AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class Line:
    """A record in words, empty where it says nothing. `index`: its place in the log; `number` and `receipt`: by which its proof is found; `holds`: it stands under the checkpoint of the file."""

    index: int
    at: str = ""
    actor: str = ""
    agency: str = ""
    action: str = ""
    outcome: str = ""
    reason: str = ""
    resource: str = ""
    items: str = ""
    duty: str = ""
    case: str = ""
    grant: str = ""
    application: str = ""
    holds: bool = True
    number: str = ""
    receipt: str = ""
    is_denied: bool = False


@dataclass(frozen=True, slots=True)
class _Names:
    """What the codes of these records stand for."""

    agencies: dict[str, str]
    resources: dict[str, str]
    items: dict[tuple[str, str], str]
    applications: dict[str, str]
    whys: dict[UUID, str]


def lines_of(made: Excerpt, *, first: int = 0) -> Iterator[Line]:
    """From the place `first` in the file on; for some hundred records at once as many statements as for one. Raises NoExcerpt, NoteInvalid."""
    for proved in _batches(read_records(made.path, first=first)):
        yield from lines_from(proved)


def lines_from(proved: Iterable[Proved]) -> list[Line]:
    """In their order."""
    read = [(each, _record(each)) for each in proved]
    names = _names([record for _each, record in read if record])
    return [_line(each, record, names) if record else _unreadable(each) for each, record in read]


def csv_of(made: Excerpt, language: str) -> Iterator[bytes]:
    """The whole as CSV, a batch at a time; its last line says what it was made from."""
    with translation.override(language):
        begun = "\ufeff" + _written([_heads()])
    yield begun.encode()
    count = 0
    for proved in _batches(read_records(made.path)):
        with translation.override(language):
            text = _written(_cells(line) for line in lines_from(proved))
        count += len(proved)
        yield text.encode()
    with translation.override(language):
        said = _("共 {n} 条。得到证明的是 {file}（SHA-256 {digest}），本表由它生成，不能单独作为证明。")
        ended = _written([[said.format(n=count, file=made.filename, digest=made.digest)]])
    yield ended.encode()


def _batches(proved: Iterator[Proved]) -> Iterator[list[Proved]]:
    while batch := list(islice(proved, AT_ONCE)):
        yield batch


def _record(proved: Proved) -> Record | None:
    """None for what was changed so that it is no record any more."""
    try:
        return recorded.read(proved.body, proved.told)
    except msgspec.MsgspecError:
        return None


def _unreadable(proved: Proved) -> Line:
    return Line(proved.index, action=_("（正文读不懂）"), holds=False)


def _line(proved: Proved, record: Record, names: _Names) -> Line:
    erased = _("（已抹除）") if committed(proved.body) and not proved.told else ""
    actor = record.actor_name or (erased if record.actor.startswith("person:") else "") or record.actor
    items = _("、").join(names.items.get((record.resource, code), code) for code in record.items)
    return Line(
        proved.index,
        f"{record.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}",
        _("平台") if record.actor == "platform" else actor,
        names.agencies.get(record.agency, record.agency),
        action_word(record.action),
        _outcome(record),
        names.whys.get(record.id, ""),
        names.resources.get(record.resource, record.resource) or record.target,
        items,
        record.duty,
        record.case or erased,
        record.grant,
        names.applications.get(record.grant, ""),
        proved.holds,
        str(record.id),
        recorded.receipt_of(str(record.id), proved.leaf),
        record.outcome == Outcome.DENIED,
    )


def _outcome(record: Record) -> str:
    word = str(OUTCOMES.get(record.outcome, record.outcome))
    if record.outcome == Outcome.DENIED or record.found is None:
        return word
    return _("得到答复，查有记录") if record.found else _("得到答复，查无记录")


def _names(records: list[Record]) -> _Names:
    resources = {each.resource for each in records} - {""}
    items = Resource.objects.filter(code__in=resources, current__items__isnull=False)
    named = items.values_list("code", "current__items__code", "current__items__name")
    grants = Grant.objects.filter(pk__in={key for each in records if (key := _uuid(each.grant))})
    return _Names(
        dict(Agency.objects.filter(code__in={each.agency for each in records}).values_list("code", "name")),
        dict(Resource.objects.filter(code__in=resources, current__isnull=False).values_list("code", "current__name")),
        {(code, item): name for code, item, name in named},
        {str(key): number for key, number in grants.values_list("pk", "line__application__number")},
        whys_of(records),
    )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _heads() -> list[str]:
    return [
        _("日志中的序号"), _("时间（北京时间）"), _("使用人"), _("使用单位"), _("操作"), _("结果"), _("拒绝原因"),
        _("信息资源或办理对象"), _("信息项"), _("履职事项"), _("办件编号（使用单位自报）"), _("授权编号"), _("申请编号"),
        _("与日志相符"), _("留痕编号"), _("回执"),
    ]  # fmt: skip


def _cells(line: Line) -> list[object]:
    cells = [getattr(line, each.name) for each in fields(line) if each.name != "is_denied"]
    told = {True: pgettext("holds", "是"), False: pgettext("holds", "否")}
    return [told[cell] if isinstance(cell, bool) else plain(cell) for cell in cells]


def _written(rows: Iterable[list[object]] | Iterable[list[str]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()
