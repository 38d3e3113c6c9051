"""IT projects over HTTP (12.1)."""

from datetime import date, datetime
from typing import Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status

from yishu.agencies.api import PlainText, WholeNumber, known
from yishu.catalogue.collection.line_api import CitationIn, CitationReviewIn, CollectionLineOut
from yishu.catalogue.projects import commands, queries
from yishu.catalogue.projects.commands import ProjectDraft
from yishu.catalogue.projects.models import Project
from yishu.core.actor import Actor

router = Router(tags=["catalogue"], auth=known)
MOST = 200


class ProjectBody(Schema):
    """`items`: what it means to collect or keep; `keys`: those of them that only recognise whom the others are about."""

    name: PlainText
    systems: list[PlainText]
    items: list[PlainText]
    keys: list[PlainText] = []
    approval: PlainText = ""
    budget: PlainText = ""


class ProjectLineOut(CollectionLineOut):
    """`planned`: the entry that will hold a new item, "" where none was named."""

    planned: str


class DoubleOut(Schema):
    item: str
    project: str
    number: str
    agency: str


class ProjectResultOut(Schema):
    """`what`: planned (a new item, which a published entry of the agency has) or reuse (an item that was applied for)."""

    what: str
    name: str
    is_done: bool
    found: str


class AcceptanceOut(Schema):
    at: datetime
    by: str
    agency: str
    is_met: bool
    results: list[ProjectResultOut]


class ProjectOut(Schema):
    """`state`: draft, submitted, passed, conditional, returned, accepted. `doubles`: items that other projects plan as well."""

    id: str
    agency: str
    name: str
    approval: str
    budget: str
    systems: list[str]
    state: str
    due: date | None
    opinion: str
    items: list[ProjectLineOut]
    doubles: list[DoubleOut]
    acceptance: list[AcceptanceOut]


class ProjectRowOut(Schema):
    id: str
    agency: str
    name: str
    state: str
    due: date | None


class PlanIn(Schema):
    name: PlainText
    positions: list[WholeNumber]


class ProjectOpinionIn(Schema):
    outcome: Literal["pass", "conditional", "return"]
    opinion: PlainText = ""


@router.post("/projects", response={201: ProjectOut})
def register_project(request: HttpRequest, body: ProjectBody) -> Status[ProjectOut]:
    """Register a project; the answer says what it may reuse instead of collecting, and what doubles other projects."""
    return Status(201, _out(commands.register_project(_actor(request), _draft(body), now=timezone.now())))


@router.get("/projects", response=list[ProjectRowOut])
def list_projects(request: HttpRequest) -> list[ProjectRowOut]:
    """One's own agency's; all for the coordinator and inspectors (200 at most, newest first)."""
    return [
        ProjectRowOut(id=one.number, agency=one.agency.code, name=one.name, state=one.state, due=one.due)
        for one in queries.list_projects(_actor(request))[:MOST]
    ]


@router.get("/projects/{number}", response=ProjectOut)
def get_project(request: HttpRequest, number: str) -> ProjectOut:
    return _out(queries.get_project(_actor(request), number))


@router.put("/projects/{number}", response=ProjectOut)
def change_project(request: HttpRequest, number: str, body: ProjectBody) -> ProjectOut:
    """Write it anew, before it is submitted or after it was returned."""
    return _out(commands.change_project(_actor(request), number, _draft(body), now=timezone.now()))


@router.post("/projects/{number}/planned", response=ProjectOut)
def plan_entry(request: HttpRequest, number: str, body: PlanIn) -> ProjectOut:
    """Name the entry that will hold these new items."""
    return _out(commands.plan_entry(_actor(request), number, body.name, body.positions))


@router.post("/projects/{number}/citations", response=ProjectOut)
def cite_law(request: HttpRequest, number: str, body: CitationIn) -> ProjectOut:
    """Cite the law by which items that can be had by sharing are collected all the same."""
    return _out(commands.cite_law(_actor(request), number, body.positions, **body.words, now=timezone.now()))


@router.post("/projects/{number}/citations/review", response=ProjectOut)
def review_citation(request: HttpRequest, number: str, body: CitationReviewIn) -> ProjectOut:
    """The coordinator's word on the law that is cited."""
    actor, passes, opinion = _actor(request), body.passes, body.opinion
    done = commands.review_citation(actor, number, body.positions, passes=passes, opinion=opinion, now=timezone.now())
    return _out(done)


@router.post("/projects/{number}/submit", response=ProjectOut)
def submit_project(request: HttpRequest, number: str) -> ProjectOut:
    """Send it to the coordinator: somebody else than registered it."""
    return _out(commands.submit_project(_actor(request), number, now=timezone.now()))


@router.post("/projects/{number}/opinion", response=ProjectOut)
def give_opinion(request: HttpRequest, number: str, body: ProjectOpinionIn) -> ProjectOut:
    """The coordinator's opinion."""
    actor, now = _actor(request), timezone.now()
    return _out(commands.give_opinion(actor, number, body.outcome, opinion=body.opinion, now=now))


@router.post("/projects/{number}/acceptance", response=ProjectOut)
def check_acceptance(request: HttpRequest, number: str) -> ProjectOut:
    """The check at acceptance: the planned entries registered, the shared items applied for?"""
    actor = _actor(request)
    commands.check_acceptance(actor, number, now=timezone.now())
    return _out(queries.get_project(actor, number))


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined]


def _draft(body: ProjectBody) -> ProjectDraft:
    return ProjectDraft(
        name=body.name,
        systems=tuple(body.systems),
        approval=body.approval,
        budget=body.budget,
        names=tuple(body.items),
        keys=tuple(body.keys),
    )


def _out(project: Project) -> ProjectOut:
    items = list(project.items.select_related("resource", "planned"))
    return ProjectOut(
        id=project.number,
        agency=project.agency.code,
        name=project.name,
        approval=project.approval,
        budget=project.budget,
        systems=project.systems,
        state=project.state,
        due=project.due,
        opinion=project.opinion,
        items=[
            ProjectLineOut(**CollectionLineOut.told(item).dict(), planned=str(item.planned or "")) for item in items
        ],
        doubles=[
            DoubleOut(item=one.item, project=one.project, number=one.number, agency=one.agency)
            for one in queries.list_doubles(project, items)
        ],
        acceptance=[
            AcceptanceOut(
                at=one.at,
                by=one.by_name,
                agency=one.agency_name,
                is_met=one.is_met,
                results=[ProjectResultOut(**each) for each in one.results],
            )
            for one in project.acceptance_checks.all()
        ],
    )
