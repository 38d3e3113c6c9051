"""Reading mounts: of one's own agency for its data officer, of all agencies for the coordinator, overdue ones first (7.2)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch

from yishu.agencies.models import Role
from yishu.agencies.roles import require
from yishu.catalogue.models import Resource
from yishu.catalogue.queries import is_coordinator
from yishu.catalogue.vocabulary import Provision, ResourceState
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.hosting.errors import NotProxied
from yishu.hosting.measures import Performance, performance
from yishu.hosting.models import Mount
from yishu.hosting.queries import get_publishable


@dataclass(frozen=True, slots=True)
class Proxied:
    """A resource that is not hosted yet, its mount in force, and how that answered of late."""

    resource: Resource
    mount: Mount | None
    is_overdue: bool
    performance: Performance | None

    @property
    def follows_entry(self) -> bool:
        """Whether the mount is of the entry in force; a newer version's items are reached only after another mount."""
        return self.mount is None or self.mount.entry_id == self.resource.current_id


def list_proxied(actor: Actor, now: datetime) -> list[Proxied]:
    """Overdue ones first, then by the date until which. Raises RoleMissing."""
    found = Resource.objects.filter(
        state__in=(ResourceState.PUBLISHED, ResourceState.SUSPENDED), current__provision=Provision.PROXIED
    )
    if not is_coordinator(actor):
        require(actor, Role.DATA_OFFICER)
        found = found.filter(provider_id=actor.agency_id)
    in_force = Prefetch("mounts", Mount.objects.filter(ended_at=None), to_attr="in_force")
    resources = list(found.select_related("current").prefetch_related(in_force).order_by("code"))
    today = shanghai_day(now)
    measured = performance([resource.pk for resource in resources], today)
    shown = [_proxied(resource, measured.get(resource.pk), today) for resource in resources]
    return sorted(shown, key=lambda one: (not one.is_overdue, one.mount.until if one.mount else date.max))


def find_proxied(resource: Resource, now: datetime) -> Proxied:
    """How one resource is mounted and answers."""
    today = shanghai_day(now)
    resource.in_force = list(Mount.objects.filter(resource=resource, ended_at=None))  # type: ignore[attr-defined]
    return _proxied(resource, performance([resource.pk], today).get(resource.pk), today)


def get_mountable(actor: Actor, code: str) -> Resource:
    """A proxied resource of one's own agency. Raises RoleMissing, ResourceNotFound, NotTheProvider, NotProxied."""
    require(actor, Role.DATA_OFFICER)
    resource = get_publishable(actor, code)
    if resource.current is None or resource.current.provision != Provision.PROXIED:
        raise NotProxied(code=resource.code)
    return resource


def _proxied(resource: Resource, measured: Performance | None, today: date) -> Proxied:
    mount: Mount | None = next(iter(resource.in_force), None)  # type: ignore[attr-defined]
    overdue = mount is not None and mount.until < today
    return Proxied(resource, mount, overdue, measured if measured and measured.calls else None)
