"""The course of a coordination: who, when, in which words, who is waited for."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from yishu.catalogue.vocabulary import Mode
from yishu.core.calendar import shanghai_day
from yishu.node import clocks
from yishu.node.clocks import Remaining
from yishu.sharing.coordination.queries import list_unheard, sides
from yishu.sharing.coordination.rest import Rest
from yishu.sharing.models import Coordination, CourseStep, Line
from yishu.sharing.rows import words_of
from yishu.shell.components import Step

State = Coordination.State
TONES: dict[str, str] = {
    State.HEARING: "warn",
    State.TO_EXECUTE: "warn",
    State.EXECUTED: "good",
    State.UPHELD: "grey",
    State.ESCALATED: "bad",
    State.DECIDED: "blue",
}


@dataclass(frozen=True, slots=True)
class CoordinationShown:
    """A coordination with what a page needs beside it."""

    coordination: Coordination
    tone: str
    remaining: Remaining | None


def shown_coordinations(coordinations: Iterable[Coordination]) -> list[CoordinationShown]:
    """All of them, with the deadlines counted once by the calendar of now."""
    found, today = list(coordinations), shanghai_day(timezone.now())
    days = clocks.calendar() if any(one.state == State.TO_EXECUTE for one in found) else None
    return [
        CoordinationShown(
            one,
            TONES[one.state],
            clocks.remaining(one.due, one.due_provisional, today, days)
            if days and one.due and one.state == State.TO_EXECUTE
            else None,
        )
        for one in found
    ]


def rest_in_words(line: Line, part: Rest) -> list[tuple[str, str]]:
    """Each kind of what is asked with its values, as a list of facts shows them."""
    items = [item.name for item in line.entry.items.all() if item.code in part.items]
    modes = [str(mode.label) for mode in Mode if mode.value in part.modes]
    told = [
        (_("信息项"), _("、").join(items)),
        (_("共享模式"), _("、").join(modes)),
        (_("记录范围"), (words_of(line.row_rule, line.entry) or _("全部记录")) if part.rows else ""),
        (_("每天人次"), str(line.volume) if part.volume else ""),
        (_("授权期限"), _("至 {day}").format(day=part.until.isoformat()) if part.until else ""),
    ]
    return [(label, words) for label, words in told if words]


def course_of(coordination: Coordination) -> list[Step]:
    """The provider's decision, what was done since, and what is waited for."""
    line = coordination.line
    steps = [_step(one) for one in coordination.steps.all()]
    provider = sides(coordination)[1]
    if coordination.state == State.HEARING:
        unheard = list_unheard(coordination)
        steps += [Step(_("陈述意见"), side.name, state="current") for side in unheard]
        steps.append(Step(_("出具协调意见"), _("平台主管部门"), state="waiting" if unheard else "current"))
    elif coordination.state == State.TO_EXECUTE:
        is_late = coordination.due is not None and shanghai_day(timezone.now()) > coordination.due
        steps.append(Step(_("执行协调意见"), provider.name, state="late" if is_late else "current"))
    elif coordination.state == State.ESCALATED:
        steps.append(Step(_("政府决定，或提供单位执行"), coordination.escalated_to, state="current"))
    asked = Step(pgettext("done", "提交申请"), line.application.consumer.name, line.application.submitted_at)
    return [asked, *steps]


def _step(step: CourseStep) -> Step:
    words = {
        "refused": pgettext("done", "不予授权"),
        "granted_in_part": pgettext("done", "部分授权"),
        "raised": pgettext("done", "提请协调"),
        "stated": pgettext("done", "陈述意见"),
        "opined": pgettext("done", "协调意见：应予授权"),
        "upheld": pgettext("done", "协调意见：维持提供单位决定"),
        "executed": pgettext("done", "执行协调意见，开通授权"),
        "escalated": pgettext("done", "报请本级政府"),
        "decided": pgettext("done", "登记政府决定，开通授权"),
        "decided_against": pgettext("done", "登记政府决定：不予授权"),
    }
    refused = step.act in ("refused", "upheld", "decided_against")
    note = "\n".join(part for part in (step.words, _("逾期办理") if step.was_late else "") if part)
    who = f"{step.agency_name} {step.actor_name}"
    return Step(words[step.act], who, step.at, "refused" if refused else "done", note)
