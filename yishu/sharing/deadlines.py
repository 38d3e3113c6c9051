"""Deadlines of sharing that run: counted again when the calendar changes (26.3)."""

from datetime import date, datetime

from django.db.models import Max, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from yishu.agencies.accountability.models import DutyKind
from yishu.agencies.models import Role
from yishu.catalogue.vocabulary import ResourceState
from yishu.core.calendar import shanghai_day
from yishu.node import clocks
from yishu.node.workdays.counting import register, stored
from yishu.sharing.models import Coordination, CourseStep, Demand, Line, OnwardUse
from yishu.sharing.onward.queries import OPEN
from yishu.sharing.questions.models import Question
from yishu.sharing.told import DECIDERS, review_page

_PROVIDERS = tuple(role.value for role in DECIDERS)


def register_deadlines() -> None:
    """In `AppConfig.ready()`."""
    register(
        "sharing.review",
        stored(
            clocks.REVIEW,
            _reviews,
            duty=DutyKind.REVIEW,
            roles=_PROVIDERS,
            start=_review_started,
            thing=lambda line: f"{line.application.number} {line.entry.name}",
            agency=lambda line: line.resource.provider_id,
            path=review_page,
        ),
    )
    register(
        "sharing.supplement",
        stored(
            clocks.SUPPLEMENT,
            _questions,
            duty=DutyKind.REVIEW,
            roles=(Role.HANDLER.value,),
            start=lambda question: question.asked_at,
            thing=lambda question: f"{question.line.application.number} {question.line.entry.name}",
            agency=lambda question: question.line.application.consumer_id,
            path=lambda question: reverse("sharing:application", args=[question.line.application.number]),
            provisional=None,
        ),
    )
    _register_demands()
    register(
        "sharing.coordination",
        stored(
            clocks.COORDINATION_EXECUTE,
            lambda: Coordination.objects.filter(state=Coordination.State.TO_EXECUTE).select_related("line__resource"),
            duty=DutyKind.REVIEW,
            roles=_PROVIDERS,
            start=lambda one: one.opined_at,
            thing=lambda one: one.number,
            agency=lambda one: one.line.resource.provider_id,
            path=lambda one: reverse("sharing:coordination", args=[one.number]),
        ),
    )
    register(
        "sharing.onward",
        stored(
            clocks.ONWARD_ANSWER,
            lambda: OnwardUse.objects.filter(state__in=OPEN).select_related("grant"),
            duty=DutyKind.REVIEW,
            roles=_PROVIDERS,
            start=lambda use: use.requested_at,
            thing=lambda use: use.number,
            agency=lambda use: use.grant.provider_id,
            path=lambda use: reverse("sharing:onward_use", args=[use.number]),
        ),
    )


def _register_demands() -> None:
    for name, clock, due, rows in (
        ("sharing.demand", clocks.DEMAND_ANSWER, "due", _waiting_demands),
        ("sharing.fulfil", clocks.DEMAND_FULFIL, "fulfil_due", _accepted_demands),
    ):
        register(
            name,
            stored(
                clock,
                rows,
                duty=DutyKind.ANSWERING,
                roles=_PROVIDERS,
                start=lambda demand: demand.began or demand.filed_at,  # type: ignore[attr-defined]  # annotated below
                thing=lambda demand: f"{demand.number} {demand.name}",
                agency=lambda demand: demand.holder_id,
                path=lambda demand: reverse("sharing:demand", args=[demand.number]),
                due=due,
                provisional=f"{due}_provisional",
            ),
        )


def _reviews() -> QuerySet[Line]:
    found = Line.objects.filter(state=Line.State.IN_REVIEW).prefetch_related("questions")
    return found.select_related("application", "resource", "entry")


def _review_started(line: Line) -> datetime | date:
    """When the clock began to run as it runs now: as it reached the provider, or where a supplement has stopped it, with that."""
    stop = next((one for one in line.questions.all() if one.stops_clock), None)
    if stop is None or stop.due is None:
        return line.reached_at or line.application.submitted_at
    answered = stop.answered_at and shanghai_day(stop.answered_at)
    return answered if answered and answered < stop.due else stop.asked_at


def _questions() -> QuerySet[Question]:
    waiting = Question.objects.filter(stops_clock=True, answered_at=None, line__state=Line.State.IN_REVIEW)
    return waiting.select_related("line__application", "line__entry")


def _began(*acts: str) -> Subquery:
    """When the demand was last passed on, or accepted."""
    steps = CourseStep.objects.filter(demand=OuterRef("pk"), act__in=acts).order_by().values("demand")
    return Subquery(steps.annotate(last=Max("at")).values("last"))


def _waiting_demands() -> QuerySet[Demand]:
    return Demand.objects.filter(state=Demand.State.WAITING).annotate(began=_began("passed_on"))


def _accepted_demands() -> QuerySet[Demand]:
    unpublished = Q(resource=None) | ~Q(resource__state=ResourceState.PUBLISHED)
    return Demand.objects.filter(unpublished, state=Demand.State.ACCEPTED).annotate(began=_began("accepted"))
