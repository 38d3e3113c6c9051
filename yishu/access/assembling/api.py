"""How a base database is assembled, over HTTP (22.1)."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema, Status
from pydantic import ConfigDict

from yishu.access.assembling import commands, queries
from yishu.access.assembling.models import Assembly
from yishu.access.assembling.rules import Candidate, Draft, ItemDraft, SourceDraft
from yishu.agencies.api import PlainText, YesNo, known

router = Router(tags=["data"], auth=known)


class Strict(Schema):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class SourceIn(Strict):
    """`system`: the application system of one's own that takes from it, else whoever declares; `grant`: by which, else the oldest that serves; `keys`: base key item → the source's, where the codes differ."""

    resource: PlainText
    system: PlainText = ""
    grant: UUID | None = None
    keys: dict[PlainText, PlainText] = {}


class CandidateIn(Strict):
    source: PlainText
    item: PlainText


class AssembledItemIn(Strict):
    """`from`: its candidates in order; the first that has a value wins."""

    item: PlainText
    candidates: list[CandidateIn] = Field(alias="from", max_length=20)


class AssemblyIn(Strict):
    """`origins`: the item that will carry where each value comes from; `subjects`: whether any source lets a subject exist, or the first only."""

    sources: list[SourceIn] = Field(max_length=20)
    items: list[AssembledItemIn] = Field(max_length=500)
    origins: PlainText
    subjects: Literal["any", "first"] = "any"


class AssemblingRefusalOut(Schema):
    code: str
    zh: str
    en: str


class SourceOut(Schema):
    """`version`: as it was taken last, `at`; `published`: its version now; `stopped_at`: since when it cannot be taken, and why: its values stay but are no longer kept up to date."""

    resource: str
    name: str
    keys: dict[str, str]
    version: int | None
    published: int | None
    at: datetime | None
    records: int
    stopped_at: datetime | None
    refusal: AssemblingRefusalOut | None


class CandidateOut(Schema):
    """`values`: how many values of the item come from here."""

    source: str
    item: str
    values: int


class AssembledItemOut(Schema):
    """`differing`: about how many subjects its sources disagree."""

    item: str
    candidates: list[CandidateOut] = Field(serialization_alias="from")
    differing: int


class AssemblyOut(Schema):
    number: int
    origins: str
    subjects: str
    sources: list[SourceOut]
    items: list[AssembledItemOut]
    records: int
    assembled_at: datetime | None
    stopped_at: datetime | None
    refusal: AssemblingRefusalOut | None
    declared_at: datetime
    ended_at: datetime | None


class RunIn(Strict):
    """`everything`: each subject is assembled again, whether its sources changed or not."""

    everything: YesNo = False


@router.get("/{code}/assembly", response=AssemblyOut, by_alias=True)
def get_assembly(request: HttpRequest, code: str) -> AssemblyOut:
    """From which sources a base database is assembled, item by item, and how it stands: for whoever may see the resource. 404 where it is not assembled."""
    return _out(queries.get_seen(request.actor, code))  # type: ignore[attr-defined]


@router.put("/{code}/assembly", response=AssemblyOut, by_alias=True)
def declare_assembly(request: HttpRequest, code: str, body: AssemblyIn) -> AssemblyOut:
    """Declare it: the building agency's data officer. The assembly of before ends; the worker begins within seconds."""
    made = commands.declare(request.actor, code, _draft(body), now=timezone.now())  # type: ignore[attr-defined]
    return _out(queries.get_assembly(made.resource))


@router.delete("/{code}/assembly", response=AssemblyOut, by_alias=True)
def end_assembly(request: HttpRequest, code: str) -> AssemblyOut:
    """What was taken is removed; what was published stays, and is no longer kept up to date."""
    return _out(commands.end(request.actor, code, now=timezone.now()))  # type: ignore[attr-defined]


@router.post("/{code}/assembly/run", response={202: AssemblyOut}, by_alias=True)
def run_assembly(request: HttpRequest, code: str, body: RunIn) -> Status[AssemblyOut]:
    """Bring it up to date now: the worker begins within seconds."""
    actor = request.actor  # type: ignore[attr-defined]
    return Status(202, _out(commands.ask_run(actor, code, everything=body.everything, now=timezone.now())))


def _draft(body: AssemblyIn) -> Draft:
    return Draft(
        tuple(
            SourceDraft(each.resource, each.system, str(each.grant) if each.grant else "", each.keys)
            for each in body.sources
        ),
        tuple(
            ItemDraft(each.item, tuple(Candidate(one.source, one.item) for one in each.candidates))
            for each in body.items
        ),
        body.origins,
        body.subjects,
    )


def _out(found: Assembly) -> AssemblyOut:
    published = queries.hosted_versions(found)
    sources = [
        SourceOut(
            resource=one.resource.code,
            name=one.resource.current.name if one.resource.current else one.resource.code,
            keys=dict(zip(found.keys, one.keys, strict=True)),
            version=one.taken_version,
            published=published.get(one.resource_id),
            at=one.taken_at,
            records=one.records,
            stopped_at=one.failed_at,
            refusal=AssemblingRefusalOut(**one.refusal) if one.refusal else None,
        )
        for one in found.sources.all()
    ]
    items = [
        AssembledItemOut(
            item=one.code,
            candidates=[
                CandidateOut(source=share.source.resource.code, item=share.item, values=share.values)
                for share in one.shares
            ],
            differing=one.differing,
        )
        for one in queries.item_states(found)
    ]
    return AssemblyOut(
        number=found.pk,
        origins=found.origins,
        subjects=found.subjects,
        sources=sources,
        items=items,
        records=found.figures.get("subjects", 0),
        assembled_at=found.assembled_at,
        stopped_at=found.failed_at,
        refusal=AssemblingRefusalOut(**found.refusal) if found.refusal else None,
        declared_at=found.declared_at,
        ended_at=found.ended_at,
    )
