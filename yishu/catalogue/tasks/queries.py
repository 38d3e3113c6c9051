"""Reading tasks: what is laid on one's own agency, what it lays, and all for the coordinator and inspectors; and counting them (16.2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from yishu.agencies.models import Agency
from yishu.catalogue.overseeing import oversees
from yishu.catalogue.tasks.errors import TaskNotFound
from yishu.catalogue.tasks.models import Bearing, Task
from yishu.catalogue.tasks.steps import wrong_moment
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day

SHOWN = (Task.State.LAID, Task.State.SUPERSEDED, Task.State.ENDED)


def list_lower(agency_id: int) -> list[Agency]:
    """The active agencies below one: those of divisions below its own, and those below it in the tree of agencies; counterparts first."""
    with connection.cursor() as cursor:
        cursor.execute(_LOWER, {"agency": agency_id})
        order = {row[0]: n for n, row in enumerate(cursor.fetchall())}
    found = Agency.objects.filter(pk__in=order).select_related("division")
    return sorted(found, key=lambda agency: order[agency.pk])


def list_counterparts(agency_id: int) -> set[int]:
    """The ids of those that are below an agency in the tree of agencies itself."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTERPARTS + "select id from counterparts", {"agency": agency_id})
        return {row[0] for row in cursor.fetchall()}


def list_imposed(actor: Actor) -> QuerySet[Task]:
    """What one's own agency lays, each number in its newest version, drafts included."""
    return _newest().filter(imposer_id=actor.agency_id)


def list_borne(actor: Actor) -> QuerySet[Task]:
    """What is laid on one's own agency, each number in the newest version that was laid."""
    own = Bearing.objects.filter(task=OuterRef("pk"), agency_id=actor.agency_id)
    return _newest(state__in=SHOWN).filter(Exists(own), signed_at__isnull=False)


def list_all(actor: Actor) -> QuerySet[Task]:
    """Every task of the node in its newest version; nothing for whoever is neither coordinator nor inspector."""
    return _newest() if oversees(actor) else Task.objects.none()


def get_latest(actor: Actor, number: str, *, lock: bool = False) -> Task:
    """The newest version of a task that the actor may see; for a lower agency the newest that was laid."""
    return _get(_may_see(actor), number, lock=lock)


def get_version(actor: Actor, number: str, version: int) -> Task:
    return _get(_may_see(actor).filter(version=version), number, lock=False)


def get_laid(actor: Actor, number: str, *, lock: bool = False) -> Task:
    """The version that is laid on the lower agencies now. Raises TaskWrongMoment where none is."""
    allowed = _may_see(actor)
    task = allowed.filter(number=number, state=Task.State.LAID).first()
    if task is None:
        raise wrong_moment(_get(allowed, number, lock=False))
    return _get(allowed.filter(pk=task.pk), number, lock=lock)


def list_versions(actor: Actor, number: str) -> QuerySet[Task]:
    return _may_see(actor).filter(number=number).order_by("-version")


def list_open_bearings(*states: Bearing.State) -> QuerySet[Bearing]:
    """Agencies whose answer, or objections whose decision, is still to come, the most urgent first."""
    found = Bearing.objects.filter(task__state=Task.State.LAID, state__in=states)
    return found.select_related("agency", "task__imposer").order_by("due", "pk")


def list_late_bearings(now: datetime) -> QuerySet[Bearing]:
    """Agencies that have not answered by their day, and objections that nobody decided by theirs."""
    waiting = list_open_bearings(Bearing.State.WAITING, Bearing.State.OBJECTED)
    return waiting.filter(due__lt=shanghai_day(now))


def list_waiting_reviews() -> QuerySet[Task]:
    """Drafts whose cited law waits for the coordinator, the most urgent first."""
    waiting = Task.objects.filter(state=Task.State.DRAFT, review_due__isnull=False)
    return waiting.select_related("imposer").order_by("review_due", "pk")


def list_late_reviews(now: datetime) -> QuerySet[Task]:
    """Drafts whose cited law waits past its day."""
    return list_waiting_reviews().filter(review_due__lt=shanghai_day(now))


def _may_see(actor: Actor) -> QuerySet[Task]:
    tasks = Task.objects.all()
    if oversees(actor):
        return tasks
    bears = Exists(Bearing.objects.filter(task=OuterRef("pk"), agency_id=actor.agency_id))
    return tasks.filter(Q(imposer_id=actor.agency_id) | (Q(signed_at__isnull=False) & bears))


def _get(tasks: QuerySet[Task], number: str, *, lock: bool) -> Task:
    if lock:
        tasks = tasks.select_for_update(of=("self",))
    found = tasks.filter(number=number).select_related("imposer").order_by("-version").first()
    if found is None:
        raise TaskNotFound(number=number)
    return found


def _newest(**among: object) -> QuerySet[Task]:
    later = Task.objects.filter(number=OuterRef("number"), version__gt=OuterRef("version"), **among)
    return Task.objects.filter(~Exists(later), **among).select_related("imposer")


@dataclass(frozen=True, slots=True)
class TaskCount:
    """A task in numbers. Of its items: looked up, struck out; of the answers asked of its bearers: agreed, objected, kept, dropped, unanswered; bearers that are not settled."""

    items: int
    struck: int
    bearers: int
    open_bearers: int
    agreed: int
    objected: int
    kept: int
    dropped: int
    unanswered: int


