"""Alternative keys: items by which, alone or together, a subject may be named besides the key (27.2)."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from yishu.catalogue.rules.drafts import EntryDraft, ItemDraft
from yishu.core.errors import FieldError

MOST_TOGETHER: Final = 3
LONGEST: Final = 200
_TYPES: Final = ("string", "integer", "date")


def check(draft: EntryDraft) -> Iterator[FieldError]:
    """What may be asked for by an item tells it: so none that is masked or kept back."""
    together: Counter[str] = Counter()
    for n, item in enumerate(draft.items):
        if item.alternative:
            together[item.alternative] += 1
            yield from _wrong(item, f"items[{n}].alternative", together[item.alternative])


def _wrong(item: ItemDraft, field: str, place: int) -> Iterator[FieldError]:
    if item.is_key:
        zh, en = "主键本身即可用来查询，不必再列，请留空。", "The key names a subject as it is: leave this empty."
        yield FieldError(field, "not_the_key", zh, en)
    if item.type not in _TYPES or (item.length or 0) > LONGEST:
        zh = "替代主键须为字符型（不超过 {most} 位）、整数型或日期型。"
        en = "An alternative key is a string (of {most} characters at most), an integer or a date."
        yield FieldError(field, "names_a_subject", zh, en, most=LONGEST)
    if item.mask or item.sharing == "non_shared":
        zh = "脱敏提供或非共享的信息项不能用来查询，请留空。"
        en = "Nobody may ask by an item that is masked or not shared: leave this empty."
        yield FieldError(field, "shown_as_it_is", zh, en)
    if place > MOST_TOGETHER:
        zh, en = "一个替代主键最多由 {most} 项组成。", "An alternative key has {most} items at most."
        yield FieldError(field, "few_together", zh, en, most=MOST_TOGETHER)
