"""Uploads and held batches, for their sender and for the provider's data officers."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from yishu.agencies.models import Role
from yishu.agencies.roles import require
from yishu.catalogue.codes import from_path
from yishu.catalogue.models import Resource
from yishu.catalogue.queries import get_resource
from yishu.core.actor import Actor
from yishu.hosting.uploads.errors import UploadNotFound
from yishu.hosting.uploads.models import UNDER_WAY, HeldBatch, HoldRule, Upload

_TURN = ("received_at", "pk")


def get_upload(actor: Actor, resource_code: str, number: str) -> Upload:
    """The actor's own. Raises ResourceNotFound, UploadNotFound."""
    resource = get_resource(resource_code, viewer=actor)
    found = _known().filter(pk=_number(number), resource=resource, actor=actor.ref).first()
    if found is None:
        raise UploadNotFound(upload=number[:36])
    return found


def get_of_agency(actor: Actor, number: str) -> Upload:
    """One that the actor's agency sent, for its data officers. Raises RoleMissing, UploadNotFound."""
    require(actor, Role.DATA_OFFICER)
    found = list_of_agency(actor).filter(pk=_number(number)).first()
    if found is None:
        raise UploadNotFound(upload=number[:36])
    return found


def list_of_agency(actor: Actor) -> QuerySet[Upload]:
    return _known().filter(resource__provider_id=actor.agency_id)


def list_under_way(actor: Actor) -> QuerySet[Upload]:
    """What the agency has begun and not ended: held batches first, then the newest."""
    return list_of_agency(actor).filter(state__in=UNDER_WAY).order_by("-held__held_at", "-began_at")


def list_ended(actor: Actor) -> QuerySet[Upload]:
    """What came to nothing, or was published, the newest first."""
    return list_of_agency(actor).exclude(state__in=UNDER_WAY).order_by("-ended_at")


def list_held(actor: Actor) -> QuerySet[Upload]:
    """What waits for a decision, the longest waiting first."""
    return list_of_agency(actor).filter(state=Upload.State.HELD).order_by("held__held_at", "pk")


def list_waiting(actor: Actor) -> QuerySet[Upload]:
    """The same for whoever may decide, or publish. Raises RoleMissing, ScopeMissing."""
    require(actor, Role.DATA_OFFICER)
    return list_held(actor)


def list_received(most: int, *, now: datetime) -> list[UUID]:
    """What is to be published now, in the order in which it came. Of each resource the first alone, also where that has to wait: what came later must not be overwritten by it."""
    received = Upload.objects.filter(state=Upload.State.RECEIVED)
    first = received.order_by("resource_id", *_TURN).distinct("resource_id")
    due = received.filter(Q(again_at=None) | Q(again_at__lte=now), pk__in=first.values("pk"))
    return list(due.order_by(*_TURN).values_list("pk", flat=True)[:most])


def is_behind(upload: Upload) -> bool:
    """Whether an earlier file of the same resource is to be published first."""
    earlier = Upload.objects.filter(resource=upload.resource_id, state=Upload.State.RECEIVED).order_by(*_TURN).first()
    return earlier is not None and earlier.pk != upload.pk


def find_hold_rule(resource: Resource) -> HoldRule | None:
    return HoldRule.objects.filter(resource=resource, ended_at=None).first()


def find_held(upload: Upload) -> HeldBatch | None:
    return HeldBatch.objects.filter(upload=upload).first()


def find_by_key(actor: Actor, resource_code: str, key: str | None) -> Upload | None:
    """What the same sender last sent under the same key as an upload, or had held."""
    if key is None:
        return None
    sent = _known().filter(resource__code=from_path(resource_code), actor=actor.ref, idempotency_key=key)
    return sent.order_by("-began_at", "-pk").first()


def _known() -> QuerySet[Upload]:
    return Upload.objects.select_related("resource__current", "resource__provider", "batch", "held")


def _number(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise UploadNotFound(upload=text[:36]) from None
