"""A task up to its being laid, and its end: registered, looked up, excepted by law, signed by somebody else, changed, ended (16.2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from yishu.agencies.models import Agency, Role
from yishu.agencies.roles import require, require_other
from yishu.audit import recording
from yishu.audit.record import Action, Outcome
from yishu.catalogue import codes
from yishu.catalogue.citing import check_words
from yishu.catalogue.collection import lines
from yishu.catalogue.collection.lines import CollectedLine
from yishu.catalogue.errors import OpinionRequired
from yishu.catalogue.overseeing import require_coordinator
from yishu.catalogue.tasks import queries
from yishu.catalogue.tasks.errors import NothingToCollect, NotTheImposer
from yishu.catalogue.tasks.models import IN_EFFECT, Answer, Bearing, Cycle, Task, TaskItem
from yishu.catalogue.tasks.steps import add_step, wrong_moment
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.core.errors import FieldError, Invalid
from yishu.core.text import fold, is_plain
from yishu.node import clocks

MOST_BEARERS = 300


@dataclass(frozen=True, slots=True)
class TaskDraft:
    """What is asked of whom. `bearers` are credit codes; `keys` those of `names` that only recognise whom the task is about."""

    title: str
    basis: str
    cycle: str
    until: date
    names: tuple[str, ...]
    bearers: tuple[str, ...]
    keys: tuple[str, ...] = ()


@transaction.atomic
def register_task(actor: Actor, draft: TaskDraft, *, now: datetime) -> Task:
    """Put a task on the register and look its items up: what can be had by sharing is struck out at once."""
    require(actor, Role.CATALOGUER)
    bearers = _checked(actor, draft, now)
    number = codes.allocate(f"CJ{shanghai_day(now):%Y%m%d}").replace("/", "-")
    task = _write(actor, Task(number=number), draft, bearers, now)
    _record(actor, Action.TASK_REGISTERED, task)
    return task


@transaction.atomic
def change_task(actor: Actor, number: str, draft: TaskDraft, *, now: datetime) -> Task:
    """Write the draft anew; of a task that was laid, the next version beside it. Laws that were cited stay with items of the same name."""
    last = queries.get_latest(actor, number, lock=True)
    require(actor, Role.CATALOGUER)
    _require_imposer(actor, last)
    if last.state not in (Task.State.DRAFT, Task.State.LAID):
        raise wrong_moment(last)
    bearers, old = _checked(actor, draft, now), list(last.items.all())
    is_amended = last.state == Task.State.DRAFT
    task = _write(actor, last if is_amended else Task(number=number, version=last.version + 1), draft, bearers, now)
    anew = list(task.items.all())
    lines.carry_citations(old, anew)
    TaskItem.objects.bulk_update(anew, lines.LAW_FIELDS)
    _await_review(task, now)
    _record(actor, Action.TASK_REGISTERED, task)
    return task


@transaction.atomic
def cite_law(
    actor: Actor, number: str, positions: Sequence[int], *, law: str, article: str, reason: str, now: datetime
) -> Task:
    """A law lets these struck items be collected all the same, if the coordinator finds so (15.2)."""
    task = _own_draft(actor, number)
    require(actor, Role.CATALOGUER)
    cited = lines.chosen(task.items.all(), positions)
    lines.cite(actor, cited, law=law, article=article, reason=reason, now=now)
    _await_review(task, now)
    names = [line.name for line in cited]
    add_step(actor, task, "cited", words=f"{law.strip()}{article.strip()}：{'、'.join(names)}", now=now)
    _record(actor, Action.TASK_LAW_CITED, task, items=names, why=f"{law.strip()}{article.strip()}：{reason.strip()}")
    return task


@transaction.atomic
def review_citation(
    actor: Actor, number: str, positions: Sequence[int], *, passes: bool, opinion: str = "", now: datetime
) -> Task:
    """The coordinator decides whether the cited law excepts these items. Never whoever cited it."""
    task = queries.get_latest(actor, number, lock=True)
    require_coordinator(actor)
    if task.state != Task.State.DRAFT:
        raise wrong_moment(task)
    reviewed = lines.chosen(task.items.all(), positions)
    for line in reviewed:
        require_other(actor, line.cited_by)
    check_words("opinion", opinion)
    lines.review(actor, reviewed, passes=passes, opinion=opinion, now=now)
    is_late = bool(task.review_due and shanghai_day(now) > task.review_due)
    _await_review(task, now)
    names = [line.name for line in reviewed]
    words = "：".join(part for part in ("、".join(names), opinion.strip()) if part)
    add_step(actor, task, "passed" if passes else "refused", words=words, was_late=is_late, now=now)
    outcome = Outcome.ALLOWED if passes else Outcome.DENIED
    _record(actor, Action.TASK_LAW_REVIEWED, task, items=names, outcome=outcome, why=opinion.strip())
    return task


@transaction.atomic
def lay_task(actor: Actor, number: str, *, now: datetime) -> Task:
    """Somebody else of the agency signs the task: it goes to the lower agencies, whose clock starts. Items are looked up once more before."""
    task = _own_draft(actor, number)
    require(actor, Role.REVIEWER, Role.SIGNER)
    require_other(actor, task.registered_by)
    _require_time_left(task.until, now)
    items = list(task.items.all())
    lines.require_decided(items)
    lines.look_up_again(items)
    TaskItem.objects.bulk_update(items, lines.FOUND_FIELDS)
    asked = [item for item in items if not item.is_struck]
    if not any(not item.is_key for item in asked):
        raise NothingToCollect
    before = Task.objects.filter(number=number, state=Task.State.LAID).first()
    if before is not None:
        before.state = Task.State.SUPERSEDED
        before.save(update_fields=["state"])
    task.state, task.signed_at = Task.State.LAID, now
    task.signed_by, task.signed_by_name = actor.ref, actor.name
    task.save(update_fields=["state", "signed_at", "signed_by", "signed_by_name"])
    _start_clocks(task, asked, before, now)
    add_step(actor, task, "laid", now=now)
    struck = [item.name for item in items if item.is_struck]
    _record(actor, Action.TASK_LAID, task, items=[item.name for item in asked], struck=struck)
    return task


@transaction.atomic
def end_task(actor: Actor, number: str, *, reason: str, now: datetime) -> Task:
    """The task is over before its day: by the agency that laid it, or by the coordinator. A draft beside it goes with it."""
    task = queries.get_latest(actor, number, lock=True)
    if task.imposer_id == actor.agency_id:
        require(actor, Role.REVIEWER, Role.SIGNER)
    else:
        require_coordinator(actor)
    if not reason.strip():
        raise OpinionRequired
    check_words("reason", reason)
    if task.state not in (Task.State.DRAFT, Task.State.LAID):
        raise wrong_moment(task)
    for version in Task.objects.filter(number=number, state__in=[Task.State.DRAFT, Task.State.LAID]):
        version.state, version.ended_at, version.end_reason = Task.State.ENDED, now, reason.strip()
        version.save(update_fields=["state", "ended_at", "end_reason"])
        add_step(actor, version, "ended", words=reason, now=now)
        task = version if version.pk == task.pk else task
    _record(actor, Action.TASK_ENDED, task, why=reason.strip())
    return task


def _checked(actor: Actor, draft: TaskDraft, now: datetime) -> list[Agency]:
    """Raises Invalid; gives the agencies that are named."""
    wrong = [
        FieldError(field, "text", "请填写，不超过 {most} 字。", "Fill this in, at most {most} characters.", most=most)
        for field, text, most in (("title", draft.title, 120), ("basis", draft.basis, 300))
        if not text.strip() or len(text) > most or not is_plain(text) or "\n" in text.strip()
    ]
    if draft.cycle not in Cycle.values:
        zh, en = "采集频度须为：{known}。", "The cycle is one of {known}."
        wrong.append(FieldError("cycle", "one_of", zh, en, known=", ".join(Cycle.values)))
    known = {agency.code: agency for agency in queries.list_lower(actor.agency_id)}
    if not draft.bearers or len(set(draft.bearers)) > MOST_BEARERS:
        zh, en = "请选择下级单位，最多 {most} 个。", "Choose the lower agencies, {most} at most."
        wrong.append(FieldError("bearers", "required", zh, en, most=MOST_BEARERS))
    elif strange := [code for code in draft.bearers if code not in known]:
        zh = "{code} 不是本单位的下级单位：只能向下级区划的单位或者隶属本单位的单位布置（第十六条）。"
        en = "{code} is no lower agency: tasks are laid on agencies of lower divisions, or below your own in the tree (Art. 16)."
        wrong.append(FieldError("bearers", "lower_agency", zh, en, code=strange[0]))
    if wrong:
        raise Invalid(errors=wrong)
    _require_time_left(draft.until, now)
    return [known[code] for code in dict.fromkeys(draft.bearers)]


def _require_time_left(until: date, now: datetime) -> None:
    if until <= shanghai_day(now):
        zh, en = "截止日期须在今天之后。", "The last day is after today."
        raise Invalid(errors=[FieldError("until", "in_the_future", zh, en)])


def _write(actor: Actor, task: Task, draft: TaskDraft, bearers: list[Agency], now: datetime) -> Task:
    """A new version, or a draft written anew: its lists take the place of those that it had."""
    fields = lines.look_up(draft.names, draft.keys)
    act = "registered" if task.pk is None else "amended"
    task.imposer_id = actor.agency_id
    task.title, task.basis = draft.title.strip(), draft.basis.strip()
    task.cycle, task.until = draft.cycle, draft.until
    task.registered_by, task.registered_by_name, task.registered_at = actor.ref, actor.name, now
    task.save()
    task.items.all().delete()
    task.bearings.all().delete()
    TaskItem.objects.bulk_create(TaskItem(task=task, **each) for each in fields)
    Bearing.objects.bulk_create(Bearing(task=task, agency=agency) for agency in bearers)
    add_step(actor, task, act, words="、".join(agency.name for agency in bearers), now=now)
    return task


def _start_clocks(task: Task, asked: list[TaskItem], before: Task | None, now: datetime) -> None:
    """Each lower agency's clock. What one agreed to before is not asked of it again, unless it is asked more often or for longer."""
    due = clocks.deadline(clocks.COLLECTION_ANSWER, now)
    settled = _settled_before(task, before)
    for bearing in task.bearings.all():
        kept = settled.get(bearing.agency_id, {})
        carried = [
            Answer(bearing=bearing, item=item, state=kept[fold(item.name)], is_carried=True)
            for item in asked
            if fold(item.name) in kept
        ]
        Answer.objects.bulk_create(carried)
        bearing.due, bearing.due_provisional = due.date, due.provisional
        bearing.state = Bearing.State.SETTLED if len(carried) == len(asked) else Bearing.State.WAITING
        bearing.save(update_fields=["due", "due_provisional", "state"])


