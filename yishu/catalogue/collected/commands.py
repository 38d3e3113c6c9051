"""Putting forms on the register, looking their items up again as the catalogue grows, excusing items by law, ending them (15.2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Max

from yishu.agencies.models import Agency, Role
from yishu.agencies.roles import require, require_other
from yishu.audit import recording
from yishu.audit.record import Action, Outcome
from yishu.catalogue import codes
from yishu.catalogue.citing import check_words
from yishu.catalogue.collected import queries
from yishu.catalogue.collected.errors import LineEnded, NotTheFormsAgency
from yishu.catalogue.collected.models import CollectedForm, FormItem
from yishu.catalogue.collection import lines
from yishu.catalogue.models import Entry
from yishu.catalogue.overseeing import require_coordinator
from yishu.core.actor import PLATFORM, Actor
from yishu.core.calendar import shanghai_day
from yishu.core.errors import FieldError, Invalid
from yishu.core.text import fold, is_plain

AGAIN: Final = timedelta(days=1)
"""A form is looked at again after this at the latest, and sooner where an entry was published since."""
AT_ONCE: Final = 200
"""Forms that one round of the chore looks at; the rest wait for the next."""


@dataclass(frozen=True, slots=True)
class FormDraft:
    """A form as its agency registers it. `audience`: public, agencies, internal; `duty`: what the collecting serves."""

    name: str
    audience: str
    duty: str
    names: tuple[str, ...]
    basis: str = ""
    keys: tuple[str, ...] = ()


@transaction.atomic
def register_form(actor: Actor, draft: FormDraft, *, now: datetime) -> CollectedForm:
    """Put a form on the register; its items are looked up, and what could be had by sharing is flagged."""
    require(actor, Role.CATALOGUER)
    _require_sound(draft)
    fields = lines.look_up(draft.names, draft.keys)
    form = CollectedForm.objects.create(
        number=codes.allocate(f"BD{shanghai_day(now):%Y%m%d}").replace("/", "-"),
        agency_id=actor.agency_id,
        name=draft.name.strip(),
        audience=draft.audience,
        duty=draft.duty.strip(),
        basis=draft.basis.strip(),
        registered_by=actor.ref,
        registered_by_name=actor.name,
        registered_at=now,
        looked_at=now,
    )
    beyond = not _is_own_duty(form)
    items = [FormItem(form=form, beyond_scope=beyond, **each) for each in fields]
    flagged = [item.name for item in items if item.mark(now)]
    FormItem.objects.bulk_create(items)
    _record(actor, Action.FORM_REGISTERED, form, [item.name for item in items])
    if flagged:
        _record(actor, Action.FORM_FLAGGED, form, flagged)
    return form


@transaction.atomic
def cite_law(
    actor: Actor, number: str, positions: Sequence[int], *, law: str, article: str, reason: str, now: datetime
) -> CollectedForm:
    """A law lets these flagged items be collected all the same, if the coordinator finds so."""
    form = _own(actor, number)
    require(actor, Role.CATALOGUER)
    cited = _chosen(form, positions)
    lines.cite(actor, cited, law=law, article=article, reason=reason, now=now)
    why = f"{law.strip()}{article.strip()}：{reason.strip()}"
    _record(actor, Action.FORM_LAW_CITED, form, [line.name for line in cited], why=why)
    return form


@transaction.atomic
def review_citation(
    actor: Actor, number: str, positions: Sequence[int], *, passes: bool, opinion: str = "", now: datetime
) -> CollectedForm:
    """The coordinator decides whether the cited law excuses these items; never whoever cited it."""
    form = queries.get_form(actor, number, lock=True)
    require_coordinator(actor)
    reviewed = _chosen(form, positions)
    for line in reviewed:
        require_other(actor, line.cited_by)
    check_words("opinion", opinion)
    lines.review(actor, reviewed, passes=passes, opinion=opinion, now=now)
    outcome = Outcome.ALLOWED if passes else Outcome.DENIED
    _record(actor, Action.FORM_LAW_REVIEWED, form, [line.name for line in reviewed], outcome, opinion.strip())
    return form


@transaction.atomic
def end_lines(actor: Actor, number: str, positions: Sequence[int], *, now: datetime) -> CollectedForm:
    """These items are not collected any more. A form of which nothing is left has ended."""
    form = _own(actor, number)
    require(actor, Role.CATALOGUER)
    ended = _chosen(form, positions)
    for line in ended:
        line.ended_at, line.ended_by_name = now, actor.name
    FormItem.objects.bulk_update(ended, ["ended_at", "ended_by_name"])
    if not form.items.filter(ended_at=None, is_key=False).exists():
        form.ended_at = now
        form.save(update_fields=["ended_at"])
    _record(actor, Action.FORM_LINES_ENDED, form, [line.name for line in ended])
    return form


def flag_again(now: datetime) -> int:
    """Look at forms again that were not since the newest entry was published, or for a day: what became obtainable is flagged. Safe to do again at any time; gives how many items."""
    newest = Entry.objects.aggregate(at=Max("published_at"))["at"]
    stale = CollectedForm.objects.filter(ended_at=None, looked_at__lt=max(newest or now - AGAIN, now - AGAIN))
    numbers = stale.order_by("looked_at").values_list("number", flat=True)[:AT_ONCE]
    return sum(_look_again(number, now) for number in numbers)


@transaction.atomic
def _look_again(number: str, now: datetime) -> int:
    form = CollectedForm.objects.select_for_update(of=("self",)).select_related("agency").get(number=number)
    items = list(form.items.filter(ended_at=None))
    lines.look_up_again(items)
    beyond = not _is_own_duty(form)
    for item in items:
        item.beyond_scope = beyond
    flagged = [item.name for item in items if item.mark(now)]
    FormItem.objects.bulk_update(items, [*lines.FOUND_FIELDS, "beyond_scope", "flagged_at"])
    form.looked_at = now
    form.save(update_fields=["looked_at"])
    if flagged:
        _record(PLATFORM, Action.FORM_FLAGGED, form, flagged)
    return len(flagged)


def _is_own_duty(form: CollectedForm) -> bool:
    duties = Agency.objects.get(pk=form.agency_id).duties.values_list("name", flat=True)
    return fold(form.duty) in {fold(duty) for duty in duties}


def _chosen(form: CollectedForm, positions: Sequence[int]) -> list[FormItem]:
    found = lines.chosen(form.items.all(), positions)
    if ended := [line.name for line in found if line.ended_at is not None]:
        raise LineEnded(name=ended[0])
    return found


def _require_sound(draft: FormDraft) -> None:
    texts = (("name", draft.name, 120, True), ("duty", draft.duty, 200, True), ("basis", draft.basis, 300, False))
    wrong = [
        FieldError(field, "text", "请填写，不超过 {most} 字。", "Fill this in, at most {most} characters.", most=most)
        for field, text, most, needed in texts
        if (needed and not text.strip()) or len(text) > most or not is_plain(text) or "\n" in text.strip()
    ]
    if draft.audience not in CollectedForm.Audience.values:
        zh, en = "采集对象须为：{known}。", "The audience is one of {known}."
        known = ", ".join(CollectedForm.Audience.values)
        wrong.append(FieldError("audience", "one_of", zh, en, known=known))
    if wrong:
        raise Invalid(errors=wrong)


def _own(actor: Actor, number: str) -> CollectedForm:
    form = queries.get_form(actor, number, lock=True)
    if form.agency_id != actor.agency_id:
        raise NotTheFormsAgency
    return form


def _record(
    actor: Actor,
    action: Action,
    form: CollectedForm,
    items: list[str],
    outcome: Outcome = Outcome.ALLOWED,
    why: str = "",
) -> None:
    detail: dict[str, Any] = {"why": why} if why else {}
    recording.record(actor, action, target=form.number, items=items, outcome=outcome, **detail)
