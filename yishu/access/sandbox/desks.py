"""The console laid out: the twin as a desk, and the grants of one's own agency beside it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.functional import Promise

from yishu.access.queries import Desk, find_shape, get_desk, laid_out
from yishu.access.sandbox.roster import AMBIGUOUS, Seat
from yishu.access.sandbox.twin import Twin, get_twin
from yishu.access.sandbox.words import OUTCOMES
from yishu.access.snippets.facts import Facts, Granted
from yishu.catalogue.models import Entry, Resource
from yishu.catalogue.queries import get_listed
from yishu.catalogue.vocabulary import Category, Provision, ResourceState
from yishu.core.actor import Actor
from yishu.hosting.masking import masks_of
from yishu.sharing import queries as sharing
from yishu.sharing.errors import GrantNotFound
from yishu.sharing.models import Grant
from yishu.sharing.rules import Terms


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the invented subjects, as a row of the console: its number stands in the address, never what it is."""

    seat: Seat
    words: str | Promise
    by: str

    @property
    def subject(self) -> str:
        asked = self.seat.subject
        return " · ".join(map(str, asked.values())) if isinstance(asked, dict) else str(asked)


@dataclass(frozen=True, slots=True)
class Console:
    """`twin` is None where a grant is tried."""

    resource: Resource
    entry: Entry
    desk: Desk
    grants: list[Grant]
    twin: Twin | None

    @property
    def modes(self) -> list[str]:
        return list(self.desk.modes)

    @property
    def choices(self) -> Iterator[Choice]:
        """Whom one may ask about; some by an alternative key."""
        if self.twin is None:
            return
        by = next(iter(self.desk.alternatives), "")
        for seat in self.twin.roster:
            yield Choice(seat, OUTCOMES[seat.outcome], by if seat.outcome == AMBIGUOUS else "")

    def seat(self, number: str) -> Seat | None:
        """The one that was chosen, else the first."""
        if self.twin is None:
            return None
        return next((seat for seat in self.twin.roster if str(seat.number) == number), next(iter(self.twin.roster)))

    def named_by(self, by: str) -> "Console":
        return replace(self, desk=self.desk.named_by(by))


def get_console(actor: Actor, code: str, grant_id: str, now: datetime) -> Console:
    """In the sandbox, or under a grant that one's own agency holds. Raises ResourceNotFound, NotHosted and what else a call of the resource raises, GrantNotFound."""
    resource = get_listed(code, viewer=actor)
    grants = [grant for grant in sharing.list_held(actor, resource) if not grant.has_expired(now)]
    if grant_id:
        desk = get_desk(actor, grant_id, now)
        if desk.grant.resource_id != resource.pk:
            raise GrantNotFound(grant=grant_id)
        return Console(resource, desk.entry, desk, grants, None)
    twin = get_twin(resource.path_code, now)
    entry = find_shape(resource.pk)
    assert entry is not None
    return Console(resource, entry, _desk(twin, entry, now), grants, twin)


def is_tried(resource: Resource) -> bool:
    """Whether it has a twin that answers anything."""
    current = resource.current
    if resource.state != ResourceState.PUBLISHED or current is None or current.provision == Provision.FILE:
        return False
    if current.category == Category.NON_SHARED or not {"verify", "query"} & set(current.modes):
        return False
    return find_shape(resource.pk) is not None


def facts_of_twin(twin: Twin, base: str, duty: str, case: str) -> Facts:
    """What the texts of its calls are made from. `base`: the node's address, without a slash at its end."""
    first, plan = next(iter(twin.roster)), twin.hosted.plan
    columns = twin.hosted.table.by_code
    current = twin.resource.current
    return Facts(
        base=base,
        code=twin.code,
        name=current.name if current else "",
        provider=twin.resource.provider_name,
        modes=tuple(twin.modes),
        items=tuple(Granted(columns[item], is_masked=item in plan.masks) for item in twin.items),
        subject=first.subject,
        record=twin.roster.record_of(first) or {},
        duties=(duty,),
        case=case if twin.case_required else "",
        grant="",
        sandbox=True,
    )


def _desk(twin: Twin, entry: Entry, now: datetime) -> Desk:
    """As a grant of everything that may be asked for would be laid out; there is no such grant."""
    grant = Grant(resource=twin.resource)
    terms = Terms(
        grant=grant.pk,
        resource=twin.resource.code,
        entry_version=entry.version,
        provider="",
        consumer="",
        callers=(),
        items=tuple(twin.items),
        modes=tuple(mode for mode in ("verify", "query") if mode in twin.modes),  # type: ignore[arg-type]
        duties=("",),
        case_required=twin.case_required,
        valid_from=now,
        valid_until=now,
    )
    return Desk(grant, terms, entry, laid_out(entry, masks_of(twin.resource.current)), "open")
