"""The twin of a resource: its shape as it is read now, and nowhere to read it from. Its table has no name, its holding no number, its mount no address."""

from dataclasses import dataclass, replace
from datetime import datetime

import msgspec

from yishu.access.calls import plans_for
from yishu.access.governed import find_hosted
from yishu.access.mounts import Mounted
from yishu.access.sandbox.roster import Roster, roster_of
from yishu.access.state import AccessState, Hosted, Plan, hosted_of
from yishu.catalogue.models import Resource
from yishu.core.calendar import shanghai_day
from yishu.hosting.invented.queries import patterns_of
from yishu.hosting.quarantine.overrides import NO_OVERRIDES
from yishu.hosting.tables import Table

MODES = ("verify", "query")


@dataclass(frozen=True, slots=True)
class Twin:
    """`hosted` has the shape of the resource's own; `case_required` is what its entry asks of every use."""

    resource: Resource
    hosted: Hosted
    roster: Roster
    case_required: bool

    @property
    def code(self) -> str:
        return self.resource.path_code

    @property
    def modes(self) -> list[str]:
        """Those of verify and query that the entry in force offers."""
        offer = self.hosted.plan.offer
        return [mode for mode in MODES if offer is None or mode in offer.modes]

    @property
    def version(self) -> int:
        """As of a first batch; 0 where a provider's own interface answers."""
        return 0 if self.hosted.plan.mount is not None else 1

    @property
    def items(self) -> list[str]:
        """Those that may be asked for at all, in the order of the table."""
        offer, columns = self.hosted.plan.offer, self.hosted.table.by_code
        return [code for code in columns if offer is None or offer.items is None or code in offer.items]


def get_twin(code: str, now: datetime) -> Twin:
    """Of a path code. Raises what a call of the resource raises: ResourceNotFound, ResourceSuspended, ResourceNotShared, NotHosted."""
    plans = plans_for(code)
    found = find_hosted(AccessState(0, {}, plans, hosted_of(plans), {}, {}), code)
    resource = Resource.objects.select_related("current").get(code=found.plan.code)
    hosted = _nowhere(found)
    roster = roster_of(
        hosted.table,
        patterns_of(resource),
        hosted.plan.alternatives,
        has_backend=hosted.plan.mount is not None,
        today=shanghai_day(now),
    )
    return Twin(resource, hosted, roster, resource.current is not None and resource.current.case_required)


def _nowhere(found: Hosted) -> Hosted:
    """Only the shape: nothing that is made from this can lead to a record, and no override tells that a real number is known."""
    table = Table("", found.table.key_kind, found.table.columns)
    plan = Plan(
        found.plan.code,
        found.plan.state,
        table=table,
        offer=found.plan.offer,
        mount=_without_address(found.plan.mount),
        overrides=NO_OVERRIDES,
        alternatives=tuple(msgspec.structs.replace(each, is_ready=True) for each in found.plan.alternatives),
    )
    return replace(found, plan=plan, table=table, holding_id=0)


def _without_address(mount: Mounted | None) -> Mounted | None:
    if mount is None:
        return None
    return msgspec.structs.replace(mount, id=0, origin="", path="", secret_header="", secret="")
