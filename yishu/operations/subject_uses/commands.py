"""Looking at who used a person's information, and declaring what the law lets nobody tell: each on record before anything is shown (30.1, 32.1)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import transaction

from yishu.agencies.models import Agency, Person, Role
from yishu.agencies.roles import require
from yishu.audit import recording
from yishu.audit.record import Action
from yishu.catalogue.queries import require_coordinator
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.core.errors import FieldError, Invalid
from yishu.hosting.files.rules import Subject
from yishu.operations.subject_uses import queries, rules
from yishu.operations.subject_uses.errors import LooksUsedUp, OnlyAPerson, WithholdingNotFound, WithholdingOver
from yishu.operations.subject_uses.models import Identified, Look, Way, Withholding
from yishu.operations.subject_uses.rules import Asked
from yishu.operations.texts import require_texts
from yishu.sharing.models import Grant

LONGEST: Final = {"basis": 120, "reason": 200, "authority": 60, "law": 120, "article": 60, "duty": 200}


@dataclass(frozen=True, slots=True)
class Looked:
    """A look that is on record, and the masked number, which is kept nowhere else."""

    look: Look
    shown: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be withheld; grant and duty may stay empty."""

    agency: str
    grant: str
    duty: str
    law: str
    article: str
    first_day: date
    last_day: date


@transaction.atomic
def look_up(actor: Actor, asked: Asked, *, basis: str, reason: str, now: datetime) -> Looked:
    """The authorised lookup: by what document, and why. Raises Invalid, LooksUsedUp."""
    require_seer(actor)
    require_texts(basis=basis, reason=reason)
    rules.require_telling({"basis": basis, "reason": reason})
    subject = _read(asked, {"basis": basis, "reason": reason}, now, natural=False)
    return _look(actor, subject, Way.AUTHORISED, Action.SUBJECT_LOOKED_UP, now, basis=basis.strip(), why=reason.strip())


@transaction.atomic
def look_at_counter(
    actor: Actor, asked: Asked, *, identified: Identified, authority: str = "", now: datetime
) -> Looked:
    """The person's own look, at the counter of the handler's agency. `authority`: the number of the power of attorney. Raises Invalid, LooksUsedUp."""
    require_handler(actor)
    if identified is Identified.POWER_OF_ATTORNEY:
        require_texts(authority=authority)
    told = authority.strip() if identified is Identified.POWER_OF_ATTORNEY else ""
    subject = _read(asked, {"authority": told}, now, natural=True)
    detail = {"identified": identified.value} | ({"authority": told} if told else {})
    return _look(actor, subject, Way.COUNTER, Action.SUBJECT_TOLD, now, **detail)


@transaction.atomic
def declare(actor: Actor, draft: Draft, *, now: datetime) -> Withholding:
    """By which law and article these uses are told to nobody at a counter, and for how long. Raises Invalid."""
    require_person(actor)
    require_coordinator(actor)
    require_texts(law=draft.law, article=draft.article)
    _require_short(law=draft.law, article=draft.article, duty=draft.duty)
    rules.require_days(draft.first_day, draft.last_day, shanghai_day(now))
    agency = _agency(draft.agency)
    grant = _grant_of(agency, draft.grant)
    duty, law, article = draft.duty.strip(), draft.law.strip(), draft.article.strip()
    receipt = recording.record(
        actor,
        Action.WITHHOLDING_DECLARED,
        target=agency.code,
        grant=grant,
        duty=duty,
        law=law,
        article=article,
        first_day=draft.first_day.isoformat(),
        last_day=draft.last_day.isoformat(),
    )
    return Withholding.objects.create(
        agency=agency,
        grant=grant,
        duty=duty,
        law=law,
        article=article,
        first_day=draft.first_day,
        last_day=draft.last_day,
        declared_at=now,
        declared_by=actor.name,
        receipt=receipt,
    )


@transaction.atomic
def end(actor: Actor, number: int, *, reason: str, now: datetime) -> Withholding:
    """From now on these uses are told again. Raises WithholdingNotFound, WithholdingOver, Invalid."""
    require_person(actor)
    require_coordinator(actor)
    require_texts(reason=reason)
    _require_short(reason=reason)
    found = Withholding.objects.select_for_update().filter(pk=number).first()
    if found is None:
        raise WithholdingNotFound(number=number)
    if found.state(shanghai_day(now)) in ("ended", "over"):
        raise WithholdingOver
    found.ended_at, found.ended_by, found.end_reason = now, actor.name, reason.strip()
    found.save(update_fields=["ended_at", "ended_by", "end_reason"])
    recording.record(actor, Action.WITHHOLDING_ENDED, target=f"withholding:{found.pk}", why=found.end_reason)
    return found


def require_person(actor: Actor) -> None:
    """Raises OnlyAPerson."""
    if actor.kind != "person":
        raise OnlyAPerson


def require_seer(actor: Actor) -> None:
    """Who sees all uses of a subject: the inspector, and the coordinator of the coordinating agency. Raises OnlyAPerson, RoleMissing, NotTheCoordinator."""
    require_person(actor)
    require(actor, Role.COORDINATOR, Role.INSPECTOR)
    if Role.INSPECTOR not in actor.roles:
        require_coordinator(actor)


def require_handler(actor: Actor) -> None:
    """Raises OnlyAPerson, RoleMissing."""
    require_person(actor)
    require(actor, Role.HANDLER)


def _read(asked: Asked, texts: dict[str, str], now: datetime, *, natural: bool) -> Subject:
    _require_short(**texts)
    subject = rules.read(asked, settings.YISHU_SECRETS.subjects, shanghai_day(now), natural=natural)
    rules.require_without(asked.number, texts)
    return subject


def _look(actor: Actor, subject: Subject, way: Way, action: Action, now: datetime, **detail: Any) -> Looked:
    # Whoever looks twice at once waits for themselves: the bound holds exactly.
    Person.objects.select_for_update(of=("self",), no_key=True).get(pk=actor.id)
    most = settings.YISHU_SUBJECT_LOOKS
    if queries.count_looks(actor, shanghai_day(now)) >= most:
        raise LooksUsedUp(most=most)
    receipt = recording.record(actor, action, about=bytes.fromhex(subject.hash), **detail)
    made = Look.objects.create(record=UUID(receipt.partition(".")[0]), way=way, by=actor.ref, at=now)
    return Looked(made, subject.shown)


def _require_short(**texts: str) -> None:
    zh, en = "最多 {most} 字，请缩短。", "At most {most} characters: shorten it."
    wrong = [
        FieldError(field, "too_long", zh, en, most=LONGEST[field])
        for field, text in texts.items()
        if len(text.strip()) > LONGEST[field]
    ]
    if wrong:
        raise Invalid(errors=wrong)


def _agency(code: str) -> Agency:
    found = Agency.objects.filter(code=code.strip()).first()
    if found is None:
        zh, en = "没有这个代码的单位。", "There is no agency with this code."
        raise Invalid(errors=[FieldError("agency", "unknown", zh, en)])
    return found


def _grant_of(agency: Agency, text: str) -> str:
    """The number of one of its grants as evidence has it, or nothing."""
    if not text.strip():
        return ""
    try:
        number = UUID(text.strip())
    except ValueError:
        number = None
    if number is None or not Grant.objects.filter(pk=number, consumer=agency).exists():
        zh, en = "该单位没有这个编号的授权。", "This agency has no grant of this number."
        raise Invalid(errors=[FieldError("grant", "unknown", zh, en)])
    return str(number)
