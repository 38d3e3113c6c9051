"""What a joint matter is, pure (29.1): steps of two or more agencies, each with its duty and what it needs for that."""

from collections.abc import Mapping
from dataclasses import dataclass

from yishu.core.errors import FieldError
from yishu.core.identifiers import KeyKind

MOST_STEPS = 8


@dataclass(frozen=True, slots=True)
class NeedDraft:
    resource: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StepDraft:
    """`agency` by its code; `duty` one of that agency's."""

    name: str
    agency: str
    duty: str
    needs: tuple[NeedDraft, ...] = ()


@dataclass(frozen=True, slots=True)
class MatterDraft:
    name: str
    steps: tuple[StepDraft, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Offered:
    """A resource as a matter may draw on it: its key's kind (one key item), and its items. Only what is shared by query."""

    key_kind: KeyKind
    items: frozenset[str]


def check_matter(
    draft: MatterDraft, duties: Mapping[str, frozenset[str]], offered: Mapping[str, Offered]
) -> list[FieldError]:
    """Everything that is wrong with a draft. `duties`: of the agencies named, by code; `offered`: of the resources named, by code."""
    wrong = []
    if not draft.name.strip():
        wrong.append(FieldError("name", "required", "请填写事项名称。", "Name the matter."))
    if len({step.agency for step in draft.steps}) < 2 or len(draft.steps) > MOST_STEPS:
        zh = "联办事项有 2 至 {most} 个步骤，由两个以上单位办理（第二十九条）。"
        en = "A joint matter has 2 to {most} steps of two or more agencies (Art. 29)."
        wrong.append(FieldError("steps", "several_agencies", zh, en, most=MOST_STEPS))
    kinds = {offered[need.resource].key_kind for step in draft.steps for need in step.needs if need.resource in offered}
    if len(kinds) != 1:
        zh = "各步骤所需资源须以同一种主键查找，且至少有一项需要。"
        en = "What the steps need must be found by one and the same kind of key, and there must be something that they need."
        wrong.append(FieldError("steps", "one_key_kind", zh, en))
    for n, step in enumerate(draft.steps):
        wrong += _check_step(step, f"steps[{n}]", duties, offered)
    return wrong


def _check_step(
    step: StepDraft, at: str, duties: Mapping[str, frozenset[str]], offered: Mapping[str, Offered]
) -> list[FieldError]:
    wrong = []
    if not step.name.strip():
        wrong.append(FieldError(f"{at}.name", "required", "请填写步骤名称。", "Name the step."))
    if step.agency not in duties:
        zh, en = "没有代码为 {code} 的单位。", "There is no agency with the code {code}."
        wrong.append(FieldError(f"{at}.agency", "known", zh, en, code=step.agency[:18]))
    elif step.duty not in duties[step.agency]:
        zh, en = "“{duty}”不是该单位登记的履职事项。", "{duty} is no duty that the agency has registered."
        wrong.append(FieldError(f"{at}.duty", "known", zh, en, duty=step.duty[:60]))
    for need in step.needs:
        found = offered.get(need.resource)
        unknown = sorted(set(need.items) - (found.items if found else frozenset()))
        if found is None:
            zh = "{code} 未以查询引用方式共享，或其主键不是单个信息项。"
            en = "{code} is not shared by query, or its key is not one item."
            wrong.append(FieldError(f"{at}.needs", "queryable", zh, en, code=need.resource[:40]))
        elif unknown or not need.items:
            zh, en = "{code} 没有信息项：{items}。", "{code} has no items: {items}."
            wrong.append(
                FieldError(f"{at}.needs", "known_items", zh, en, code=need.resource, items=", ".join(unknown) or "-")
            )
    return wrong
