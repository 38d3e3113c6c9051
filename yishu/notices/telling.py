"""Telling: the rows of a notice, written in the transaction of the command that causes it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from yishu.agencies.models import Appointment, Person, Role
from yishu.agencies.queries import list_lent
from yishu.core.actor import Actor
from yishu.core.ids import new_id
from yishu.node import clocks
from yishu.notices import pacing
from yishu.notices.kinds import Kind
from yishu.notices.models import Delivery, Message, Notice, Preference, Webhook

WEBHOOK = "webhook"


@dataclass(frozen=True, slots=True)
class To:
    """For whom: who holds one of the roles in the agency, else its administrators; further people by id. The agency's systems hear it too.

    `coordinators`: who coordinates this node, besides or instead.
    """

    agency: int | None = None
    roles: tuple[Role, ...] = ()
    people: tuple[int, ...] = ()
    coordinators: bool = False


COORDINATORS = To(coordinators=True)


def tell(
    kind: Kind,
    to: To,
    *,
    said: Mapping[str, object],
    path: str,
    by: Actor | None = None,
    once: str | None = None,
) -> None:
    """Write the notice; whoever caused it (`by`) is not told their own deed. `once`: only the first with this text is told.

    `said` fills the kind's text: names and numbers of things, never anything about a subject. Stands or falls with the caller's transaction.
    """
    assert connection.in_atomic_block, "a notice belongs to a transaction"
    now = timezone.now()
    message = Message(
        id=new_id(),
        kind=kind.code,
        agency_id=to.agency,
        params={name: str(value) for name, value in said.items()},
        path=path,
        urgent=kind.urgent,
        once=once,
        at=now,
    )
    Message.objects.bulk_create([message], ignore_conflicts=once is not None)
    if once is not None and not Message.objects.filter(pk=message.pk).exists():
        return
    people = _people(to) - ({by.id} if by and by.kind == "person" else set())
    Notice.objects.bulk_create(Notice(message=message, person_id=one) for one in sorted(people))
    deliveries = [*_by_channels(message, people, now), *_by_webhooks(message, to, now)]
    Delivery.objects.bulk_create(deliveries)


def person_of(ref: str) -> tuple[int, ...]:
    """The person behind a reference such as `person:7`, for `To.people`; nobody for a system or the platform."""
    return (int(ref.removeprefix("person:")),) if ref.startswith("person:") else ()


def not_told(kind: Kind, once: Iterable[str]) -> set[str]:
    """Of what is told one time only, what has not been told yet: spares a reminder its look at each thing again."""
    wanted = set(once)
    return wanted - set(Message.objects.filter(kind=kind.code, once__in=wanted).values_list("once", flat=True))


def _people(to: To) -> set[int]:
    found = _active(Person.objects.filter(pk__in=to.people)) if to.people else set()
    if to.coordinators:
        offices = Person.objects.filter(agency__is_coordinator=True, agency__is_active=True)
        found |= _active(offices.filter(appointments__role=Role.COORDINATOR))
    if to.agency is None or not to.roles:
        return found
    wanted = {str(role) for role in to.roles}
    held = Appointment.objects.filter(
        person__agency_id=to.agency, person__is_active=True, role__in=[*to.roles, Role.AGENCY_ADMINISTRATOR]
    ).values_list("role", "person_id")
    holders = {person for role, person in held if role in wanted}
    deputies = {deputy for deputy, role, _away in list_lent([to.agency]) if role in wanted} if holders else set()
    return found | deputies | (holders or {person for _role, person in held})


def _active(people: QuerySet[Person]) -> set[int]:
    return set(people.filter(is_active=True).values_list("pk", flat=True))


def _by_channels(message: Message, people: Iterable[int], now: datetime) -> list[Delivery]:
    wanted = list(Preference.objects.filter(person_id__in=people)) if people else []
    days = clocks.calendar() if any(one.working_days for one in wanted) else None
    return [
        Delivery(
            id=new_id(),
            message=message,
            channel=one.channel,
            person_id=one.person_id,
            wanted_at=due,
            due_at=due,
        )
        for one in wanted
        for due in (pacing.due(one.pace, one.hour, now, days if one.working_days else None),)
    ]


def _by_webhooks(message: Message, to: To, now: datetime) -> list[Delivery]:
    if to.agency is None:
        return []
    hooks = Webhook.objects.filter(system__agency_id=to.agency, system__is_active=True, removed_at=None).values_list(
        "pk", "kinds"
    )
    return [delivery_to(message, pk, now) for pk, kinds in hooks if not kinds or message.kind in kinds]


def delivery_to(message: Message, webhook_id: int, now: datetime) -> Delivery:
    """A message on its way to a webhook: a batch of its own, so that its id is the same at every attempt."""
    number = new_id()
    return Delivery(
        id=number, batch=number, message=message, channel=WEBHOOK, webhook_id=webhook_id, wanted_at=now, due_at=now
    )
