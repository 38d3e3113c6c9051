"""What an assembly may be: its draft held against the base database and what the grants give. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from yishu.core.errors import FieldError
from yishu.core.identifiers import KeyKind
from yishu.hosting.tables import Column, Table

MOST_SOURCES: Final = 8
_WIDER: Final = frozenset({("integer", "decimal")})
_LEGAL: Final = frozenset({KeyKind.USCC, KeyKind.LEGAL_ENTITY})
_DIGITS: Final = 19  # of the greatest version


@dataclass(frozen=True, slots=True)
class SourceDraft:
    """A source: its resource, who takes from it (an application system by name, else whoever declares), by which grant (else the oldest that serves), and its items for the base key items."""

    resource: str
    system: str = ""
    grant: str = ""
    keys: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A source's item from which a base item may come."""

    resource: str
    item: str


@dataclass(frozen=True, slots=True)
class ItemDraft:
    """A base item and where it comes from: the first that has a value wins."""

    item: str
    sources: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """An assembly that somebody wants. `origins`: the base item that will carry where each value comes from; `subjects`: any or first, which source lets a subject exist."""

    sources: tuple[SourceDraft, ...]
    items: tuple[ItemDraft, ...]
    origins: str
    subjects: str = "any"


@dataclass(frozen=True, slots=True)
class Offered:
    """What a grant gives of a source in bulk: its table, the granted items, and those that come masked."""

    table: Table
    items: frozenset[str]
    masked: frozenset[str]

    @property
    def usable(self) -> frozenset[str]:
        return self.items - self.masked


def wrong_with(draft: Draft, base: Table, offered: Mapping[str, Offered]) -> list[FieldError]:
    """Everything that is wrong; `offered` by resource code, without the sources that have been found wrong already."""
    wrong = _wrong_sources(draft)
    for n, source in enumerate(draft.sources):
        if source.resource in offered:
            wrong += _wrong_keys(f"sources.{n}", keys_of(source, base, offered), base, offered[source.resource])
    seen: set[str] = set()
    for n, item in enumerate(draft.items):
        wrong += _wrong_item(f"items.{n}", item, draft, base, offered, seen)
        seen.add(item.item)
    return wrong + _missing(draft, base, seen) + _wrong_origins(draft, base)


def keys_of(source: SourceDraft, base: Table, offered: Mapping[str, Offered]) -> dict[str, str]:
    """Base key item → the source's. What is not said goes by code; the only key goes to the only key."""
    table = offered[source.resource].table
    if not source.keys and len(base.key) == len(table.key) == 1:
        return {base.key[0].code: table.key[0].code}
    codes = {column.code for column in table.key}
    return {column.code: column.code for column in base.key if column.code in codes} | dict(source.keys)


def fits(source: Column, base: Column) -> bool:
    """Whether every value of the one can be read as the other."""
    return base.type in (source.type, "string") or (source.type, base.type) in _WIDER


def matched(base: Column, columns: Sequence[Column]) -> Column | None:
    """The source's item that seems to be this one: by code, else by name."""
    fitting = [column for column in columns if fits(column, base)]
    by_code = (column for column in fitting if column.code == base.code)
    return next(by_code, None) or next((column for column in fitting if column.name == base.name), None)


def _wrong_sources(draft: Draft) -> list[FieldError]:
    wrong: list[FieldError] = []
    codes = [source.resource for source in draft.sources]
    if not codes:
        wrong.append(FieldError("sources", "required", "请至少选择一个来源。", "Choose at least one source."))
    if len(codes) > MOST_SOURCES:
        zh, en = "至多 {most} 个来源。", "At most {most} sources."
        wrong.append(FieldError("sources", "most", zh, en, most=MOST_SOURCES))
    for n, code in enumerate(codes):
        if code in codes[:n]:
            zh, en = "{code} 已在来源中，请删去一个。", "{code} is a source already; leave one out."
            wrong.append(FieldError(f"sources.{n}.resource", "repeated", zh, en, code=code[:60]))
        elif not any(one.resource == code for item in draft.items for one in item.sources):
            zh, en = (
                "没有信息项取自 {code}：请至少选一项，或删去此来源。",
                "No item comes from {code}: choose one, or leave the source out.",
            )
            wrong.append(FieldError(f"sources.{n}.resource", "unused", zh, en, code=code[:60]))
    return wrong


def _wrong_keys(place: str, keys: Mapping[str, str], base: Table, offered: Offered) -> list[FieldError]:
    table, wrong = offered.table, list[FieldError]()
    for column in base.key:
        code, at = keys.get(column.code, ""), f"{place}.keys.{column.code}"
        found = table.by_code.get(code)
        if found is None or not found.is_key:
            zh, en = (
                "请选择来源的主键项：主键须一一对应。",
                "Choose a key item of the source: keys correspond one to one.",
            )
            wrong.append(FieldError(at, "key", zh, en))
        elif found.type != column.type:
            zh, en = (
                "来源主键为 {theirs} 类型，应为 {ours}。",
                "The source's key is of type {theirs}; it must be {ours}.",
            )
            wrong.append(FieldError(at, "type", zh, en, theirs=found.type, ours=column.type))
        elif code not in offered.usable:
            wrong.append(_not_given(at, code, offered))
    if len(set(keys.values())) != len(table.key) or len(keys) != len(base.key):
        zh, en = (
            "来源有 {theirs} 个主键项，基础库有 {ours} 个，须一一对应；请另选来源。",
            "The source has {theirs} key items, the base database {ours}: they must correspond one to one; choose another source.",
        )
        wrong.append(FieldError(f"{place}.keys", "number", zh, en, theirs=len(table.key), ours=len(base.key)))
    if not _same_subjects(base, table):
        zh, en = (
            "来源主键的种类（{theirs}）与基础库（{ours}）不同，认不出同一对象；请另选来源。",
            "The source's kind of key ({theirs}) is not the base database's ({ours}), so subjects cannot be told to be the same; choose another source.",
        )
        wrong.append(FieldError(f"{place}.keys", "kind", zh, en, theirs=table.key_kind.value, ours=base.key_kind.value))
    return wrong


