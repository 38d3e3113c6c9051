"""The directory as rows: a sheet of entries and one of their items, under the names of the 2017 compilation guide (8.1)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Final

from django.db.models import Model
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from yishu.catalogue.directories.members import Member
from yishu.catalogue.models import Entry, Item, Resource
from yishu.catalogue.vocabulary import Mode, ResourceState
from yishu.core.calendar import shanghai_day
from yishu.shell.components import Text, category_look

Value = str | int | date | None


@dataclass(frozen=True, slots=True)
class EntryColumn:
    """Its head, its width in characters, and its cell."""

    head: Text
    width: int
    cell: Callable[[Member], Value]


@dataclass(frozen=True, slots=True)
class ItemColumn:
    """The same of an item; the columns of its entry stand before it."""

    head: Text
    width: int
    cell: Callable[[Item], Value]


def _field(name: str) -> Callable[[Member], Value]:
    """A field of the entry as it stands, or the word for its code."""

    has_words = bool(Entry._meta.get_field(name).choices)

    def cell(member: Member) -> Value:
        value = getattr(member.entry, name)
        return _word(Entry, name, value, get_language() or "") if has_words else str(value)

    return cell


@cache
def _word(model: type[Model], name: str, value: str, language: str) -> str:
    """The word for a code, in the language that is active: looked up once, since there are millions of cells."""
    with override(language):
        return str(dict(model._meta.get_field(name).flatchoices).get(value, value))


def _item_word(name: str) -> Callable[[Item], Value]:
    return lambda item: _word(Item, name, getattr(item, name), get_language() or "")


def _provider_code(member: Member) -> Value:
    return member.resource.provider.code if member.resource.provider else ""


def _category(member: Member) -> Value:
    """Nothing for what came from an open directory: nobody has said yet how it is shared."""
    is_stated = member.resource.state != ResourceState.IMPORTED
    return str(category_look(member.entry.category).word) if is_stated else ""


def _state(member: Member) -> Value:
    return _word(Resource, "state", member.resource.state, get_language() or "")


def _modes(member: Member) -> Value:
    return _listed([str(Mode(mode).label) for mode in member.entry.modes])


def _tags(member: Member) -> Value:
    return _listed(member.entry.tags)


def _listed(words: list[str]) -> str:
    return str(_("、")).join(words)


def _day(moment: datetime | None) -> Value:
    return shanghai_day(moment) if moment else None


ENTRY_COLUMNS: Final[tuple[EntryColumn, ...]] = (
    EntryColumn(_("信息资源代码"), 20, lambda it: it.resource.code),
    EntryColumn(_("信息资源名称"), 36, lambda it: it.entry.name),
    EntryColumn(_("信息资源提供方"), 26, lambda it: it.resource.provider_name),
    EntryColumn(_("信息资源提供方代码"), 22, _provider_code),
    EntryColumn(_("信息资源摘要"), 48, lambda it: it.entry.summary),
    EntryColumn(_("资源种类"), 12, _field("kind")),
    EntryColumn(_("信息资源格式"), 14, _field("format")),
    EntryColumn(_("共享类型"), 14, _category),
    EntryColumn(_("共享条件"), 30, _field("condition")),
    EntryColumn(_("不予共享依据"), 30, _field("legal_basis")),
    EntryColumn(_("共享范围"), 20, _field("scope")),
    EntryColumn(_("共享方式"), 22, _modes),
    EntryColumn(_("是否向社会开放"), 16, _field("openness")),
    EntryColumn(_("开放条件"), 24, _field("open_condition")),
    EntryColumn(_("更新周期"), 12, _field("cycle")),
    EntryColumn(_("时效要求"), 24, _field("timeliness")),
    EntryColumn(_("提供方式"), 16, _field("provision")),
    EntryColumn(_("数据领域"), 16, _field("domain")),
    EntryColumn(_("标签"), 20, _tags),
    EntryColumn(_("信息项数"), 10, lambda it: len(it.items)),
    EntryColumn(_("记录数"), 12, lambda it: it.resource.records),
    EntryColumn(_("最近更新"), 12, lambda it: _day(it.resource.last_updated)),
    EntryColumn(_("发布日期"), 12, lambda it: _day(it.entry.published_at)),
    EntryColumn(_("版本"), 8, lambda it: it.entry.version),
    EntryColumn(_("状态"), 20, _state),
    EntryColumn(_("来源页面"), 30, lambda it: it.entry.source_url),
    EntryColumn(_("永久地址"), 44, lambda it: it.address),
)


def _yes(said: bool) -> str:
    return str(_("是") if said else _("否"))


def _codes(item: Item) -> str:
    return "; ".join(f"{code}={text}" for code, text in item.codes.items())


_OF_ENTRY: Final = 2  # as many columns of the entry begin a row of its items
ITEM_COLUMNS: Final[tuple[ItemColumn, ...]] = (
    ItemColumn(_("序号"), 8, lambda item: item.position),
    ItemColumn(_("信息项代码"), 24, lambda item: item.code),
    ItemColumn(_("信息项名称"), 28, lambda item: item.name),
    ItemColumn(_("数据类型"), 14, _item_word("type")),
    ItemColumn(_("数据长度"), 10, lambda item: item.length),
    ItemColumn(_("含义"), 40, lambda item: item.meaning),
    ItemColumn(_("敏感级别"), 14, _item_word("sensitivity")),
    ItemColumn(_("代码表"), 30, _codes),
    ItemColumn(_("数据元"), 20, lambda item: item.data_element),
    ItemColumn(_("主键"), 8, lambda item: _yes(item.is_key)),
    ItemColumn(_("必填"), 8, lambda item: _yes(item.required)),
)


def entry_heads() -> list[str]:
    return [str(column.head) for column in ENTRY_COLUMNS]


def item_heads() -> list[str]:
    return [str(column.head) for column in (*ENTRY_COLUMNS[:_OF_ENTRY], *ITEM_COLUMNS)]


def entry_widths() -> list[int]:
    return [column.width for column in ENTRY_COLUMNS]


def item_widths() -> list[int]:
    return [column.width for column in (*ENTRY_COLUMNS[:_OF_ENTRY], *ITEM_COLUMNS)]


def entry_row(member: Member) -> list[Value]:
    return [column.cell(member) for column in ENTRY_COLUMNS]


def item_rows(member: Member) -> list[list[Value]]:
    entry = [column.cell(member) for column in ENTRY_COLUMNS[:_OF_ENTRY]]
    return [[*entry, *(column.cell(item) for column in ITEM_COLUMNS)] for item in member.items]
