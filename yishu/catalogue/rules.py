"""Rules on an entry, pure: completeness, consistency, naming (6.1, 8.1, 9.1). The same for form and API."""

import re
from dataclasses import dataclass, field

from yishu.core.errors import FieldError
from yishu.core.identifiers import KeyKind

ITEM_CODE = re.compile(r"[a-z][a-z0-9_]{0,47}")
ITEM_TYPES = ("string", "integer", "decimal", "date", "datetime", "boolean")
SENSITIVITIES = ("ordinary", "personal", "sensitive")
RESOURCE_KINDS = ("data", "case_files", "approvals", "licences", "reports", "analyses")


@dataclass(frozen=True, slots=True)
class ItemDraft:
    """An item as its cataloguer fills it in."""

    code: str
    name: str
    type: str = "string"
    length: int | None = None
    meaning: str = ""
    sensitivity: str = "ordinary"
    codes: dict[str, str] = field(default_factory=dict)
    is_key: bool = False
    required: bool = False


@dataclass(frozen=True, slots=True)
class EntryDraft:
    """An entry as its cataloguer fills it in: the fields of 8.1."""

    name: str
    summary: str
    category: str
    format: str
    cycle: str
    openness: str
    modes: tuple[str, ...]
    items: tuple[ItemDraft, ...]
    key_kind: str = "plain"
    condition: str = ""
    legal_basis: str = ""
    scope: str = ""
    timeliness: str = ""
    open_condition: str = ""
    domain: str = ""
    collection_rule: str = ""
    case_required: bool = False
    kind: str = "data"
    tags: tuple[str, ...] = ()
    provision: str = "hosted"


def check_entry(draft: EntryDraft) -> list[FieldError]:
    """Everything that is wrong with a draft, each with its field, rule and remedy; an empty list where it may be submitted."""
    return [*_completeness(draft), *_kind(draft), *_consistency(draft), *_items(draft.items), *_key(draft)]


def _completeness(draft: EntryDraft) -> list[FieldError]:
    needed = {
        "name": ("信息资源名称", "name"),
        "summary": ("信息资源摘要", "summary"),
        "scope": ("共享范围", "sharing scope"),
        "timeliness": ("时效要求", "timeliness requirement"),
    }
    return [
        FieldError(field_name, "required", "请填写{zh_name}。", "Fill in the {en_name}.", zh_name=zh, en_name=en)
        for field_name, (zh, en) in needed.items()
        if not getattr(draft, field_name).strip()
    ]


def _kind(draft: EntryDraft) -> list[FieldError]:
    if draft.kind in RESOURCE_KINDS:
        return []
    zh, en = "资源种类须为：{known}。", "The kind is one of {known}."
    return [FieldError("kind", "one_of", zh, en, known=", ".join(RESOURCE_KINDS))]


def _consistency(draft: EntryDraft) -> list[FieldError]:
    return [*_category(draft), *_openness(draft), *_provision(draft)]


def _category(draft: EntryDraft) -> list[FieldError]:
    """6.1: restricted names its manner or recipients, non-shared its law by article."""
    if draft.category == "non_shared":
        return _non_shared(draft)
    wrong: list[FieldError] = []
    if not draft.modes:
        wrong.append(FieldError("modes", "required", "请选择至少一种共享模式。", "Choose at least one service mode."))
    if draft.category == "restricted" and not draft.condition.strip():
        zh = "受限共享须写明特定方式或指定对象（第六条）。"
        en = "Restricted must name the particular manner or the designated recipients (Art. 6)."
        wrong.append(FieldError("condition", "required_if_restricted", zh, en))
    return wrong


def _non_shared(draft: EntryDraft) -> list[FieldError]:
    wrong: list[FieldError] = []
    if not re.search(r"第.{1,8}条", draft.legal_basis):
        zh = "非共享须写明禁止共享的法律、法规或规章及条款，如“《…法》第三条”（第六条）。"
        en = "Non-shared must name the law that forbids sharing, by article, such as 《…法》第三条 (Art. 6)."
        wrong.append(FieldError("legal_basis", "law_by_article", zh, en))
    if draft.modes:
        zh, en = "非共享资源不设共享模式。", "A non-shared resource has no service mode."
        wrong.append(FieldError("modes", "none_if_non_shared", zh, en))
    return wrong


