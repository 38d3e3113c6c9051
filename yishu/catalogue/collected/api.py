"""Collection forms over HTTP (15.2)."""

from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status

from yishu.agencies.api import PlainText, WholeNumber, known
from yishu.catalogue.collected import commands, queries
from yishu.catalogue.collected.commands import FormDraft
from yishu.catalogue.collected.models import CollectedForm
from yishu.catalogue.collection.line_api import CitationIn, CitationReviewIn, CollectionLineOut
from yishu.core.actor import Actor

router = Router(tags=["catalogue"], auth=known)
MOST = 200


class FormIn(Schema):
    """`audience`: public, agencies, internal. `keys`: those of `items` that only recognise whom the form is about."""

    name: PlainText
    audience: PlainText
    duty: PlainText
    items: list[PlainText]
    basis: PlainText = ""
    keys: list[PlainText] = []


class FormLineOut(CollectionLineOut):
    """`flag`: "" nothing wrong, open, waiting (the law is to be reviewed), excused (by law), ended. `beyond_scope`: the form serves no duty of the agency."""

    flag: str
    flagged_at: datetime | None
    beyond_scope: bool


class FormOut(Schema):
    id: str
    agency: str
    name: str
    audience: str
    duty: str
    basis: str
    ended: bool
    looked_at: datetime
    items: list[FormLineOut]


class FormCountOut(Schema):
    """`open`: flags that are neither excused nor ended."""

    code: str
    name: str
    forms: int
    items: int
    open: int
    excused: int
    ended: int


class PositionsIn(Schema):
    positions: list[WholeNumber]


@router.post("/collected-forms", response={201: FormOut})
def register_form(request: HttpRequest, body: FormIn) -> Status[FormOut]:
    """Put a form on the register: items that can be had by sharing are flagged, with the resource to use instead."""
    draft = FormDraft(
        name=body.name,
        audience=body.audience,
        duty=body.duty,
        basis=body.basis,
        names=tuple(body.items),
        keys=tuple(body.keys),
    )
    return Status(201, _out(commands.register_form(_actor(request), draft, now=timezone.now())))


@router.get("/collected-forms", response=list[FormOut])
def list_forms(request: HttpRequest) -> list[FormOut]:
    """One's own agency's; all for the coordinator and inspectors (200 at most, newest first)."""
    return [_out(form) for form in queries.list_forms(_actor(request))[:MOST]]


@router.get("/collected-forms/counts", response=list[FormCountOut])
def count_forms(request: HttpRequest) -> list[FormCountOut]:
    """Forms and flags, agency by agency; one's own only, for whoever is neither coordinator nor inspector."""
    counted = queries.count_by_agency(_actor(request))
    return [FormCountOut(**{name: getattr(one, name) for name in FormCountOut.model_fields}) for one in counted]


@router.get("/collected-forms/{number}", response=FormOut)
def get_form(request: HttpRequest, number: str) -> FormOut:
    return _out(queries.get_form(_actor(request), number))


@router.post("/collected-forms/{number}/citations", response=FormOut)
def cite_law(request: HttpRequest, number: str, body: CitationIn) -> FormOut:
    """Cite the law by which flagged items are collected all the same."""
    actor = _actor(request)
    return _out(commands.cite_law(actor, number, body.positions, **body.words, now=timezone.now()))


@router.post("/collected-forms/{number}/citations/review", response=FormOut)
def review_citation(request: HttpRequest, number: str, body: CitationReviewIn) -> FormOut:
    """The coordinator's word on the law that is cited."""
    actor, passes, opinion = _actor(request), body.passes, body.opinion
    done = commands.review_citation(actor, number, body.positions, passes=passes, opinion=opinion, now=timezone.now())
    return _out(done)


@router.post("/collected-forms/{number}/ended", response=FormOut)
def end_lines(request: HttpRequest, number: str, body: PositionsIn) -> FormOut:
    """These items are not collected any more."""
    return _out(commands.end_lines(_actor(request), number, body.positions, now=timezone.now()))


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined]


def _out(form: CollectedForm) -> FormOut:
    return FormOut(
        id=form.number,
        agency=form.agency.code,
        name=form.name,
        audience=form.audience,
        duty=form.duty,
        basis=form.basis,
        ended=form.ended_at is not None,
        looked_at=form.looked_at,
        items=[
            FormLineOut(
                **CollectionLineOut.told(item).dict(),
                flag=item.flag,
                flagged_at=item.flagged_at,
                beyond_scope=item.beyond_scope,
            )
            for item in form.items.select_related("resource")
        ],
    )
