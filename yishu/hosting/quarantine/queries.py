"""Reading what was sent back, and which keys pass although they are wrong."""

from dataclasses import dataclass
from typing import TypedDict

from django.db import connection
from django.db.models import Count, QuerySet

from yishu.agencies.models import Role
from yishu.agencies.roles import require
from yishu.catalogue.models import Resource
from yishu.catalogue.queries import get_resource
from yishu.core.actor import Actor
from yishu.core.errors import FieldError, Invalid
from yishu.hosting.errors import BatchNotFound, QuarantineNotYours
from yishu.hosting.models import Batch, Override, QuarantinedRecord
from yishu.hosting.quarantine.errors import OverrideNotFound, SentBackNotFound
from yishu.hosting.quarantine.overrides import Overrides
from yishu.hosting.queries import batch_number
from yishu.hosting.shaping import table_of_entry
from yishu.hosting.tables import Table

OPEN = QuarantinedRecord.State.OPEN
OLDEST_FIRST = ("batch__received_at", "batch_id", "row")
_Records = QuerySet[QuarantinedRecord]


class SentBack(TypedDict):
    """One record of the quarantine as it travels in JSON. `errors`: field, rule, zh, en; `mended_by`: the batch that ended it."""

    id: int
    batch: str
    row: int
    state: str
    values: dict[str, str | None]
    errors: list[dict[str, str]]
    mended_by: str | None


class SentBackPage(TypedDict):
    """`next` is the cursor of the following page, None on the last."""

    items: list[SentBack]
    next: str | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the records sent back is asked for; an empty text asks for any. `rule` and `field` are of one error, whose field is empty where it is about the
    record as a whole; None asks for any. `resource` is a code, `batch` a UUID as it is written."""

    state: str = OPEN.value
    resource: str = ""
    batch: str = ""
    rule: str = ""
    field: str | None = None


@dataclass(frozen=True, slots=True)
class FaultCount:
    """How many records break a rule at an item; `name` is the item's, where it has one now."""

    rule: str
    field: str
    name: str
    records: int


def count_open(actor: Actor, resource: Resource | None = None) -> int:
    """Records sent back to the actor's agency that are not mended yet; of one resource, or of all."""
    found = _own(actor).filter(state=OPEN)
    return (found.filter(batch__holding__resource=resource) if resource else found).count()


def list_records(actor: Actor, wanted: Wanted) -> _Records:
    """The agency's records that are wanted, the oldest first, with all that a page shows of them."""
    found = _narrowed(_own(actor), wanted).order_by(*OLDEST_FIRST)
    return found.select_related(
        "batch__holding__resource__current", "batch__holding__entry", "batch_mended"
    ).prefetch_related("batch__holding__entry__items")


def count_states(actor: Actor, wanted: Wanted) -> dict[str, int]:
    """How many there are in each state, of the resource and batch that are wanted."""
    found = _placed(_own(actor), wanted).order_by().values("state").annotate(records=Count("pk"))
    return dict.fromkeys(QuarantinedRecord.State.values, 0) | {each["state"]: each["records"] for each in found}


def count_faults(actor: Actor, wanted: Wanted) -> list[FaultCount]:
    """What the records in the wanted state break, the most frequent first; a record with several faults counts under each."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            select e ->> 'rule', e ->> 'field', coalesce(min(i.name), ''), count(distinct q.id)
            from hosting_quarantinedrecord q
            join hosting_batch b on b.id = q.batch_id
            join hosting_holding h on h.id = b.holding_id
            join catalogue_resource r on r.id = h.resource_id
            cross join lateral jsonb_array_elements(q.errors) e
            left join catalogue_item i on i.entry_id = h.entry_id and i.code = e ->> 'field'
            where r.provider_id = %(agency)s and q.state = %(state)s
            and (%(resource)s = '' or r.code = %(resource)s) and (%(batch)s = '' or b.id::text = %(batch)s)
            group by 1, 2
            order by 4 desc, 1, 2
            """,
            {"agency": actor.agency_id, "state": wanted.state, "resource": wanted.resource, "batch": wanted.batch},
        )
        return [FaultCount(*row) for row in cursor.fetchall()]


def get_record(actor: Actor, number: int, *, lock: bool = False) -> QuarantinedRecord:
    """A record sent back to the actor's agency; another's is answered as if it did not exist. Raises RoleMissing, ScopeMissing, SentBackNotFound."""
    require(actor, Role.DATA_OFFICER)
    found = _own(actor).select_related("batch__holding__resource__current", "batch__holding__entry", "batch_mended")
    if lock:
        found = found.select_for_update(of=("self",))
    record = found.filter(pk=number).first()
    if record is None:
        raise SentBackNotFound(record=number)
    return record


