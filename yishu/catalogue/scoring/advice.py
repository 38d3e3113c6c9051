"""What to do next: the few changes that raise an entry's score most, each with the place to make it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yishu.catalogue.models import Entry
from yishu.catalogue.rules import EntryDraft, ItemDraft
from yishu.catalogue.scoring import answers
from yishu.catalogue.scoring.queries import Score
from yishu.catalogue.scoring.rules import (
    ATTRIBUTES,
    FAULT_COSTS,
    FIELDS,
    FIELDS_SHARE,
    ITEMS_SHARE,
    WEIGHTS,
    Measure,
    is_described,
)
from yishu.core.errors import FieldError
from yishu.shell.components import Text
from yishu.shell.fields import language

MOST = 3
NAMED = 3  # items that an advice names


@dataclass(frozen=True, slots=True)
class Advice:
    """Something to do. `place` is the anchor of a field in the editor; else `url_name` is where it is done. `gain`: points of the total, about."""

    what: Text
    gain: float
    place: str = ""
    url_name: str = ""
    items: str = ""  # names of some items it is about
    count: int = 0  # of items


def advise(draft: EntryDraft, faults: Sequence[FieldError], score: Score | None) -> list[Advice]:
    """The most useful first; of what is not in effect yet (no score) only what can be written."""
    broken = _of_faults(faults)
    places = {advice.place for advice in broken}
    fields = [advice for advice in _of_fields(draft) if advice.place not in places]
    found = [*broken, *fields, *_of_items(draft), *(_of_use(score) if score else ())]
    return sorted(found, key=lambda advice: -advice.gain)[:MOST]


def _of_faults(faults: Sequence[FieldError]) -> list[Advice]:
    gain = FAULT_COSTS * _points(Measure.VALIDITY)
    return [Advice(fault.message(language()), gain, _place(fault.field)) for fault in faults]


def _of_fields(draft: EntryDraft) -> list[Advice]:
    asked = [field for field in FIELDS if field.applies(draft)]
    gain = FIELDS_SHARE / len(asked) * _points(Measure.COMPLETENESS)
    return [
        Advice(_WORDS.get(field.name, _label(field.name)), gain, f"id_{field.name}")
        for field in asked
        if not field.is_filled(draft)
    ]


def _of_items(draft: EntryDraft) -> list[Advice]:
    items = draft.items
    if not items:
        return [Advice(_("逐项登记信息项"), 100 * _points(Measure.DESCRIBED), "items")]
    found = [_some(_("写明信息项的含义"), 100 / len(items) * _points(Measure.DESCRIBED), items, is_described)]
    asked = sum(attribute.applies(item) for item in items for attribute in ATTRIBUTES)
    for attribute in ATTRIBUTES:
        gain = ITEMS_SHARE / asked * _points(Measure.COMPLETENESS)
        concerned = [item for item in items if attribute.applies(item)]
        found.append(_some(_ITEM_WORDS[attribute.name], gain, concerned, attribute.has))
    return [advice for advice in found if advice.count]


def _some(what: Text, gain: float, items: Sequence[ItemDraft], has: Callable[[ItemDraft], bool]) -> Advice:
    lacking = [item.name for item in items if not has(item)]
    return Advice(what, gain * len(lacking), "items", items=gettext("、").join(lacking[:NAMED]), count=len(lacking))


def _of_use(score: Score) -> list[Advice]:
    found: list[Advice] = []
    if score.freshness is not None and score.freshness < 100:
        what = _("按声明的频度更新数据，或把更新频度改成实际能做到的")
        found.append(Advice(what, (100 - score.freshness) * _points(Measure.FRESHNESS), "id_cycle"))
    if score.answers is not None and score.answers < 100:
        what = _("在期限内答复使用申请")
        found.append(Advice(what, (100 - score.answers) * _points(Measure.ANSWERS), url_name=answers.url_name()))
    return found


def _points(measure: Measure) -> float:
    """How much one point of a measure adds to the total, where all apply."""
    return WEIGHTS[measure] / sum(WEIGHTS.values())


def _place(field: str) -> str:
    return "items" if field.startswith("items") else f"id_{field}"


def _label(name: str) -> Text:
    return Entry._meta.get_field(name).verbose_name  # type: ignore[return-value]


_WORDS: dict[str, Text] = {
    "summary": _("把摘要写充实：有什么、管什么、从什么业务来，不少于 20 字"),
    "tags": _("加上标签，别人换个说法也找得到"),
    "domain": _("填写数据领域"),
    "scope": _("填写共享范围"),
    "timeliness": _("填写时效要求"),
    "collection_rule": _("写明采集、发布与维护规则"),
}
_ITEM_WORDS: dict[str, Text] = {
    "length": _("填写信息项的长度"),
    "data_element": _("给信息项对应数据元或代码表"),
}
