"""Drafting entries over HTTP: the same rules as the form (9.1). A course, from draft to publication, has the same steps and guards as on the pages."""

from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema, Status

from yishu.agencies.api import Day, PlainText, WholeNumber, YesNo, known
from yishu.agencies.models import Agency, Role
from yishu.agencies.refusals import put_on_record
from yishu.agencies.roles import require
from yishu.catalogue import bulk, commands, queries, rules
from yishu.catalogue.models import Entry
from yishu.catalogue.outcomes import LONGEST
from yishu.catalogue.rules import EntryDraft, ItemDraft
from yishu.catalogue.surroundings import look_around
from yishu.core.errors import FieldError, Language, Problem, preferred_language

router = Router(tags=["catalogue"], auth=known)


class ItemIn(Schema):
    """An item; what is left out has the rules' default."""

    code: PlainText
    name: PlainText
    type: PlainText = "string"
    length: WholeNumber | None = None
    meaning: PlainText = ""
    sensitivity: PlainText = "ordinary"
    codes: dict[PlainText, PlainText] = {}
    is_key: YesNo = False
    required: YesNo = False
    sharing: PlainText = ""
    openness: PlainText = ""
    mask: PlainText = ""
    comparison: PlainText = ""
    alternative: PlainText = ""
    data_element: PlainText = ""
    code_list: PlainText = ""
    role: PlainText = ""


class EntryIn(Schema):
    """An entry: the fields of 8.1. `resource` is the code of a published one of which this is the next version."""

    resource: PlainText = ""
    name: PlainText
    summary: PlainText = ""
    category: PlainText
    format: PlainText
    cycle: PlainText
    openness: PlainText
    modes: list[PlainText] = []
    items: list[ItemIn] = []
    key_kind: PlainText = "plain"
    condition: PlainText = ""
    legal_basis: PlainText = ""
    scope: PlainText = ""
    cycle_note: PlainText = ""
    timeliness: PlainText = ""
    open_condition: PlainText = ""
    domain: PlainText = ""
    collection_rule: PlainText = ""
    case_required: YesNo = False
    kind: PlainText = "data"
    tags: list[PlainText] = []
    provision: PlainText = "hosted"
    base_database: PlainText = ""
    digitisation: PlainText = "structured"
    digitisation_plan: PlainText = ""
    digitisation_due: Day | None = None
    territory: PlainText = ""
    subject_scope: PlainText = ""
    second_source_law: PlainText = ""
    matters: list[PlainText] = []
    related: list[PlainText] = []
    standards: list[PlainText] = []

    def draft(self) -> EntryDraft:
        given = {name: getattr(self, name) for name in type(self).model_fields if name not in ("items", "resource")}
        fields: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in given.items()
        }
        return EntryDraft(**fields, items=tuple(ItemDraft(**item.dict()) for item in self.items))


class DraftFindingOut(Schema):
    field: str
    rule: str
    message: str


class DraftCheckOut(Schema):
    """`errors` stop an entry from being drafted; `advice` does not."""

    errors: list[DraftFindingOut]
    advice: list[DraftFindingOut]


class EntryDraftOut(Schema):
    """A version under way; `id` names it in the paths of its course."""

    id: int
    resource: str
    version: int
    status: str
    name: str
    opinion: str


@router.post("/entries/check", response=DraftCheckOut)
def check_entry(request: HttpRequest, body: EntryIn) -> DraftCheckOut:
    """What the rules say of an entry, as drafting it would; nothing is kept."""
    actor = request.actor  # type: ignore[attr-defined]
    require(actor, Role.CATALOGUER)
    resource = queries.get_resource(body.resource, viewer=actor) if body.resource else None
    draft = body.draft()
    around = look_around(Agency.objects.get(pk=actor.agency_id), draft, resource=resource)
    language = preferred_language(request.headers.get("Accept-Language"))

    def told(errors: list[FieldError]) -> list[DraftFindingOut]:
        return [DraftFindingOut(field=one.field, rule=one.rule, message=one.message(language)) for one in errors]

    return DraftCheckOut(errors=told(rules.check_entry(draft, around)), advice=told(rules.advise(draft, around)))


@router.post("/entries", response={201: EntryDraftOut})
def draft_entry(request: HttpRequest, body: EntryIn) -> Status[EntryDraftOut]:
    """A new resource's entry as a draft of one's own agency, or the next version of a published one."""
    actor, now = request.actor, timezone.now()  # type: ignore[attr-defined]
    if body.resource:
        resource = queries.get_resource(body.resource, viewer=actor)
        return Status(201, _out(commands.draft_new_version(actor, resource, body.draft(), now=now)))
    agency = Agency.objects.get(pk=actor.agency_id)
    return Status(201, _out(commands.draft_entry(actor, agency, body.draft(), now=now)))


