"""Records as lists show them, and whose evidence a person sees."""

from dataclasses import dataclass
from uuid import UUID

from yishu.access.refused import whys_of
from yishu.agencies.models import Agency, Role
from yishu.audit.queries import Scope, Seen
from yishu.audit.record import Record
from yishu.audit.words import action_word
from yishu.catalogue.models import Resource
from yishu.catalogue.queries import is_coordinator
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.node import clocks
from yishu.portal.filtering import CALLS
from yishu.sharing.models import Grant


@dataclass(frozen=True, slots=True)
class Row:
    """A record as the list shows it, codes with their names. `rests`: it was made on no working day; `reason`: why it was refused, as a sentence."""

    seen: Seen
    action: str
    agency: str
    resource: str
    is_own: bool
    rests: bool
    reason: str

    @property
    def record(self) -> Record:
        return self.seen.record

    @property
    def is_call(self) -> bool:
        return self.record.action.startswith(CALLS)

    @property
    def target(self) -> str:
        """What it was about where that is no resource; how a session was opened is no thing."""
        return "" if self.record.action.startswith("session:") else self.record.target


def scope_of(actor: Actor) -> Scope:
    """What of the evidence this person sees."""
    if sees_everything(actor):
        return Scope(actor.agency_code, own_resources(actor), everything=True)
    return Scope(actor.agency_code, own_resources(actor))


def own_resources(actor: Actor) -> tuple[str, ...]:
    """The codes of the resources that one's own agency provides."""
    return tuple(Resource.objects.filter(provider_id=actor.agency_id).values_list("code", flat=True))


def sees_everything(actor: Actor) -> bool:
    """Whoever inspects, coordinates the node, or is its audit administrator."""
    return bool(actor.roles & {Role.INSPECTOR, Role.AUDIT_ADMINISTRATOR}) or is_coordinator(actor)


def rows_of(actor: Actor, records: list[Seen]) -> list[Row]:
    """Records with the names of their agencies and resources: three statements, and some more where one was refused for what its grant lacks."""
    days = clocks.calendar()
    agencies = {seen.record.agency for seen in records}
    resources = {seen.record.resource for seen in records}
    short: dict[str, str] = dict(Agency.objects.filter(code__in=agencies).values_list("code", "short_name"))
    names: dict[str, str] = dict(Resource.objects.filter(code__in=resources).values_list("code", "current__name"))
    whys = whys_of([seen.record for seen in records])
    return [
        Row(
            seen,
            action_word(seen.record.action),
            short.get(seen.record.agency, seen.record.agency),
            names.get(seen.record.resource) or "",
            seen.record.agency == actor.agency_code,
            not days.is_working_day(shanghai_day(seen.record.at)),
            whys.get(seen.record.id, ""),
        )
        for seen in records
    ]


def item_names(record: Record) -> list[str]:
    """The items of a record by their names in the entry in force, with their codes."""
    found = Resource.objects.filter(code=record.resource, current__items__code__in=record.items)
    names: dict[str, str] = dict(found.values_list("current__items__code", "current__items__name"))
    return [f"{names[code]}（{code}）" if code in names else code for code in record.items]


def find_grant(number: str) -> Grant | None:
    """The grant that a record names; None where it names none, or one that this node does not keep."""
    try:
        key = UUID(number)
    except ValueError:
        return None
    found = Grant.objects.select_related("line__application", "provider", "consumer")
    return found.filter(pk=key).first()
