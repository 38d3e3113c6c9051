"""Whom an agency has named for a kind of duty."""

from collections.abc import Iterable

from yishu.agencies.accountability.models import Responsibility
from yishu.agencies.models import Person


def who_answers(agency_ids: Iterable[int], duty: str) -> dict[int, Person]:
    """By agency; where the person has left, the deputy. Agencies that have named nobody who is still there are not in it."""
    found = Responsibility.objects.filter(agency_id__in=set(agency_ids), kind=duty).select_related("person", "deputy")
    return {each.agency_id: person for each in found if (person := each.answers)}
