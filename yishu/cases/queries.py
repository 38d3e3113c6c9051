"""Reading joint matters and cases. A case is seen by the agencies that handle it; to everybody else it does not exist (29.1)."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from yishu.audit.record import Action
from yishu.cases.errors import CaseClosed, CaseNotFound, MatterNotFound, NotYourStep
from yishu.cases.models import Case, CaseStep, Matter, Need, Step
from yishu.core.actor import Actor
from yishu.sharing.overseeing import inspects, look


def list_matters() -> QuerySet[Matter]:
    needs = Prefetch(
        "needs", Need.objects.select_related("resource__current").prefetch_related("resource__current__items")
    )
    return Matter.objects.prefetch_related(
        Prefetch("steps", Step.objects.select_related("agency").prefetch_related(needs))
    )


def matters_that_need(resource_ids: Iterable[int]) -> dict[int, list[str]]:
    """The joint matters whose steps need each of these resources: it cannot be kept from sharing (6.2)."""
    found: dict[int, list[str]] = {}
    needs = Need.objects.filter(resource__in=list(resource_ids)).order_by("step__matter__name")
    for resource_id, matter in needs.values_list("resource_id", "step__matter__name").distinct():
        found.setdefault(resource_id, []).append(matter)
    return found


def get_matter(matter_id: int) -> Matter:
    found = list_matters().filter(pk=matter_id).first()
    if found is None:
        raise MatterNotFound
    return found


def list_openable(actor: Actor) -> list[Matter]:
    """The matters whose cases the actor's agency opens: those whose first step is its own."""
    return [matter for matter in list_matters() if (first := next(iter(matter.steps.all()), None)) and first.agency_id == actor.agency_id]  # fmt: skip


def list_cases(actor: Actor) -> QuerySet[Case]:
    """The cases that one's own agency handles; those that wait for it first."""
    own = CaseStep.objects.filter(case=OuterRef("pk"), step__agency_id=actor.agency_id)
    steps = Prefetch("steps", CaseStep.objects.select_related("step__agency"))
    return (
        Case.objects.filter(Exists(own))
        .annotate(is_ours=Exists(own.filter(state=CaseStep.State.CURRENT)))
        .select_related("matter")
        .prefetch_related(steps)
        .order_by("-is_ours", "-opened_at", "-pk")
    )


def get_case(actor: Actor, number: str, *, lock: bool = False) -> Case:
    """A case that one's own agency handles."""
    cases = Case.objects.select_for_update(of=("self",)) if lock else Case.objects.all()
    own = CaseStep.objects.filter(case=OuterRef("pk"), step__agency_id=actor.agency_id)
    found = cases.filter(Exists(own), number=number).select_related("matter").first()
    if found is None:
        raise CaseNotFound(number=number[:20])
    return found


def read_case(actor: Actor, number: str, *, now: datetime) -> tuple[Case, UUID | None]:
    """A case to look at: as get_case, and any for whoever inspects how information is used (35.1), with the record of that look."""
    try:
        return get_case(actor, number), None
    except CaseNotFound:
        found = Case.objects.filter(number=number).select_related("matter").first() if inspects(actor) else None
        if found is None:
            raise
    return found, look(actor, Action.CASE_INSPECTED, found.number, now=now)


def list_steps(case: Case) -> list[CaseStep]:
    """In order, with what was needed and what was drawn."""
    needs = Prefetch(
        "step__needs", Need.objects.select_related("resource__current").prefetch_related("resource__current__items")
    )
    return list(case.steps.select_related("step__agency").prefetch_related(needs, "draws__need"))


def get_current(actor: Actor, case: Case) -> CaseStep:
    """The step that the actor's agency is to do. Raises CaseClosed, NotYourStep."""
    step = case.steps.filter(state=CaseStep.State.CURRENT).select_related("step__agency").first()
    if case.state != Case.State.OPEN or step is None:
        raise CaseClosed(number=case.number)
    if step.step.agency_id != actor.agency_id:
        raise NotYourStep(agency=step.step.agency.name)
    return step
