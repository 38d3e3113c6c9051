"""The first administrator of a new node, who has nobody above to be registered by."""

from django.db import transaction
from django.utils import timezone

from yishu.agencies import commands
from yishu.agencies.errors import DivisionNotFound
from yishu.agencies.models import Agency, Person, Role
from yishu.core.actor import PLATFORM
from yishu.node.models import Division


@transaction.atomic
def create_first_administrator(
    login: str, name: str, password: str, agency_code: str, agency_name: str, division_code: str
) -> Person:
    """A system administrator of the node's coordinator; the coordinator is registered if it is not yet."""
    now = timezone.now()
    agency = Agency.objects.filter(code=agency_code).first()
    if agency is None:
        division = Division.objects.filter(code=division_code).first()
        if division is None:
            raise DivisionNotFound(code=division_code)
        agency = commands.register_agency(
            PLATFORM,
            code=agency_code,
            name=agency_name,
            short_name=agency_name,
            division=division,
            is_coordinator=True,
            now=now,
        )
    roles = frozenset({Role.SYSTEM_ADMINISTRATOR})
    return commands.register_person(PLATFORM, agency, login=login, name=name, password=password, roles=roles)
