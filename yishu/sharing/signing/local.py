"""What is signed off of this node's own: applications before they are sent, decisions before they are given, and the carrying out of opinions."""

from datetime import datetime
from typing import Final

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yishu.core.actor import Actor
from yishu.sharing import granting, sending
from yishu.sharing.commands import already_decided
from yishu.sharing.coordination import commands as coordinations
from yishu.sharing.coordination.queries import get_coordination
from yishu.sharing.models import Application, Line
from yishu.sharing.signing import contents
from yishu.sharing.signing.models import Round
from yishu.sharing.signing.rounds import APPLICATION, DECISION, EXECUTION
from yishu.sharing.signing.subjects import Kind


class _Application:
    """Its lines that wait for the signatures."""

    resource = ""  # of one or several

    def __init__(self, actor: Actor, one: Round) -> None:
        assert one.application is not None
        self.actor, self.application = actor, one.application
        self.lines: list[Line] = []

    @property
    def page(self) -> str:
        return reverse("sharing:application", args=[self.application.number])

    @property
    def desk(self) -> str:
        return self.page

    def lock(self) -> None:
        locked = Application.objects.select_for_update(of=("self",)).select_related("consumer")
        self.application = locked.get(pk=self.application.pk)
        held = _lines().filter(application=self.application, state=Line.State.SIGNING)
        self.lines = list(held.order_by("pk"))
        for line in self.lines:
            line.application = self.application

    def content(self) -> str:
        return contents.of_application(self.application, self.lines)

    def carry_out(self, *, now: datetime) -> None:
        sending.send(self.actor, self.application, self.lines, now=now)

    def give_back(self) -> None:
        sending.move(self.lines, Line.State.RETURNED)


class _Decision:
    """Proposed on one line."""

    def __init__(self, actor: Actor, one: Round) -> None:
        assert one.line is not None
        self.actor, self.line = actor, one.line
        self.signed = one.content

    @property
    def resource(self) -> str:
        return self.line.resource.code

    @property
    def page(self) -> str:
        return reverse("sharing:application", args=[self.line.application.number])

    @property
    def desk(self) -> str:
        return reverse("sharing:decide", args=[self.line.application.number, self.line.resource.path_code])

    def lock(self) -> None:
        self.line = _lines().get(pk=self.line.pk)

    def content(self) -> str:
        if self.line.state != Line.State.IN_REVIEW:
            raise already_decided(self.line)
        return contents.of_decision(self.line, contents.decision_of(self.signed))

    def carry_out(self, *, now: datetime) -> None:
        granting.settle(self.actor, self.line, contents.decision_of(self.signed), now=now)

    def give_back(self) -> None:
        """A proposal has changed nothing on the line."""


class _Execution(_Decision):
    """The carrying out of the coordinator's opinion on one line."""

    @property
    def number(self) -> str:
        number = contents.coordination_of(self.signed)
        assert number is not None
        return number

    @property
    def desk(self) -> str:
        return reverse("sharing:coordination", args=[self.number])

    def lock(self) -> None:
        get_coordination(self.actor, self.number, lock=True)  # before its line, as whoever carries it out takes them
        super().lock()

    def content(self) -> str:
        coordination = get_coordination(self.actor, self.number)
        coordinations.require_to_execute(coordination)
        return contents.of_execution(coordination)

    def carry_out(self, *, now: datetime) -> None:
        coordinations.execute(self.actor, get_coordination(self.actor, self.number, lock=True), now=now)


KINDS: Final = (
    Kind(APPLICATION, _("共享申请"), _("审批共享申请"), _Application),
    Kind(DECISION, _("拟办意见"), _("审批拟办意见"), _Decision),
    Kind(EXECUTION, _("执行协调意见"), _("审批执行协调意见"), _Execution),
)


def _lines() -> QuerySet[Line]:
    return Line.objects.select_for_update(of=("self",)).select_related(
        "application__consumer", "resource__provider", "resource__current", "entry"
    )
