"""The course of an application, line by line: who, when, what next, who is waited for."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from yishu.catalogue.models import Category, Item
from yishu.core.calendar import shanghai_day
from yishu.node import clocks
from yishu.node.clocks import Remaining
from yishu.sharing.bounds import bounds_in_words
from yishu.sharing.coordination.course import course_of
from yishu.sharing.models import Coordination, Grant, Line
from yishu.sharing.rows import words_of
from yishu.shell.components import Step

TONES: dict[str, str] = {
    Line.State.IN_REVIEW: "warn",
    Line.State.GRANTED: "good",
    Line.State.REFUSED: "bad",
    Line.State.WITHDRAWN: "grey",
}


@dataclass(frozen=True, slots=True)
class LineShown:
    """A line with what a page needs beside it. `items`: each asked item and whether it was granted (None: not decided)."""

    line: Line
    tone: str
    remaining: Remaining | None
    items: list[tuple[Item, bool | None]]
    modes_granted: tuple[str, ...]
    rows_asked: str  # in words
    rows_granted: str
    bounds: str  # limits and networks, in words
    grant: Grant | None
    steps: list[Step]
    coordination: Coordination | None = None


@dataclass(frozen=True, slots=True)
class LineListed:
    """A line as a row of a list."""

    line: Line
    tone: str
    remaining: Remaining | None


def shown_lines(lines: Iterable[Line]) -> list[LineShown]:
    """All of them, with the deadlines counted once by the calendar of now."""
    return [_shown(line, remaining) for line, remaining in _counted(lines)]


def listed_lines(lines: Iterable[Line]) -> list[LineListed]:
    """The same for lists, of any length: no statement for each line."""
    return [LineListed(line, TONES[line.state], remaining) for line, remaining in _counted(lines)]


def _counted(lines: Iterable[Line]) -> list[tuple[Line, Remaining | None]]:
    found = list(lines)
    today = shanghai_day(timezone.now())
    days = clocks.calendar() if any(line.due for line in found) else None
    return [
        (line, clocks.remaining(line.due, line.due_provisional, today, days) if days and _waits(line) else None)
        for line in found
    ]


def _waits(line: Line) -> bool:
    return line.due is not None and line.state == Line.State.IN_REVIEW


def _shown(line: Line, remaining: Remaining | None) -> LineShown:
    grant: Grant | None = getattr(line, "grant", None)
    coordination: Coordination | None = getattr(line, "coordination", None)
    terms = grant.read_terms() if grant else None
    is_decided = line.state != Line.State.IN_REVIEW
    asked = [item for item in line.entry.items.all() if item.code in line.items]
    allowed = set(terms.items) if terms else set()
    return LineShown(
        line=line,
        tone=TONES[line.state],
        remaining=remaining,
        items=[(item, item.code in allowed if is_decided else None) for item in asked],
        modes_granted=terms.modes if terms else (),
        rows_asked=words_of(line.row_rule, line.entry),
        rows_granted=words_of(terms.rows, line.entry) if terms else "",
        bounds=bounds_in_words(terms) if terms else "",
        grant=grant,
        steps=_steps(line, grant, remaining),
        coordination=coordination,
    )


def _steps(line: Line, grant: Grant | None, remaining: Remaining | None) -> list[Step]:
    application = line.application
    if coordination := getattr(line, "coordination", None):
        return [*course_of(coordination), *_end(grant)]
    steps = [
        Step(
            pgettext("done", "提交申请"),
            f"{application.consumer.name} {application.submitted_by_name}",
            application.submitted_at,
        )
    ]
    provider = line.resource.provider_name
    if line.state == Line.State.IN_REVIEW:
        is_late = remaining is not None and remaining.days < 0
        if line.escalated_at is not None:
            steps.append(Step(_("逾期未答复，已报平台主管部门"), _("平台"), line.escalated_at, "late"))
        steps.append(Step(_("提供单位审核"), provider, state="late" if is_late else "current"))
        return [*steps, Step(_("开通授权"), state="waiting")]
    if line.state == Line.State.WITHDRAWN:
        who = f"{application.consumer.name} {line.decided_by_name}"
        return [*steps, Step(pgettext("done", "撤回申请"), who, line.decided_at, "refused", line.decision_reason)]
    if line.entry.category == Category.UNRESTRICTED:
        steps.append(Step(_("即时开通"), _("平台（非受限共享，无须审核）"), line.decided_at))
    else:
        refused = line.state == Line.State.REFUSED
        what = pgettext("done", "不予授权") if refused else _("同意授权")
        who = f"{provider} {line.decided_by_name}"
        state = "refused" if refused else "done"
        steps.append(Step(what, who, line.decided_at, state, line.decision_reason))
    return [*steps, *_end(grant)]


def _end(grant: Grant | None) -> list[Step]:
    if grant is None or grant.withdrawn_at is None:
        return []
    return [Step(_("授权终止"), "", grant.withdrawn_at, "refused", grant.withdrawal_reason)]
