"""Items: what each must say, that none is weaker than its entry, and which of them key a record (6.1, 8.1, 21.1)."""

import re
from collections.abc import Iterator

from yishu.catalogue.rules import alternatives
from yishu.catalogue.rules.completeness import one_of
from yishu.catalogue.rules.drafts import EntryDraft, ItemDraft, Surroundings
from yishu.core.errors import FieldError
from yishu.core.identifiers import KeyKind

ITEM_CODE = re.compile(r"[a-z][a-z0-9_]{0,47}")
TABLES: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "type": ("数据类型", "type", ("string", "integer", "decimal", "date", "datetime", "boolean", "geometry")),
    "sensitivity": ("敏感级别", "sensitivity", ("ordinary", "personal", "sensitive")),
    "sharing": ("信息项共享类别", "item's sharing category", ("", "unrestricted", "restricted", "non_shared")),
    "openness": ("信息项开放属性", "item's openness", ("", "open", "conditional", "closed")),
    "mask": ("脱敏方式", "mask", ("", "identity", "name", "phone", "hidden")),
    "comparison": ("比对方式", "comparison", ("", "exact", "name", "address")),
    "alternative": ("替代主键", "alternative key", ("", "1", "2", "3", "4", "5")),
    "role": ("与数据元的关系", "role", ("", "source", "verifying", "reference")),
}
SHARING = {"unrestricted": 0, "restricted": 1, "non_shared": 2}
OPENNESS = {"open": 0, "conditional": 1, "unstated": 2, "closed": 2}
_LONGEST = {"name": 120, "meaning": 300, "data_element": 60, "code_list": 60}
_IDENTITY = re.compile(r"身份证(件)?号|公民身份号码|^身份号")
_KEY_LENGTHS = {"resident_id": 18, "uscc": 18, "org_code": 9, "licence_no": 15, "division": 6}


def check(draft: EntryDraft, around: Surroundings) -> list[FieldError]:
    if not draft.items:
        return [FieldError("items", "required", "请至少登记一个信息项。", "Register at least one item.")]
    wrong = [*_doubles(draft.items)]
    for n, item in enumerate(draft.items):
        at = f"items[{n}]"
        wrong += [*_said(item, at), *_as_narrow_as_entry(draft, item, at), *_compared(item, at)]
        wrong += _standard(item, at, around)
    return [*wrong, *_one_place(draft.items), *_shared_at_all(draft), *_key(draft), *alternatives.check(draft)]


def _doubles(items: tuple[ItemDraft, ...]) -> Iterator[FieldError]:
    seen: set[str] = set()
    for n, item in enumerate(items):
        if item.code and item.code in seen:
            zh, en = "信息项代码“{code}”重复。", "The item code {code} stands twice."
            yield FieldError(f"items[{n}].code", "once", zh, en, code=item.code)
        seen.add(item.code)


def _one_place(items: tuple[ItemDraft, ...]) -> Iterator[FieldError]:
    """22.1: a record lies at one place, which is no key and has no codes."""
    places = [(n, item) for n, item in enumerate(items) if item.type == "geometry"]
    for n, item in places:
        if n != places[0][0]:
            zh, en = "一项资源只能有一个空间型信息项。", "A resource has one item of type geometry only."
            yield FieldError(f"items[{n}].type", "one_geometry", zh, en)
        if item.is_key:
            zh, en = "空间型信息项不能作主键。", "An item of type geometry is no key."
            yield FieldError(f"items[{n}].type", "geometry_is_no_key", zh, en)
        if item.codes or item.code_list:
            zh, en = "空间型信息项没有代码表。", "An item of type geometry has no codes."
            yield FieldError(f"items[{n}].codes", "geometry_has_no_codes", zh, en)


