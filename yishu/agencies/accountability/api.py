"""The management API of who answers for what (34.1)."""

from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from yishu.agencies import queries as agencies
from yishu.agencies.accountability import commands, queries
from yishu.agencies.accountability.commands import Naming
from yishu.agencies.accountability.errors import NotCoordinating
from yishu.agencies.accountability.models import DutyKind, Responsibility
from yishu.agencies.api import PlainText, YesNo, known
from yishu.agencies.models import Agency
from yishu.core.actor import Actor

router = Router(tags=["accountability"], auth=known)


class ResponsibleOut(Schema):
    """`kind`: catalogue, review, publishing, risk, answering, or coordination (of the coordinating agency). Login names; empty where nobody is named."""

    kind: str
    name: str
    person: str
    person_name: str
    deputy: str
    deputy_name: str
    since: datetime | None


class NamingIn(Schema):
    """Login names. `was`: who answers for it so far, empty where nobody does. `reason`: where the person changes. `with_work`: what is open in that person's own name goes along."""

    person: PlainText
    deputy: PlainText = ""
    was: PlainText = ""
    reason: PlainText = ""
    with_work: YesNo = False


class HandoverOut(Schema):
    """`kind` is empty where somebody left and all their work went over. `things`: what was open at that moment, in words."""

    id: int
    kind: str
    leaver: str
    successor: str
    at: datetime
    by: str
    reason: str
    things: list[str]


@router.get("/responsible", response=list[ResponsibleOut])
def list_responsible(request: HttpRequest, agency: str = "") -> list[ResponsibleOut]:
    """Of one's own agency; of any (by its code) for who oversees."""
    found = queries.get_visible(_actor(request), agency)
    held = queries.list_responsible(found)
    return [_out(kind, held.get(kind)) for kind in queries.kinds_of(found)]


@router.put("/responsible/{kind}", response=ResponsibleOut)
def name_responsible(request: HttpRequest, kind: str, body: NamingIn, agency: str = "") -> ResponsibleOut:
    """Name who answers for a kind of duty; a change of the person is kept as a handover."""
    actor = _actor(request)
    found = queries.get_visible(actor, agency)
    if kind not in DutyKind.values:
        raise NotCoordinating
    held = queries.list_responsible(found).get(kind)
    naming = Naming(
        agencies.get_person(found.pk, body.person),
        agencies.get_person(found.pk, body.deputy) if body.deputy else None,
        _was(body.was, held, found),
        body.reason,
        body.with_work,
    )
    made = commands.name_responsible(actor, found, DutyKind(kind), naming, now=timezone.now())
    return _out(DutyKind(kind), made)


@router.get("/handovers", response=list[HandoverOut])
def list_handovers(request: HttpRequest, agency: str = "") -> list[HandoverOut]:
    """The latest of an agency, newest first."""
    found = queries.list_handovers(queries.get_visible(_actor(request), agency))
    return [
        HandoverOut(
            id=one.pk,
            kind=one.duty.kind if hasattr(one, "duty") else "",
            leaver=one.leaver.login,
            successor=one.successor.login if one.successor else "",
            at=one.at,
            by=one.by_name,
            reason=one.reason,
            things=one.things,
        )
        for one in found
    ]


def _was(login: str, held: Responsibility | None, agency: Agency) -> int | None:
    """Whoever has left cannot be found by login any more, but may still be who answered for it."""
    if held and held.person.login == login:
        return held.person_id
    return agencies.get_person(agency.pk, login).pk if login else None


def _out(kind: DutyKind, held: Responsibility | None) -> ResponsibleOut:
    deputy = held.deputy if held else None
    return ResponsibleOut(
        kind=kind.value,
        name=str(kind.label),
        person=held.person.login if held else "",
        person_name=held.person.name if held else "",
        deputy=deputy.login if deputy else "",
        deputy_name=deputy.name if deputy else "",
        since=held.since if held else None,
    )


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined]
