"""Reading projects, and what of their lists doubles other projects, or is there by now (12.1)."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Func, QuerySet

from yishu.catalogue.collection.lines import Found
from yishu.catalogue.models import Item
from yishu.catalogue.overseeing import oversees
from yishu.catalogue.projects import uses
from yishu.catalogue.projects.errors import ProjectNotFound
from yishu.catalogue.projects.models import Project, ProjectItem
from yishu.catalogue.vocabulary import ResourceState
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.core.text import fold

MOST_DOUBLES = 200


def list_projects(actor: Actor) -> QuerySet[Project]:
    """One's own agency's; all for the coordinator and inspectors."""
    projects = Project.objects.select_related("agency")
    return projects if oversees(actor) else projects.filter(agency_id=actor.agency_id)


def get_project(actor: Actor, number: str, *, lock: bool = False) -> Project:
    projects = list_projects(actor)
    if lock:
        projects = projects.select_for_update(of=("self",))
    found = projects.filter(number=number).first()
    if found is None:
        raise ProjectNotFound(number=number)
    return found


def list_submitted() -> QuerySet[Project]:
    """What waits for the coordinator, the most urgent first."""
    return Project.objects.filter(state=Project.State.SUBMITTED).select_related("agency").order_by("due", "pk")


def list_late(now: datetime) -> QuerySet[Project]:
    """What waits for the coordinator past its day."""
    return list_submitted().filter(due__lt=shanghai_day(now))


@dataclass(frozen=True, slots=True)
class Double:
    """An item that another project means to collect as well."""

    item: str
    project: str
    number: str
    agency: str


def list_doubles(project: Project, items: list[ProjectItem]) -> list[Double]:
    """The items that the platform lacks and other projects, not returned, plan too: agree on who collects before either does."""
    names = {folded(item.name): item.name for item in items if item.found != Found.OBTAINABLE and not item.is_key}
    others = ProjectItem.objects.exclude(project=project).exclude(project__state=Project.State.RETURNED)
    others = others.exclude(found=Found.OBTAINABLE).annotate(folded=Func(F("name"), function="yishu_folded"))
    doubled = others.filter(folded__in=names, is_key=False).select_related("project__agency")
    return [
        Double(names[one.folded], one.project.name, one.project.number, one.project.agency.name)
        for one in doubled.order_by("project", "position")[:MOST_DOUBLES]
    ]


@dataclass(frozen=True, slots=True)
class Result:
    """One point of the check at acceptance. `what`: planned (an item that the agency's own entry should have), reuse (an item to be applied for)."""

    what: str
    name: str
    is_done: bool
    found: str


def look_at_acceptance(project: Project) -> list[Result]:
    """Whether each new item stands in a published entry of the agency, and each item had by sharing was applied for."""
    items = list(project.items.select_related("resource", "planned").order_by("position"))
    return [*_planned(project, items), *_reused(project, items)]


def _planned(project: Project, items: list[ProjectItem]) -> list[Result]:
    added = [item for item in items if not item.is_struck and not item.is_key]
    own = Item.objects.filter(
        entry__resource__provider_id=project.agency_id,
        entry__resource__state=ResourceState.PUBLISHED,
        entry__resource__current=F("entry"),
        folded__in=[folded(item.name) for item in added],
    )
    held = {each.folded: each.entry.resource.code for each in own.select_related("entry__resource")}
    return [
        Result("planned", item.name, folded(item.name) in held, held.get(folded(item.name), str(item.planned or "")))
        for item in added
    ]


def _reused(project: Project, items: list[ProjectItem]) -> list[Result]:
    struck = [item for item in items if item.is_struck and item.resource]
    applied = uses.list_applied(project.agency_id, [item.resource.pk for item in struck if item.resource])
    found = []
    for item in struck:
        assert item.resource is not None
        own = item.resource.provider_id == project.agency_id
        is_done = own or item.item_code in applied.get(item.resource.pk, set())
        found.append(Result("reuse", item.name, is_done, item.resource.code))
    return found


def folded(name: str) -> str:
    """A name as the catalogue's column `folded` has it: without any blank."""
    return "".join(fold(name).split())
