"""The node's administrators, each a person of their own."""

from tests.cast import PASSWORD, Cast
from yishu.agencies import commands
from yishu.agencies.models import Person, Role
from yishu.core.actor import PLATFORM


def warden(role: Role) -> Person:
    """A person who holds this one role."""
    member = Cast().agency("平台")
    return commands.register_person(
        PLATFORM,
        member.agency,
        login=f"w{member.person_a.pk}",
        name=f"{role.label}{member.person_a.pk}",
        password=PASSWORD,
        roles=frozenset({role}),
    )
