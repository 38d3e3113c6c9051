"""Answers and decisions on collection tasks that are waited for: their day is counted again when the calendar changes (16.2)."""

from datetime import datetime

from django.db.models import Min, OuterRef, QuerySet, Subquery
from django.urls import reverse

from yishu.agencies.accountability.models import DutyKind
from yishu.agencies.models import Role
from yishu.catalogue.tasks.models import Bearing, Task, TaskStep
from yishu.node import clocks
from yishu.node.workdays.counting import Kept, register, stored


def register_deadlines() -> None:
    """In `AppConfig.ready()`."""
    register("collection_tasks.answer", _bearings(Bearing.State.WAITING))
    register("collection_tasks.objection", _bearings(Bearing.State.OBJECTED))
    register(
        "collection_tasks.review",
        stored(
            clocks.COLLECTION_REVIEW,
            lambda: Task.objects.exclude(state=Task.State.ENDED).annotate(began=_first(OuterRef("pk"), "cited")),
            duty=DutyKind.COORDINATION,
            roles=(Role.COORDINATOR.value,),
            start=lambda task: _or(task, task.registered_at),
            thing=lambda task: f"{task.number} {task.title}",
            agency=lambda _task: None,
            path=lambda task: reverse("collection_tasks:task", args=[task.number]),
            due="review_due",
            provisional=None,
        ),
    )


def _bearings(state: Bearing.State) -> Kept:
    """What a lower agency has to answer; what the coordinator has to decide since it objected."""
    objected = state == Bearing.State.OBJECTED

    def rows() -> QuerySet[Bearing]:
        found = Bearing.objects.filter(state=state, task__state=Task.State.LAID).select_related("task")
        return found.annotate(began=_first(OuterRef("task"), "objected", by=OuterRef("agency__name")))

    return stored(
        clocks.COLLECTION_REVIEW if objected else clocks.COLLECTION_ANSWER,
        rows,
        duty=DutyKind.COORDINATION if objected else DutyKind.ANSWERING,
        roles=(Role.COORDINATOR.value,) if objected else (Role.SIGNER.value, Role.REVIEWER.value),
        start=lambda bearing: _or(bearing, bearing.task.signed_at) if objected else bearing.task.signed_at,
        thing=lambda bearing: f"{bearing.task.number} {bearing.task.title}",
        agency=lambda bearing: None if objected else bearing.agency_id,
        path=lambda bearing: reverse("collection_tasks:task", args=[bearing.task.number]),
    )


def _first(task: OuterRef, act: str, *, by: OuterRef | None = None) -> Subquery:
    """When somebody (of one agency) did this to the task first."""
    steps = TaskStep.objects.filter(task=task, act=act, **({"agency_name": by} if by else {}))
    return Subquery(steps.order_by().values("task").annotate(first=Min("at")).values("first"))


def _or(row: object, otherwise: datetime | None) -> datetime | None:
    return getattr(row, "began", None) or otherwise
