"""Checking the form of an application, and completing what was sent back (26.3, 38.1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db import transaction

from yishu.agencies.models import Role
from yishu.agencies.roles import require, require_other
from yishu.audit import recording
from yishu.audit.record import Action, Outcome
from yishu.catalogue.queries import require_coordinator
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.core.errors import FieldError, Invalid
from yishu.sharing import sending
from yishu.sharing.asked import LineRequest, Purpose, require_complete
from yishu.sharing.checking import queries
from yishu.sharing.checking.errors import CheckEnded, NothingReturned
from yishu.sharing.checking.models import Check, Missing
from yishu.sharing.errors import ApplicationNotFound
from yishu.sharing.granting import require_usable
from yishu.sharing.models import Application, Line
from yishu.sharing.wording import check_texts, in_both_languages


@dataclass(frozen=True, slots=True)
class Completion:
    """What is written anew of an application that was sent back; None: as it was. `reasons`: of each resource, by its code."""

    duty: str | None = None
    basis: str | None = None
    case_kind: str | None = None
    purpose: str | None = None
    reasons: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def pass_on(actor: Actor, number: str, *, words: str = "", now: datetime) -> Check:
    """Complete in form: its providers have it from now on, and only now does their clock begin. Raises CheckNotFound, CheckEnded, OwnSubmission."""
    check, lines = _locked(actor, number)
    if wrong := check_texts({}, {"words": words}):
        raise Invalid(errors=wrong)
    for line in lines:
        require_usable(line.resource)
    _end(check, actor, Check.State.PASSED, (), words, now)
    sending.hand_over(lines, now)
    recording.record(
        actor, Action.APPLICATION_CHECKED, target=number, check=check.n, due=str(check.due), late=check.was_late
    )
    return check


@transaction.atomic
def return_it(actor: Actor, number: str, *, missing: Sequence[str], words: str = "", now: datetime) -> Check:
    """Back to the applicant, with all that is missing named at once. Raises as `pass_on` does, and Invalid."""
    check, lines = _locked(actor, number)
    _require_named(missing, words)
    _end(check, actor, Check.State.RETURNED, missing, words, now)
    sending.move(lines, Line.State.RETURNED)
    recording.record(
        actor,
        Action.APPLICATION_RETURNED,
        target=number,
        outcome=Outcome.DENIED,
        check=check.n,
        missing=list(dict.fromkeys(missing)),
        why=words.strip(),
        due=str(check.due),
        late=check.was_late,
    )
    return check


@transaction.atomic
def complete(actor: Actor, number: str, completion: Completion, *, now: datetime) -> Application:
    """The applicant completes what was sent back, by its own signers or by the coordinator, and sends it again: its way starts anew. Raises NothingReturned, Invalid."""
    application = Application.objects.select_for_update(of=("self",)).select_related("consumer")
    found = application.filter(number=number, consumer_id=actor.agency_id).first()
    if found is None:
        raise ApplicationNotFound(number=number)
    require(actor, Role.HANDLER)
    lines = list(_lines(found, Line.State.RETURNED))
    if not lines:
        raise NothingReturned
    changed = _write(found, lines, completion)
    recording.record(actor, Action.APPLICATION_COMPLETED, target=number, duty=found.duty, changed=changed)
    sending.start(actor, found, lines, now=now)
    return found


def _locked(actor: Actor, number: str) -> tuple[Check, list[Line]]:
    require_coordinator(actor)
    known = queries.get_check(actor, number)
    application = Application.objects.select_for_update(of=("self",)).get(pk=known.application_id)
    lines = list(_lines(application, Line.State.CHECKING))
    check = Check.objects.select_for_update(of=("self",)).select_related("application__consumer").get(pk=known.pk)
    if check.state != Check.State.WAITING:
        state, state_en = in_both_languages(Check.State(check.state).label)
        raise CheckEnded(state=state, state_en=state_en)
    for ref in queries.preparers(application):
        require_other(actor, ref)
    return check, lines


def _lines(application: Application, state: Line.State) -> list[Line]:
    lines = Line.objects.select_for_update(of=("self",)).filter(application=application, state=state).order_by("pk")
    found = list(lines.select_related("resource__provider", "resource__current", "entry"))
    for line in found:
        line.application = application
    return found


def _end(check: Check, actor: Actor, state: Check.State, missing: Sequence[str], words: str, now: datetime) -> None:
    check.state, check.ended_at, check.by, check.by_name = state, now, actor.ref, actor.name
    check.missing, check.words = list(dict.fromkeys(missing)), words.strip()
    check.was_late = shanghai_day(now) > check.due
    check.save()


def _require_named(missing: Sequence[str], words: str) -> None:
    wrong = check_texts({}, {"words": words})
    if not missing:
        zh, en = "请一次性写明缺少或不明确的内容，至少一项。", "Name all that is missing or unclear: at least one."
        wrong.append(FieldError("missing", "required", zh, en))
    if unknown := sorted(set(missing) - set(Missing.values)):
        zh, en = "不可选：{unknown}；可选：{known}。", "Not available: {unknown}; choose from {known}."
        known = ", ".join(Missing.values)
        wrong.append(FieldError("missing", "one_of", zh, en, unknown=", ".join(unknown), known=known))
    if Missing.OTHER in missing and not words.strip():
        zh, en = "选“其他”的，请写明具体缺什么。", "With `other`, say what it is."
        wrong.append(FieldError("words", "required", zh, en))
    if wrong:
        raise Invalid(errors=wrong)


def _write(application: Application, lines: list[Line], given: Completion) -> list[str]:
    """The texts as they are given, checked whole; which of them changed."""
    new = {name: getattr(given, name) for name in ("duty", "basis", "case_kind", "purpose")}
    new = {name: getattr(application, name) if text is None else text.strip() for name, text in new.items()}
    reasons = {line.resource.code: given.reasons.get(line.resource.code, line.reason).strip() for line in lines}
    plain = LineRequest(resource="", items=(), modes=())
    require_complete(
        Purpose(**new), tuple(replace(plain, resource=code, reason=text) for code, text in reasons.items())
    )
    if wrong := check_texts({}, {**new, **{f"reasons.{code}": text for code, text in reasons.items()}}):
        raise Invalid(errors=wrong)
    changed = [name for name, text in new.items() if getattr(application, name) != text]
    for name, text in new.items():
        setattr(application, name, text)
    application.save(update_fields=list(new))
    for line in lines:
        if line.reason != reasons[line.resource.code]:
            line.reason = reasons[line.resource.code]
            line.save(update_fields=["reason"])
            changed.append(f"reason:{line.resource.code}")
    return changed