def _settled_before(task: Task, before: Task | None) -> dict[int, dict[str, str]]:
    """agency → folded item name → state, of the version before; empty where more is asked now."""
    if before is None or before.cycle != task.cycle or task.until > before.until:
        return {}
    found: dict[int, dict[str, str]] = {}
    answers = Answer.objects.filter(bearing__task=before, state__in=IN_EFFECT)
    for agency, name, state in answers.values_list("bearing__agency_id", "item__name", "state"):
        found.setdefault(agency, {})[fold(name)] = state
    return found


def _await_review(task: Task, now: datetime) -> None:
    """The coordinator's clock runs while a cited law waits."""
    waits = task.items.filter(citation=CollectedLine.Citation.WAITING).exists()
    if waits and task.review_due is None:
        task.review_due = clocks.deadline(clocks.COLLECTION_REVIEW, now).date
    elif not waits:
        task.review_due = None
    task.save(update_fields=["review_due"])


def _own_draft(actor: Actor, number: str) -> Task:
    task = queries.get_latest(actor, number, lock=True)
    _require_imposer(actor, task)
    if task.state != Task.State.DRAFT:
        raise wrong_moment(task)
    return task


def _require_imposer(actor: Actor, task: Task) -> None:
    if task.imposer_id != actor.agency_id:
        raise NotTheImposer


def _record(
    actor: Actor,
    action: Action,
    task: Task,
    *,
    items: list[str] | None = None,
    struck: list[str] | None = None,
    outcome: Outcome = Outcome.ALLOWED,
    why: str = "",
) -> None:
    detail: dict[str, Any] = {name: value for name, value in (("struck", struck), ("why", why)) if value}
    recording.record(actor, action, target=task.number, version=task.version, items=items, outcome=outcome, **detail)
