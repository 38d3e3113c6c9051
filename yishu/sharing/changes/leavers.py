"""What of sharing stands in a person's name: grants and waiting applications that name them as a user (34.1)."""

from collections.abc import Iterator

import msgspec
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from yishu.agencies.handing_over import Kept, Work
from yishu.agencies.models import Person
from yishu.core.actor import PLATFORM
from yishu.sharing.changes.commands import change_terms
from yishu.sharing.changes.models import EarlierTerms
from yishu.sharing.models import Grant, Line


def _list_open(person: Person) -> Iterator[Work]:
    for grant in _grants(person).select_related("line__entry"):
        yield Work(_("授权的使用人员"), grant.line.entry.name)
    for line in _lines(person).select_related("entry", "application"):
        yield Work(_("申请的使用人员"), f"{line.entry.name} {line.application.number}")


def _move(person: Person, successor: Person) -> None:
    """The successor takes the leaver's place, once where they were named themselves: nobody gains or loses what the agency was granted."""
    now, reason = timezone.now(), f"{person.name}离岗，由{successor.name}接手"
    gone, comes = f"person:{person.pk}", f"person:{successor.pk}"
    for grant in _grants(person).select_related("resource", "line").select_for_update(of=("self",)).order_by("pk"):
        terms = grant.read_terms()
        callers = tuple(sorted({comes if caller == gone else caller for caller in terms.callers}))
        new = msgspec.structs.replace(terms, callers=callers)
        change_terms(PLATFORM, grant, new, EarlierTerms.Cause.HANDED_OVER, reason=reason, now=now)
        _swap(grant.line, person, successor)
    for line in _lines(person):
        _swap(line, person, successor)


def _swap(line: Line, person: Person, successor: Person) -> None:
    line.users.remove(person)
    line.users.add(successor)


def _grants(person: Person) -> QuerySet[Grant]:
    """In force, or to come into force."""
    in_force = Grant.objects.filter(state=Grant.State.ACTIVE, valid_until__gt=timezone.now())
    return in_force.filter(line__users=person)


def _lines(person: Person) -> QuerySet[Line]:
    return Line.objects.filter(state=Line.State.IN_REVIEW, users=person)


KEPT = Kept(_list_open, _move)