def _said(item: ItemDraft, at: str) -> Iterator[FieldError]:
    if not ITEM_CODE.fullmatch(item.code):
        zh = "信息项代码须以小写字母开头，只含小写字母、数字和下划线，最长 48 位。"
        en = "An item's code starts with a lower-case letter; then lower-case letters, digits and underscores, 48 at most."
        yield FieldError(f"{at}.code", "item_code", zh, en)
    if not item.name.strip():
        yield FieldError(f"{at}.name", "required", "请填写信息项名称。", "Fill in the item's name.")
    for name, (zh, en, known) in TABLES.items():
        if getattr(item, name) not in known:
            yield one_of(f"{at}.{name}", zh, en, tuple(one for one in known if one))
    for name, most in _LONGEST.items():
        if (length := len(getattr(item, name))) > most:
            zh, en = (
                "最多 {most} 字，现有 {length} 字，请缩短。",
                "At most {most} characters; there are {length}. Shorten it.",
            )
            yield FieldError(f"{at}.{name}", "too_long", zh, en, most=most, length=length)
    if item.length is not None and item.length < 1:
        yield FieldError(f"{at}.length", "positive", "长度须为正整数。", "A length is a whole number above 0.")
    if item.sensitivity == "ordinary" and item.type == "string" and _IDENTITY.search(item.name):
        zh = "公民身份号码属于个人信息，请标为个人信息或敏感个人信息。"
        en = "An identity number is about a person: mark it personal or sensitive."
        yield FieldError(f"{at}.sensitivity", "identity_is_personal", zh, en)


def _as_narrow_as_entry(draft: EntryDraft, item: ItemDraft, at: str) -> Iterator[FieldError]:
    """6.1: an item may be narrower than its entry, never wider."""
    if item.sharing and SHARING.get(item.sharing, 9) < SHARING.get(draft.category, 0):
        zh = "信息项的共享类别不能宽于条目。请留空（随条目），或选更严的类别。"
        en = "An item is not shared more widely than its entry: leave it empty, or choose a narrower category."
        yield FieldError(f"{at}.sharing", "not_wider_than_entry", zh, en)
    if item.openness and OPENNESS.get(item.openness, 9) < OPENNESS.get(draft.openness, 0):
        zh = "信息项的开放属性不能宽于条目。请留空（随条目），或选更严的属性。"
        en = "An item is not opened more widely than its entry: leave it empty, or choose a narrower one."
        yield FieldError(f"{at}.openness", "not_wider_than_entry", zh, en)
    if draft.openness == "open" and item.sensitivity != "ordinary" and item.openness != "closed":
        zh = "个人信息不向社会开放：请把该信息项的开放属性设为“不开放”，或把条目改为不开放。"
        en = "What is about a person is not opened to the public: mark the item closed, or close the entry."
        yield FieldError(f"{at}.openness", "personal_is_closed", zh, en)
    if item.mask and item.type != "string":
        zh, en = "只有字符型信息项可以脱敏。", "Only items of type string can be masked."
        yield FieldError(f"{at}.mask", "text_only", zh, en)
    if item.mask and item.is_key:
        zh, en = (
            "主键不能脱敏，否则查询和更新都无法对应到记录。",
            "A key is not masked: no record could be told from another.",
        )
        yield FieldError(f"{at}.mask", "not_the_key", zh, en)


def _compared(item: ItemDraft, at: str) -> Iterator[FieldError]:
    """27.1: only for texts there are several notions of being the same."""
    if item.comparison and item.type != "string":
        zh = "只有字符型信息项可以设比对方式；其他类型按值比对，请留空。"
        en = "Only items of type string have a comparison of their own; others are compared by value. Leave it empty."
        yield FieldError(f"{at}.comparison", "text_only", zh, en)
    elif item.comparison and item.is_key:
        zh = "主键按其种类的规范写法比对，请留空。"
        en = "A key is compared in the normal form of its kind: leave it empty."
        yield FieldError(f"{at}.comparison", "not_the_key", zh, en)
    elif item.comparison in ("name", "address") and (item.codes or item.code_list):
        zh = "有代码表的信息项按代码或其含义比对，请留空。"
        en = "An item with codes is compared by its code or what that means: leave it empty."
        yield FieldError(f"{at}.comparison", "no_codes", zh, en)


