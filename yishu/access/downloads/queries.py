"""Reading downloads: each is its asker's own."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from yishu.access.downloads.errors import DownloadNotFound
from yishu.access.downloads.models import Download
from yishu.core.actor import Actor
from yishu.hosting.controls.models import Declaration
from yishu.hosting.controls.queries import find_declaration
from yishu.hosting.queries import find_holding
from yishu.sharing.models import Grant

SHOWN = 20


def list_own(actor: Actor) -> QuerySet[Download]:
    """What one has asked for oneself, newest first."""
    return Download.objects.filter(asked_by=actor.ref).select_related("grant__resource__current", "grant__provider")


def get_own(actor: Actor, number: UUID, *, code: str | None = None, lock: bool = False) -> Download:
    """Another's is answered as if it did not exist. `code`: of the resource, as in a path."""
    found = list_own(actor)
    if code is not None:
        found = found.filter(grant__resource__code=code.replace("-", "/", 1))
    made = (found.select_for_update(of=("self",)) if lock else found).filter(pk=number).first()
    if made is None:
        raise DownloadNotFound
    return made


@dataclass(frozen=True, slots=True)
class Offered:
    """What there is to choose from: versions `oldest` to `newest`; `last`, the one that was fetched last."""

    oldest: int = 0
    newest: int = 0
    last: int | None = None
    has_geometry: bool = False

    @property
    def has_past(self) -> bool:
        return 0 < self.oldest < self.newest


def offered_by(actor: Actor, grant: Grant) -> Offered:
    last, holding = last_version(actor, grant), find_holding(grant.resource)
    if holding is None:
        return Offered(last=last)
    granted = holding.entry.items.filter(code__in=grant.read_terms().items)
    has_geometry = granted.filter(type="geometry").exists()
    return Offered(max(holding.kept, 1), holding.version, last, has_geometry)


def controls_in(grant: Grant) -> Declaration | None:
    """By which copies under this grant have control records; None: they have none (20.2)."""
    found = find_declaration(grant.resource)
    return found if found and grant.read_terms().valid_from >= found.declared_at else None


def last_version(actor: Actor, grant: Grant) -> int | None:
    """The version of the resource that one fetched last; None: none yet."""
    fetched = list_own(actor).filter(grant__resource_id=grant.resource_id, fetched_at__isnull=False)
    return fetched.order_by("-version").values_list("version", flat=True).first()


def list_usable(actor: Actor, code: str, now: datetime) -> list[Grant]:
    """The grants by which this caller may take copies of a resource, the oldest first."""
    held = Grant.objects.filter(
        consumer_id=actor.agency_id, resource__code=code.replace("-", "/", 1), state=Grant.State.ACTIVE
    ).order_by("opened_at", "pk")
    return [grant for grant in held if may_take(actor, grant, now)]


def may_take(actor: Actor, grant: Grant, now: datetime) -> bool:
    """Whether the terms name this caller for bulk today; whether the call is allowed, the decision says."""
    terms = grant.read_terms()
    in_force = grant.state == Grant.State.ACTIVE and terms.valid_from <= now < terms.valid_until
    return in_force and actor.ref in terms.callers and "bulk" in terms.modes