def count_by_task(ids: Iterable[int]) -> dict[int, TaskCount]:
    """One statement for all of them."""
    with connection.cursor() as cursor:
        cursor.execute(_TASK_COUNTS, {"ids": list(ids)})
        return {row[0]: TaskCount(*row[1:]) for row in cursor.fetchall()}


@dataclass(frozen=True, slots=True)
class AgencyCount:
    """An agency in numbers: tasks that it lays and bears now; of those it lays, items looked up, struck out, agreed by lower agencies, objected to, kept, dropped, unanswered."""

    code: str
    name: str
    imposed: int
    borne: int
    items: int
    struck: int
    agreed: int
    objected: int
    kept: int
    dropped: int
    unanswered: int


def count_by_agency(actor: Actor, now: datetime) -> list[AgencyCount]:
    """Agencies that lay or bear tasks in force, those that lay most first; one's own only, for whoever does not see all."""
    only = None if oversees(actor) else actor.agency_id
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, {"today": shanghai_day(now), "only": only})
        return [AgencyCount(*row) for row in cursor.fetchall()]


_COUNTERPARTS = """
with recursive counterparts as (
    select id from agencies_agency where parent_id = %(agency)s and is_active
    union
    select a.id from agencies_agency a join counterparts c on a.parent_id = c.id where a.is_active
)
"""

_LOWER = (
    _COUNTERPARTS
    + """,
divisions as (
    select d.code from node_division d join agencies_agency a on d.parent_id = a.division_id where a.id = %(agency)s
    union
    select d.code from node_division d join divisions u on d.parent_id = u.code
)
select a.id from agencies_agency a
where a.is_active and a.id <> %(agency)s
    and (a.id in (select id from counterparts) or a.division_id in (select code from divisions))
order by a.id not in (select id from counterparts), a.division_id, a.code
"""
)

_STRUCK = "i.found = 'obtainable' and not i.is_key and i.citation <> 'passed'"

_TASK_COUNTS = f"""
with items as (
    select i.task_id, count(*) as items, count(*) filter (where {_STRUCK}) as struck
    from collection_tasks_taskitem i where i.task_id = any(%(ids)s) group by i.task_id
),
bearers as (
    select b.task_id, count(*) as bearers, count(*) filter (where b.state <> 'settled') as open_bearers
    from collection_tasks_bearing b where b.task_id = any(%(ids)s) group by b.task_id
),
answers as (
    select b.task_id, count(*) filter (where a.state = 'agreed') as agreed,
        count(*) filter (where a.state = 'objected') as objected, count(*) filter (where a.state = 'kept') as kept,
        count(*) filter (where a.state = 'dropped') as dropped, count(*) filter (where a.state is null) as unanswered
    from collection_tasks_bearing b
    join collection_tasks_taskitem i on i.task_id = b.task_id and not ({_STRUCK})
    left join collection_tasks_answer a on a.bearing_id = b.id and a.item_id = i.id
    where b.task_id = any(%(ids)s) group by b.task_id
)
select items.task_id, items, struck, coalesce(bearers, 0), coalesce(open_bearers, 0), coalesce(agreed, 0),
    coalesce(objected, 0), coalesce(kept, 0), coalesce(dropped, 0), coalesce(unanswered, 0)
from items left join bearers using (task_id) left join answers using (task_id)
"""

# Counted are the versions in force: laid, and not past their last day. An item is asked once for each agency that bears it.
_COUNTS = f"""
with live as (
    select id, imposer_id from collection_tasks_task where state = 'laid' and until >= %(today)s
),
items as (
    select l.imposer_id, count(*) as items,
        count(*) filter (where {_STRUCK}) as struck
    from live l join collection_tasks_taskitem i on i.task_id = l.id group by l.imposer_id
),
asked as (
    select l.imposer_id, a.state
    from live l join collection_tasks_bearing b on b.task_id = l.id
    join collection_tasks_taskitem i on i.task_id = l.id
        and not ({_STRUCK})
    left join collection_tasks_answer a on a.bearing_id = b.id and a.item_id = i.id
),
answers as (
    select imposer_id, count(*) filter (where state = 'agreed') as agreed,
        count(*) filter (where state = 'objected') as objected, count(*) filter (where state = 'kept') as kept,
        count(*) filter (where state = 'dropped') as dropped, count(*) filter (where state is null) as unanswered
    from asked group by imposer_id
),
imposed as (select imposer_id, count(*) as imposed from live group by imposer_id),
borne as (
    select b.agency_id, count(*) as borne from live l join collection_tasks_bearing b on b.task_id = l.id group by b.agency_id
)
select a.code, a.name, coalesce(imposed, 0), coalesce(borne, 0), coalesce(items, 0), coalesce(struck, 0),
    coalesce(agreed, 0), coalesce(objected, 0), coalesce(kept, 0), coalesce(dropped, 0), coalesce(unanswered, 0)
from agencies_agency a left join imposed on imposed.imposer_id = a.id left join borne on borne.agency_id = a.id
left join items on items.imposer_id = a.id left join answers on answers.imposer_id = a.id
where (imposed is not null or borne is not null) and (%(only)s::bigint is null or a.id = %(only)s)
order by coalesce(imposed, 0) desc, coalesce(borne, 0) desc, a.code
"""
