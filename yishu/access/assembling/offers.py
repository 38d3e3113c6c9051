"""What an agency could assemble from: the bulk grants that it holds, each with whom it names to call (22.1)."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from yishu.access.assembling.commands import offered_by
from yishu.access.assembling.rules import Offered, SourceDraft
from yishu.agencies.queries import actor_of_system, list_systems
from yishu.catalogue.models import Resource
from yishu.core.actor import Actor
from yishu.sharing.models import Grant


@dataclass(frozen=True)
class Offer:
    """One grant, used by one caller."""

    actor: Actor
    grant: Grant
    caller: Actor

    @property
    def value(self) -> str:
        return f"{self.grant.pk} {self.caller.ref}"

    @property
    def name(self) -> str:
        resource = self.grant.resource
        return resource.current.name if resource.current else resource.code

    @property
    def words(self) -> str:
        day = self.grant.last_day.isoformat()
        return " · ".join([self.name, self.grant.provider.name, self.grant.resource.code, self.caller.name, day])

    def draft(self, keys: dict[str, str]) -> SourceDraft:
        system = self.caller.name if self.caller.kind == "system" else ""
        return SourceDraft(self.grant.resource.code, system, str(self.grant.pk), keys)

    def given(self, now: datetime) -> Offered:
        """Raises the refusal of the grant."""
        return offered_by(self.actor, self.caller, self.draft({}), now)


class Offers:
    """Those of one actor for one base database."""

    def __init__(self, actor: Actor, base: Resource, now: datetime) -> None:
        self._actor, self._base, self._now = actor, base, now

    @cached_property
    def all(self) -> list[Offer]:
        held = Grant.objects.filter(
            consumer_id=self._actor.agency_id, state=Grant.State.ACTIVE, valid_until__gt=self._now
        )
        found = held.exclude(resource=self._base).select_related("resource__current", "provider")
        callers = {self._actor.ref: self._actor}
        callers |= {made.ref: made for made in map(actor_of_system, list_systems(self._actor).select_related("agency"))}
        return [
            Offer(self._actor, grant, callers[ref])
            for grant in found.order_by("resource__code", "opened_at")
            for terms in (grant.read_terms(),)
            if "bulk" in terms.modes
            for ref in terms.callers
            if ref in callers
        ]

    def find(self, value: str) -> Offer | None:
        return next((one for one in self.all if one.value == value), None)
