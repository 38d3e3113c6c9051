"""What of the data's quality waits for a person: differences to check, to answer, to coordinate (17.1, 28.1)."""

from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yishu.agencies.models import Role
from yishu.core.actor import Actor
from yishu.quality import queries
from yishu.quality.models import Discrepancy
from yishu.shell.components import Text
from yishu.shell.todos import MOST, Todo


def discrepancies(actor: Actor, _now: datetime) -> list[Todo]:
    """What one's own agency found and has not fed back, what was fed back to it, and what the coordinator is asked about."""
    todos = [_of(_("协调数据分歧"), made, made.finder.name, None) for made in queries.list_escalated(actor)[:MOST]]
    if not actor.roles & {Role.DATA_OFFICER, Role.HANDLER}:
        return todos
    found = queries.list_found(actor).filter(state=Discrepancy.State.FOUND).order_by("feedback_due", "pk")
    received = queries.list_received(actor).filter(state=Discrepancy.State.FED_BACK)
    return [
        *todos,
        *(_of(_("核查数据差异"), made, made.provider.name, made.feedback_due) for made in found[:MOST]),
        *(_of(_("答复数据差异"), made, made.finder.name, made.answer_due) for made in received[:MOST]),
    ]


def _of(kind: Text, made: Discrepancy, who: str, due: date | None) -> Todo:
    name = made.resource.current.name if made.resource.current else made.resource.code
    return Todo(kind, "alert-circle", name, who, reverse("quality:discrepancy", args=[made.number]), due=due)
