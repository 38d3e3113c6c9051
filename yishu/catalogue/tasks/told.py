"""Who is told what of collection tasks (16.2)."""

from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yishu.agencies.models import Role
from yishu.audit.record import Action, Record
from yishu.audit.recording import listen
from yishu.catalogue.tasks.models import Bearing, Task
from yishu.catalogue.told import tell_law_cited
from yishu.core.actor import Actor
from yishu.notices.kinds import Kind, register
from yishu.notices.telling import To, tell

LAID: Final = Kind(
    "collection_task.laid", _("收到采集任务"), _("{imposer}布置采集任务“{name}”（{number}），请于 {due} 前逐项答复。")
)


def register_notices() -> None:
    """In `AppConfig.ready()`."""
    register(LAID)
    listen(Action.TASK_LAID, _laid)
    listen(Action.TASK_LAW_CITED, _law_cited)


def _laid(actor: Actor, made: Record) -> None:
    task = _task(made)
    said = {"number": task.number, "name": task.title, "imposer": task.imposer.short_name}
    for bearing in task.bearings.filter(state=Bearing.State.WAITING):
        to = To(bearing.agency_id, (Role.REVIEWER, Role.SIGNER))
        tell(LAID, to, said=said | {"due": str(bearing.due)}, path=_page(task), by=actor)


def _law_cited(actor: Actor, made: Record) -> None:
    task = _task(made)
    tell_law_cited(actor, name=task.title, number=task.number, agency=task.imposer.short_name, path=_page(task))


def _task(made: Record) -> Task:
    return Task.objects.select_related("imposer").get(number=made.target, version=made.version)


def _page(task: Task) -> str:
    return reverse("collection_tasks:task", args=[task.number])
