"""The register of standards over HTTP: read by everybody, proposed to by those who may (5.3)."""

from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema, Status

from yishu.agencies.api import Day, PlainText, WholeNumber, YesNo, anyone, known
from yishu.core.actor import Actor
from yishu.standards import commands, listing
from yishu.standards.drafts import CodeListDraft, ElementDraft, StandardDraft, ValueDraft
from yishu.standards.models import Kind, State

router = Router(tags=["standards"])
MOST = 500
StateWord = Literal["proposed", "in_force", "replaced", "abolished", "rejected", "all"]


class ElementOut(Schema):
    """One version of a data element; `replaced_by` is the identifier of its successor."""

    identifier: str
    version: int
    state: str
    name: str
    name_en: str
    definition: str
    type: str
    length: int | None
    representation: str
    code_list: str
    standard: str
    sensitivity: str
    is_reference: bool
    scope_kind: str
    aliases: list[str]
    replaced_by: str


class ValueOut(Schema):
    code: str
    text: str
    text_en: str
    parent: str
    valid_from: date | None
    valid_until: date | None


class CodeListOut(Schema):
    """One version of a code list."""

    identifier: str
    version: int
    state: str
    name: str
    name_en: str
    standard: str
    source: str
    replaced_by: str


class CodeListWithValues(CodeListOut):
    values: list[ValueOut]


class StandardOut(Schema):
    """A standard. In force today: state `in_force`, begun and not ended."""

    code: str
    state: str
    title: str
    title_en: str
    kind: str
    version: str
    issued_by: str
    jointly_with: str
    document: str
    issued_on: date | None
    in_force_from: date | None
    in_force_until: date | None
    replaces: list[str]
    replaced_by: str
    url: str


class ElementIn(Schema):
    """A data element that is proposed; `of` is the identifier of which it is the next version."""

    model_config = {"extra": "forbid"}

    name: PlainText
    definition: PlainText
    type: PlainText = "string"
    length: WholeNumber | None = None
    representation: PlainText = ""
    code_list: PlainText = ""
    standard: PlainText = ""
    sensitivity: PlainText = "ordinary"
    is_reference: YesNo = False
    scope_kind: PlainText = "territory"
    aliases: list[PlainText] = Field(default_factory=list)
    name_en: PlainText = ""
    note: PlainText = ""
    replaces: list[PlainText] = Field(default_factory=list)
    of: PlainText = ""


class ValueIn(Schema):
    model_config = {"extra": "forbid"}

    code: PlainText
    text: PlainText
    text_en: PlainText = ""
    parent: PlainText = ""
    valid_from: Day | None = None
    valid_until: Day | None = None


class CodeListIn(Schema):
    """A version of a code list with all its values."""

    model_config = {"extra": "forbid"}

    identifier: PlainText
    name: PlainText
    values: list[ValueIn]
    name_en: PlainText = ""
    standard: PlainText = ""
    source: PlainText = ""
    note: PlainText = ""
    replaces: list[PlainText] = Field(default_factory=list)


class StandardIn(Schema):
    model_config = {"extra": "forbid"}

    code: PlainText
    title: PlainText
    kind: PlainText
    title_en: PlainText = ""
    version: PlainText = ""
    issued_by: PlainText = ""
    issued_on: Day | None = None
    in_force_from: Day | None = None
    in_force_until: Day | None = None
    url: PlainText = ""
    note: PlainText = ""
    replaces: list[PlainText] = Field(default_factory=list)


class Proposed(Schema):
    """What was made: its lasting identifier, its version (of a standard none), and its state."""

    identifier: str
    version: int | None
    state: str
    proposed_at: datetime


class Wanted(Schema):
    q: PlainText = ""
    state: StateWord = "in_force"
    offset: int = Field(0, ge=0, le=1_000_000)


@router.get("/elements", response=list[ElementOut], auth=anyone)
def list_elements(request: HttpRequest, wanted: Query[Wanted]) -> list[ElementOut]:
    """Data elements by words (name, alias, field name, identifier, definition) and state, 500 at most from `offset`."""
    return [_element(one) for one in _found(request, Kind.ELEMENT, wanted)]


