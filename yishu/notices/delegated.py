"""Standing in for a colleague: both hear of it, whoever registered it."""

from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yishu.agencies.models import Person
from yishu.audit.record import Action, Record
from yishu.audit.recording import listen
from yishu.core.actor import Actor
from yishu.notices.kinds import Kind, register
from yishu.notices.telling import To, person_of, tell

MADE: Final = Kind(
    "delegation.made", _("代理"), _("{deputy}自 {first} 至 {last} 代理{person}。"), urgent=True, to_systems=False
)
ENDED: Final = Kind("delegation.ended", _("结束代理"), _("{deputy}对{person}的代理已结束。"), to_systems=False)


def hear() -> None:
    """In `AppConfig.ready()`."""
    register(MADE, ENDED)
    listen(Action.DELEGATION_MADE, lambda actor, made: _tell(MADE, actor, made))
    listen(Action.DELEGATION_ENDED, lambda actor, made: _tell(ENDED, actor, made))


def _tell(kind: Kind, actor: Actor, made: Record) -> None:
    both = (made.target, str(made.detail["deputy"]))
    names = {
        f"person:{one.pk}": one.name for one in Person.objects.filter(pk__in=[n for r in both for n in person_of(r)])
    }
    said = {
        "person": names[both[0]],
        "deputy": names[both[1]],
        "first": made.detail.get("first_day", ""),
        "last": made.detail.get("last_day", ""),
    }
    people = tuple(number for ref in both for number in person_of(ref))
    tell(kind, To(people=people), said=said, path=reverse("delegation:list"), by=actor)
