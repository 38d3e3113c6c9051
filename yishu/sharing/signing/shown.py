"""A round as its page shows it: what is signed, in words, and how far it is."""

from dataclasses import dataclass, field

from django.utils import timezone

from yishu.catalogue.models import Item
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.core.text import MaskKind
from yishu.node import clocks
from yishu.node.clocks import Remaining
from yishu.sharing.asked import Decision
from yishu.sharing.attachments.models import Attachment
from yishu.sharing.attachments.queries import list_attachments
from yishu.sharing.bounds import bounds_in_words
from yishu.sharing.coordination.course import rest_in_words
from yishu.sharing.coordination.queries import get_coordination
from yishu.sharing.coordination.rest import opined
from yishu.sharing.models import Coordination, Line
from yishu.sharing.rows import words_of
from yishu.sharing.signing import contents
from yishu.sharing.signing.course import steps_of
from yishu.sharing.signing.models import Round, Stage
from yishu.sharing.signing.queries import Staff, who_may_sign
from yishu.sharing.signing.rounds import DECISION, EXECUTION
from yishu.sharing.signing.subjects import kind_of, subject_of
from yishu.sharing.terms import terms_of
from yishu.shell.components import Step, Text


@dataclass(frozen=True, slots=True)
class RoundRow:
    """A round in a list: `who` may sign it now."""

    round: Round
    word: Text
    who: list[str]
    remaining: Remaining | None


@dataclass(frozen=True, slots=True)
class LinePart:
    """One line of what is signed; of a decision with what is proposed for it."""

    line: Line
    items: list[Item]
    rows: str
    items_granted: list[Item] = field(default_factory=list)
    rows_granted: str = ""
    bounds: str = ""
    masks: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class RoundShown:
    """Everything that is signed of this node's own; what another slice has shows itself on `sharing.sign_off`."""

    round: Round
    task: Text
    page: str  # where the thing stands
    lines: list[LinePart]
    attached: list[Attachment]
    decision: Decision | None
    coordination: Coordination | None  # whose opinion is carried out
    opined: list[tuple[str, str]]
    steps: list[Step]
    remaining: Remaining | None


def shown_row(one: Round, staff: Staff) -> RoundRow:
    return RoundRow(one, kind_of(one).word, [person.name for person in who_may_sign(one, staff)], _remaining(one))


def shown(one: Round, actor: Actor) -> RoundShown:
    """For its own agency's people."""
    number = contents.coordination_of(one.content) if one.subject == EXECUTION else None
    decision = contents.decision_of(one.content) if one.subject == DECISION else None
    coordination = get_coordination(actor, number) if number else None
    subject = subject_of(actor, one)
    done, ahead = steps_of([one], Stage(one.stage), actor.agency_id)
    return RoundShown(
        round=one,
        task=kind_of(one).task,
        page=subject.page if one.state == Round.State.SIGNED else subject.desk,
        lines=[_part(line, decision) for line in _lines(one)],
        attached=list(list_attachments(actor, one.application)) if one.application else [],
        decision=decision,
        coordination=coordination,
        opined=rest_in_words(coordination.line, opined(coordination)) if coordination else [],
        steps=[*done, *ahead],
        remaining=_remaining(one),
    )


def _lines(one: Round) -> list[Line]:
    """Those that this round is about: of an application what its content names."""
    if one.application is None:
        return []
    lines = one.application.lines.select_related("application__consumer", "resource__provider", "entry")
    lines = lines.prefetch_related("entry__items", "systems", "users").order_by("pk")
    if one.line_id is not None:
        return list(lines.filter(pk=one.line_id))
    return list(lines.filter(resource__code__in=contents.resources_of(one.content)))


def _part(line: Line, decision: Decision | None) -> LinePart:
    asked = [item for item in line.entry.items.all() if item.code in line.items]
    rows = words_of(line.row_rule, line.entry)
    if decision is None or not decision.approves:
        return LinePart(line, asked, rows)
    names = {item.code: item.name for item in asked}
    terms = terms_of(line, decision, timezone.now())  # as they would be, for their words only
    return LinePart(
        line,
        asked,
        rows,
        items_granted=[item for item in asked if item.code in decision.items],
        rows_granted=words_of(decision.rows or line.row_rule, line.entry),
        bounds=bounds_in_words(terms),
        masks=[(names[code], str(MaskKind.of(kind))) for code, kind in decision.masks.items() if code in names],
    )


def _remaining(one: Round) -> Remaining | None:
    due, provisional = one.clock
    if due is None or one.state != Round.State.OPEN:
        return None
    return clocks.remaining(due, provisional, shanghai_day(timezone.now()), clocks.calendar())
