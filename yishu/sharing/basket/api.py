"""One's list of resources and one's drafts over HTTP: the same as on the pages, for people (26.1)."""

from datetime import date, datetime

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import ConfigDict

from yishu.agencies import queries as agencies
from yishu.agencies.api import Day, PlainText, WholeNumber, YesNo, known
from yishu.core.actor import Actor
from yishu.core.errors import Problem
from yishu.sharing import queries as sharing
from yishu.sharing.api import ApplicationOut, Rows, application_out
from yishu.sharing.basket import commands, queries, sending
from yishu.sharing.basket.drafted import Drafted, DraftLine, drafted_of, fields_of
from yishu.sharing.basket.models import Chosen, Draft
from yishu.sharing.commands import require_applicable

router = Router(tags=["sharing"], auth=known)


class ChosenIn(Schema):
    resource: PlainText


class ChosenOut(Schema):
    """`applicable`: it can be applied for now; what cannot any more stays until it is taken out."""

    resource: str
    name: str
    provider: str
    applicable: bool
    added_at: datetime


class DraftLineIn(Schema):
    """`volume`: subjects a day; `confirms`: the provider's condition is accepted. Of a draft all but the resource may be missing yet."""

    model_config = ConfigDict(extra="forbid")

    resource: PlainText
    items: list[PlainText] = []
    modes: list[PlainText] = []
    rows: Rows | None = None
    reason: PlainText = ""
    volume: WholeNumber | None = None
    confirms: YesNo = False


class BasketDraftIn(Schema):
    """An application as far as it is known: `systems`, `users` and `until` hold for all of its lines; `replaces`: the grant that a new one is to take the place of."""

    model_config = ConfigDict(extra="forbid")

    duty: PlainText = ""
    basis: PlainText = ""
    case_kind: PlainText = ""
    purpose: PlainText = ""
    systems: list[PlainText] = []
    users: list[PlainText] = []
    until: Day | None = None
    replaces: PlainText = ""
    lines: list[DraftLineIn] = []
    extra: dict[PlainText, PlainText] = {}

    @property
    def drafted(self) -> Drafted:
        lines = tuple(
            DraftLine(
                resource=line.resource,
                items=tuple(line.items),
                modes=tuple(line.modes),
                rows=line.rows.rule if line.rows else None,
                reason=line.reason,
                volume=line.volume,
                confirms=line.confirms,
            )
            for line in self.lines
        )
        return Drafted(
            lines=lines,
            duty=self.duty,
            basis=self.basis,
            case_kind=self.case_kind,
            purpose=self.purpose,
            systems=tuple(self.systems),
            users=tuple(self.users),
            until=self.until,
            replaces=self.replaces,
            extra=self.extra,
        )


class BasketDraftOut(Schema):
    id: int
    title: str
    saved_at: datetime


class WholeDraftOut(BasketDraftOut):
    application: BasketDraftIn


class ForeseenOut(Schema):
    """What sending would do with a line: `granted` at once, or `in_review` until `due`."""

    resource: str
    state: str
    due: date | None = None
    due_provisional: bool = False


@router.get("/basket", response=list[ChosenOut])
def list_basket(request: HttpRequest) -> list[ChosenOut]:
    """What one has gathered and not applied for yet, in the order of gathering."""
    actor = _person(request)
    return [_chosen_out(actor, one) for one in queries.list_chosen(actor)]


@router.post("/basket", response={201: list[ChosenOut]})
def choose(request: HttpRequest, body: ChosenIn) -> Status[list[ChosenOut]]:
    """Put a resource that one may apply for into one's list (20 at most); twice is once."""
    actor = _person(request)
    commands.choose(actor, body.resource, now=timezone.now())
    return Status(201, list_basket(request))


@router.delete("/basket", response={204: None})
def clear(request: HttpRequest) -> Status[None]:
    """Take everything out."""
    commands.drop(_person(request))
    return Status(204, None)


@router.delete("/basket/{code}", response={204: None})
def drop(request: HttpRequest, code: str) -> Status[None]:
    """Take a resource out, whether it is in or not."""
    commands.drop(_person(request), [code])
    return Status(204, None)


