"""Deadlines of discrepancies and comparisons that run: counted again when the calendar changes (28.1)."""

from django.urls import reverse

from yishu.agencies.accountability.models import DutyKind
from yishu.agencies.models import Role
from yishu.node import clocks
from yishu.node.workdays.counting import register, stored
from yishu.quality.models import Comparison, Discrepancy

_OFFICERS = (Role.DATA_OFFICER.value,)


def register_deadlines() -> None:
    """In `AppConfig.ready()`."""
    register(
        "quality.feedback",
        stored(
            clocks.DISCREPANCY_FEEDBACK,
            lambda: Discrepancy.objects.filter(state=Discrepancy.State.FOUND),
            duty=DutyKind.ANSWERING,
            roles=_OFFICERS,
            start=lambda found: found.found_at,
            thing=lambda found: found.number,
            agency=lambda found: found.finder_id,
            path=lambda found: reverse("quality:discrepancy", args=[found.number]),
            due="feedback_due",
            provisional="feedback_due_provisional",
        ),
    )
    register(
        "quality.answer",
        stored(
            clocks.DISCREPANCY_ANSWER,
            lambda: Discrepancy.objects.filter(state=Discrepancy.State.FED_BACK),
            duty=DutyKind.ANSWERING,
            roles=_OFFICERS,
            start=lambda found: found.fed_back_at,
            thing=lambda found: found.number,
            agency=lambda found: found.provider_id,
            path=lambda found: reverse("quality:discrepancy", args=[found.number]),
            due="answer_due",
            provisional="answer_due_provisional",
        ),
    )
    register(
        "quality.comparison",
        stored(
            clocks.COMPARISON_KEPT,
            lambda: Comparison.objects.exclude(state=Comparison.State.REMOVED),
            duty=DutyKind.PUBLISHING,
            roles=_OFFICERS,
            start=lambda made: made.made_at,
            thing=lambda made: made.name,
            agency=lambda made: made.agency_id,
            path=lambda made: reverse("quality:comparison", args=[made.pk]),
            due="kept_until",
            provisional=None,
        ),
    )
