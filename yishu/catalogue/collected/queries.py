"""Reading the register of forms, and counting its flags (15.2)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import QuerySet

from yishu.catalogue.collected.errors import FormNotFound
from yishu.catalogue.collected.models import CollectedForm, FormItem
from yishu.catalogue.collection.lines import CollectedLine
from yishu.catalogue.overseeing import oversees
from yishu.core.actor import Actor
from yishu.core.calendar import Deadline
from yishu.node import clocks


def list_forms(actor: Actor) -> QuerySet[CollectedForm]:
    """One's own agency's; all for the coordinator and inspectors."""
    forms = CollectedForm.objects.select_related("agency").prefetch_related("items")
    return forms if oversees(actor) else forms.filter(agency_id=actor.agency_id)


def get_form(actor: Actor, number: str, *, lock: bool = False) -> CollectedForm:
    forms = CollectedForm.objects.select_related("agency")
    if lock:
        forms = forms.select_for_update(of=("self",))
    if not oversees(actor):
        forms = forms.filter(agency_id=actor.agency_id)
    found = forms.filter(number=number).first()
    if found is None:
        raise FormNotFound(number=number)
    return found


def list_open_flags(agency_id: int) -> list[FormItem]:
    """The items of an agency that are flagged and neither excused nor ended, by form."""
    items = FormItem.objects.filter(form__agency_id=agency_id, ended_at=None, flagged_at__isnull=False)
    return [item for item in items.select_related("form", "resource").order_by("form", "position") if item.is_struck]


def list_cited() -> QuerySet[FormItem]:
    """The items whose cited law waits for the coordinator, the longest waiting first (15.2)."""
    waiting = FormItem.objects.filter(citation=CollectedLine.Citation.WAITING, ended_at=None)
    return waiting.select_related("form__agency").order_by("cited_at", "pk")


def review_day() -> Callable[[datetime], Deadline]:
    """By when the coordinator decides on a law, by when it was cited: counted at every look, from the length that the clock had then."""
    days, length = clocks.calendar(), clocks.lengths(clocks.COLLECTION_REVIEW)
    return lambda cited: days.add_working_days(cited, length.at(cited))


@dataclass(frozen=True, slots=True)
class AgencyCount:
    """Forms in use of an agency, their items, and its flags: open (a law that is to be reviewed counts as open), excused by law, ended."""

    code: str
    name: str
    forms: int
    items: int
    open: int
    excused: int
    ended: int


def count_by_agency(actor: Actor) -> list[AgencyCount]:
    """Agencies that have forms, the most open flags first; one's own only, for whoever is neither coordinator nor inspector."""
    only = None if oversees(actor) else actor.agency_id
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, {"only": only})
        return [AgencyCount(*row) for row in cursor.fetchall()]


_COUNTS = """
with flags as (
    select f.agency_id, f.id as form_id, f.ended_at is null as in_use, i.ended_at is null as collected,
        i.ended_at is not null and i.flagged_at is not null as ended,
        i.ended_at is null and not i.is_key and (i.found = 'obtainable' or i.beyond_scope) as flagged, i.citation
    from collected_collectedform f join collected_formitem i on i.form_id = f.id
    where %(only)s::bigint is null or f.agency_id = %(only)s
)
select a.code, a.name, count(distinct form_id) filter (where in_use), count(*) filter (where collected),
    count(*) filter (where flagged and citation <> 'passed') as open,
    count(*) filter (where flagged and citation = 'passed'), count(*) filter (where ended)
from flags join agencies_agency a on a.id = flags.agency_id
group by a.id order by open desc, a.code
"""
