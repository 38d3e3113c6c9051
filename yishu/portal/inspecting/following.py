"""One case through all agencies: who used what of whom, for which items and by what right, in the order of time, refusals among them (29.1, 30.1, 32.1)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.urls import reverse

from yishu.agencies.models import Agency
from yishu.audit.displaced import list_displaced
from yishu.audit.queries import Filters, Scope, Seen, list_records
from yishu.audit.record import Outcome
from yishu.cases.course import course
from yishu.cases.models import Case, CaseStep, Draw, Event
from yishu.catalogue.models import Resource
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.portal.rows import Row, rows_of
from yishu.sharing.models import Grant
from yishu.shell import components

MOST: Final = 100
"""Records of a case on its page; the search shows more."""


@dataclass(frozen=True, slots=True)
class Step:
    """One record of the case. `provider`: whose resource it was; `items` by name; `number`: of the grant among those of the case, None without one."""

    row: Row
    provider: str
    items: list[str]
    number: int | None


@dataclass(frozen=True, slots=True)
class Right:
    """A grant by which the case was handled, numbered; `grant` is None where this node has it no more, or never had."""

    number: int
    id: str
    grant: Grant | None


@dataclass(frozen=True, slots=True)
class Followed:
    """`agencies`: those that used something, with how often, and how often they were refused. `has_more`: older records are left out."""

    steps: list[Step]
    rights: list[Right]
    agencies: list[tuple[str, int, int]]
    has_more: bool

    @property
    def altered(self) -> list[Step]:
        """What was changed since it was written, those among it whose own columns no longer lead here."""
        return [step for step in self.steps if not (step.row.seen.hash_holds and step.row.seen.columns_hold)]

    @property
    def first(self) -> datetime:
        return self.steps[0].row.record.at

    @property
    def last(self) -> datetime:
        return self.steps[-1].row.record.at


@dataclass(slots=True)
class _Names:
    """What the codes of these records stand for."""

    providers: dict[str, str] = field(default_factory=dict)
    items: dict[tuple[str, str], str] = field(default_factory=dict)


def follow(actor: Actor, scope: Scope, number: str) -> Followed | None:
    """The case as far as this person sees it; None where there is nothing on record."""
    page = list_records(scope, Filters(case=number), size=MOST)
    found = _in_order([*page.records, *list_displaced(scope, number)])
    if not found:
        return None
    rows = rows_of(actor, found)
    rights = _rights(row.record.grant for row in rows)
    numbers = {right.id: right.number for right in rights}
    names = _names(rows)
    steps = [_step(row, names, numbers) for row in rows]
    return Followed(steps, rights, _agencies(rows), page.before is not None)


@dataclass(frozen=True, slots=True)
class Joint:
    """A joint case of the platform, with what was done in it and what is still to do. `is_own`: one's own agency handles it, and may open it."""

    case: Case
    course: list[components.Step]
    is_own: bool


def find_joint(actor: Actor, scope: Scope, number: str) -> Joint | None:
    """To whoever neither sees all nor handles it, it does not exist (29.1)."""
    case = Case.objects.select_related("matter").filter(number=number).first()
    if case is None:
        return None
    steps = list(case.steps.select_related("step__agency"))
    own = {step.step.agency.name for step in steps if step.step.agency_id == actor.agency_id}
    if not (scope.everything or own):
        return None
    current = next((step for step in steps if step.state == CaseStep.State.CURRENT), None)
    told = course(
        case, current, url_of=lambda event: _url(event) if scope.everything or event.agency_name in own else ""
    )
    return Joint(case, told, bool(own))


def _url(event: Event) -> str:
    """Events of earlier versions kept no receipt."""
    number = _uuid(event.receipt.partition(".")[0])
    return reverse("portal:record", args=[number]) if number else ""


@dataclass(frozen=True, slots=True)
class Use:
    """A use of which the steps of a joint case tell. `record`: its number, where the case keeps it."""

    agency: str
    at: datetime
    record: UUID | None

    @property
    def day(self) -> date:
        return shanghai_day(self.at)


def list_lost(actor: Actor, scope: Scope, joint: Joint | None, found: Followed | None) -> list[Use]:
    """What the steps tell and the search by number does not find: the number may be erased. Nothing where not all that is found was read, and of others' steps to whoever does not see them."""
    if joint is None or (found is not None and found.has_more):
        return []
    known = {step.row.record.id for step in found.steps} if found else set()
    own = set(Agency.objects.filter(pk=actor.agency_id).values_list("name", flat=True))
    uses = [use for use in _uses(joint.case) if scope.everything or use.agency in own]
    if found is None:
        return uses
    return [use for use in uses if use.record is not None and use.record not in known]


def _uses(case: Case) -> list[Use]:
    draws = Draw.objects.filter(case_step__case=case).select_related("case_step__step__agency").order_by("drawn_at")
    documents = case.events.filter(act=Event.Act.DOCUMENT)
    uses = [
        Use(each.case_step.step.agency.name, each.drawn_at, _uuid(each.receipt.partition(".")[0])) for each in draws
    ]
    return uses + [Use(each.agency_name, each.at, None) for each in documents]


def _in_order(found: list[Seen]) -> list[Seen]:
    return sorted(found, key=lambda seen: seen.record.id)


def _step(row: Row, names: _Names, numbers: dict[str, int]) -> Step:
    record = row.record
    items = [names.items.get((record.resource, code), code) for code in record.items]
    provider = names.providers.get(record.resource, "")
    return Step(row, provider, items, numbers.get(record.grant))


def _rights(grants: Iterable[str]) -> list[Right]:
    """In the order in which they were used first."""
    ids = list(dict.fromkeys(each for each in grants if each))
    known = [number for each in ids if (number := _uuid(each))]
    found = Grant.objects.select_related("line__application", "provider", "consumer", "resource__current")
    by_id = {str(grant.pk): grant for grant in found.filter(pk__in=known)}
    return [Right(number, each, by_id.get(each)) for number, each in enumerate(ids, 1)]


def _names(rows: list[Row]) -> _Names:
    codes = {row.record.resource for row in rows if row.record.resource}
    providers = Resource.objects.filter(code__in=codes).values_list("code", "provider__short_name")
    items = Resource.objects.filter(code__in=codes, current__items__isnull=False).values_list(
        "code", "current__items__code", "current__items__name"
    )
    return _Names(dict(providers), {(code, item): name for code, item, name in items})


def _agencies(rows: list[Row]) -> list[tuple[str, int, int]]:
    """Full names, in the order in which they came to the case."""
    codes = list(dict.fromkeys(row.record.agency for row in rows))
    names: dict[str, str] = dict(Agency.objects.filter(code__in=codes).values_list("code", "name"))
    found = []
    for code in codes:
        own = [row.record.outcome for row in rows if row.record.agency == code]
        found.append((names.get(code, code), len(own), own.count(Outcome.DENIED)))
    return found


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
