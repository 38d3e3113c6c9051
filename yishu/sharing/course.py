"""The course of an application, line by line: who, when, what next, who is waited for."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from yishu.catalogue.models import Item
from yishu.catalogue.vocabulary import Category
from yishu.core.actor import Actor
from yishu.core.calendar import WorkCalendar, shanghai_day
from yishu.node import clocks
from yishu.node.clocks import Remaining
from yishu.sharing.bounds import bounds_in_words
from yishu.sharing.checking.models import Check
from yishu.sharing.coordination.course import course_of
from yishu.sharing.coordination.rest import rest_of
from yishu.sharing.models import OPEN, Coordination, Grant, Line
from yishu.sharing.rows import words_of
from yishu.sharing.sending import is_restricted
from yishu.sharing.signing.course import shown_rounds, steps_of
from yishu.sharing.signing.models import Round, Stage
from yishu.sharing.signing.queries import list_rounds
from yishu.shell.components import Step

TONES: dict[str, str] = {
    Line.State.SIGNING: "blue",
    Line.State.CHECKING: "blue",
    Line.State.RETURNED: "warn",
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
    is_disputable: bool = False  # refused, or granted in part
    rounds: list[Round] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class LineListed:
    """A line as a row of a list."""

    line: Line
    tone: str
    remaining: Remaining | None


def listed_lines(lines: Iterable[Line]) -> list[LineListed]:
    """For lists of any length: no statement for each line."""
    found, today = list(lines), shanghai_day(timezone.now())
    days = clocks.calendar() if any(line.due for line in found) else None
    return [LineListed(line, TONES[line.state], _remaining(_Way(line, None, [], [], days), today)) for line in found]


def shown_lines(lines: Iterable[Line], viewer: Actor | None = None) -> list[LineShown]:
    """All of them, with the deadlines counted once by the calendar of now; for a `viewer` with the sign-off of their own side and the formal checks.

    Of the other side's sign-off they see who signed what has left it, and no opinions.
    """
    found = list(lines)
    today = shanghai_day(timezone.now())
    rounds = list_rounds(found) if viewer else []
    checks = list(Check.objects.filter(application__in={line.application_id for line in found})) if viewer else []
    days = clocks.calendar() if checks or any(line.due for line in found) else None
    agency = viewer.agency_id if viewer else None
    shown = []
    for line in found:
        its_rounds = [one for one in rounds if one.application_id == line.application_id and _is_of(one, line)]
        its_checks = [one for one in checks if one.application_id == line.application_id and is_restricted(line)]
        way = _Way(line, agency, its_rounds, its_checks, days)
        shown.append(_shown(way, _remaining(way, today)))
    return shown


@dataclass(frozen=True, slots=True)
class _Way:
    """A line and what happened on its way, as one side sees it."""

    line: Line
    agency: int | None
    rounds: list[Round]
    checks: list[Check]
    days: WorkCalendar | None


def _is_of(one: Round, line: Line) -> bool:
    return one.line_id in (None, line.pk)


def _remaining(way: _Way, today: date) -> Remaining | None:
    """Of the clock that runs now: the coordinator's, or the provider's."""
    line, days = way.line, way.days
    if days is None:
        return None
    if line.state == Line.State.CHECKING and way.checks:
        return clocks.remaining(way.checks[-1].due, way.checks[-1].due_provisional, today, days)
    if line.state == Line.State.IN_REVIEW and line.due is not None:
        return clocks.remaining(line.due, line.due_provisional, today, days)
    return None


def _shown(way: _Way, remaining: Remaining | None) -> LineShown:
    line = way.line
    grant: Grant | None = getattr(line, "grant", None)
    coordination: Coordination | None = getattr(line, "coordination", None)
    terms = grant.read_terms() if grant else None
    is_decided = line.state not in OPEN
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
        steps=_steps(way, grant, remaining),
        coordination=coordination,
        is_disputable=line.state == Line.State.REFUSED or bool(rest_of(line, shanghai_day(timezone.now()))),
        rounds=shown_rounds(way.rounds, way.agency),
        checks=way.checks,
    )


def _steps(way: _Way, grant: Grant | None, remaining: Remaining | None) -> list[Step]:
    line = way.line
    application = line.application
    if coordination := getattr(line, "coordination", None):
        return [*course_of(coordination), *_end(grant)]
    own, ahead = steps_of(way.rounds, Stage.APPLICATION, way.agency)
    inner, inner_ahead = steps_of(way.rounds, Stage.DECISION, way.agency)
    steps = sorted([*own, *_sent(way), *inner], key=lambda step: step.when or timezone.now())
    provider = line.resource.provider_name
    is_late = remaining is not None and remaining.days < 0
    if line.state == Line.State.SIGNING:
        return [*steps, *ahead, Step(pgettext("done", "提交申请"), application.consumer.name, state="waiting")]
    if line.state == Line.State.RETURNED:
        return [*steps, Step(_("补正后重新提交"), application.consumer.name, state="current")]
    if line.state == Line.State.CHECKING:
        steps.append(Step(_("形式审查"), _("平台主管部门"), state="late" if is_late else "current"))
        return [*steps, Step(_("提供单位审核"), provider, state="waiting"), Step(_("开通授权"), state="waiting")]
    if line.state == Line.State.IN_REVIEW:
        if line.escalated_at is not None:
            steps.append(Step(_("逾期未答复，已报平台主管部门"), _("平台"), line.escalated_at, "late"))
        steps.append(Step(_("提供单位审核"), provider, state="late" if is_late else "current"))
        return [*steps, *inner_ahead, Step(_("开通授权"), state="waiting")]
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


def _sent(way: _Way) -> list[Step]:
    """Each time that it left the applicant, and what came of each formal check."""
    application = way.line.application
    who = f"{application.consumer.name} {application.submitted_by_name}"
    sent = [Step(pgettext("done", "提交申请"), who, check.begun_at) for check in way.checks]
    if not sent and way.line.reached_at is not None:
        sent = [Step(pgettext("done", "提交申请"), who, application.submitted_at)]
    return [*sent, *(_checked(check, way.days) for check in way.checks if check.by)]


def _checked(check: Check, days: WorkCalendar | None) -> Step:
    """Its time apart from the provider's."""
    passed, note = check.state == Check.State.PASSED, "；".join([*check.missing_words, check.words]).strip("；")
    if days is not None and check.ended_at is not None:
        n = days.working_days_between(shanghai_day(check.begun_at), shanghai_day(check.ended_at))
        note = "；".join(part for part in (note, _("用时 {n} 个工作日").format(n=n)) if part)
    if check.was_late:
        note += _("（逾期）")
    what = _("形式审查通过，转送提供单位") if passed else _("形式审查退回补正")
    return Step(
        what, _("平台主管部门 {name}").format(name=check.by_name), check.ended_at, "done" if passed else "refused", note
    )


def _end(grant: Grant | None) -> list[Step]:
    if grant is None or grant.withdrawn_at is None:
        return []
    return [Step(_("授权终止"), "", grant.withdrawn_at, "refused", grant.withdrawal_reason)]
