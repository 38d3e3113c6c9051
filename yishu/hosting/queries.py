"""Reading what is hosted, and by which batches."""

from uuid import UUID

from django.db.models import Count, Q, QuerySet

from yishu.catalogue.errors import NotTheProvider
from yishu.catalogue.models import Resource
from yishu.catalogue.queries import get_resource
from yishu.catalogue.vocabulary import Provision, ResourceState
from yishu.core.actor import Actor
from yishu.hosting.errors import BatchNotFound, NothingHosted
from yishu.hosting.models import Batch, Holding, QuarantinedRecord
from yishu.hosting.shaping import table_of_entry
from yishu.hosting.tables import Table


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


def list_batches(actor: Actor, resource: Resource | None = None) -> QuerySet[Batch]:
    """The batches of the actor's agency, or of one of its resources, the newest first, with the number of records still to be mended."""
    batches = Batch.objects.filter(holding__resource__provider_id=actor.agency_id)
    return (
        (batches if resource is None else batches.filter(holding__resource=resource))
        .select_related("holding__resource__current")
        .annotate(open=Count("quarantine", filter=Q(quarantine__state=QuarantinedRecord.State.OPEN)))
        .order_by("-received_at", "-id")
    )


def get_batch(actor: Actor, number: str) -> Batch:
    """A batch of the actor's agency; another's is answered as if it did not exist."""
    batch = list_batches(actor).filter(pk=batch_number(number)).first()
    if batch is None:
        raise BatchNotFound(batch=number[:36])
    return batch


def batch_number(text: str) -> UUID:
    """Raises BatchNotFound for what can be no batch's number."""
    try:
        return UUID(text)
    except ValueError:
        raise BatchNotFound(batch=text[:36]) from None
