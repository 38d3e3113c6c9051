"""A task as a page shows it: its state in words, who has said what, its course."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from yishu.catalogue.tasks import queries
from yishu.catalogue.tasks.models import Answer, Bearing, Task
from yishu.catalogue.tasks.queries import TaskCount
from yishu.core.calendar import WorkCalendar, shanghai_day
from yishu.node import clocks
from yishu.node.clocks import Remaining
from yishu.shell.components import Step, Text

NOTHING = TaskCount(0, 0, 0, 0, 0, 0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class TaskShown:
    """A task with its state in words and its numbers; `remaining`: until the viewer's own agency has to answer."""

    task: Task
    word: Text
    tone: str
    count: TaskCount
    remaining: Remaining | None = None


@dataclass(slots=True)
class BearingShown:
    """A lower agency: what it agreed to or objects to, what was decided, by when it answers or is decided on."""

    bearing: Bearing
    remaining: Remaining | None
    is_silent: bool
    answers: list[Answer] = field(default_factory=list)

    def _count(self, *states: Answer.State) -> int:
        return sum(one.state in states for one in self.answers)

    @property
    def objected(self) -> list[Answer]:
        return [one for one in self.answers if one.state == Answer.State.OBJECTED]

    @property
    def agreed_count(self) -> int:
        return self._count(Answer.State.AGREED)

    @property
    def kept_count(self) -> int:
        return self._count(Answer.State.KEPT)

    @property
    def dropped_count(self) -> int:
        return self._count(Answer.State.DROPPED)


def shown_tasks(tasks: Iterable[Task], *, agency: int | None = None) -> list[TaskShown]:
    """All of them, counted in one statement; with `agency`, the days that it has left to answer."""
    found, today = list(tasks), shanghai_day(timezone.now())
    counts = queries.count_by_task(one.pk for one in found)
    own = Bearing.objects.filter(task__in=found, agency_id=agency, state=Bearing.State.WAITING) if agency else ()
    waiting = {bearing.task_id: bearing for bearing in own}
    days = clocks.calendar() if waiting else None
    return [
        TaskShown(
            one,
            *_look(one, counts.get(one.pk, NOTHING), today),
            counts.get(one.pk, NOTHING),
            _remaining(waiting[one.pk], today, days) if one.state == Task.State.LAID and one.pk in waiting else None,
        )
        for one in found
    ]


def shown_bearings(task: Task) -> list[BearingShown]:
    today, days = shanghai_day(timezone.now()), clocks.calendar()
    bearings = task.bearings.select_related("agency").prefetch_related("answers__item")
    shown = []
    for bearing in bearings:
        is_open = task.state == Task.State.LAID and bearing.state != Bearing.State.SETTLED
        is_silent = is_open and bearing.state == Bearing.State.WAITING and bool(bearing.due and today > bearing.due)
        remaining = _remaining(bearing, today, days) if is_open else None
        shown.append(BearingShown(bearing, remaining, is_silent, list(bearing.answers.all())))
    return shown


def course_of(task: Task) -> list[Step]:
    """What was done, then what is waited for."""
    steps = [
        Step(
            _act_words()[one.act],
            f"{one.agency_name} {one.actor_name}",
            one.at,
            "refused" if one.act in ("refused", "objected", "dropped", "ended") else "done",
            "\n".join(part for part in (one.words, _("逾期办理") if one.was_late else "") if part),
        )
        for one in task.steps.all()
    ]
    if task.state == Task.State.DRAFT:
        steps.append(Step(_("审签下达"), task.imposer.name, state="current"))
    elif task.state == Task.State.LAID:
        waiting = [bearing.agency.name for bearing in task.bearings.all() if bearing.state != Bearing.State.SETTLED]
        if waiting:
            steps.append(Step(_("逐项确定"), "、".join(waiting), state="current"))
    return steps


def _act_words() -> dict[str, str]:
    return {
        "registered": pgettext("done", "登记并核对"),
        "amended": pgettext("done", "修改并重新核对"),
        "cited": pgettext("done", "引用依据"),
        "passed": pgettext("done", "依据成立"),
        "refused": pgettext("done", "依据不成立"),
        "laid": pgettext("done", "审签下达"),
        "agreed": pgettext("done", "同意"),
        "objected": pgettext("done", "提出异议"),
        "kept": pgettext("done", "核定保留"),
        "dropped": pgettext("done", "核定取消"),
        "ended": pgettext("done", "终止"),
    }


def _look(task: Task, count: TaskCount, today: date) -> tuple[Text, str]:
    if task.state == Task.State.DRAFT:
        return (_("待审核依据"), "warn") if task.review_due else (_("拟制中"), "grey")
    if task.state != Task.State.LAID:
        return Task.State(task.state).label, "grey"
    if task.has_expired(today):
        return _("已到期"), "grey"
    return (_("征求下级意见"), "blue") if count.open_bearers else (_("执行中"), "good")


def _remaining(bearing: Bearing, today: date, days: WorkCalendar | None) -> Remaining | None:
    if bearing.due is None or days is None:
        return None
    return clocks.remaining(bearing.due, bearing.due_provisional, today, days)
