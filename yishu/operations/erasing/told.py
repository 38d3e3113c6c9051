"""Who hears of erasures: whoever may decide one, and who asked. Nothing of the record is said."""

from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yishu.agencies.models import Person
from yishu.core.actor import Actor
from yishu.notices.kinds import Kind, register
from yishu.notices.telling import To, person_of, tell
from yishu.operations.erasing.models import Erasure
from yishu.operations.erasing.queries import DECIDERS

ASKED: Final = Kind(
    "erasure.asked",
    _("抹除个人信息的申请待办"),
    _("{who}申请抹除一条留痕中的个人信息（申请 {number}），请决定是否同意。"),
    to_systems=False,
)
DONE: Final = Kind(
    "erasure.done", _("抹除个人信息的申请已同意"), _("{who}已同意申请 {number}，个人信息部分已抹除。"), to_systems=False
)
REFUSED: Final = Kind(
    "erasure.refused",
    _("抹除个人信息的申请未获同意"),
    _("{who}不同意申请 {number}，留痕没有变化，请查看理由。"),
    to_systems=False,
)


def register_notices() -> None:
    """In `AppConfig.ready()`."""
    register(ASKED, DONE, REFUSED)


def tell_asked(actor: Actor, erasure: Erasure) -> None:
    """All who may decide it."""
    people = Person.objects.filter(is_active=True, appointments__role__in=DECIDERS)
    deciders = tuple(people.distinct().values_list("pk", flat=True))
    tell(ASKED, To(people=deciders), said=_said(actor, erasure), path=_path(erasure), by=actor)


def tell_decided(actor: Actor, erasure: Erasure) -> None:
    """Who asked."""
    kind = DONE if erasure.state == Erasure.State.DONE else REFUSED
    tell(kind, To(people=person_of(erasure.asked_by)), said=_said(actor, erasure), path=_path(erasure), by=actor)


def _said(actor: Actor, erasure: Erasure) -> dict[str, object]:
    return {"who": actor.name, "number": erasure.pk}


def _path(erasure: Erasure) -> str:
    return reverse("erasing:erasure", args=[erasure.pk])
