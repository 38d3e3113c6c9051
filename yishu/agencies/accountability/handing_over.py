"""A leaver's responsibilities go with the rest of their work."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from yishu.agencies.accountability.models import DutyKind, Responsibility
from yishu.agencies.handing_over import Kept, Work
from yishu.agencies.models import Person

NAME = "accountability"
"""Under which they are registered."""


def _list_open(person: Person) -> Iterator[Work]:
    for one in Responsibility.objects.filter(person=person):
        yield Work(_("责任"), str(DutyKind(one.kind).label))
    for one in Responsibility.objects.filter(deputy=person):
        yield Work(_("副责任"), str(DutyKind(one.kind).label))


def _move(person: Person, successor: Person) -> None:
    """Where the successor is the deputy already, or answers already, the deputy's place is free."""
    Responsibility.objects.filter(person=person, deputy=successor).update(person=successor, deputy=None)
    Responsibility.objects.filter(person=successor, deputy=person).update(deputy=None)
    Responsibility.objects.filter(person=person).update(person=successor)
    Responsibility.objects.filter(deputy=person).update(deputy=successor)


KEPT = Kept(_list_open, _move)
