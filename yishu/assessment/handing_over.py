"""What of inspection stands in a person's name: findings whose rectification they answer for."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from yishu.agencies.handing_over import Kept, Work
from yishu.agencies.models import Person
from yishu.assessment.models import Finding


def _list_open(person: Person) -> Iterator[Work]:
    for finding in Finding.objects.filter(responsible=person).exclude(state=Finding.State.PASSED):
        yield Work(_("整改"), finding.text[:60])


def _move(person: Person, successor: Person) -> None:
    Finding.objects.filter(responsible=person).exclude(state=Finding.State.PASSED).update(responsible=successor)


KEPT = Kept(_list_open, _move)