def _openness(draft: EntryDraft) -> list[FieldError]:
    wrong: list[FieldError] = []
    if draft.openness == "conditional" and not draft.open_condition.strip():
        zh, en = "有条件开放须写明条件。", "State the condition of opening."
        wrong.append(FieldError("open_condition", "required_if_conditional", zh, en))
    if draft.openness == "open" and draft.category != "unrestricted":
        zh, en = "向社会开放的资源应为非受限共享。", "What is open to the public is unrestricted between agencies too."
        wrong.append(FieldError("openness", "not_wider_than_sharing", zh, en))
    return wrong


def _provision(draft: EntryDraft) -> list[FieldError]:
    """7.2: what cannot yet be hosted is asked for subject by subject; nobody copies it."""
    if draft.provision not in ("hosted", "proxied"):
        zh, en = "提供方式须为：hosted、proxied。", "The way of provision is hosted or proxied."
        return [FieldError("provision", "one_of", zh, en)]
    if draft.provision == "proxied" and "bulk" in draft.modes:
        zh = "经提供单位接口提供的资源不支持批量复制，请只选比对验证、查询引用（第七条）。"
        en = "A resource behind its provider's own interface cannot be copied in bulk: choose verify and query only (Art. 7)."
        return [FieldError("modes", "no_bulk_if_proxied", zh, en)]
    return []


def _items(items: tuple[ItemDraft, ...]) -> list[FieldError]:
    if not items:
        return [FieldError("items", "required", "请至少登记一个信息项。", "Register at least one item.")]
    codes = [item.code for item in items]
    wrong: list[FieldError] = []
    for n, item in enumerate(items):
        if item.code in codes[:n]:
            zh, en = "信息项代码“{code}”重复。", "The item code {code} stands twice."
            wrong.append(FieldError(f"items[{n}].code", "once", zh, en, code=item.code))
        wrong += _item(item, f"items[{n}]")
    return wrong


def _item(item: ItemDraft, at: str) -> list[FieldError]:
    wrong: list[FieldError] = []
    if not ITEM_CODE.fullmatch(item.code):
        zh = "信息项代码须以小写字母开头，只含小写字母、数字和下划线，最长 48 位。"
        en = "An item's code starts with a lower-case letter; then lower-case letters, digits and underscores, 48 at most."
        wrong.append(FieldError(f"{at}.code", "item_code", zh, en))
    if not item.name.strip():
        wrong.append(FieldError(f"{at}.name", "required", "请填写信息项名称。", "Fill in the item's name."))
    if item.type not in ITEM_TYPES:
        zh, en = "数据类型须为：{known}。", "The type is one of {known}."
        wrong.append(FieldError(f"{at}.type", "one_of", zh, en, known=", ".join(ITEM_TYPES)))
    if item.sensitivity not in SENSITIVITIES:
        zh, en = "敏感级别须为：{known}。", "The sensitivity is one of {known}."
        wrong.append(FieldError(f"{at}.sensitivity", "one_of", zh, en, known=", ".join(SENSITIVITIES)))
    return wrong


def _key(draft: EntryDraft) -> list[FieldError]:
    if draft.category == "non_shared" or not draft.items:
        return []
    if draft.key_kind not in set(KeyKind):
        return [
            FieldError(
                "key_kind",
                "one_of",
                "主键类型须为：{known}。",
                "The key kind is one of {known}.",
                known=", ".join(KeyKind),
            )
        ]
    keys = [item for item in draft.items if item.is_key]
    if not keys:
        return [
            FieldError(
                "items",
                "key_required",
                "请指定主键信息项（第二十一条）。",
                "Mark the item, or items, that key a record (Art. 21).",
            )
        ]
    if draft.key_kind != "plain" and (len(keys) != 1 or keys[0].type != "string"):
        return [
            FieldError(
                "key_kind",
                "one_text_key",
                "此类主键须为一个字符型信息项。",
                "A key of this kind is one item of type string.",
            )
        ]
    return []
