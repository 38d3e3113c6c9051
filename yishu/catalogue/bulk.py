"""Many entries in one go, each by its own command in its own transaction: what is refused does not hold up the rest (10.1)."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.utils.translation import gettext as _

from yishu.agencies.roles import require_other
from yishu.catalogue import commands, course, queries
from yishu.catalogue.differences import ITEM_LABELS
from yishu.catalogue.errors import NothingChosen, ResourceNotFound, TooManyAtOnce
from yishu.catalogue.models import Entry
from yishu.catalogue.vocabulary import EntryStatus
from yishu.core.actor import Actor
from yishu.core.errors import FieldError, Problem
from yishu.shell.components import Text
from yishu.shell.fields import language

T = TypeVar("T")
MOST = 500
PASS, RETURN = "pass", "return"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one of them: the entry as it is now, or the refusal. `key` is how the caller named it."""

    key: str
    entry: Entry | None
    problem: Problem | None = None

    @property
    def name(self) -> str:
        return self.entry.name if self.entry else self.key

    @property
    def reasons(self) -> list[str]:
        """Why it was refused, in the language of the page: field by field, where fields are wrong."""
        if self.problem is None:
            return []
        told = [f"{_label(error)}：{error.message(language())}" for error in self.problem.errors]
        return told or [self.problem.detail(language())]


@dataclass(frozen=True, slots=True)
class Decision:
    """`act` is pass or return; to pass what waits for the secrecy reviewer takes the scope of what was examined."""

    entry_id: int
    act: str
    opinion: str = ""
    scope: str = ""


def submit_all(actor: Actor, entry_ids: Iterable[int], *, now: datetime) -> list[Outcome]:
    """Submit drafts of one's own agency."""

    def submit(entry_id: int) -> Entry:
        return commands.submit_entry(actor, queries.get_entry_for(actor, entry_id).pk, now=now)

    return each({str(entry_id): entry_id for entry_id in entry_ids}, submit, lambda key: _find(actor, key))


def decide_all(actor: Actor, decisions: Sequence[Decision], *, now: datetime) -> list[Outcome]:
    """Pass or return submissions, with the same guards as one by one: nobody passes their own (5.1), a return needs its opinion."""
    wanted = {str(decision.entry_id): decision for decision in decisions}
    return each(wanted, lambda decision: decide(actor, decision, now=now), lambda key: _find(actor, key))


def decide(actor: Actor, decision: Decision, *, now: datetime) -> Entry:
    """Whatever step a submission waits for: pass it on, or return it."""
    entry = queries.list_waiting_for(actor).filter(pk=decision.entry_id).first()
    if entry is None:
        raise _not_waiting(actor, decision.entry_id)
    if decision.act == RETURN:
        return commands.return_entry(actor, entry.pk, opinion=decision.opinion, now=now)
    if entry.status == EntryStatus.IN_SECRECY_REVIEW:
        return commands.sign_off(actor, entry.pk, scope=decision.scope, opinion=decision.opinion, now=now)
    if entry.status == EntryStatus.IN_AGENCY_REVIEW:
        return commands.pass_agency_review(actor, entry.pk, opinion=decision.opinion, now=now)
    return commands.publish_entry(actor, entry.pk, opinion=decision.opinion, now=now)


def each(
    wanted: dict[str, T], act: Callable[[T], Entry], find: Callable[[str], Entry | None] = lambda _key: None
) -> list[Outcome]:
    """What came of each, in their order; at most 500. Raises NothingChosen, TooManyAtOnce."""
    if not wanted:
        raise NothingChosen
    if len(wanted) > MOST:
        raise TooManyAtOnce(count=len(wanted), most=MOST)
    return [_outcome(key, one, act, find) for key, one in wanted.items()]


def _outcome(key: str, one: T, act: Callable[[T], Entry], find: Callable[[str], Entry | None]) -> Outcome:
    try:
        return Outcome(key, act(one))
    except Problem as refused:
        return Outcome(key, find(key), refused)


def _find(actor: Actor, key: str) -> Entry | None:
    """An entry that was refused, where the actor may see it."""
    try:
        return queries.get_entry_for(actor, int(key))
    except ResourceNotFound:
        return None


def _not_waiting(actor: Actor, entry_id: int) -> Problem:
    entry = queries.get_entry_for(actor, entry_id)
    if entry.status in course.WAITING:
        require_other(actor, entry.submitted_by)
    return course.wrong_moment(EntryStatus(entry.status))


def _label(error: FieldError) -> Text:
    """The field in the words of the form."""
    if found := re.fullmatch(r"items\[(\d+)]\.(\w+)", error.field):
        label = ITEM_LABELS.get(found[2], found[2])
        return _("第 {n} 个信息项的{label}").format(n=int(found[1]) + 1, label=label)
    name = re.sub(r"\[\d+]$", "", error.field)
    known = {field.name: field for field in Entry._meta.get_fields()}
    return getattr(known.get(name), "verbose_name", None) or name
