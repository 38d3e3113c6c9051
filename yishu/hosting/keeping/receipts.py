"""The receipt of a change of shape: a batch like any other, in which every standing record is accounted for, signed and on record (20.1, 32.1)."""

from datetime import datetime
from typing import Any

from yishu.audit import recording
from yishu.audit.record import Action
from yishu.core.actor import Actor
from yishu.core.canonical import digest
from yishu.core.ids import new_id
from yishu.hosting import receipts
from yishu.hosting.keeping import reshaping
from yishu.hosting.keeping.reshaping import File, Followed
from yishu.hosting.models import Batch, Holding
from yishu.hosting.shaping import Change


def keep_reshaped(
    actor: Actor, holding: Holding, followed: Followed, file: File | None, *, agreed: int = 0, now: datetime
) -> Batch | None:
    """None where the change of shape makes no version. Raises StandingRecordsMisfit, where more records would be sent back than was agreed to; ReceiptNotSigned."""
    if followed.version is None:
        return None
    count, number, body = reshaping.settle(followed, file, agreed=agreed), new_id(), _digest(holding, followed.change)
    fitting = followed.records - count
    counts: dict[str, Any] = {
        "records": followed.records,
        "accepted": fitting,
        "unchanged": fitting,
        "quarantined": count,
    }
    receipt = recording.record(
        actor,
        Action.BATCH_PUBLISHED,
        resource=holding.resource.code,
        target=f"batch:{number}",
        version=followed.version,
        how=Batch.How.RESHAPE.value,
        body=body,
        **counts,
    )
    batch = Batch(
        id=number,
        holding=holding,
        actor=actor.ref,
        actor_name=actor.name,
        how=Batch.How.RESHAPE,
        body_digest=body,
        received_at=now,
        published_at=now,
        version=followed.version,
        receipt=receipt,
        **counts,
    )
    batch.signature = receipts.sign(batch)
    batch.save(force_insert=True)
    reshaping.send_back(batch)
    return batch


def _digest(holding: Holding, change: Change) -> str:
    """Of what was done, in place of a file's."""
    said = {
        "entry_version": holding.entry.version,
        "added": [column.code for column in change.added],
        "dropped": [column.code for column in change.dropped],
        "retyped": {column.code: column.type for column in change.retyped},
        "required": [column.code for column in change.required],
    }
    return digest(said)
