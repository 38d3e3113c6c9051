"""The yearly upkeep over HTTP (10.2)."""

from datetime import date, datetime
from typing import Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema

from yishu.agencies import queries as agencies
from yishu.agencies.api import PlainText, known
from yishu.catalogue.confirming import commands, queries
from yishu.catalogue.drafting_api import OutcomeOut, outcomes_out
from yishu.catalogue.errors import NotTheCoordinator
from yishu.catalogue.outcomes import LONGEST
from yishu.catalogue.queries import is_coordinator
from yishu.core.actor import Actor

router = Router(tags=["catalogue"], auth=known)
PAGE = 500


class ConfirmationStandingOut(Schema):
    """`how` it was confirmed last: published (first version), amended (a later one) or confirmed. `state`: overdue, due_soon (30 days) or fine."""

    code: str
    name: str
    provider: str
    version: int
    how: str
    last: datetime
    by: str
    note: str
    due: date
    state: str


class StandingsOut(Schema):
    """The counts are of all; `entries` are one page of at most 500, the most urgent first."""

    overdue: int
    due_soon: int
    all: int
    entries: list[ConfirmationStandingOut]


class ConfirmationIn(Schema):
    resource: PlainText
    note: PlainText = Field("", max_length=LONGEST)


class MergeIn(Schema):
    """`informed`: credit codes of the agencies that hold grants of what is merged and were told."""

    merged: list[PlainText]
    into: PlainText
    reason: PlainText
    informed: list[PlainText] = []


class MergedOut(Schema):
    into: str
    merged: list[str]


@router.get("/confirmations", response=StandingsOut)
def list_confirmations(
    request: HttpRequest, state: Literal["overdue", "due_soon", "all"] = "all", agency: str = "", page: int = 1
) -> StandingsOut:
    """The entries of one's own agency and when each must be confirmed; for the coordinator those of any `agency`, or of all (`agency=*`)."""
    actor, now = request.actor, timezone.now()  # type: ignore[attr-defined]
    agency_id = _agency_id(actor, agency)
    first = (max(1, min(page, 10_000)) - 1) * PAGE
    rows = queries.listed(state, now, agency_id=agency_id)[first : first + PAGE]
    counts = queries.count(now, agency_id=agency_id)
    return StandingsOut(
        overdue=counts.overdue,
        due_soon=counts.due_soon,
        all=counts.all,
        entries=[_out(one) for one in queries.standings(rows, now)],
    )


@router.post("/confirmations/confirm", response=list[OutcomeOut])
def confirm_entries(request: HttpRequest, body: list[ConfirmationIn]) -> list[OutcomeOut]:
    """Say of several entries that they still hold, at most 500, each in a transaction of its own; not by who submitted them."""
    notes = {one.resource: one.note for one in body}
    return outcomes_out(request, commands.confirm_entries(request.actor, notes, now=timezone.now()))  # type: ignore[attr-defined]


@router.post("/confirmations/merge", response=MergedOut)
def merge_resources(request: HttpRequest, body: MergeIn) -> MergedOut:
    """Withdraw resources whose data another one of the agency has from now on; all or none."""
    into = commands.merge_resources(
        request.actor,  # type: ignore[attr-defined]
        body.merged,
        body.into,
        reason=body.reason,
        informed=body.informed,
        now=timezone.now(),
    )
    return MergedOut(into=into.code, merged=body.merged)


def _agency_id(actor: Actor, agency: str) -> int | None:
    if agency in ("", actor.agency_code):
        return actor.agency_id
    if not is_coordinator(actor):
        raise NotTheCoordinator
    return None if agency == "*" else agencies.get_agency(agency).pk


def _out(one: queries.Standing) -> ConfirmationStandingOut:
    entry = commands.entry_in_force(one.resource)
    return ConfirmationStandingOut(
        code=one.resource.code,
        name=entry.name,
        provider=one.resource.provider_name,
        version=entry.version,
        how=one.how,
        last=one.last,
        by=one.by,
        note=one.note,
        due=one.due,
        state=one.state,
    )
