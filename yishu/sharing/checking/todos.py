"""What of formal checks waits for the coordinator."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yishu.catalogue.queries import is_coordinator
from yishu.core.actor import Actor
from yishu.sharing.checking.queries import list_waiting
from yishu.shell.todos import MOST, Todo


def checks(actor: Actor, _now: datetime) -> list[Todo]:
    """The most urgent first."""
    if not is_coordinator(actor):
        return []
    return [
        Todo(
            _("形式审查"),
            "list-search",
            check.application.duty,
            check.application.consumer.name,
            reverse("checking:check", args=[check.application.number]),
            check.begun_at,
            check.due,
            check.due_provisional,
        )
        for check in list_waiting()[:MOST]
    ]
