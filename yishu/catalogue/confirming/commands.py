"""Confirming entries, and merging resources into one (10.2). Amending is a new version, withdrawing a command of the catalogue."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from yishu.agencies.models import Role
from yishu.agencies.roles import require, require_other
from yishu.audit import recording
from yishu.audit.record import Action
from yishu.catalogue import bulk, codes, course
from yishu.catalogue.bulk import Outcome
from yishu.catalogue.commands import withdraw_resource
from yishu.catalogue.confirming.errors import StillUsed
from yishu.catalogue.confirming.holders import holders_of
from yishu.catalogue.confirming.models import Confirmation, Merger
from yishu.catalogue.confirming.queries import LISTED
from yishu.catalogue.errors import NotTheProvider, ResourceNotFound
from yishu.catalogue.models import DutyHolding, Entry, Resource
from yishu.catalogue.vocabulary import ResourceState
from yishu.core.actor import Actor
from yishu.core.errors import FieldError, Invalid
from yishu.core.text import is_plain

CONFIRMERS = (Role.REVIEWER, Role.SIGNER)
LONGEST_NOTE = 500
MOST_MERGED = 50


@transaction.atomic
def confirm_entry(actor: Actor, code: str, *, note: str = "", now: datetime) -> Confirmation:
    """The version in force still holds, says somebody of its agency other than who submitted it (5.1, 10.2)."""
    require(actor, *CONFIRMERS)
    resource = _locked([code])[0]
    _require_provider(actor, resource)
    _require_listed(resource)
    entry = entry_in_force(resource)
    require_other(actor, entry.submitted_by)
    if len(note.strip()) > LONGEST_NOTE or not is_plain(note):
        zh, en = "说明不超过 {most} 字。", "At most {most} characters."
        raise Invalid(errors=[FieldError("note", "text", zh, en, most=LONGEST_NOTE)])
    made = Confirmation.objects.create(
        resource=resource,
        version=entry.version,
        note=note.strip(),
        confirmed_by=actor.ref,
        confirmed_by_name=actor.name,
        confirmed_at=now,
    )
    course.put_down(entry, actor, "confirm", made.note, now=now)
    recording.record(actor, Action.ENTRY_CONFIRMED, resource=resource.code, version=entry.version, note=made.note)
    return made


def confirm_entries(actor: Actor, notes: Mapping[str, str], *, now: datetime) -> list[Outcome]:
    """Many at once: resource code → note, at most 500, each in its own transaction."""

    def confirm(code: str) -> Entry:
        return entry_in_force(confirm_entry(actor, code, note=notes[code], now=now).resource)

    return bulk.each({code: code for code in notes}, confirm, lambda code: _find(actor, code))


@transaction.atomic
def merge_resources(
    actor: Actor, merged: Sequence[str], into: str, *, reason: str, informed: Iterable[str] = (), now: datetime
) -> Resource:
    """Withdraw resources of one's own agency whose data another one of it has from now on; their addresses lead there, their duties count as held by it.

    `informed` are the credit codes of agencies that were told: whoever holds a grant of what is withdrawn must be among them, else StillUsed.
    """
    require(actor, *CONFIRMERS)
    if wrong := _check(merged, into, reason):
        raise Invalid(errors=wrong)
    rows = {row.code: row for row in _locked([*merged, into])}
    for row in rows.values():
        _require_provider(actor, row)
        _require_listed(row)
    target = rows.pop(codes.from_path(into))
    if target.state != ResourceState.PUBLISHED:
        raise course.wrong_moment(ResourceState(target.state))
    told = _require_informed(list(rows.values()), set(informed), now)
    for row in rows.values():
        _merge(actor, row, target, reason.strip(), told.get(row.pk, []), now)
    course.put_down(entry_in_force(target), actor, "merge", "、".join(rows) + f"：{reason.strip()}", now=now)
    recording.record(
        actor, Action.ENTRY_MERGED, resource=target.code, target=",".join(rows), items=list(rows), why=reason.strip()
    )
    return target


def _merge(actor: Actor, row: Resource, target: Resource, reason: str, informed: list[str], now: datetime) -> None:
    Merger.objects.create(
        resource=row,
        into=target,
        reason=reason,
        informed=informed,
        merged_by=actor.ref,
        merged_by_name=actor.name,
        merged_at=now,
    )
    withdraw_resource(actor, row, reason=f"合并到 {target.code}：{reason}", now=now)
    _hand_on_duties(row, target)


def entry_in_force(resource: Resource) -> Entry:
    """Of a catalogued resource."""
    assert resource.current is not None
    return resource.current


def _find(actor: Actor, code: str) -> Entry | None:
    own = Resource.objects.filter(provider_id=actor.agency_id, code=codes.from_path(code))
    found = own.select_related("current__resource").first()
    return found.current if found else None


def _check(merged: Sequence[str], into: str, reason: str) -> list[FieldError]:
    wrong = []
    if not 1 <= len(set(merged)) <= MOST_MERGED:
        zh, en = "请选择 1 至 {most} 个要并入的资源。", "Choose 1 to {most} resources to be merged."
        wrong.append(FieldError("merged", "number", zh, en, most=MOST_MERGED))
    if not into or codes.from_path(into) in {codes.from_path(code) for code in merged}:
        zh, en = "请选择保留的资源，不能是被合并的资源。", "Choose the resource that stays, another than those merged."
        wrong.append(FieldError("into", "another", zh, en))
    if not reason.strip() or len(reason) > LONGEST_NOTE or not is_plain(reason):
        zh, en = "请写明合并的理由，不超过 {most} 字。", "Say why they are merged, in at most {most} characters."
        wrong.append(FieldError("reason", "text", zh, en, most=LONGEST_NOTE))
    return wrong


def _locked(wanted: Sequence[str]) -> list[Resource]:
    """In one order everywhere, so that two merging each other's do not wait for ever."""
    given = {codes.from_path(code) for code in wanted}
    rows = list(
        Resource.objects.select_for_update(of=("self",)).select_related("current").filter(code__in=given).order_by("pk")
    )
    for code in given - {row.code for row in rows}:
        raise ResourceNotFound(code=code)
    return rows


def _require_provider(actor: Actor, resource: Resource) -> None:
    if actor.kind != "platform" and resource.provider_id != actor.agency_id:
        raise NotTheProvider


def _require_listed(resource: Resource) -> None:
    if resource.current is None or resource.state not in LISTED:
        raise course.wrong_moment(ResourceState(resource.state))


def _require_informed(rows: list[Resource], informed: set[str], now: datetime) -> dict[int, list[str]]:
    """The names of the holders of each."""
    holders = holders_of((row.pk for row in rows), now=now)
    untold = sorted({one for some in holders.values() for one in some if one.code not in informed})
    if untold:
        raise StillUsed(agencies="、".join(one.name for one in untold))
    return {pk: [one.name for one in some] for pk, some in holders.items()}


def _hand_on_duties(merged: Resource, target: Resource) -> None:
    for holding in DutyHolding.objects.filter(resource=merged):
        given = {
            "linked_by": holding.linked_by,
            "linked_by_name": holding.linked_by_name,
            "linked_at": holding.linked_at,
        }
        DutyHolding.objects.get_or_create(duty=holding.duty, resource=target, defaults=given)
