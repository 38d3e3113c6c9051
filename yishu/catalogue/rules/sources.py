"""One datum, one source: a second source of a data element in the same scope is stopped, or is no source, or cites its law (4.3, 15.1)."""

from collections.abc import Iterator

from yishu.catalogue.rules.consistency import LAW_BY_ARTICLE
from yishu.catalogue.rules.drafts import EntryDraft, ItemDraft, Surroundings
from yishu.core.errors import FieldError


def sourced_elements(draft: EntryDraft, around: Surroundings) -> dict[str, int]:
    """Data element → place of the item that claims to be its source. Keys and reference items are no sources (4.3)."""
    return {item.data_element: n for n, item in enumerate(draft.items) if is_source(item, around)}


def is_source(item: ItemDraft, around: Surroundings) -> bool:
    if not item.data_element or item.is_key or item.role in ("verifying", "reference"):
        return False
    element = (around.elements or {}).get(item.data_element)
    return element is None or not element.is_reference


def check(draft: EntryDraft, around: Surroundings) -> list[FieldError]:
    return [*_reference_items(draft, around), *_second_sources(draft, around), *_law(draft)]


def _reference_items(draft: EntryDraft, around: Surroundings) -> Iterator[FieldError]:
    for n, item in enumerate(draft.items):
        element = (around.elements or {}).get(item.data_element)
        if item.role == "source" and (item.is_key or (element and element.is_reference)):
            zh = "主键和引用项（如姓名、身份号码）不作数据源，请改为“引用”或留空。"
            en = "A key or a reference item (such as name or identity number) is no source: choose reference, or leave it empty."
            yield FieldError(f"items[{n}].role", "reference_is_no_source", zh, en)


def _second_sources(draft: EntryDraft, around: Surroundings) -> Iterator[FieldError]:
    if not around.sources or draft.second_source_law.strip():
        return
    for element, n in sourced_elements(draft, around).items():
        if first := around.sources.get(element):
            zh = (
                "“{item}”在此范围已有权威来源：{provider}“{name}”（{code}）。"
                "请引用该资源，或把本项登记为校核来源；法律另有规定的，填写“另设来源的依据”（第十五条）。"
            )
            en = (
                "{item} already has its source in this scope: {name} of {provider} ({code}). "
                "Use that resource, or make this item a verifying source; where a law wants a second source, cite it (Art. 15)."
            )
            yield FieldError(
                f"items[{n}].data_element",
                "one_source",
                zh,
                en,
                item=draft.items[n].name,
                provider=first.provider,
                name=first.name,
                code=first.resource,
            )


def _law(draft: EntryDraft) -> Iterator[FieldError]:
    if draft.second_source_law.strip() and not LAW_BY_ARTICLE.search(draft.second_source_law):
        zh = "另设来源须写明法律、法规或规章及条款，如“《…法》第三条”（第十五条）。"
        en = "A second source cites its law by article, such as 《…法》第三条 (Art. 15)."
        yield FieldError("second_source_law", "law_by_article", zh, en)