@router.get("/entries/{int:entry_id}", response=EntryDraftOut)
def get_draft(request: HttpRequest, entry_id: int) -> EntryDraftOut:
    """How far a version of one's own agency is."""
    return _out(queries.get_entry_for(request.actor, entry_id))  # type: ignore[attr-defined]


@router.put("/entries/{int:entry_id}", response=EntryDraftOut)
def amend_draft(request: HttpRequest, entry_id: int, body: EntryIn) -> EntryDraftOut:
    """Put another text in the place of a draft, or of what was returned."""
    actor = request.actor  # type: ignore[attr-defined]
    entry = queries.get_entry_for(actor, entry_id)
    return _out(commands.amend_draft(actor, entry.pk, body.draft(), now=timezone.now()))


@router.post("/entries/{int:entry_id}/submit", response=EntryDraftOut)
def submit_entry(request: HttpRequest, entry_id: int) -> EntryDraftOut:
    """Hand a draft over to review. People do the rest: nobody passes their own submission (5.1)."""
    actor = request.actor  # type: ignore[attr-defined]
    entry = queries.get_entry_for(actor, entry_id)
    return _out(commands.submit_entry(actor, entry.pk, now=timezone.now()))


@router.post("/entries/{int:entry_id}/take-back", response=EntryDraftOut)
def take_back_entry(request: HttpRequest, entry_id: int) -> EntryDraftOut:
    """Make a submission a draft again, as long as nobody has decided on it; what was signed off is signed off anew."""
    actor = request.actor  # type: ignore[attr-defined]
    entry = queries.get_entry_for(actor, entry_id)
    return _out(commands.take_back_entry(actor, entry.pk, now=timezone.now()))


class ManyIn(Schema):
    ids: list[WholeNumber]


class EntryDecisionIn(Schema):
    """`act`: pass or return, which needs its `opinion`. `scope`: what was examined, where the secrecy reviewer passes it."""

    id: WholeNumber
    act: Literal["pass", "return"]
    opinion: PlainText = Field("", max_length=LONGEST)
    scope: PlainText = Field("", max_length=LONGEST)


class DraftRefusalOut(Schema):
    code: str
    detail: str
    errors: list[DraftFindingOut]


class OutcomeOut(Schema):
    """What came of one of several: its status now, or the refusal, for which nothing of it was changed."""

    id: str
    done: bool
    status: str
    refusal: DraftRefusalOut | None


@router.post("/entries/submit", response=list[OutcomeOut])
def submit_entries(request: HttpRequest, body: ManyIn) -> list[OutcomeOut]:
    """Hand several drafts over to review, at most 500, each in a transaction of its own: what is refused does not hold up the rest."""
    return outcomes_out(request, bulk.submit_all(request.actor, body.ids, now=timezone.now()))  # type: ignore[attr-defined]


@router.post("/reviews", response=list[OutcomeOut])
def review_entries(request: HttpRequest, body: list[EntryDecisionIn]) -> list[OutcomeOut]:
    """Pass or return several submissions that wait for this person, at most 500, each with its opinion and in a transaction of its own."""
    decisions = [bulk.Decision(one.id, one.act, one.opinion, one.scope) for one in body]
    return outcomes_out(request, bulk.decide_all(request.actor, decisions, now=timezone.now()))  # type: ignore[attr-defined]


def outcomes_out(request: HttpRequest, outcomes: list[bulk.Outcome]) -> list[OutcomeOut]:
    language = preferred_language(request.headers.get("Accept-Language"))
    for one in outcomes:
        if one.problem:
            put_on_record(request, one.problem)
    return [
        OutcomeOut(
            id=one.key,
            done=one.problem is None,
            status=one.entry.status if one.entry else "",
            refusal=_refusal(one.problem, language) if one.problem else None,
        )
        for one in outcomes
    ]


def _refusal(problem: Problem, language: Language) -> DraftRefusalOut:
    errors = [DraftFindingOut(field=one.field, rule=one.rule, message=one.message(language)) for one in problem.errors]
    return DraftRefusalOut(code=problem.code, detail=problem.detail(language), errors=errors)


def _out(entry: Entry) -> EntryDraftOut:
    return EntryDraftOut(
        id=entry.pk,
        resource=entry.resource.code,
        version=entry.version,
        status=entry.status,
        name=entry.name,
        opinion=entry.opinion,
    )
