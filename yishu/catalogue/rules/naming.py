"""How entries and items are named (9.1): an object and what is known of it; neither a software system, nor a numbered copy, nor a double."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from yishu.catalogue.rules.drafts import EntryDraft, ItemDraft, Surroundings
from yishu.core.errors import FieldError
from yishu.core.text import folded_name

SYSTEM = re.compile(r"((?<!生态)系统|平台|数据库|库表|网站|小程序|APP|app)$")
_NUMBERED = re.compile(r"(?P<stem>.*?\D)(?P<number>\d{1,4})")
_YEAR_OR_DAY = re.compile(r"(19|20)\d{2}(年|年度|$)|\d{6,8}$")
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
FILLED = 3
"""So many names that count upwards in a row were filled down by a spreadsheet."""


def check(draft: EntryDraft, around: Surroundings) -> list[FieldError]:
    name = draft.name.strip()
    return [*_name(name), *_double(name, around), *_items(draft.items)] if name else _items(draft.items)


def _name(name: str) -> Iterator[FieldError]:
    if not _HAN.search(name):
        zh = "名称须用中文写明对象和内容，如“婚姻登记信息”。"
        en = "Name the object and what is known of it in Chinese, such as 婚姻登记信息."
        yield FieldError("name", "in_chinese", zh, en)
    if found := SYSTEM.search(name):
        zh = "目录登记的是信息资源，不是系统：请把“{word}”改为其中的数据，如“婚姻登记信息”。"
        en = "The catalogue lists resources, not software: name the data in it instead of the {word}, such as 婚姻登记信息."
        yield FieldError("name", "system_name", zh, en, word=found[0])


def _double(name: str, around: Surroundings) -> Iterator[FieldError]:
    """The same name again in one agency; a name that differs from another by its number was filled down."""
    if around.own_names is None:
        return
    if code := around.own_names.get(folded_name(name)):
        zh = "本单位已有同名资源 {code}，请修订该条目，或写明两者的区别。"
        en = "Your agency already has a resource of this name, {code}: amend that entry, or say in the name how they differ."
        yield FieldError("name", "double", zh, en, code=code)
    elif (found := _numbered(name)) and (code := _neighbour(found, around)):
        zh = "名称与 {code} 仅末尾数字不同，像是下拉填充产生的，请写明内容。"
        en = "The name differs from {code} by its last number only, as if filled down: say what it contains."
        yield FieldError("name", "filled_down", zh, en, code=code)


def names_beside(name: str) -> set[str]:
    """The folded names that would speak against this one, if another resource of the provider had them."""
    name = name.strip()
    found = _numbered(name)
    return {folded_name(name), *(_neighbours(found) if found else ())}


def _neighbour(found: re.Match[str], around: Surroundings) -> str | None:
    assert around.own_names is not None
    return next((code for name in _neighbours(found) if (code := around.own_names.get(name))), None)


def _neighbours(found: re.Match[str]) -> list[str]:
    stem, number, width = found["stem"], int(found["number"]), len(found["number"])
    return [folded_name(f"{stem}{other:0{width}d}") for other in (number - 1, number + 1) if other >= 0]


def _numbered(name: str) -> re.Match[str] | None:
    """A name that ends in a number and is no year or day."""
    return None if _YEAR_OR_DAY.search(name) else _NUMBERED.fullmatch(name)


def _items(items: Sequence[ItemDraft]) -> list[FieldError]:
    return [*_item_doubles(items), *_filled_items(items)]


def _item_doubles(items: Sequence[ItemDraft]) -> Iterator[FieldError]:
    first: dict[str, int] = {}
    for n, item in enumerate(items):
        name = folded_name(item.name)
        if name and first.setdefault(name, n) != n:
            zh = "信息项名称与第 {first} 项“{name}”相同，请区分或删除。"
            en = "The item's name is that of item {first}, {name}: tell them apart, or delete one."
            yield FieldError(f"items[{n}].name", "double", zh, en, first=first[name] + 1, name=items[first[name]].name)


def _filled_items(items: Sequence[ItemDraft]) -> Iterator[FieldError]:
    """项目1, 项目2, 项目3 … in a row."""
    run = 0
    for n, (before, item) in enumerate(pairwise(items), 1):
        run = run + 1 if _follows(before.name, item.name) else 0
        if run == FILLED - 1:
            zh = "第 {first} 至 {last} 项的名称只有数字递增，像是下拉填充产生的，请写明各项内容。"
            en = "The names of items {first} to {last} only count upwards, as if filled down: say what each one is."
            yield FieldError(f"items[{n}].name", "filled_down", zh, en, first=n + 2 - FILLED, last=n + 1)


def _follows(before: str, name: str) -> bool:
    one, two = _NUMBERED.fullmatch(before.strip()), _NUMBERED.fullmatch(name.strip())
    return bool(one and two and one["stem"] == two["stem"] and int(two["number"]) == int(one["number"]) + 1)
