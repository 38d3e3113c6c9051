"""Delegations, for programs of people."""

from datetime import date, datetime

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status

from yishu.agencies import queries as agencies
from yishu.agencies.api import Day, PlainText, known
from yishu.agencies.delegation import commands, queries
from yishu.agencies.delegation.pages import MOST
from yishu.agencies.models import Delegation, Role

router = Router(tags=["delegations"], auth=known)


class DelegationIn(Schema):
    """`person` and `deputy` by login name; both days are included."""

    person: PlainText
    deputy: PlainText
    roles: list[Role]
    first_day: Day
    last_day: Day
    reason: PlainText


class DelegationOut(Schema):
    number: int
    person: str
    deputy: str
    roles: list[str]
    first_day: date
    last_day: date
    reason: str
    ended_at: datetime | None


@router.get("/delegations", response=list[DelegationOut])
def list_delegations(request: HttpRequest) -> list[DelegationOut]:
    """Those that one has a part in, the latest first; for an administrator the agency's."""
    return [_out(one) for one in queries.list_delegations(request.actor)[:MOST]]  # type: ignore[attr-defined]


@router.post("/delegations", response={201: DelegationOut})
def delegate(request: HttpRequest, body: DelegationIn) -> Status[DelegationOut]:
    """A colleague stands in for some roles while their holder is away."""
    actor = request.actor  # type: ignore[attr-defined]
    made = commands.delegate(
        actor,
        agencies.get_person(actor.agency_id, body.person),
        agencies.get_person(actor.agency_id, body.deputy),
        roles=frozenset(body.roles),
        first_day=body.first_day,
        last_day=body.last_day,
        reason=body.reason,
        now=timezone.now(),
    )
    return Status(201, _out(made))


@router.post("/delegations/{number}/end", response=DelegationOut)
def end_delegation(request: HttpRequest, number: int) -> DelegationOut:
    """The roles are the holder's alone again, from the next call on."""
    return _out(commands.end(request.actor, number, now=timezone.now()))  # type: ignore[attr-defined]


def _out(one: Delegation) -> DelegationOut:
    return DelegationOut(
        number=one.pk,
        person=one.person.name,
        deputy=one.deputy.name,
        roles=one.roles,
        first_day=one.first_day,
        last_day=one.last_day,
        reason=one.reason,
        ended_at=one.ended_at,
    )
