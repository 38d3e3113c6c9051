"""What must be filled in, and with words of the code tables (8.1, 19.1)."""

from yishu.catalogue.rules.drafts import EntryDraft, Surroundings
from yishu.core.errors import FieldError

TABLES: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "kind": ("资源种类", "kind", ("data", "case_files", "approvals", "licences", "reports", "analyses")),
    "format": ("数据格式", "format", ("database", "spreadsheet", "file", "interface", "graphic", "other")),
    "category": ("共享类别", "sharing category", ("unrestricted", "restricted", "non_shared")),
    "openness": ("向社会开放", "openness", ("open", "conditional", "closed", "unstated")),
    "cycle": (
        "更新频度",
        "update cycle",
        ("realtime", "daily", "weekly", "monthly", "quarterly", "half_yearly", "yearly", "irregular", "never"),
    ),
    "provision": ("提供方式", "way of provision", ("hosted", "proxied", "document", "file")),
    "digitisation": ("数字化状态", "digitisation state", ("structured", "electronic", "partly", "paper")),
}
BASE_DATABASES = (
    "population",
    "legal_entities",
    "geography",
    "economy",
    "credit",
    "licences",
    "professional",
)
MODES = ("verify", "query", "bulk")
_NEEDED = {
    "name": ("信息资源名称", "name"),
    "summary": ("信息资源摘要", "summary"),
    "scope": ("共享范围", "sharing scope"),
    "timeliness": ("时效要求", "timeliness requirement"),
}
LONGEST = {
    "name": 200,
    "summary": 4000,
    "condition": 4000,
    "legal_basis": 4000,
    "scope": 200,
    "cycle_note": 200,
    "timeliness": 200,
    "open_condition": 300,
    "domain": 120,
    "collection_rule": 4000,
    "subject_scope": 120,
    "second_source_law": 300,
    "digitisation_plan": 1000,
}
MOST_ITEMS = 400


def check(draft: EntryDraft, around: Surroundings) -> list[FieldError]:
    return [
        *_needed(draft),
        *_lengths(draft),
        *_of_tables(draft),
        *_digitised(draft),
        *_territory(draft, around),
    ]


def _needed(draft: EntryDraft) -> list[FieldError]:
    return [
        FieldError(name, "required", "请填写{zh_name}。", "Fill in the {en_name}.", zh_name=zh, en_name=en)
        for name, (zh, en) in _NEEDED.items()
        if not getattr(draft, name).strip()
    ]


def _lengths(draft: EntryDraft) -> list[FieldError]:
    wrong = []
    for name, most in LONGEST.items():
        if (length := len(getattr(draft, name))) > most:
            zh, en = (
                "最多 {most} 字，现有 {length} 字，请缩短。",
                "At most {most} characters; there are {length}. Shorten it.",
            )
            wrong.append(FieldError(name, "too_long", zh, en, most=most, length=length))
    for name in ("name", "scope", "domain", "timeliness", "subject_scope"):
        if not getattr(draft, name).isprintable():
            zh, en = (
                "含有换行、制表符等控制字符，请删除。",
                "There are line breaks, tabs or other control characters: delete them.",
            )
            wrong.append(FieldError(name, "one_line", zh, en))
    if len(draft.items) > MOST_ITEMS:
        zh, en = "信息项最多 {most} 个，请拆分为多个条目。", "At most {most} items: split it into several entries."
        wrong.append(FieldError("items", "too_many", zh, en, most=MOST_ITEMS))
    return wrong


def _of_tables(draft: EntryDraft) -> list[FieldError]:
    wrong = [
        one_of(name, zh, en, known) for name, (zh, en, known) in TABLES.items() if getattr(draft, name) not in known
    ]
    if draft.base_database not in ("", *BASE_DATABASES):
        wrong.append(one_of("base_database", "基础数据库", "base database", BASE_DATABASES))
    if set(draft.modes) - set(MODES):
        wrong.append(one_of("modes", "共享模式", "service mode", MODES))
    return wrong


def one_of(field: str, zh: str, en: str, known: tuple[str, ...]) -> FieldError:
    """A value outside its code table."""
    return FieldError(
        field,
        "one_of",
        "{zh_name}须为：{known}。",
        "The {en_name} is one of {known}.",
        zh_name=zh,
        en_name=en,
        known=", ".join(known),
    )


def _digitised(draft: EntryDraft) -> list[FieldError]:
    """19.1: what is not structured data yet says by when it will be."""
    if draft.digitisation == "structured":
        if draft.provision in ("document", "file"):
            zh = "以文件、资料提供的，请写明数字化状态；已结构化的，请改为平台托管或经接口提供（第十九条）。"
            en = "What is given as files or documents states how far it is digitised; structured data are hosted or proxied (Art. 19)."
            return [FieldError("digitisation", "not_structured", zh, en)]
        return []
    wrong = []
    if not draft.digitisation_plan.strip():
        zh = "尚未结构化的，须写明数字化计划，如“2027 年底前完成扫描和著录”（第十九条）。"
        en = "What is not structured data yet states the plan for it, such as “scanned and indexed by the end of 2027” (Art. 19)."
        wrong.append(FieldError("digitisation_plan", "required_if_not_structured", zh, en))
    if draft.digitisation_due is None:
        zh, en = "请填写计划完成数字化的日期。", "Fill in the day by which the digitisation is to be done."
        wrong.append(FieldError("digitisation_due", "required_if_not_structured", zh, en))
    if draft.provision in ("hosted", "proxied"):
        zh = "尚未结构化的资源不能托管或经接口提供，提供方式请选“电子文件”或“纸质资料”。"
        en = "What is not structured cannot be hosted or proxied: choose files or documents as the way of provision."
        wrong.append(FieldError("provision", "files_if_not_structured", zh, en))
    return wrong


def _territory(draft: EntryDraft, around: Surroundings) -> list[FieldError]:
    if draft.territory and around.divisions is not None and draft.territory not in around.divisions:
        zh = "没有代码为“{code}”的现行行政区划，请填 GB/T 2260 的 6 位代码，或留空表示本单位辖区。"
        en = "There is no division {code}: give its six digits of GB/T 2260, or leave it empty for your own."
        return [FieldError("territory", "division", zh, en, code=draft.territory)]
    return []
