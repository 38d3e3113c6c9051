"""What one version of an entry changes of another: field by field, item by item (10.1)."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from yishu.catalogue.drafting import ENTRY_FIELDS, ITEM_FIELDS
from yishu.catalogue.models import Entry, Item
from yishu.catalogue.vocabulary import EntryStatus
from yishu.catalogue.words import KEY_WORDS
from yishu.shell.components import Text

ITEM_LABELS: dict[str, Text] = {
    "name": _("名称"),
    "type": _("类型"),
    "length": _("长度"),
    "meaning": _("含义"),
    "sensitivity": _("敏感级别"),
    "codes": _("代码表"),
    "is_key": _("主键"),
    "required": _("必填"),
    "sharing": _("共享类别"),
    "openness": _("开放属性"),
    "mask": _("脱敏方式"),
    "comparison": _("比对方式"),
    "alternative": _("替代主键"),
    "data_element": _("数据元"),
    "code_list": _("代码集"),
    "role": _("与数据元的关系"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """A field or an item; empty where it was not there before, or is no more."""

    what: Text
    before: Text
    now: Text


def between(before: Entry | None, now: Entry) -> list[Difference]:
    """What differs, fields first; nothing where there is no catalogued version before."""
    if before is None or before.pk == now.pk or before.status == EntryStatus.IMPORTED:
        return []
    return [*_fields(before, now), *_items(before, now)]


def _fields(before: Entry, now: Entry) -> Iterator[Difference]:
    for name in ENTRY_FIELDS:
        if getattr(before, name) != getattr(now, name):
            label = _("主键类型") if name == "key_kind" else Entry._meta.get_field(name).verbose_name
            yield Difference(label, _shown(before, name), _shown(now, name))


def _items(before: Entry, now: Entry) -> Iterator[Difference]:
    """By code: what was added, what was dropped, and what is said differently of an item."""
    was = {item.code: item for item in before.items.all()}
    stands = {item.code: item for item in now.items.all()}
    for code in dict.fromkeys((*was, *stands)):
        old, new = was.get(code), stands.get(code)
        if old is None or new is None:
            label = _("增加信息项") if old is None else _("删除信息项")
            yield Difference(label, _whole(old), _whole(new))
            continue
        for name in ITEM_FIELDS:
            if name in ITEM_LABELS and getattr(old, name) != getattr(new, name):
                what = f"{new.name} · {ITEM_LABELS[name]}"
                yield Difference(what, _shown(old, name), _shown(new, name))


def _whole(item: Item | None) -> str:
    if item is None:
        return ""
    return f"{item.name}（{item.code}，{item.get_type_display()}，{item.get_sensitivity_display()}）"  # type: ignore[attr-defined]


def _shown(row: Entry | Item, name: str) -> Text:
    """A value in the words of its code table."""
    value = getattr(row, name)
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, dict):
        return "；".join(f"{code}={word}" for code, word in value.items())
    if isinstance(value, list):
        words = dict(Entry._meta.get_field(name).base_field.choices or ())  # type: ignore[attr-defined]
        return "、".join(str(words.get(one, one)) for one in value)
    if name == "key_kind":
        return KEY_WORDS.get(str(value), str(value))
    worded = getattr(row, f"get_{name}_display", None)
    return str(worded() if worded and value else "" if value is None else value)
