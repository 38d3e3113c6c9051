"""The manifest of a copy (副本清单): what it is and which of its records are control records, signed by the node, for whoever holds it (20.2)."""

from typing import Final
from uuid import UUID

import msgspec
from django.conf import settings
from django.http import HttpRequest
from ninja import Router, Schema

from yishu.access.errors import CopyNotFound
from yishu.agencies.api import known
from yishu.audit.errors import RecordNotFound
from yishu.audit.queries import Scope, get_record
from yishu.audit.record import Action, Outcome, Record
from yishu.core import jws
from yishu.core.actor import Actor
from yishu.core.canonical import canonical
from yishu.core.decoding import decoded
from yishu.core.jws import NotSigned
from yishu.hosting.controls.models import Declaration
from yishu.node.own_key import is_signed_by, key_id_of, own_key, own_public_key

KIND: Final = "yishu-copy+jws"
router = Router(tags=["data"], auth=known)


class ControlsSaid(msgspec.Struct, frozen=True, kw_only=True):
    """The copy has `records` control records besides its rows: those that have `text` in `item` from place `start` on. `leave_out`: the condition in SQL for the others."""

    records: int
    number: int
    item: str
    start: int
    text: str
    leave_out: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """The payload, as canonical JSON. `rows` counts records of the register; `marked_by`: the items by which they are in an order of this copy's own."""

    node: str
    resource: str
    receipt: str
    agency: str
    caller: str
    at: str
    version: int
    rows: int
    items: list[str]
    marked_by: list[str]
    controls: ControlsSaid | None = None


class Signed(msgspec.Struct, frozen=True):
    """`manifest`: a compact JWS; `key`: the node's public key in base64, whose fingerprint is the header's `kid`."""

    manifest: str
    key: str


class SignedOut(Schema):
    """`manifest`: a compact JWS by Ed25519 (`yishu-copy+jws`); `key`: the node's public key in base64, whose SHA-256 is the header's `kid` and that of `/api/v1/keys`."""

    manifest: str
    key: str


@router.get("/copies/{receipt}/manifest", response=SignedOut)
def get_copy_manifest(request: HttpRequest, receipt: str) -> SignedOut:
    """Of a copy that one's own agency fetched, by its receipt (`Yishu-Receipt`): what it holds, and by which rule a consumer's system leaves its control records out. `yishu copies strip` does."""
    signed = manifest_of(request.actor, receipt)  # type: ignore[attr-defined]
    return SignedOut(manifest=signed.manifest, key=signed.key)


def manifest_of(actor: Actor, receipt: str) -> Signed:
    """Raises CopyNotFound: another agency's is answered as if it did not exist."""
    record = _record(actor, receipt)
    payload = canonical(msgspec.to_builtins(_said(record, receipt)))
    public = own_public_key()
    return Signed(jws.write(payload, own_key().sign, keyid=key_id_of(public), kind=KIND), public)


def read(content: bytes) -> tuple[Manifest, str]:
    """A manifest whose signature holds, and the fingerprint of its key; whether that is the node's, whoever reads must know. Needs no database. Raises NotSigned."""
    try:
        signed = decoded(content, Signed)
        fingerprint = key_id_of(signed.key)
        found = jws.read(signed.manifest, kind=KIND)
        holds = found.keyid == fingerprint and is_signed_by(signed.key, found.value, found.signed)
        said = decoded(found.payload, Manifest)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise NotSigned(str(error)) from None
    if not holds:
        raise NotSigned("the signature does not hold")
    return said, fingerprint


def _record(actor: Actor, receipt: str) -> Record:
    number, _, leaf = receipt.partition(".")
    try:
        seen = get_record(Scope("", (), everything=True), UUID(number))
    except (ValueError, RecordNotFound):
        raise CopyNotFound from None
    record = seen.record
    is_copy = (record.action, record.outcome) == (Action.DATA_COPIED, Outcome.ALLOWED)
    if seen.leaf != leaf or not is_copy or record.agency != actor.agency_code:
        raise CopyNotFound
    return record


def _said(record: Record, receipt: str) -> Manifest:
    marked_by = record.detail.get("marked_by")
    return Manifest(
        node=settings.YISHU_NODE_CODE,
        resource=record.resource,
        receipt=receipt,
        agency=record.agency,
        caller=record.actor_name,
        at=record.at.isoformat(),
        version=record.version or 0,
        rows=record.found or 0,
        items=record.items,
        marked_by=marked_by if isinstance(marked_by, list) else [],
        controls=_controls(record),
    )


def _controls(record: Record) -> ControlsSaid | None:
    number, records = record.detail.get("controls"), record.detail.get("control_records")
    if not isinstance(number, int) or not isinstance(records, int):
        return None
    rule = Declaration.objects.get(pk=number).rule
    return ControlsSaid(
        records=records, number=number, item=rule.item, start=rule.start, text=rule.text, leave_out=rule.sql
    )
