"""A finding is put on record, with the records that show it, and what follows by itself (30.1)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import blake2b
from typing import Final
from uuid import UUID

from django.db import connection, transaction

from yishu.agencies.models import Agency, ApplicationSystem, Person
from yishu.audit import recording
from yishu.audit.queries import first_id
from yishu.audit.record import Action, receipt_of
from yishu.catalogue.models import Resource
from yishu.core.actor import PLATFORM
from yishu.core.calendar import shanghai_day
from yishu.operations.misuse.following import follow
from yishu.operations.misuse.models import Finding, FindingKind, Hour
from yishu.operations.misuse.rules import GROWS, Found

SAMPLE: Final = 50
QUIET: Final = timedelta(days=28)
_HOUR: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Seen:
    """What was found in an hour; `since`: the use that it is compared with."""

    hour: Hour
    found: Found
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A record that shows it: its receipt, and the grant that it was under."""

    receipt: str
    grant: str


def put_on_record(seen: Seen, now: datetime, shown: list[Shown] | None = None) -> Finding | None:
    """The finding; None where that day has it already, where the same was accepted lately, or where caller or resource are not of this node."""
    hour, found = seen.hour, seen.found
    key = once(found.kind, hour, shanghai_day(hour.hour))
    if _is_known(key, found) or _was_accepted(hour, found, now):
        return None
    resource = Resource.objects.filter(code=hour.resource).first()
    named = name_of(hour.caller)
    if resource is None or named is None:
        return None
    shown = records_of(hour, found.kind) if shown is None else shown
    with transaction.atomic():
        made = _keep(seen, key, resource, named, shown, now)
        # No kind, no record: what is read here must not tell a canary.
        recording.record(PLATFORM, Action.MISUSE_FOUND, resource=resource.code, target=made.number, caller=made.caller)
        follow(made, now)
    return made


def _keep(
    seen: Seen, key: str, resource: Resource, named: tuple[str, Agency], shown: list[Shown], now: datetime
) -> Finding:
    hour, found = seen.hour, seen.found
    return Finding.objects.create(
        number=_next_number(shanghai_day(now)),
        once=key,
        kind=found.kind,
        caller=hour.caller,
        caller_name=named[0],
        agency=named[1],
        duty=hour.duty,
        resource=resource,
        hour=hour.hour,
        measured=found.measured,
        usual=found.usual,
        subjects=hour.subjects,
        since=seen.since,
        grants=sorted({UUID(each.grant) for each in shown if each.grant}),
        receipts=[each.receipt for each in shown],
        found_at=now,
    )


def once(kind: str, hour: Hour, day: date) -> str:
    """One finding of a kind in a day; another where that one is settled."""
    text = f"{kind}\0{hour.caller}\0{hour.duty}\0{hour.resource}\0{day}"
    base = blake2b(text.encode(), digest_size=24).hexdigest()
    settled = Finding.objects.filter(once__startswith=base, state__in=("accepted", "misuse")).count()
    return f"{base}:{settled}"


def name_of(caller: str) -> tuple[str, Agency] | None:
    """Name and agency of a system or person; in use or not."""
    kind, _, number = caller.partition(":")
    model = {"system": ApplicationSystem, "person": Person}.get(kind)
    found = model.objects.select_related("agency").filter(pk=int(number)).first() if model else None
    return None if found is None else (found.name, found.agency)


def records_of(hour: Hour, kind: str) -> list[Shown]:
    """Some records of an hour, of its caller, duty and resource alone: of the busiest case where that is what was found."""
    case = hour.case_number if kind == FindingKind.CASE else None
    until = hour.hour + _HOUR
    with connection.cursor() as cursor:
        cursor.execute(
            """
            select id::text, leaf, grant_id from audit_record
            where resource = %s and id >= %s and id < %s and actor = %s and action in ('data:verified', 'data:queried')
                and outcome = 'allowed' and (%s::text is null or case_number = %s) and body::jsonb ->> 'duty' = %s
            order by id desc limit %s
            """,
            [hour.resource, first_id(hour.hour), first_id(until), hour.caller, case, case, hour.duty, SAMPLE],
        )
        rows = cursor.fetchall()
    return [Shown(receipt_of(number, bytes(leaf)), grant) for number, leaf, grant in rows]


def _is_known(key: str, found: Found) -> bool:
    """The figures of one that is open grow with the day."""
    known = Finding.objects.filter(once=key)
    known.filter(state=Finding.State.OPEN, measured__lt=found.measured).update(measured=found.measured)
    return known.exists()


def _was_accepted(hour: Hour, found: Found, now: datetime) -> bool:
    """What was accepted is not asked about again for some weeks, until it is twice as much; a canary always is."""
    if found.kind == FindingKind.CANARY:
        return False
    same = Finding.objects.filter(
        kind=found.kind,
        caller=hour.caller,
        duty=hour.duty,
        resource__code=hour.resource,
        state=Finding.State.ACCEPTED,
        judged_at__gt=now - QUIET,
    )
    return same.filter(measured__gt=found.measured / GROWS).exists()


def _next_number(day: date) -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into misuse_findingcounter as c (day, next) values (%s, 2) "
            "on conflict (day) do update set next = c.next + 1 returning next - 1",
            [day],
        )
        (n,) = cursor.fetchone()
    return f"YC{day:%Y%m%d}-{n:04d}"