def find_next(record: QuarantinedRecord) -> QuarantinedRecord | None:
    """The next open record of the same batch, from the beginning again after the last."""
    found = QuarantinedRecord.objects.filter(batch=record.batch_id, state=OPEN).exclude(pk=record.pk).order_by("row")
    return found.filter(row__gt=record.row).first() or found.first()


def table_now(record: QuarantinedRecord) -> Table:
    """The shape in which the record would be published today."""
    holding = record.batch.holding
    return table_of_entry(holding.resource.current or holding.entry, holding.table)


def list_quarantine(
    actor: Actor,
    resource_code: str,
    batch: str | None = None,
    limit: int = 100,
    after: str | None = None,
    wanted: Wanted = Wanted(),
) -> SentBackPage:
    """Records sent back, the provider's only; `after` is the cursor of the page before; a page has at least one record. The caller puts it on record.

    Of `wanted` state, rule and field count. Raises Invalid for a state that there is not.
    """
    if wanted.state not in QuarantinedRecord.State.values:
        known = ", ".join(QuarantinedRecord.State.values)
        zh, en = "应为 {known} 之一。", "This is one of {known}."
        raise Invalid(errors=[FieldError("state", "one_of", zh, en, known=known)])
    found, limit = _of_faults(_quarantined(actor, resource_code, batch), wanted), max(limit, 1)
    if after and after.isascii() and after.isdigit() and len(after) < 19:
        found = found.filter(pk__gt=int(after))
    records = list(found.filter(state=wanted.state).order_by("pk")[: limit + 1])
    last = str(records[limit - 1].pk) if len(records) > limit else None
    return {"items": [_sent_back(record) for record in records[:limit]], "next": last}


def quarantined(actor: Actor, resource_code: str, *, batch: str | None = None) -> _Records:
    """Open records sent back, the oldest first. Raises QuarantineNotYours, BatchNotFound, RoleMissing, ScopeMissing."""
    return _quarantined(actor, resource_code, batch).filter(state=OPEN).order_by(*OLDEST_FIRST)


def overrides_of(resource: Resource) -> Overrides:
    """Those in force."""
    found = Override.objects.filter(resource=resource, agreed_at__isnull=False, ended_at=None)
    return Overrides(resource.code, frozenset(found.values_list("value_hash", flat=True)))


def list_overrides(actor: Actor) -> QuerySet[Override]:
    """Those of the actor's agency, the newest first."""
    return Override.objects.filter(resource__provider_id=actor.agency_id).select_related("resource__current")


def get_override(actor: Actor, number: int, *, lock: bool = False) -> Override:
    """Raises OverrideNotFound, also for another agency's."""
    found = list_overrides(actor).select_for_update(of=("self",)) if lock else list_overrides(actor)
    override = found.filter(pk=number).first()
    if override is None:
        raise OverrideNotFound(number=number)
    return override


def _own(actor: Actor) -> _Records:
    return QuarantinedRecord.objects.filter(batch__holding__resource__provider_id=actor.agency_id)


def _quarantined(actor: Actor, resource_code: str, batch: str | None) -> _Records:
    require(actor, Role.DATA_OFFICER)
    resource = get_resource(resource_code, viewer=actor)
    if resource.provider_id != actor.agency_id:
        raise QuarantineNotYours
    found = QuarantinedRecord.objects.filter(batch__holding__resource=resource)
    if batch is None:
        return found
    number = batch_number(batch)
    if not Batch.objects.filter(pk=number, holding__resource=resource).exists():
        raise BatchNotFound(batch=batch[:36])
    return found.filter(batch=number)


def _narrowed(found: _Records, wanted: Wanted) -> _Records:
    return _of_faults(_placed(found, wanted).filter(state=wanted.state), wanted)


def _placed(found: _Records, wanted: Wanted) -> _Records:
    if wanted.resource:
        found = found.filter(batch__holding__resource__code=wanted.resource)
    return found.filter(batch=wanted.batch) if wanted.batch else found


def _of_faults(found: _Records, wanted: Wanted) -> _Records:
    """Those with an error by that rule at that item."""
    error = ({"rule": wanted.rule} if wanted.rule else {}) | ({} if wanted.field is None else {"field": wanted.field})
    return found.filter(errors__contains=[error]) if error else found


def _sent_back(record: QuarantinedRecord) -> SentBack:
    return {
        "id": record.pk,
        "batch": str(record.batch_id),
        "row": record.row,
        "state": record.state,
        "values": record.values,
        "errors": record.errors,
        "mended_by": str(record.batch_mended_id) if record.batch_mended_id else None,
    }
