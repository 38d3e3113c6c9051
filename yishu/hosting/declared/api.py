"""The rules that a provider declares, over HTTP (13.1, 21.2)."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema, Status
from pydantic import ConfigDict

from yishu.agencies.api import WITHOUT_FRACTION, PlainText, YesNo, known
from yishu.core.errors import preferred_language
from yishu.hosting.declared import commands, queries, wording
from yishu.hosting.declared.drafts import Draft, parameters_of
from yishu.hosting.declared.models import CheckRule
from yishu.hosting.declared.queries import Standing
from yishu.hosting.declared.trial import try_out

router = Router(tags=["data"], auth=known)


class ParametersIn(Schema):
    """Of a pattern: `pattern` (RE2). Of a range: `least`, `most`, `not_future`. Across items `form`: `compare` with `operator` (=, !=, <, <=, >, >=), `when` with `values`
    (none: where it is given at all) and `must` (given, empty, or equal to one of `wanted`), or `sum`. Values are texts, as in a CSV."""

    model_config = ConfigDict(extra="forbid")
    pattern: PlainText = ""
    least: PlainText = ""
    most: PlainText = ""
    not_future: YesNo = False
    form: PlainText = ""
    operator: PlainText = ""
    values: list[PlainText] = []
    must: PlainText = ""
    wanted: list[PlainText] = []


class DeclaredRuleIn(Schema):
    """`kind`: pattern, range or cross. `items`: their codes; for compare left and right, for when the one that decides and the other, for sum the total and its parts.
    `zh`, `en`: what is said of a record that breaks the rule, proposed where they are left out. `replaces`: the rule that ends with this."""

    model_config = ConfigDict(extra="forbid")
    kind: PlainText
    items: list[PlainText] = Field(min_length=1, max_length=20)
    parameters: ParametersIn = ParametersIn()
    zh: PlainText = ""
    en: PlainText = ""
    replaces: Annotated[int, Field(strict=True, ge=1, le=2**63 - 1), WITHOUT_FRACTION] | None = None


class DeclaredRuleOut(Schema):
    """`words`: what it asks, in the caller's language. `applies`: false where it has ended, or where the entry no longer has its items; such a rule checks nothing."""

    id: int
    kind: str
    items: list[str]
    parameters: dict[str, Any]
    words: str
    zh: str
    en: str
    applies: bool
    declared_at: datetime
    ended_at: datetime | None


class TrialOut(Schema):
    """`broken` of the `looked_at` records that are hosted now break the rule; `whole`: all of them were looked at in the time there was."""

    words: str
    held: int
    looked_at: int
    broken: int
    whole: bool


@router.get("/{code}/rules", response=list[DeclaredRuleOut])
def list_check_rules(request: HttpRequest, code: str, ended: bool = False) -> list[DeclaredRuleOut]:
    """By which the records of a resource are checked, for whoever may see the resource; with `ended` those of before as well."""
    actor = request.actor  # type: ignore[attr-defined]
    return [_out(request, one) for one in queries.list_seen(actor, code, ended=ended)]


@router.post("/{code}/rules", response={201: DeclaredRuleOut})
def declare_check_rule(request: HttpRequest, code: str, body: DeclaredRuleIn) -> Status[DeclaredRuleOut]:
    """Declare a rule: the provider's data officer, or its system with the scope publish. Files that come in from now on are checked by it."""
    actor = request.actor  # type: ignore[attr-defined]
    made = commands.declare(actor, code, _draft(body), replaces=body.replaces, now=timezone.now())
    return Status(201, _out(request, queries.standing(made)))


@router.post("/{code}/rules/trial", response=TrialOut)
def try_check_rule(request: HttpRequest, code: str, body: DeclaredRuleIn) -> TrialOut:
    """How many of the records now hosted would break the rule; nothing is declared, nothing of a record is told."""
    actor = request.actor  # type: ignore[attr-defined]
    found = try_out(actor, code, _draft(body), now=timezone.now())
    words = _in_language(request, wording.asked(found.rule))
    return TrialOut(words=words, held=found.held, looked_at=found.looked_at, broken=found.broken, whole=found.is_whole)


@router.delete("/{code}/rules/{number}", response=DeclaredRuleOut)
def end_check_rule(request: HttpRequest, code: str, number: int) -> DeclaredRuleOut:
    """End a rule. It stays on record."""
    actor = request.actor  # type: ignore[attr-defined]
    return _out(request, queries.standing(commands.end(actor, code, number, now=timezone.now())))


def _draft(body: DeclaredRuleIn) -> Draft:
    return Draft(body.kind, tuple(body.items), parameters_of(body.parameters.dict()), body.zh, body.en)


def _out(request: HttpRequest, one: Standing) -> DeclaredRuleOut:
    record: CheckRule = one.record
    return DeclaredRuleOut(
        id=record.pk,
        kind=record.kind,
        items=record.items,
        parameters=record.parameters,
        words=_in_language(request, one.words),
        zh=record.zh,
        en=record.en,
        applies=one.in_force and one.rule is not None,
        declared_at=record.declared_at,
        ended_at=record.ended_at,
    )


def _in_language(request: HttpRequest, words: wording.Words) -> str:
    return words.zh if preferred_language(request.headers.get("Accept-Language")) == "zh" else words.en