@router.get("/drafts", response=list[BasketDraftOut])
def list_drafts(request: HttpRequest) -> list[BasketDraftOut]:
    """One's own drafts, the last saved first."""
    return [
        BasketDraftOut(id=one.pk, title=one.title, saved_at=one.saved_at)
        for one in queries.list_drafts(_person(request))
    ]


@router.post("/drafts", response={201: WholeDraftOut})
def keep(request: HttpRequest, body: BasketDraftIn) -> Status[WholeDraftOut]:
    """Keep an application as it stands, sound or not (20 at most); it can be opened on the page of applying as well."""
    return Status(201, _kept(_person(request), body, None))


@router.get("/drafts/{draft_id}", response=WholeDraftOut)
def get_draft(request: HttpRequest, draft_id: int) -> WholeDraftOut:
    """A draft, whether it was kept here or on the page."""
    return _draft_out(queries.get_draft(_person(request), draft_id))


@router.put("/drafts/{draft_id}", response=WholeDraftOut)
def keep_in_place(request: HttpRequest, draft_id: int, body: BasketDraftIn) -> WholeDraftOut:
    """Keep this in place of the draft."""
    return _kept(_person(request), body, draft_id)


@router.delete("/drafts/{draft_id}", response={204: None})
def discard(request: HttpRequest, draft_id: int) -> Status[None]:
    """Throw a draft away."""
    commands.discard_draft(_person(request), draft_id)
    return Status(204, None)


@router.post("/drafts/{draft_id}/check", response=list[ForeseenOut])
def check(request: HttpRequest, draft_id: int) -> list[ForeseenOut]:
    """What sending it now would do, or everything that it would be refused for; nothing is sent."""
    foreseen = sending.check_draft(_person(request), draft_id, now=timezone.now())
    return [
        ForeseenOut(
            resource=one.resource,
            state="granted" if one.is_granted else "in_review",
            due=one.due,
            due_provisional=one.due_provisional,
        )
        for one in foreseen
    ]


@router.post("/drafts/{draft_id}/submission", response={201: ApplicationOut})
def send(request: HttpRequest, draft_id: int) -> Status[ApplicationOut]:
    """Apply as drafted; the draft is gone with it, so that sending it twice applies once."""
    actor = _person(request)
    made = sending.send_draft(actor, draft_id, now=timezone.now())
    return Status(201, application_out(made, list(sharing.list_lines(actor, made))))


def _person(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    commands.require_handler(actor)
    return actor


def _kept(actor: Actor, body: BasketDraftIn, draft_id: int | None) -> WholeDraftOut:
    drafted = body.drafted
    fields = fields_of(drafted, agencies.get_agency(actor.agency_code))
    return _draft_out(commands.keep_draft(actor, fields, title=drafted.title, draft_id=draft_id, now=timezone.now()))


def _draft_out(one: Draft) -> WholeDraftOut:
    drafted = drafted_of(one.fields)
    lines = [
        DraftLineIn(
            resource=line.resource,
            items=list(line.items),
            modes=list(line.modes),
            rows=Rows.told(line.rows),
            reason=line.reason,
            volume=line.volume,
            confirms=line.confirms,
        )
        for line in drafted.lines
    ]
    application = BasketDraftIn(
        duty=drafted.duty,
        basis=drafted.basis,
        case_kind=drafted.case_kind,
        purpose=drafted.purpose,
        systems=list(drafted.systems),
        users=list(drafted.users),
        until=drafted.until,
        replaces=drafted.replaces,
        lines=lines,
        extra={label: value for label, value in drafted.extra.items() if value},
    )
    return WholeDraftOut(id=one.pk, title=one.title, saved_at=one.saved_at, application=application)


def _chosen_out(actor: Actor, one: Chosen) -> ChosenOut:
    try:
        require_applicable(actor, one.resource)
    except Problem:
        applicable = False
    else:
        applicable = True
    return ChosenOut(
        resource=one.resource.code,
        name=one.resource.current.name if one.resource.current else one.resource.code,
        provider=one.resource.provider_name,
        applicable=applicable,
        added_at=one.added_at,
    )
