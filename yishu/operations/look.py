"""What the checks of the risk assessment look at, read once each (32.2)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Final

from django.db import connection

from yishu.agencies.models import Appointment, Key, Role
from yishu.audit.queries import first_id
from yishu.operations import queries
from yishu.sharing.models import Grant

UNUSED: Final = timedelta(days=90)
PROBE: Final = 100_000
"""So many of an agency's newest records are looked at for what it has used."""


class Look:
    """What the checks look at, read once each."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    @cached_property
    def officers(self) -> list[queries.Officers]:
        return queries.list_officers()

    @cached_property
    def _administrators(self) -> dict[str, str]:
        return {each.agency.code: each.administrator for each in self.officers}

    def administrator(self, agency: str) -> str:
        """Whose finding it is, of an agency."""
        return self._administrators.get(agency) or "（未指定单位管理员）"

    @cached_property
    def system_administrator(self) -> str:
        return self._holders(Role.SYSTEM_ADMINISTRATOR) or "系统管理员（未指定）"

    @cached_property
    def security_administrator(self) -> str:
        return self._holders(Role.SECURITY_ADMINISTRATOR) or self.system_administrator

    def _holders(self, role: Role) -> str:
        held = Appointment.objects.filter(role=role, person__is_active=True).order_by("pk")
        return "、".join(held.values_list("person__name", flat=True))

    @cached_property
    def keys(self) -> list[Key]:
        """Those that open something now."""
        found = Key.objects.filter(revoked_at=None, system__is_active=True).exclude(expires_at__lte=self.now)
        return list(found.select_related("system__agency"))

    @cached_property
    def grants(self) -> list[Grant]:
        """Those in force."""
        found = Grant.objects.filter(state=Grant.State.ACTIVE, valid_until__gt=self.now)
        return list(found.select_related("resource", "consumer", "provider", "line__entry"))

    def used(self, agency: str) -> "Used":
        """What an agency's systems and grants did within 90 days."""
        if agency not in self._used:
            self._used[agency] = _read_used(agency, self.now - UNUSED)
        return self._used[agency]

    @cached_property
    def _used(self) -> "dict[str, Used]":
        return {}


@dataclass(frozen=True, slots=True)
class Used:
    """Actors and grants that stand in an agency's records; `whole` if all of the time was seen."""

    actors: frozenset[str]
    grants: frozenset[str]
    whole: bool


def _read_used(agency: str, since: datetime) -> Used:
    """By the index of the agency, the newest first, at most PROBE records."""
    statement = """
    select array_agg(distinct actor), array_agg(distinct grant_id), count(*) from (
        select actor, grant_id from audit_record
        where agency = %(agency)s and id >= %(since)s order by id desc limit %(most)s
    ) recent
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, {"agency": agency, "since": first_id(since), "most": PROBE})
        actors, grants, seen = cursor.fetchone()
    return Used(frozenset(actors or ()), frozenset(grants or ()), seen < PROBE)
