"""A person's roles set as a whole."""

from django.db import transaction

from yishu.agencies import commands
from yishu.agencies.identity.errors import OwnAccount
from yishu.agencies.models import ADMINISTRATORS, Person, Role
from yishu.core.actor import Actor

_OF_THE_NODE = ADMINISTRATORS | {Role.COORDINATOR, Role.INSPECTOR}


@transaction.atomic
def set_roles(actor: Actor, person: Person, wanted: frozenset[Role]) -> None:
    """Appointments and dismissals one by one, each with its own guards and record. Roles of the node stay untouched unless the actor may give them."""
    commands.require_administration(actor, person.agency)
    Person.objects.select_for_update().get(pk=person.pk)
    held = frozenset(Role(each.role) for each in person.appointments.all())
    kept = frozenset() if Role.SYSTEM_ADMINISTRATOR in actor.roles else held & _OF_THE_NODE
    if actor.ref == f"person:{person.pk}" and wanted - held:
        raise OwnAccount
    for role in sorted(held - wanted - kept):
        commands.dismiss(actor, person, role)
    for role in sorted(wanted - held):
        commands.appoint(actor, person, role)
