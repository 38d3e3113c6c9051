"""What would make a sound entry better. Advice never stops; the quality score counts it, and the editor shows it."""

import re
from collections.abc import Iterator

from yishu.catalogue.rules.drafts import EntryDraft, ItemDraft, Surroundings
from yishu.catalogue.rules.shapes import BUSINESS_ADDRESS
from yishu.core.errors import FieldError
from yishu.core.text import folded_name

SHORTEST_SUMMARY = 15
_RESTRICTING = re.compile(r"仅限|须经|需经|审批|审核同意|指定对象")
_YEAR = re.compile(r"(19|20)\d{2}年?度?")
_PERSONAL = re.compile(r"姓名|电话|手机|住址|地址|护照|银行卡|账号")


def advise(draft: EntryDraft, around: Surroundings) -> list[FieldError]:
    return [
        *_name(draft, around),
        *_texts(draft),
        *_openhanded(draft),
        *(one for n, item in enumerate(draft.items) for one in _item(item, n)),
    ]


def _name(draft: EntryDraft, around: Surroundings) -> Iterator[FieldError]:
    if _YEAR.search(draft.name):
        zh = "名称中的年份会使每年成为一个新资源，建议去掉，由更新频度说明。"
        en = "A year in the name makes a new resource of every year: better leave it to the update cycle."
        yield FieldError("name", "without_year", zh, en)
    if around.provider and folded_name(around.provider) in folded_name(draft.name):
        zh = "名称不必带单位名，提供单位另有一栏。"
        en = "The name need not repeat the agency: the provider has a field of its own."
        yield FieldError("name", "without_agency", zh, en)


def _texts(draft: EntryDraft) -> Iterator[FieldError]:
    if 0 < len(draft.summary.strip()) < SHORTEST_SUMMARY or folded_name(draft.summary) == folded_name(draft.name):
        zh = "摘要建议写明有什么、管什么、从什么业务来，便于他人查找。"
        en = "Say in the summary what it holds, what for, and from what business: others find it by that."
        yield FieldError("summary", "telling", zh, en)
    if draft.category == "unrestricted" and _RESTRICTING.search(draft.condition):
        zh = "非受限共享却写了限制条件，请确认共享类别。"
        en = "Unrestricted, yet the condition restricts: make sure of the category."
        yield FieldError("condition", "restricts", zh, en)
    if draft.cycle == "irregular" and not draft.cycle_note.strip():
        zh = "不定期更新的，建议说明什么情况下更新。"
        en = "Say when something that is updated irregularly is updated."
        yield FieldError("cycle_note", "when", zh, en)
    if not draft.collection_rule.strip():
        zh = "建议写明由谁采集、按什么规则发布和维护（第十三条）。"
        en = "Say who collects it and by what rule it is published and maintained (Art. 13)."
        yield FieldError("collection_rule", "said", zh, en)
    if not draft.domain.strip():
        yield FieldError("domain", "said", "建议填写数据领域，便于归类。", "Name the domain: it is listed by that.")


def _openhanded(draft: EntryDraft) -> Iterator[FieldError]:
    """What concerns persons, for everybody and in bulk: allowed, and worth a second thought."""
    is_free = draft.category == "unrestricted" and "bulk" in draft.modes
    names = [item.name for item in draft.items if item.sensitivity != "ordinary" and not item.sharing]
    if is_free and names:
        zh = "非受限共享且可批量复制，含个人信息（{names}）：请确认，或把这些信息项改为受限共享。"
        en = "Unrestricted and in bulk, with personal items ({names}): make sure, or make these items restricted."
        yield FieldError("category", "personal_in_bulk", zh, en, names="、".join(names[:5]))


def _item(item: ItemDraft, n: int) -> Iterator[FieldError]:
    at = f"items[{n}]"
    if not item.meaning.strip() and not item.codes and not item.data_element:
        zh, en = "建议写明“{name}”的含义，或引用数据元。", "Say what {name} means, or name its data element."
        yield FieldError(f"{at}.meaning", "said", zh, en, name=item.name)
    if item.type == "string" and item.length is None and not item.codes:
        yield FieldError(
            f"{at}.length", "said", "建议填写“{name}”的长度。", "Give the length of {name}.", name=item.name
        )
    if item.sensitivity == "ordinary" and _PERSONAL.search(BUSINESS_ADDRESS.sub("", item.name)):
        zh = "“{name}”可能是个人信息，请确认敏感级别。"
        en = "{name} may be about a person: make sure of its sensitivity."
        yield FieldError(f"{at}.sensitivity", "personal_perhaps", zh, en, name=item.name)
