"""Who looks over every agency's shoulder: the coordinator of the node and the inspectors (15.2, 16.2, 34.1)."""

from yishu.agencies.models import Role
from yishu.agencies.roles import require
from yishu.catalogue.errors import NotTheCoordinator
from yishu.catalogue.queries import is_coordinator
from yishu.core.actor import Actor


def oversees(actor: Actor) -> bool:
    """Whether the actor sees what is kept of any agency, not only of their own."""
    return Role.INSPECTOR in actor.roles or is_coordinator(actor)


def require_coordinator(actor: Actor) -> None:
    """Raises RoleMissing, or NotTheCoordinator where the role is held elsewhere."""
    require(actor, Role.COORDINATOR)
    if not is_coordinator(actor):
        raise NotTheCoordinator
