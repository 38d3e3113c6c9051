"""A project's course: registered and looked up, planned, submitted by somebody else, given an opinion, looked at again at acceptance (12.1)."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import override

from yishu.agencies.models import Agency, Role
from yishu.agencies.roles import require, require_other
from yishu.audit import recording
from yishu.audit.record import Action, Outcome
from yishu.catalogue import codes
from yishu.catalogue.citing import check_words
from yishu.catalogue.collection import lines
from yishu.catalogue.errors import OpinionRequired
from yishu.catalogue.overseeing import require_coordinator
from yishu.catalogue.projects import queries
from yishu.catalogue.projects.errors import EntriesNotPlanned, NotTheProjectsAgency, ProjectWrongMoment
from yishu.catalogue.projects.models import AcceptanceCheck, PlannedEntry, Project, ProjectItem
from yishu.catalogue.queries import is_coordinator
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.core.errors import FieldError, Invalid
from yishu.core.text import is_plain
from yishu.node import clocks

MOST_SYSTEMS = 20
OPINIONS = {
    "pass": Project.State.PASSED,
    "conditional": Project.State.CONDITIONAL,
    "return": Project.State.RETURNED,
}


@dataclass(frozen=True, slots=True)
class ProjectDraft:
    """A project as its agency registers it: `names` are the items that it means to collect or keep, `keys` those that only recognise whom they are about."""

    name: str
    names: tuple[str, ...]
    systems: tuple[str, ...] = ()
    approval: str = ""
    budget: str = ""
    keys: tuple[str, ...] = ()


@transaction.atomic
def register_project(actor: Actor, draft: ProjectDraft, *, now: datetime) -> Project:
    """Register a project and look its items up in the catalogue."""
    require(actor, Role.CATALOGUER)
    _require_sound(draft)
    project = Project(
        number=codes.allocate(f"XM{shanghai_day(now):%Y%m%d}").replace("/", "-"), agency_id=actor.agency_id
    )
    return _write(actor, project, draft, now)


@transaction.atomic
def change_project(actor: Actor, number: str, draft: ProjectDraft, *, now: datetime) -> Project:
    """Write it anew before it is submitted, or after it was returned; laws and planned entries stay with items of the same name."""
    project = _own(actor, number)
    require(actor, Role.CATALOGUER)
    _require_open(project)
    _require_sound(draft)
    old = list(project.items.select_related("planned"))
    planned = {queries.folded(item.name): item.planned.name for item in old if item.planned}
    project = _write(actor, project, draft, now)
    anew = list(project.items.all())
    lines.carry_citations(old, anew)
    for item in anew:
        if entry := planned.get(queries.folded(item.name)):
            item.planned = PlannedEntry.objects.get_or_create(project=project, name=entry)[0]
    ProjectItem.objects.bulk_update(anew, [*lines.LAW_FIELDS, "planned"])
    return project


@transaction.atomic
def plan_entry(actor: Actor, number: str, name: str, positions: Sequence[int]) -> Project:
    """These new items will stand in a catalogue entry of this name."""
    project = _own(actor, number)
    require(actor, Role.CATALOGUER)
    _require_open(project)
    chosen = lines.chosen(project.items.all(), positions)
    if not name.strip() or len(name) > 200 or not is_plain(name):
        zh, en = "请填写条目名称，不超过 200 字。", "Name the entry, in at most 200 characters."
        raise Invalid(errors=[FieldError("name", "text", zh, en)])
    entry, _made = PlannedEntry.objects.get_or_create(project=project, name=name.strip())
    project.items.filter(pk__in=[item.pk for item in chosen]).update(planned=entry)
    project.planned.filter(items=None).delete()
    _record(actor, Action.PROJECT_REGISTERED, project, items=[item.name for item in chosen], why=entry.name)
    return project


@transaction.atomic
def cite_law(
    actor: Actor, number: str, positions: Sequence[int], *, law: str, article: str, reason: str, now: datetime
) -> Project:
    """A law lets the project collect these struck items all the same, if the coordinator finds so (15.2)."""
    project = _own(actor, number)
    require(actor, Role.CATALOGUER)
    _require_open(project)
    cited = lines.chosen(project.items.all(), positions)
    lines.cite(actor, cited, law=law, article=article, reason=reason, now=now)
    why = f"{law.strip()}{article.strip()}：{reason.strip()}"
    _record(actor, Action.PROJECT_LAW_CITED, project, items=[line.name for line in cited], why=why)
    return project


@transaction.atomic
def review_citation(
    actor: Actor, number: str, positions: Sequence[int], *, passes: bool, opinion: str = "", now: datetime
) -> Project:
    """The coordinator decides whether the cited law excepts these items."""
    project = queries.get_project(actor, number, lock=True)
    require_coordinator(actor)
    if project.state not in (Project.State.DRAFT, Project.State.SUBMITTED):
        raise _wrong_moment(project)
    reviewed = lines.chosen(project.items.all(), positions)
    for line in reviewed:
        require_other(actor, line.cited_by)
    check_words("opinion", opinion)
    lines.review(actor, reviewed, passes=passes, opinion=opinion, now=now)
    outcome = Outcome.ALLOWED if passes else Outcome.DENIED
    names = [line.name for line in reviewed]
    _record(actor, Action.PROJECT_LAW_REVIEWED, project, items=names, outcome=outcome, why=opinion.strip())
    return project


@transaction.atomic
def submit_project(actor: Actor, number: str, *, now: datetime) -> Project:
    """Somebody else of the agency sends it to the coordinator, whose clock starts. Items are looked up once more before."""
    project = _own(actor, number)
    require(actor, Role.REVIEWER, Role.SIGNER)
    require_other(actor, project.registered_by)
    _require_open(project)
    items = list(project.items.all())
    lines.look_up_again(items)
    ProjectItem.objects.bulk_update(items, lines.FOUND_FIELDS)
    if missing := [item.name for item in items if _is_added(item) and item.planned_id is None]:
        raise EntriesNotPlanned(names="、".join(missing))
    due = clocks.deadline(clocks.PROJECT_OPINION, now)
    project.state, project.submitted_at = Project.State.SUBMITTED, now
    project.submitted_by, project.submitted_by_name = actor.ref, actor.name
    project.due, project.due_provisional, project.opinion = due.date, due.provisional, ""
    project.save()
    struck = [item.name for item in items if item.is_struck]
    _record(actor, Action.PROJECT_SUBMITTED, project, items=[item.name for item in items], struck=struck)
    return project


@transaction.atomic
def give_opinion(actor: Actor, number: str, outcome: str, *, opinion: str = "", now: datetime) -> Project:
    """The coordinator passes the project, passes it with conditions, or returns it; never who registered or submitted it."""
    project = queries.get_project(actor, number, lock=True)
    require_coordinator(actor)
    if project.state != Project.State.SUBMITTED:
        raise _wrong_moment(project)
    require_other(actor, project.registered_by)
    require_other(actor, project.submitted_by)
    if outcome not in OPINIONS:
        zh, en = "意见须为：{known}。", "The opinion is one of {known}."
        raise Invalid(errors=[FieldError("outcome", "one_of", zh, en, known=", ".join(OPINIONS))])
    if outcome != "pass" and not opinion.strip():
        raise OpinionRequired
    check_words("opinion", opinion)
    if outcome != "return":
        lines.require_decided(project.items.all())
    was_late = bool(project.due and shanghai_day(now) > project.due)
    project.state, project.opinion = OPINIONS[outcome], opinion.strip()
    project.opined_by_name, project.opined_at = actor.name, now
    project.save(update_fields=["state", "opinion", "opined_by_name", "opined_at"])
    verdict = Outcome.DENIED if outcome == "return" else Outcome.ALLOWED
    _record(actor, Action.PROJECT_OPINED, project, outcome=verdict, why=opinion.strip(), late=was_late)
    return project


@transaction.atomic
def check_acceptance(actor: Actor, number: str, *, now: datetime) -> AcceptanceCheck:
    """At acceptance: were the planned entries registered, and the shared items applied for? Accepted once all were."""
    project = queries.get_project(actor, number, lock=True)
    if project.agency_id == actor.agency_id:
        require(actor, Role.CATALOGUER, Role.REVIEWER, Role.SIGNER)
    elif not is_coordinator(actor):
        raise NotTheProjectsAgency
    if project.state not in (Project.State.PASSED, Project.State.CONDITIONAL):
        raise _wrong_moment(project)
    results = queries.look_at_acceptance(project)
    agency = Agency.objects.get(pk=actor.agency_id)
    check = AcceptanceCheck.objects.create(
        project=project,
        at=now,
        by_name=actor.name,
        agency_name=agency.name,
        is_met=all(one.is_done for one in results),
        results=[asdict(one) for one in results],
    )
    if check.is_met:
        project.state = Project.State.ACCEPTED
        project.save(update_fields=["state"])
    missing = [one.name for one in results if not one.is_done]
    verdict = Outcome.ALLOWED if check.is_met else Outcome.DENIED
    _record(actor, Action.PROJECT_ACCEPTANCE_CHECKED, project, items=missing, outcome=verdict)
    return check


def _is_added(item: ProjectItem) -> bool:
    return not item.is_struck and not item.is_key


def _write(actor: Actor, project: Project, draft: ProjectDraft, now: datetime) -> Project:
    fields = lines.look_up(draft.names, draft.keys)
    project.name, project.systems = draft.name.strip(), [each.strip() for each in draft.systems if each.strip()]
    project.approval, project.budget = draft.approval.strip(), draft.budget.strip()
    project.registered_by, project.registered_by_name, project.registered_at = actor.ref, actor.name, now
    project.state = Project.State.DRAFT
    project.save()
    project.items.all().delete()
    project.planned.all().delete()
    ProjectItem.objects.bulk_create(ProjectItem(project=project, **each) for each in fields)
    _record(actor, Action.PROJECT_REGISTERED, project, items=[each["name"] for each in fields])
    return project


def _require_sound(draft: ProjectDraft) -> None:
    texts = (
        ("name", draft.name, 120, True),
        ("approval", draft.approval, 60, False),
        ("budget", draft.budget, 120, False),
    )
    wrong = [
        FieldError(field, "text", "请填写，不超过 {most} 字。", "Fill this in, at most {most} characters.", most=most)
        for field, text, most, needed in texts
        if (needed and not text.strip()) or len(text) > most or not is_plain(text) or "\n" in text.strip()
    ]
    systems = [each for each in draft.systems if each.strip()]
    if not systems or len(systems) > MOST_SYSTEMS or any(len(each) > 120 or not is_plain(each) for each in systems):
        zh = "请写明建设的系统，一行一个，最多 {most} 个，每个不超过 120 字。"
        en = "Name the systems that are built, one a line, {most} at most, each of at most 120 characters."
        wrong.append(FieldError("systems", "names", zh, en, most=MOST_SYSTEMS))
    if wrong:
        raise Invalid(errors=wrong)


def _own(actor: Actor, number: str) -> Project:
    project = queries.get_project(actor, number, lock=True)
    if project.agency_id != actor.agency_id:
        raise NotTheProjectsAgency
    return project


def _require_open(project: Project) -> None:
    if not project.is_open:
        raise _wrong_moment(project)


def _wrong_moment(project: Project) -> ProjectWrongMoment:
    with override("zh-hans"):
        zh = str(Project.State(project.state).label)
    with override("en"):
        return ProjectWrongMoment(state=zh, state_en=str(Project.State(project.state).label))


def _record(
    actor: Actor,
    action: Action,
    project: Project,
    *,
    items: list[str] | None = None,
    outcome: Outcome = Outcome.ALLOWED,
    **told: object,
) -> None:
    detail: dict[str, Any] = {name: value for name, value in told.items() if value}
    recording.record(actor, action, target=project.number, items=items, outcome=outcome, **detail)
