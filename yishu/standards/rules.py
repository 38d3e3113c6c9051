"""What a proposal must hold: names, duplicates, type against representation, code list and length, trees of codes. Pure."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final
from unicodedata import normalize
from urllib.parse import urlsplit

from yishu.core.errors import FieldError
from yishu.core.text import is_plain
from yishu.standards import notation
from yishu.standards.drafts import CodeListDraft, Draft, ElementDraft, StandardDraft, ValueDraft
from yishu.standards.models import ElementSensitivity, ElementType, ScopeKind, StandardKind

MOST_VALUES: Final = 20_000
MOST_ALIASES: Final = 30
MOST_REPLACED: Final = 20
LONGEST: Final[Mapping[str, int]] = {
    "name": 120,
    "name_en": 200,
    "title": 200,
    "title_en": 300,
    "definition": 1000,
    "note": 2000,
    "source": 300,
    "issued_by": 200,
    "version": 20,
    "url": 300,
    "representation": 30,
    "code_list": 40,
    "standard": 60,
}
IDENTIFIER: Final = re.compile(r"[A-Za-z][A-Za-z0-9._-]{1,39}")
STANDARD_CODE: Final = re.compile(
    r"[A-Z][A-Za-z0-9]*(/[A-Z0-9]+)*[ -][A-Za-z0-9./ -]{1,50}|[\u4e00-\u9fff]{1,20}〔\d{4}〕\d{1,5}号"
)
CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,39}")
# A column's placeholder rather than a name: 字段1, 备用字段2, 列3, 姓名(2).
FILLED_DOWN: Final = re.compile(r"(备用|预留|保留)?(字段|列|项|栏目?|备用|预留)\d*|.*[（(]\d+[)）]")


@dataclass(frozen=True, slots=True)
class Facts:
    """What the register has that a proposal must agree with. `names`: folded name or alias → identifier of the element called so, proposed or in force;
    `lists`: code list in force → its longest code; `standards`: those in force."""

    names: Mapping[str, str] = field(default_factory=dict)
    lists: Mapping[str, int] = field(default_factory=dict)
    standards: frozenset[str] = frozenset()
    replaceable: frozenset[str] = frozenset()


def folded(name: str) -> str:
    """A name as names are compared, the same as `yishu_folded` in SQL: NFKC, lower case, no blanks."""
    return "".join(normalize("NFKC", name).lower().split())


def check(draft: Draft, facts: Facts, *, own: str = "") -> list[FieldError]:
    """Every rule that the proposal breaks. `own` is the identifier that it is a version of."""
    if isinstance(draft, ElementDraft):
        return check_element(draft, facts, own=own)
    return check_code_list(draft, facts) if isinstance(draft, CodeListDraft) else check_standard(draft, facts)


def check_element(draft: ElementDraft, facts: Facts, *, own: str = "") -> list[FieldError]:
    wrong = _texts(draft, "name", "name_en", "definition", "note", "representation", "code_list", "standard")
    wrong += _missing(draft, "name", "definition")
    for name, words in (("type", ElementType), ("sensitivity", ElementSensitivity), ("scope_kind", ScopeKind)):
        wrong += _word(name, getattr(draft, name), words.values)
    wrong += _names(draft, facts, own)
    wrong += _written(draft)
    wrong += _coded(draft, facts)
    return wrong + _links(draft, facts)


def check_code_list(draft: CodeListDraft, facts: Facts) -> list[FieldError]:
    wrong = _texts(draft, "name", "name_en", "source", "note", "standard") + _missing(draft, "name")
    if not IDENTIFIER.fullmatch(draft.identifier):
        zh = "标识符以字母开头，只用字母、数字、点和连字符，2 至 40 位，如 GBT2261.1。"
        en = "An identifier begins with a letter and has letters, digits, dots and hyphens only, 2 to 40 of them, such as GBT2261.1."
        wrong.append(FieldError("identifier", "identifier", zh, en))
    if not 0 < len(draft.values) <= MOST_VALUES:
        zh, en = "请填写 1 至 {most} 个代码。", "Give 1 to {most} codes."
        wrong.append(FieldError("values", "count", zh, en, most=MOST_VALUES))
    return wrong + _values(draft.values) + _links(draft, facts)


def check_standard(draft: StandardDraft, facts: Facts) -> list[FieldError]:
    wrong = _texts(draft, "title", "title_en", "version", "issued_by", "note") + _missing(draft, "title")
    wrong += _word("kind", draft.kind, StandardKind.values)
    if not STANDARD_CODE.fullmatch(draft.code) or len(draft.code) > 60:
        zh = "标准编号写成“GB/T 2261.1-2003”（代号、空格、顺序号和年代号）或“发改高技〔2017〕1272号”。"
        en = "Write the code like GB/T 2261.1-2003 (series, blank, number and year), or as the number of a document."
        wrong.append(FieldError("code", "code", zh, en))
    days = [
        ("issued_on", draft.issued_on),
        ("in_force_from", draft.in_force_from),
        ("in_force_until", draft.in_force_until),
    ]
    given = [(name, day) for name, day in days if day is not None]
    for (_, earlier), (name, later) in pairwise(given):
        if later < earlier:
            zh, en = (
                "日期先后不对：发布不晚于实施，实施不晚于失效。",
                "The days are out of order: issued, in force from, in force until.",
            )
            wrong.append(FieldError(name, "order", zh, en))
    if draft.url and not _is_web_address(draft.url):
        zh, en = "请填写以 https:// 或 http:// 开头的网址。", "Give an address that begins with https:// or http://."
        wrong.append(FieldError("url", "url", zh, en))
    return wrong + _replaced(draft, facts)


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return (
        parts.scheme in ("https", "http") and bool(parts.hostname) and len(url) <= LONGEST["url"] and url.isprintable()
    )


def _texts(draft: Draft, *names: str) -> list[FieldError]:
    zh, en = "不超过 {most} 字，不含不可见字符。", "At most {most} characters, none of them invisible."
    given = ((name, getattr(draft, name)) for name in names)
    return [
        FieldError(name, "text", zh, en, most=LONGEST[name])
        for name, text in given
        if len(text) > LONGEST[name] or not is_plain(text)
    ]


def _missing(draft: Draft, *names: str) -> list[FieldError]:
    return [
        FieldError(name, "required", "请填写。", "Fill this in.") for name in names if not getattr(draft, name).strip()
    ]


def _word(name: str, value: str, words: Iterable[str]) -> list[FieldError]:
    known = list(words)
    if value in known:
        return []
    zh, en = "应为其中之一：{words}。", "One of: {words}."
    return [FieldError(name, "choice", zh, en, words="、".join(known))]


def _names(draft: ElementDraft, facts: Facts, own: str) -> list[FieldError]:
    """A name that says something, and that no other element has."""
    wrong: list[FieldError] = []
    name = normalize("NFKC", draft.name).strip()
    if name and not re.search("[\u3400-\u9fff]", name):
        zh = "请用中文业务名称；字段名（如 xm）写在别名里。"
        en = "Give the Chinese name that business has for it; names of fields, such as xm, are aliases."
        wrong.append(FieldError("name", "system_name", zh, en))
    elif FILLED_DOWN.fullmatch(name):
        zh, en = "“{name}”没有说明是什么，请写业务含义。", "{name} does not say what it is; give its meaning."
        wrong.append(FieldError("name", "filled_down", zh, en, name=name))
    if len(draft.aliases) > MOST_ALIASES or any(not 0 < len(one) <= 60 or not is_plain(one) for one in draft.aliases):
        zh, en = "别名最多 {most} 个，每个 1 至 60 字。", "At most {most} aliases of 1 to 60 characters."
        wrong.append(FieldError("aliases", "text", zh, en, most=MOST_ALIASES))
    theirs = own, *draft.replaces
    return wrong + _taken("name", (draft.name,), facts, theirs) + _taken("aliases", draft.aliases, facts, theirs)


def _taken(place: str, names: Iterable[str], facts: Facts, own: Iterable[str]) -> list[FieldError]:
    zh = "“{name}”已是数据元 {other} 的名称或别名。请引用它；确需取代时写明替代 {other}。"
    en = "{name} is already a name or an alias of the data element {other}. Refer to that one, or say that this replaces {other}."
    held = ((name, facts.names.get(folded(name))) for name in names)
    return [
        FieldError(place, "duplicate", zh, en, name=name, other=other)
        for name, other in held
        if other is not None and other not in own
    ]


def _written(draft: ElementDraft) -> list[FieldError]:
    """The representation is one, and agrees with type and length."""
    if draft.length is not None and not 0 < draft.length <= 1_000_000:
        return [FieldError("length", "range", "长度应为 1 至 1000000。", "A length is 1 to 1000000.")]
    if not draft.representation:
        return []
    form = notation.read(draft.representation)
    if form is None:
        zh = "表示格式写成 c18、c..50、n1..3、n..10,2、d8、dt14、b1 或 ul（GB/T 19488）。"
        en = "Write the representation as c18, c..50, n1..3, n..10,2, d8, dt14, b1 or ul (GB/T 19488)."
        return [FieldError("representation", "notation", zh, en)]
    if draft.type in notation.FITTING and not form.fits(draft.type):
        zh = "表示格式 {form} 不能表示该数据类型，请改一个。"
        en = "The representation {form} does not fit the type; change one of them."
        return [FieldError("representation", "type", zh, en, form=draft.representation)]
    if draft.length is not None and form.most is not None and draft.length != form.most:
        zh = "最大长度与表示格式 {form} 不一致（{most} 位），请统一。"
        en = "The length disagrees with the representation {form}, which has {most} places; make them agree."
        return [FieldError("length", "representation", zh, en, form=draft.representation, most=form.most)]
    return []


def _coded(draft: ElementDraft, facts: Facts) -> list[FieldError]:
    """A code list goes with texts, whole numbers and yes-or-no, and its codes fit into the length."""
    if not draft.code_list:
        return []
    if draft.type not in ("string", "integer", "boolean"):
        zh, en = "只有字符型、整数型和布尔型可以用代码集。", "Only texts, whole numbers and yes-or-no have a code list."
        return [FieldError("code_list", "type", zh, en)]
    longest = facts.lists.get(draft.code_list)
    if longest is None:
        zh, en = (
            "没有现行的代码集 {name}，请先提出或改选。",
            "No code list {name} is in force; propose it first or choose another.",
        )
        return [FieldError("code_list", "in_force", zh, en, name=draft.code_list)]
    if draft.length is not None and longest > draft.length:
        zh, en = (
            "代码集中的代码长达 {longest} 位，超过最大长度。",
            "The list has codes of {longest} places, more than the length.",
        )
        return [FieldError("length", "code_list", zh, en, longest=longest)]
    return []


def _links(draft: ElementDraft | CodeListDraft, facts: Facts) -> list[FieldError]:
    wrong = _replaced(draft, facts)
    if draft.standard and draft.standard not in facts.standards:
        zh, en = "没有现行的标准 {name}，请先登记。", "No standard {name} is in force; register it first."
        wrong.append(FieldError("standard", "in_force", zh, en, name=draft.standard))
    return wrong


def _replaced(draft: Draft, facts: Facts) -> list[FieldError]:
    unknown = [one for one in draft.replaces if one not in facts.replaceable]
    if not unknown and len(draft.replaces) <= MOST_REPLACED:
        return []
    zh, en = "没有现行的 {name}，不能替代。", "There is no {name} in force to replace."
    return [FieldError("replaces", "in_force", zh, en, name="、".join(unknown[:5]) or str(len(draft.replaces)))]


_VALUE_RULES: tuple[tuple[str, str, str, Callable[[ValueDraft], bool]], ...] = (
    (
        "code",
        "第 {row} 个代码只用字母、数字、点、斜线和连字符，1 至 40 位。",
        "Code {row} has letters, digits, dots, slashes and hyphens only, 1 to 40 of them.",
        lambda value: bool(CODE.fullmatch(value.code)),
    ),
    (
        "text",
        "第 {row} 个代码缺少含义，或含义超过 300 字。",
        "Code {row} has no text, or one above 300 characters.",
        lambda value: 0 < len(value.text.strip()) <= 300 >= len(value.text_en) and is_plain(value.text + value.text_en),
    ),
    (
        "valid",
        "第 {row} 个代码的停用日期早于启用日期。",
        "Code {row} ends before it begins.",
        lambda value: not (value.valid_from and value.valid_until and value.valid_until < value.valid_from),
    ),
)


def _values(values: tuple[ValueDraft, ...]) -> list[FieldError]:
    """Each code sound and once, each parent another code of the list, no circles."""
    wrong = [
        FieldError("values", rule, zh, en, row=row)
        for row, value in enumerate(values, 1)
        for rule, zh, en, holds in _VALUE_RULES
        if not holds(value)
    ]
    parents = {value.code: value.parent for value in values}
    if len(parents) < len(values):
        codes = [value.code for value in values]
        twice = next(code for n, code in enumerate(codes) if code in codes[:n])
        wrong.append(
            FieldError("values", "twice", "代码 {code} 出现了两次。", "The code {code} is there twice.", code=twice)
        )
    lost = next((value for value in values if value.parent and value.parent not in parents), None)
    if lost:
        zh, en = "代码 {code} 的上级 {parent} 不在代码集中。", "{parent}, above the code {code}, is not in the list."
        wrong.append(FieldError("values", "parent", zh, en, code=lost.code, parent=lost.parent))
    elif circle := _in_circle(parents):
        zh, en = "代码 {code} 的上级关系成环。", "What is above the code {code} leads back to it."
        wrong.append(FieldError("values", "circle", zh, en, code=circle))
    return wrong


def _in_circle(parents: Mapping[str, str]) -> str:
    """A code that is above itself; empty where there is none. Every code is walked once."""
    sound: set[str] = set()
    for code in parents:
        walked: dict[str, None] = {}
        at = code
        while at and at not in sound:
            if at in walked:
                return at
            walked[at] = None
            at = parents.get(at, "")
        sound.update(walked)
    return ""