def _same_subjects(base: Table, source: Table) -> bool:
    if base.key_kind is source.key_kind or {base.key_kind, source.key_kind} <= _LEGAL:
        return True
    return base.key_kind is KeyKind.PLAIN and not source.has_two_forms


def _wrong_item(
    place: str, item: ItemDraft, draft: Draft, base: Table, offered: Mapping[str, Offered], seen: set[str]
) -> list[FieldError]:
    column = base.by_code.get(item.item)
    if column is None or column.is_key or item.item == draft.origins:
        zh, en = (
            "{code} 不是可汇聚的信息项：须为基础库的非主键项，且不是“值的来源”项。",
            "{code} cannot be assembled: it must be an item of the base database, neither a key nor the one that carries the origins.",
        )
        return [FieldError(f"{place}.item", "unknown", zh, en, code=item.item[:60])]
    if item.item in seen:
        zh, en = "{code} 写了两次，请合为一项。", "{code} is given twice; make it one."
        return [FieldError(f"{place}.item", "repeated", zh, en, code=item.item)]
    if not item.sources:
        zh, en = "请为 {code} 选择来源，或不列此项。", "Choose a source for {code}, or leave it out."
        return [FieldError(f"{place}.from", "required", zh, en, code=item.item)]
    wrong: list[FieldError] = []
    for n, one in enumerate(item.sources):
        at = f"{place}.from.{n}"
        if one.resource in (before.resource for before in item.sources[:n]):
            zh, en = "同一来源只写一次。", "Name a source once only."
            wrong.append(FieldError(at, "repeated", zh, en))
        else:
            wrong += _wrong_candidate(at, one, column, draft, offered)
    return wrong


def _wrong_candidate(
    at: str, one: Candidate, column: Column, draft: Draft, offered: Mapping[str, Offered]
) -> list[FieldError]:
    if one.resource not in {source.resource for source in draft.sources}:
        zh, en = "{code} 不在来源中。", "{code} is none of the sources."
        return [FieldError(f"{at}.source", "unknown", zh, en, code=one.resource[:60])]
    given = offered.get(one.resource)
    if given is None:  # said at its source
        return []
    theirs = given.table.by_code.get(one.item)
    if theirs is None or one.item not in given.usable:
        return [_not_given(f"{at}.item", one.item, given)]
    if not fits(theirs, column):
        zh, en = (
            "{code} 为 {theirs} 类型，不能作为 {ours} 类型的值；请另选信息项。",
            "{code} is of type {theirs} and cannot be read as {ours}; choose another item.",
        )
        return [FieldError(f"{at}.item", "type", zh, en, code=one.item, theirs=theirs.type, ours=column.type)]
    return []


def _not_given(at: str, item: str, offered: Offered) -> FieldError:
    if item in offered.masked:
        zh, en = (
            "授权只提供 {code} 脱敏后的值，不能汇聚；请申请不脱敏的授权。",
            "The grant gives {code} masked only, which cannot be assembled; apply for it unmasked.",
        )
        return FieldError(at, "masked", zh, en, code=item)
    zh, en = (
        "授权不含 {code}；请另选信息项，或补充申请。",
        "The grant does not hold {code}; choose another item, or apply for it.",
    )
    return FieldError(at, "granted", zh, en, code=item[:60])


def _missing(draft: Draft, base: Table, seen: set[str]) -> list[FieldError]:
    zh, en = "{code} 为必填项，请为它选择来源。", "{code} is required; choose where it comes from."
    return [
        FieldError("items", "required", zh, en, code=column.code)
        for column in base.columns
        if column.required and not column.is_key and column.code not in seen and column.code != draft.origins
    ]


def _wrong_origins(draft: Draft, base: Table) -> list[FieldError]:
    column = base.by_code.get(draft.origins)
    if column is None or column.is_key or column.type != "string" or column.codes:
        zh, en = (
            "请指定一个没有代码表的文本项（非主键）记录值的来源；没有就先在条目中增加。",
            "Name a text item without a code list, not a key, to carry the origins; add one to the entry if there is none.",
        )
        return [FieldError("origins", "form", zh, en)]
    most = sum(
        len(item.item) + _DIGITS + 5 + max((len(one.resource) for one in item.sources), default=0)
        for item in draft.items
    )
    if column.length is not None and column.length < most:
        zh, en = (
            "{code} 限长 {length}，记录全部来源最多需要 {most}；请在条目中放宽或不限长。",
            "{code} takes {length} characters; all origins may need {most}. Let the entry allow more, or any.",
        )
        return [FieldError("origins", "length", zh, en, code=column.code, length=column.length, most=most)]
    return []
