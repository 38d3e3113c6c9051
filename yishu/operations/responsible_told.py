"""Who is told of a duty that changed hands: both persons, and the deputy (34.1)."""

from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yishu.agencies.accountability.models import DutyKind, Responsibility
from yishu.audit.record import Action, Record
from yishu.audit.recording import listen
from yishu.core.actor import Actor
from yishu.notices.kinds import Kind, register
from yishu.notices.telling import To, person_of, tell

NAMED: Final = Kind(
    "responsible.named", _("责任人变更"), _("“{duty}”自即日起由{name}负责。"), urgent=True, to_systems=False
)


def register_notices() -> None:
    """In `AppConfig.ready()`."""
    register(NAMED)
    listen(Action.RESPONSIBLE_NAMED, _named)


def _named(actor: Actor, made: Record) -> None:
    code, _sign, kind = made.target.partition("/")
    held = Responsibility.objects.select_related("person").get(agency__code=code, kind=kind)
    refs = [str(made.detail[name]) for name in ("to", "deputy", "was") if made.detail.get(name)]
    people = tuple(pk for ref in refs for pk in person_of(ref))
    said = {"duty": DutyKind(kind).label, "name": held.person.name}
    tell(NAMED, To(people=people), said=said, path=reverse("accountability:responsible"), by=actor)
