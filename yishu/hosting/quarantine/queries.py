"""Reading what was sent back."""

from typing import TypedDict

from django.db.models import QuerySet

from yishu.agencies.models import Role
from yishu.agencies.roles import require
from yishu.catalogue.models import Resource
from yishu.catalogue.queries import get_resource
from yishu.core.actor import Actor
from yishu.hosting.errors import BatchNotFound, QuarantineNotYours
from yishu.hosting.models import Batch, QuarantinedRecord
from yishu.hosting.queries import batch_number


class SentBack(TypedDict):
    """One record of the quarantine as it travels in JSON. `errors`: field, rule, zh, en."""

    id: int
    batch: str
    row: int
    state: str
    values: dict[str, str | None]
    errors: list[dict[str, str]]


class SentBackPage(TypedDict):
    """`next` is the cursor of the following page, None on the last."""

    items: list[SentBack]
    next: str | None


def count_open(actor: Actor, resource: Resource | None = None) -> int:
    """Records sent back to the actor's agency that are not mended yet; of one resource, or of all."""
    found = QuarantinedRecord.objects.filter(
        state=QuarantinedRecord.State.OPEN, batch__holding__resource__provider_id=actor.agency_id
    )
    return (found.filter(batch__holding__resource=resource) if resource else found).count()


def list_quarantine(
    actor: Actor, resource_code: str, batch: str | None = None, limit: int = 100, after: str | None = None
) -> SentBackPage:
    """Open records sent back, the provider's only; `after` is the cursor of the page before; a page has at least one record. The caller puts it on record."""
    found, limit = quarantined(actor, resource_code, batch=batch), max(limit, 1)
    if after and after.isascii() and after.isdigit() and len(after) < 19:
        found = found.filter(pk__gt=int(after))
    records = list(found.order_by("pk")[: limit + 1])
    last = str(records[limit - 1].pk) if len(records) > limit else None
    return {"items": [_sent_back(record) for record in records[:limit]], "next": last}


def quarantined(actor: Actor, resource_code: str, *, batch: str | None = None) -> QuerySet[QuarantinedRecord]:
    """Open records sent back. Raises QuarantineNotYours, BatchNotFound, RoleMissing, ScopeMissing."""
    require(actor, Role.DATA_OFFICER)
    resource = get_resource(resource_code, viewer=actor)
    if resource.provider_id != actor.agency_id:
        raise QuarantineNotYours
    found = QuarantinedRecord.objects.filter(batch__holding__resource=resource, state=QuarantinedRecord.State.OPEN)
    if batch is None:
        return found
    number = batch_number(batch)
    if not Batch.objects.filter(pk=number, holding__resource=resource).exists():
        raise BatchNotFound(batch=batch[:36])
    return found.filter(batch=number)


def _sent_back(record: QuarantinedRecord) -> SentBack:
    return {
        "id": record.pk,
        "batch": str(record.batch_id),
        "row": record.row,
        "state": record.state,
        "values": record.values,
        "errors": record.errors,
    }
