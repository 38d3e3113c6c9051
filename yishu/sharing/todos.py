"""What of sharing waits for a person: applications (26.3), demands (4.2), coordination (26.4), onward uses (20.2)."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yishu.agencies.models import Role
from yishu.catalogue.queries import is_coordinator
from yishu.core.actor import Actor
from yishu.sharing import queries
from yishu.sharing.coordination import queries as coordination
from yishu.sharing.demands import queries as demands
from yishu.sharing.models import Coordination, Demand, Line
from yishu.sharing.onward import queries as onward
from yishu.shell.components import Text
from yishu.shell.todos import MOST, Todo


def reviews(actor: Actor, _now: datetime) -> list[Todo]:
    """Applications for one's own resources, the most urgent first."""
    if not _decides(actor):
        return []
    url = reverse("sharing:inbox")
    return [
        Todo(
            _("审核共享申请"),
            "inbox",
            line.entry.name,
            line.application.consumer.name,
            url,
            line.application.submitted_at,
            line.due,
            line.due_provisional,
        )
        for line in queries.list_undecided(actor)[:MOST]
    ]


def needs(actor: Actor, _now: datetime) -> list[Todo]:
    """Demands that one's own agency has not answered, or has accepted and not fulfilled."""
    if not _decides(actor):
        return []
    return [
        Todo(
            _("答复共享需求") if demand.state == Demand.State.WAITING else _("发布已受理需求的资源"),
            "notes",
            demand.name,
            demand.consumer.name,
            reverse("sharing:demand", args=[demand.number]),
            due=demand.next_due,
        )
        for demand in demands.list_open(actor)[:MOST]
    ]


def disagreements(actor: Actor, _now: datetime) -> list[Todo]:
    """Opinions that one's own agency must carry out; for the coordinator, what it has to give its opinion on."""
    found = coordination.list_coordinations(actor).order_by("due", "pk")
    todos: list[Todo] = []
    if _decides(actor):
        own = found.filter(line__resource__provider_id=actor.agency_id, state=Coordination.State.TO_EXECUTE)
        todos += [_disagreement(_("执行协调意见"), one) for one in own[:MOST]]
    if is_coordinator(actor):
        heard = found.filter(state=Coordination.State.HEARING)
        todos += [_disagreement(_("协调共享分歧"), one) for one in heard[:MOST]]
    return todos


def onward_uses(actor: Actor, _now: datetime) -> list[Todo]:
    """What others want to publish, or have told that they must, of one's own agency's."""
    if not _decides(actor):
        return []
    return [
        Todo(
            _("答复对外使用"),
            "external-link",
            use.grant.line.entry.name,
            use.grant.consumer.name,
            reverse("sharing:onward_use", args=[use.number]),
            due=use.due,
        )
        for use in onward.list_received(actor).filter(state__in=onward.OPEN)[:MOST]
    ]


def returned(actor: Actor, _now: datetime) -> list[Todo]:
    """What of one's own agency's applications was sent back, to be completed or withdrawn."""
    if Role.HANDLER not in actor.roles:
        return []
    found = (
        queries.list_applications(actor).filter(lines__state=Line.State.RETURNED).distinct().order_by("submitted_at")
    )
    return [
        Todo(
            _("补正共享申请"),
            "arrow-back-up",
            one.duty,
            one.number,
            reverse("sharing:application", args=[one.number]),
            one.submitted_at,
        )
        for one in found[:MOST]
    ]


def _decides(actor: Actor) -> bool:
    return bool(actor.roles & {Role.SIGNER, Role.HANDLER})


def _disagreement(kind: Text, one: Coordination) -> Todo:
    url = reverse("sharing:coordination", args=[one.number])
    return Todo(kind, "gavel", one.line.entry.name, one.line.application.consumer.name, url, due=one.due)