def _standard(item: ItemDraft, at: str, around: Surroundings) -> Iterator[FieldError]:
    """5.3: an item that names a data element or a code list keeps to it."""
    if item.code_list and around.code_lists is not None:
        if (codes := around.code_lists.get(item.code_list)) is None:
            zh = "没有现行的代码集“{code}”：此处填“数据标准”页中代码集的编号；自列的代码写在“代码表”。"
            en = "There is no code list {code} in force: write the number of one from the page of data standards; codes of one's own stand in the code table."
            yield FieldError(f"{at}.code_list", "code_list_in_force", zh, en, code=item.code_list)
        elif other := sorted(set(item.codes) - set(codes)):
            zh = "代码“{codes}”不在代码集 {code} 内：请删去，或不引用该代码集。"
            en = "The codes {codes} are not in the code list {code}: delete them, or do not name that list."
            yield FieldError(
                f"{at}.codes", "codes_of_the_list", zh, en, codes="、".join(other[:5]), code=item.code_list
            )
    if not item.data_element or around.elements is None:
        return
    if (element := around.elements.get(item.data_element)) is None:
        zh = "没有现行的数据元“{code}”，请从“数据标准”页选用，或先提出。"
        en = (
            "There is no data element {code} in force: choose one from the page of data standards, or propose it first."
        )
        yield FieldError(f"{at}.data_element", "element_in_force", zh, en, code=item.data_element)
        return
    if element.type != item.type:
        zh = "数据元“{name}”的类型为 {type}，请改为一致。"
        en = "The data element {name} is of type {type}: make the item's type the same."
        yield FieldError(f"{at}.type", "as_the_element", zh, en, name=element.name, type=element.type)
    if element.code_list and item.code_list and element.code_list != item.code_list:
        zh = "数据元“{name}”使用代码集 {code}，请改为一致。"
        en = "The data element {name} uses the code list {code}: name the same."
        yield FieldError(f"{at}.code_list", "as_the_element", zh, en, name=element.name, code=element.code_list)


def _shared_at_all(draft: EntryDraft) -> Iterator[FieldError]:
    if draft.category == "non_shared":
        return
    if all(item.sharing == "non_shared" for item in draft.items):
        zh = "全部信息项都不共享，请把条目列为非共享并写明依据（第六条）。"
        en = "No item is shared at all: make the entry non-shared and name the law (Art. 6)."
        yield FieldError("items", "some_item_shared", zh, en)
    for n, item in enumerate(draft.items):
        if item.is_key and item.sharing == "non_shared":
            zh = "主键不能列为非共享，否则无法查询该资源。"
            en = "The key cannot be non-shared: nobody could ask for a record."
            yield FieldError(f"items[{n}].sharing", "key_is_shared", zh, en)


def _key(draft: EntryDraft) -> Iterator[FieldError]:
    if draft.category == "non_shared" or draft.provision in ("document", "file"):
        return
    if draft.key_kind not in set(KeyKind):
        yield one_of("key_kind", "主键类型", "key kind", tuple(KeyKind))
        return
    keys = [(n, item) for n, item in enumerate(draft.items) if item.is_key]
    if not keys:
        zh, en = "请指定主键信息项（第二十一条）。", "Mark the item, or items, that key a record (Art. 21)."
        yield FieldError("items", "key_required", zh, en)
    elif draft.key_kind != "plain":
        yield from _key_of_a_kind(draft.key_kind, keys)


def _key_of_a_kind(kind: str, keys: list[tuple[int, ItemDraft]]) -> Iterator[FieldError]:
    (n, key), *others = keys
    if others or key.type != "string":
        zh, en = "此类主键须为一个字符型信息项。", "A key of this kind is one item of type string."
        yield FieldError("key_kind", "one_text_key", zh, en)
    elif key.length is not None and key.length < _KEY_LENGTHS.get(kind, 0):
        zh = "此类主键长 {length} 位，信息项长度不足。"
        en = "A key of this kind has {length} characters: the item's length is too short."
        yield FieldError(f"items[{n}].length", "holds_the_key", zh, en, length=_KEY_LENGTHS[kind])
