"""Who is told of an application to another node that came back before it left."""

from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yishu.agencies.models import Role
from yishu.audit.record import Action, Record
from yishu.audit.recording import listen
from yishu.core.actor import Actor
from yishu.exchange.models import ForeignApplication
from yishu.notices.kinds import Kind, register
from yishu.notices.telling import To, person_of, tell

OUTDATED: Final = Kind(
    "sign_off.outdated",
    _("送审后有变更"),
    _("“{name}”（{number}）送审后，资源目录或应用系统有变更，审批作废。请核对后重新提交，或撤回。"),
    to_systems=False,
)


def register_notices() -> None:
    """In `AppConfig.ready()`."""
    register(OUTDATED)
    listen(Action.APPLICATION_OUTDATED, _outdated)


def _outdated(actor: Actor, made: Record) -> None:
    one = ForeignApplication.objects.select_related("entry__link").get(pk=made.target)
    said = {"name": one.duty, "number": one.called}
    path = reverse("exchange:application", args=[one.pk])
    to = To(one.consumer_id, (Role.HANDLER,), person_of(one.submitted_by))  # type: ignore[attr-defined]
    tell(OUTDATED, to, path=path, by=actor, said=said)
