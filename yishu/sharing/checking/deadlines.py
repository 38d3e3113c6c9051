"""Formal checks that wait: counted again when the calendar changes (26.3)."""

from django.urls import reverse

from yishu.agencies.accountability.models import DutyKind
from yishu.agencies.models import Role
from yishu.node import clocks
from yishu.node.workdays.counting import register, stored
from yishu.sharing.checking.models import Check


def register_deadlines() -> None:
    """In `AppConfig.ready()`."""
    register(
        "sharing.check",
        stored(
            clocks.FORMAL_CHECK,
            lambda: Check.objects.filter(state=Check.State.WAITING).select_related("application"),
            duty=DutyKind.COORDINATION,
            roles=(Role.COORDINATOR.value,),
            start=lambda check: check.begun_at,
            thing=lambda check: check.application.number,
            agency=lambda _check: None,
            path=lambda check: reverse("checking:check", args=[check.application.number]),
        ),
    )
