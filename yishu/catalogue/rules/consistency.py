"""What must agree with what: category, condition and law (6.1, 6.2); format and modes; cycle and timeliness; openness (26.1)."""

import re
from collections.abc import Iterator

from yishu.catalogue.rules.drafts import EntryDraft, Surroundings
from yishu.core.errors import FieldError

LAW_BY_ARTICLE = re.compile(r"《[^《》]+》.{0,20}?第[^《》第]{1,12}条")
CYCLES: dict[str, int] = {
    "realtime": 0,
    "daily": 1,
    "weekly": 7,
    "monthly": 31,
    "quarterly": 92,
    "half_yearly": 184,
    "yearly": 366,
}
"""The longest time in days between two updates."""
_PERIODS = (
    (re.compile(r"每(日|天)"), "daily"),
    (re.compile(r"每周|每星期"), "weekly"),
    (re.compile(r"每个?(月|月份)"), "monthly"),
    (re.compile(r"每个?季"), "quarterly"),
    (re.compile(r"每半年"), "half_yearly"),
    (re.compile(r"每年|每年度|一年一次"), "yearly"),
)
_MODES_OF_FORMAT: dict[str, frozenset[str]] = {
    "database": frozenset({"verify", "query", "bulk"}),
    "spreadsheet": frozenset({"verify", "query", "bulk"}),
    "interface": frozenset({"verify", "query"}),
    "file": frozenset({"query", "bulk"}),
    "graphic": frozenset({"query", "bulk"}),
    "other": frozenset({"query", "bulk"}),
}


def check(draft: EntryDraft, around: Surroundings) -> list[FieldError]:
    return [
        *_category(draft),
        *_matters(draft, around),
        *_openness(draft),
        *_provision(draft),
        *_format(draft),
        *_timeliness(draft),
        *_references(draft, around),
    ]


def _category(draft: EntryDraft) -> Iterator[FieldError]:
    """6.1: restricted names its manner or recipients, non-shared its law by article."""
    if draft.category == "non_shared":
        yield from _non_shared(draft)
        return
    if not draft.modes and draft.provision in ("hosted", "proxied"):
        yield FieldError("modes", "required", "请选择至少一种共享模式。", "Choose at least one service mode.")
    if draft.category == "restricted" and not draft.condition.strip():
        zh = "受限共享须写明特定方式或指定对象（第六条）。"
        en = "Restricted must name the particular manner or the designated recipients (Art. 6)."
        yield FieldError("condition", "required_if_restricted", zh, en)
    if draft.category == "unrestricted" and draft.legal_basis.strip():
        zh = "非受限共享不填不予共享的依据；确有限制的，请改选共享类别（第六条）。"
        en = "Unrestricted has no law that forbids sharing: empty this field, or choose another category (Art. 6)."
        yield FieldError("legal_basis", "only_if_not_shared", zh, en)


def _non_shared(draft: EntryDraft) -> Iterator[FieldError]:
    if not LAW_BY_ARTICLE.search(draft.legal_basis):
        zh = "非共享须写明禁止共享的法律、法规或规章及条款，如“《…法》第三条”（第六条）。"
        en = "Non-shared must name the law that forbids sharing, by article, such as 《…法》第三条 (Art. 6)."
        yield FieldError("legal_basis", "law_by_article", zh, en)
    if draft.modes:
        zh, en = "非共享资源不设共享模式。", "A non-shared resource has no service mode."
        yield FieldError("modes", "none_if_non_shared", zh, en)


def _matters(draft: EntryDraft, around: Surroundings) -> Iterator[FieldError]:
    """6.2: what joint approval, joint office or comprehensive management needs is shared."""
    tied = [*(name.strip() for name in draft.matters if name.strip()), *around.joint_matters]
    if tied and draft.category == "non_shared":
        zh = "跨部门联合审批、联合办公、综合治理等事项“{matter}”需要该资源，不能列为非共享（第六条第二款）。请改为受限共享，并写明方式或对象。"
        en = "The joint matter {matter} needs this resource: it cannot be non-shared (Art. 6 para. 2). Make it restricted and name the manner or the recipients."
        yield FieldError("category", "shared_if_joint", zh, en, matter="、".join(dict.fromkeys(tied)))


def _openness(draft: EntryDraft) -> Iterator[FieldError]:
    if draft.openness == "conditional" and not draft.open_condition.strip():
        zh, en = "有条件开放须写明条件。", "State the condition of opening."
        yield FieldError("open_condition", "required_if_conditional", zh, en)
    if draft.openness == "open" and draft.category != "unrestricted":
        zh, en = "向社会开放的资源应为非受限共享。", "What is open to the public is unrestricted between agencies too."
        yield FieldError("openness", "not_wider_than_sharing", zh, en)
    if draft.openness == "conditional" and draft.category == "non_shared":
        zh = "非共享资源不能有条件向社会开放，请选“不开放”。"
        en = "What is not shared between agencies is not opened on condition either: choose closed."
        yield FieldError("openness", "not_wider_than_sharing", zh, en)


