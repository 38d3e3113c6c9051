"""Deadlines of assessments that run: counted again when the calendar changes (5.2, 35.1)."""

from collections.abc import Iterable

from django.db.models import Max, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone

from yishu.agencies.accountability.models import DutyKind
from yishu.agencies.models import Role
from yishu.assessment import owed
from yishu.assessment.models import Assessment, Objection, Step
from yishu.assessment.periods import period_of
from yishu.node import clocks
from yishu.node.workdays.counting import Kept, Running, register, stored

_ROLES = (Role.COORDINATOR.value,)


def register_deadlines() -> None:
    """In `AppConfig.ready()`. All are the coordinator's: also the day until which agencies may object, which it has to wait for."""
    register("assessment.owed", Kept(clocks.ASSESSMENT, DutyKind.COORDINATION, _ROLES, _list_owed))
    register(
        "assessment.objecting",
        stored(
            clocks.OBJECTION,
            _objectionable,
            duty=DutyKind.COORDINATION,
            roles=_ROLES,
            start=lambda assessment: assessment.shown,  # type: ignore[attr-defined]  # annotated below
            thing=lambda assessment: assessment.period,
            agency=lambda _assessment: None,
            path=lambda assessment: reverse("assessment:one", args=[assessment.period]),
            due="objections_until",
            provisional=None,
        ),
    )
    register(
        "assessment.objection",
        stored(
            clocks.OBJECTION_ANSWER,
            lambda: Objection.objects.filter(state=Objection.State.OPEN),
            duty=DutyKind.COORDINATION,
            roles=_ROLES,
            start=lambda objection: objection.raised_at,
            thing=lambda objection: objection.number,
            agency=lambda _objection: None,
            path=lambda objection: reverse("assessment:objection", args=[objection.number]),
        ),
    )


def _objectionable() -> QuerySet[Assessment]:
    shown = Step.objects.filter(assessment=OuterRef("pk"), act="provisional").order_by().values("assessment")
    found = Assessment.objects.filter(state=Assessment.State.PROVISIONAL)
    return found.annotate(shown=Subquery(shown.annotate(last=Max("at")).values("last")))


def _list_owed(_lock: bool) -> Iterable[Running]:
    """Assessments of periods that are over: counted at every look, they follow the calendar by themselves."""
    for one in owed.list_owed(timezone.now()):
        if one.kind == "assessment":
            yield Running(
                None, owed.words(one), period_of(one.period).last, one.due.date, None, reverse("assessment:owed")
            )
