"""Uses in words: codes with their names, in as many statements whatever the number of uses."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yishu.access.refused import whys_of
from yishu.agencies.models import Agency
from yishu.audit.queries import Seen
from yishu.audit.record import SUBJECT_BYTES, Action, Outcome, Record
from yishu.audit.subject_lists import COUNT
from yishu.audit.uses import Use
from yishu.audit.words import action_word
from yishu.catalogue.models import Resource
from yishu.core.calendar import shanghai_day
from yishu.exchange.models import ForeignEntry
from yishu.node import clocks
from yishu.operations.subject_uses.models import Withholding
from yishu.operations.subject_uses.summing import lacks_case

HOW: Final[dict[str, str | Promise]] = {
    Action.DATA_VERIFIED: gettext_lazy("核对信息是否一致"),
    Action.DATA_QUERIED: gettext_lazy("查看信息"),
    Action.SUBJECT_LOOKED_UP: gettext_lazy("依职权查看使用记录"),
    Action.SUBJECT_TOLD: gettext_lazy("在窗口查询使用记录"),
    Action.SUBJECT_TAKEN: gettext_lazy("依职权取走使用记录"),
}
"""What was done, as a citizen understands it."""
_LOOKS: Final = (Action.SUBJECT_LOOKED_UP, Action.SUBJECT_TOLD, Action.SUBJECT_TAKEN)


@dataclass(frozen=True, slots=True)
class Row:
    """One use. `count`: how many subjects the call was about; `rests`: it was made on no working day; `withheld`: by which law it is not told; `reason`: why it was refused, as a sentence; `lacks_case`: it is a call that names no case."""

    seen: Seen
    action: str
    how: str
    agency: str
    resource: str
    items: list[str]
    result: str
    count: int
    rests: bool
    withheld: Withholding | None
    reason: str
    lacks_case: bool

    @property
    def record(self) -> Record:
        return self.seen.record

    @property
    def holds(self) -> bool:
        """It is as it was written."""
        return self.seen.hash_holds and self.seen.columns_hold

    @property
    def at(self) -> datetime:
        return self.record.at


def rows_of(uses: Sequence[Use]) -> list[Row]:
    """In their order."""
    records = [use.seen.record for use in uses]
    agencies = dict(Agency.objects.filter(code__in={each.agency for each in records}).values_list("code", "name"))
    names, items = _resources({each.resource for each in records} - {""})
    days = clocks.calendar()
    whys = whys_of(records)
    numbers = {use.apart for use in uses} - {None}
    withheld = Withholding.objects.select_related("agency").in_bulk(numbers)
    return [
        Row(
            use.seen,
            action_word(use.seen.record.action),
            str(HOW.get(use.seen.record.action, action_word(use.seen.record.action))),
            agencies.get(use.seen.record.agency, use.seen.record.agency),
            names.get(use.seen.record.resource, use.seen.record.resource),
            [items.get((use.seen.record.resource, code), code) for code in use.seen.record.items],
            _result(use.seen.record),
            _count(use.seen.record),
            not days.is_working_day(shanghai_day(use.seen.record.at)),
            withheld.get(use.apart) if use.apart is not None else None,
            whys.get(use.seen.record.id, ""),
            lacks_case(use.seen),
        )
        for use in uses
    ]


def _resources(codes: set[str]) -> tuple[dict[str, str], dict[tuple[str, str], str]]:
    """Names of resources, and of their items, of this node and of others."""
    names: dict[str, str] = {}
    items: dict[tuple[str, str], str] = {}
    own = Resource.objects.filter(code__in=codes, current__isnull=False)
    for code, name, item, words in own.values_list(
        "code", "current__name", "current__items__code", "current__items__name"
    ):
        names[code], items[code, item] = name, words
    links = {code.partition("/")[0] for code in codes if code.count("/") > 1}
    if links:
        foreign = {code.partition("/")[2] for code in codes}
        for entry in ForeignEntry.objects.filter(link__code__in=links, code__in=foreign).select_related("link"):
            names[entry.full_code] = entry.name
            items |= {(entry.full_code, item["code"]): item["name"] for item in entry.items}
    return names, items


def _count(record: Record) -> int:
    listed = record.detail.get(COUNT)
    return listed if isinstance(listed, int) else len(record.subjects) // SUBJECT_BYTES


def _result(record: Record) -> str:
    if record.outcome == Outcome.DENIED:
        return _("被拒绝，没有得到信息")
    if record.action in _LOOKS:
        return _("完成")
    # Of a list, how many were found says nothing of one of them.
    if record.found == 0:
        return _("得到答复，没有查到记录")
    return _("得到答复")
