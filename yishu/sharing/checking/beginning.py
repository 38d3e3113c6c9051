"""Whether applications are checked here, and a check's beginning: what sending calls."""

from datetime import datetime

from yishu.node import clocks
from yishu.node.models import LocalStep
from yishu.sharing.checking.models import Check
from yishu.sharing.models import Application


def is_required() -> bool:
    """By this node's local rule (38.1)."""
    return LocalStep.objects.filter(pk=LocalStep.Code.APPLICATION_FORMAL_CHECK).exists()


def begin(application: Application, now: datetime) -> Check:
    """The coordinator's clock begins."""
    due, n = clocks.deadline(clocks.FORMAL_CHECK, now), application.checks.count() + 1
    return Check.objects.create(
        application=application, n=n, begun_at=now, due=due.date, due_provisional=due.provisional
    )


def drop(application: Application, now: datetime) -> None:
    """Nothing of the application waits for it any more."""
    Check.objects.filter(application=application, state=Check.State.WAITING).update(
        state=Check.State.DROPPED, ended_at=now
    )
