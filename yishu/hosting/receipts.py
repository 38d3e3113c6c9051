"""A receipt: what became of a batch, signed by the node, so that its provider can prove it to anybody (20.1, 32.1)."""

import logging
from datetime import UTC
from typing import Final

import msgspec
from django.conf import settings

from yishu.core import jws
from yishu.core.canonical import canonical
from yishu.hosting.errors import ReceiptNotSigned
from yishu.hosting.models import Batch
from yishu.node.errors import KeyUnusable
from yishu.node.own_key import key_id_of, own_key, own_public_key

log = logging.getLogger(__name__)
KIND: Final = "yishu-receipt+jws"


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """The payload, as canonical JSON. `records` = `accepted` + `quarantined`; `digest` is of the records that passed, `body` of the file (SHA-256);
    `evidence` names the record of the evidence, `key` is the Idempotency-Key."""

    node: str
    provider: str
    resource: str
    batch: str
    version: int
    how: str
    records: int
    accepted: int
    inserted: int
    updated: int
    deleted: int
    unchanged: int
    quarantined: int
    digest: str
    body: str
    key: str
    actor: str
    published_at: str
    evidence: str


def sign(batch: Batch) -> str:
    """A compact JWS by the node's key. Raises ReceiptNotSigned."""
    try:
        keyid = key_id_of(own_public_key())
        return jws.write(canonical(msgspec.to_builtins(said(batch))), own_key().sign, keyid=keyid, kind=KIND)
    except (ValueError, KeyUnusable):
        log.exception("the receipt of the batch %s cannot be signed", batch.pk)
        raise ReceiptNotSigned from None


def said(batch: Batch) -> Said:
    resource, at = batch.holding.resource, batch.published_at
    assert at is not None
    assert batch.version is not None
    return Said(
        node=settings.YISHU_NODE_CODE,
        provider=resource.provider.code if resource.provider else "",
        resource=resource.code,
        batch=str(batch.pk),
        version=batch.version,
        how=str(batch.how),
        records=batch.records,
        accepted=batch.accepted,
        inserted=batch.inserted,
        updated=batch.updated,
        deleted=batch.deleted,
        unchanged=batch.unchanged,
        quarantined=batch.quarantined,
        digest=batch.digest,
        body=batch.body_digest,
        key=batch.idempotency_key or "",
        actor=batch.actor,
        published_at=at.astimezone(UTC).isoformat(),
        evidence=batch.receipt,
    )