def _provision(draft: EntryDraft) -> Iterator[FieldError]:
    """7.2: what cannot yet be hosted is asked for subject by subject; nobody copies it. 19.1: paper is no data yet."""
    if draft.provision == "proxied" and "bulk" in draft.modes:
        zh = "经提供单位接口提供的资源不支持批量复制，请只选比对验证、查询引用（第七条）。"
        en = "A resource behind its provider's own interface cannot be copied in bulk: choose verify and query only (Art. 7)."
        yield FieldError("modes", "no_bulk_if_proxied", zh, en)
    if draft.provision == "document" and draft.modes and draft.category != "non_shared":
        zh = "以纸质资料提供的资源不设平台共享模式，请写明数字化计划（第十九条）。"
        en = "What is given on paper has no service mode on the platform: state the plan to digitise it (Art. 19)."
        yield FieldError("modes", "none_if_documents", zh, en)
    if draft.provision == "file":
        yield from _files(draft)


def _files(draft: EntryDraft) -> Iterator[FieldError]:
    """19.1: a document is found by number or subject, or copied with the others; it is one whole, of which nothing is compared or masked."""
    if "verify" in draft.modes:
        zh, en = (
            "文件不能逐项比对：请只选查询引用、批量复制。",
            "Files cannot be verified item by item: choose query and bulk only.",
        )
        yield FieldError("modes", "no_verify_if_files", zh, en)
    for n, item in enumerate(draft.items):
        if item.mask:
            zh = "文件整份提供，信息项不能脱敏：请去掉脱敏方式；不宜提供的内容，请先处理文件。"
            en = "Files are given whole, their items cannot be masked: drop the mask; what is not to be given must not be in the file."
            yield FieldError(f"items[{n}].mask", "no_mask_if_files", zh, en)


def _format(draft: EntryDraft) -> Iterator[FieldError]:
    """A file cannot be compared item by item; an interface answers subject by subject."""
    served = _MODES_OF_FORMAT.get(draft.format)
    if served is None or draft.provision in ("document", "file"):
        return
    if "verify" in draft.modes and "verify" not in served:
        zh = "此数据格式不能比对验证：请去掉该模式，或把数据格式改为数据库、电子表格或接口。"
        en = "This format cannot be verified item by item: drop that mode, or make the format a database, a spreadsheet or an interface."
        yield FieldError("modes", "format_serves_mode", zh, en)
    if "bulk" in draft.modes and "bulk" not in served and draft.provision != "proxied":
        zh = "接口格式的资源不支持批量复制：请去掉该模式，或把数据格式改为数据库。"
        en = "An interface cannot be copied in bulk: drop that mode, or make the format a database."
        yield FieldError("modes", "format_serves_mode", zh, en)


def _timeliness(draft: EntryDraft) -> Iterator[FieldError]:
    """The words of the timeliness requirement must not promise another rhythm than the cycle."""
    said = next((cycle for words, cycle in _PERIODS if words.search(draft.timeliness)), None)
    if said is None or draft.cycle == said:
        return
    if draft.cycle == "never":
        zh = "更新频度为“不更新”，时效要求却写了更新周期，请统一。"
        en = "The cycle is “not updated”, yet the timeliness names a period: make them agree."
        yield FieldError("timeliness", "agrees_with_cycle", zh, en)
    elif CYCLES.get(draft.cycle, 10_000) < CYCLES[said]:
        zh = "时效要求中的周期比更新频度还长，请统一。"
        en = "The period in the timeliness is longer than the update cycle: make them agree."
        yield FieldError("timeliness", "agrees_with_cycle", zh, en)


def _references(draft: EntryDraft, around: Surroundings) -> Iterator[FieldError]:
    """Codes of related resources and of standards exist."""
    for n, code in enumerate(draft.related):
        if around.resources is not None and code not in around.resources:
            zh, en = "目录中没有代码为“{code}”的资源。", "There is no resource {code} in the catalogue."
            yield FieldError(f"related[{n}]", "known_resource", zh, en, code=code)
    for n, code in enumerate(draft.standards):
        if around.standards is not None and code not in around.standards:
            zh = "标准登记册中没有现行的“{code}”，请从“数据标准”页选用。"
            en = "The register of standards has no {code} in force: choose one from the page of data standards."
            yield FieldError(f"standards[{n}]", "standard_in_force", zh, en, code=code)
