"""Reading what is hosted, and what was sent back."""

from typing import TypedDict
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from yishu.agencies.models import Role
from yishu.agencies.roles import require
from yishu.catalogue.errors import NotTheProvider
from yishu.catalogue.models import Provision, Resource, ResourceState
from yishu.catalogue.queries import get_resource
from yishu.core.actor import Actor
from yishu.hosting.errors import BatchNotFound, NothingHosted, QuarantineNotYours
from yishu.hosting.models import Batch, Holding, QuarantinedRecord
from yishu.hosting.shaping import table_of_entry
from yishu.hosting.tables import Table


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


def find_holding(resource: Resource) -> Holding | None:
    return Holding.objects.select_related("entry__resource").filter(resource=resource).first()


def get_holding(resource: Resource) -> Holding:
    holding = find_holding(resource)
    if holding is None:
        raise NothingHosted(code=resource.code)
    return holding


def table_of(holding: Holding) -> Table:
    """The hosted table as it stands: the shape of the entry by which the last batch was published."""
    return table_of_entry(holding.entry, holding.table)


def list_publishable(actor: Actor) -> QuerySet[Resource]:
    """The resources that the actor's agency may publish data of."""
    return (
        Resource.objects.filter(
            provider_id=actor.agency_id, state=ResourceState.PUBLISHED, current__provision=Provision.HOSTED
        )
        .select_related("current", "holding")
        .order_by("code")
    )


def get_publishable(actor: Actor, code: str) -> Resource:
    """Raises ResourceNotFound for what one may not see, NotTheProvider for another's; the command looks at the rest."""
    resource = get_resource(code, viewer=actor)
    if resource.provider_id != actor.agency_id:
        raise NotTheProvider
    return resource


def count_open(actor: Actor, resource: Resource | None = None) -> int:
    """Records sent back to the actor's agency that are not mended yet; of one resource, or of all."""
    found = QuarantinedRecord.objects.filter(
        state=QuarantinedRecord.State.OPEN, batch__holding__resource__provider_id=actor.agency_id
    )
    return (found.filter(batch__holding__resource=resource) if resource else found).count()


def list_batches(actor: Actor) -> QuerySet[Batch]:
    """The batches of the actor's agency, the newest first, with the number of records still to be mended."""
    return (
        Batch.objects.filter(holding__resource__provider_id=actor.agency_id)
        .select_related("holding__resource__current")
        .annotate(open=Count("quarantine", filter=Q(quarantine__state=QuarantinedRecord.State.OPEN)))
        .order_by("-received_at", "-id")
    )


def get_batch(actor: Actor, number: str) -> Batch:
    """A batch of the actor's agency; another's is answered as if it did not exist."""
    batch = list_batches(actor).filter(pk=_uuid(number)).first()
    if batch is None:
        raise BatchNotFound(batch=number[:36])
    return batch


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
    number = _uuid(batch)
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


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise BatchNotFound(batch=text[:36]) from None
