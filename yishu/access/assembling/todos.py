"""What waits for the data officer of a base database (22.1)."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yishu.access.assembling import queries
from yishu.access.assembling.models import Source
from yishu.access.assembling.told import name_of
from yishu.core.actor import Actor
from yishu.shell.todos import MOST, Todo


def stopped(actor: Actor, _now: datetime) -> list[Todo]:
    """Until each source can be taken again, or the assembly is declared without it."""
    return [
        Todo(
            _("恢复基础库来源") if isinstance(part, Source) else _("恢复基础库汇聚"),
            "alert-triangle",
            name_of(one.resource),
            name_of(part.resource) if isinstance(part, Source) else "",
            reverse("assembling:assembly", args=[one.resource.path_code]),
            since=part.failed_at,
        )
        for one in queries.list_stopped(actor)
        for part in queries.stopped(one)
    ][:MOST]