@router.get("/elements/{identifier}", response=list[ElementOut], auth=anyone)
def get_element(request: HttpRequest, identifier: str) -> list[ElementOut]:
    """A data element's versions, the newest first."""
    return [_element(one) for one in listing.list_versions(Kind.ELEMENT, identifier, _viewer(request))]


@router.get("/code-lists", response=list[CodeListOut], auth=anyone)
def list_code_lists(request: HttpRequest, wanted: Query[Wanted]) -> list[CodeListOut]:
    """Code lists by words and state, without their values, 500 at most from `offset`."""
    return [CodeListOut(**_code_list(one)) for one in _found(request, Kind.CODE_LIST, wanted)]


@router.get("/code-lists/{identifier}", response=CodeListWithValues, auth=anyone)
def get_code_list(request: HttpRequest, identifier: str, version: int = 0) -> CodeListWithValues:
    """A code list with its values: the version in force, or the one that is asked for."""
    versions = listing.list_versions(Kind.CODE_LIST, identifier, _viewer(request))
    found = listing.shown_version(versions, str(version) if version else "")
    names = list(ValueOut.model_fields)
    values = [ValueOut(**dict(zip(names, row, strict=True))) for row in found.values.values_list(*names)]
    return CodeListWithValues(**_code_list(found), values=values)


@router.get("/standards", response=list[StandardOut], auth=anyone)
def list_standards(request: HttpRequest, wanted: Query[Wanted]) -> list[StandardOut]:
    """Standards by words and state, 500 at most from `offset`."""
    return [_standard(one) for one in _found(request, Kind.STANDARD, wanted)]


@router.post("/elements", response={201: Proposed}, auth=known)
def propose_element(request: HttpRequest, body: ElementIn) -> Status[Proposed]:
    """Propose a data element, or the next version of one."""
    given = body.dict()
    of = given.pop("of")
    draft = ElementDraft(**{**given, "aliases": tuple(body.aliases), "replaces": tuple(body.replaces)})
    return Status(201, _proposed(commands.propose(_actor(request), draft, of=of, now=timezone.now())))


@router.post("/code-lists", response={201: Proposed}, auth=known)
def propose_code_list(request: HttpRequest, body: CodeListIn) -> Status[Proposed]:
    """Propose a code list, or, by an identifier that is known, its next version."""
    values = tuple(ValueDraft(**value.dict()) for value in body.values)
    draft = CodeListDraft(**{**body.dict(), "values": values, "replaces": tuple(body.replaces)})
    return Status(201, _proposed(commands.propose(_actor(request), draft, now=timezone.now())))


@router.post("/standards", response={201: Proposed}, auth=known)
def propose_standard(request: HttpRequest, body: StandardIn) -> Status[Proposed]:
    """Propose a standard for registration."""
    draft = StandardDraft(**{**body.dict(), "replaces": tuple(body.replaces)})
    return Status(201, _proposed(commands.propose(_actor(request), draft, now=timezone.now())))


def _found(request: HttpRequest, kind: Kind, wanted: Wanted) -> Any:
    state = "" if wanted.state == "all" else State(wanted.state)
    return listing.search(kind, _viewer(request), wanted.q, state)[wanted.offset : wanted.offset + MOST]


def _viewer(request: HttpRequest) -> Actor | None:
    return getattr(request, "actor", None) or None


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined]


def _told(one: Any, schema: type[Schema]) -> dict[str, Any]:
    """The fields of the schema; what is linked by its key, or empty."""
    told = {}
    for name in schema.model_fields:
        value = getattr(one, name)
        linked = name in ("code_list", "standard", "replaced_by")
        told[name] = (value.key if value else "") if linked else value
    return told


def _element(one: Any) -> ElementOut:
    return ElementOut(**_told(one, ElementOut))


def _code_list(one: Any) -> dict[str, Any]:
    return _told(one, CodeListOut)


def _standard(one: Any) -> StandardOut:
    return StandardOut(**_told(one, StandardOut))


def _proposed(made: Any) -> Proposed:
    version = made.version if isinstance(made.version, int) else None
    return Proposed(identifier=made.key, version=version, state=made.state, proposed_at=made.proposed_at)
