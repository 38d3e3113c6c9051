"""What is said of updates: “nothing new” for a period, and special cases put on file with the coordinator (18.1, 25.1)."""

from datetime import date, datetime

from django.db import transaction

from yishu.agencies.models import Role
from yishu.agencies.roles import require, require_other
from yishu.audit import recording
from yishu.audit.record import Action
from yishu.catalogue.errors import NotTheProvider
from yishu.catalogue.models import Resource
from yishu.catalogue.queries import get_resource, is_coordinator
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.core.text import is_plain
from yishu.quality import numbering, queries
from yishu.quality.errors import (
    AlreadyFiled,
    AlreadyObjected,
    FilingEnded,
    NothingOwed,
    NotYourSide,
    PeriodNotOver,
    WordsRequired,
)
from yishu.quality.models import Filing, NilReport
from yishu.quality.rules import Came


@transaction.atomic
def confirm_nothing_new(actor: Actor, resource_code: str, *, first: date, last: date, now: datetime) -> NilReport:
    """A named person's word that these days brought nothing new. In time, it counts as an update; late, it is on record and the period stays late."""
    resource = _own(actor, resource_code)
    owed = [each for each in queries.owed(resource, now=now) if (each.period.first, each.period.last) == (first, last)]
    reported = NilReport.objects.filter(resource=resource, first=first, last=last).exists()
    if reported or not owed or owed[0].came not in (Came.PENDING, Came.LATE):
        raise NothingOwed
    if shanghai_day(now) < last:
        raise PeriodNotOver(day=last.isoformat())
    made = NilReport.objects.create(
        resource=resource,
        first=first,
        last=last,
        confirmed_at=now,
        confirmed_by=actor.ref,
        confirmed_by_name=actor.name,
    )
    recording.record(
        actor, Action.NIL_REPORTED, resource=resource.code, target=f"{first.isoformat()}/{last.isoformat()}"
    )
    return made


@transaction.atomic
def file_special_case(actor: Actor, resource_code: str, *, reason: str, now: datetime) -> Filing:
    """Put a special case on file with the coordinator; in effect when filed (25.1)."""
    resource = _own(actor, resource_code)
    _words(reason)
    if before := Filing.objects.filter(resource=resource, ended_at=None).first():
        raise AlreadyFiled(number=before.number)
    made = Filing.objects.create(
        number=numbering.next_number("BA", shanghai_day(now)),
        resource=resource,
        reason=reason.strip(),
        filed_at=now,
        filed_by=actor.ref,
        filed_by_name=actor.name,
    )
    recording.record(actor, Action.FILING_MADE, resource=resource.code, target=made.number, why=reason[:500])
    return made


@transaction.atomic
def object_to_filing(actor: Actor, number: str, *, objection: str, now: datetime) -> Filing:
    """The coordinator's objection, on record. The filing stays in effect until its agency ends it: no software takes it back."""
    found = queries.get_filing(actor, number, lock=True)
    require(actor, Role.COORDINATOR)
    if not is_coordinator(actor):
        raise NotYourSide
    require_other(actor, found.filed_by)
    _words(objection)
    if found.ended_at:
        raise FilingEnded
    if found.objected_at:
        raise AlreadyObjected
    found.objection, found.objected_at = objection.strip(), now
    found.objected_by, found.objected_by_name = actor.ref, actor.name
    found.save()
    recording.record(
        actor, Action.FILING_OBJECTED, resource=found.resource.code, target=found.number, why=objection[:500]
    )
    return found


@transaction.atomic
def end_filing(actor: Actor, number: str, *, now: datetime) -> Filing:
    """The agency takes its special case back: from today the entry's own cycle holds again."""
    found = queries.get_filing(actor, number, lock=True)
    if found.resource.provider_id != actor.agency_id:
        raise NotYourSide
    require(actor, Role.DATA_OFFICER)
    if found.ended_at:
        raise FilingEnded
    found.ended_at = now
    found.save(update_fields=["ended_at"])
    recording.record(actor, Action.FILING_ENDED, resource=found.resource.code, target=found.number)
    return found


def _own(actor: Actor, resource_code: str) -> Resource:
    require(actor, Role.DATA_OFFICER)
    resource = get_resource(resource_code, viewer=actor)
    if resource.provider_id != actor.agency_id:
        raise NotTheProvider
    return Resource.objects.select_for_update(no_key=True).select_related(None).get(pk=resource.pk)


def _words(text: str) -> None:
    if not text.strip() or not is_plain(text):
        raise WordsRequired
