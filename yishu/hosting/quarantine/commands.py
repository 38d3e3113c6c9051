"""Looking at what was sent back (21.2)."""

from collections.abc import Iterator

from django.db import transaction

from yishu.audit import recording
from yishu.audit.record import Action
from yishu.catalogue.codes import from_path
from yishu.core.actor import Actor
from yishu.hosting.models import QuarantinedRecord
from yishu.hosting.quarantine import queries


@transaction.atomic
def reveal(actor: Actor, resource_code: str, *, batch: str | None = None) -> Iterator[QuarantinedRecord]:
    """The open records sent back, whole: identity numbers unmasked, which is put on record. Of one batch, or of all."""
    found = queries.quarantined(actor, resource_code, batch=batch)
    recording.record(
        actor, Action.QUARANTINE_READ, resource=from_path(resource_code), target=f"batch:{batch}" if batch else ""
    )
    return found.iterator(chunk_size=1000)
