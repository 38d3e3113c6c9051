"""Batches and quarantine: the gateway spools a body to disk and runs the slices' commands in threads."""

import asyncio
import base64
import hashlib
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import msgspec

from yishu.agencies.models import Role
from yishu.agencies.roles import require
from yishu.catalogue.errors import NotTheProvider
from yishu.catalogue.queries import get_resource
from yishu.core.actor import Actor
from yishu.core.errors import FieldError, Invalid, Language, Problem
from yishu.gateway.errors import BodyStalled, UnsupportedMediaType
from yishu.gateway.exchange import ClientGone
from yishu.hosting import spooling
from yishu.hosting.dry_run import dry_run
from yishu.hosting.holding_back import is_over
from yishu.hosting.models import Batch
from yishu.hosting.quarantine.queries import SentBackPage
from yishu.hosting.uploads import publishing as uploads
from yishu.hosting.uploads.models import Upload
from yishu.hosting.uploads.receiving import Announced
from yishu.node.disk import needing_room
from yishu.wire.batches import BatchForeseen, BatchReceipt, FaultCount

MEDIA_TYPES: Final = (
    "text/csv",
    "application/x-ndjson",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.apache.parquet",
    "application/vnd.apache.arrow.stream",
    "application/geo+json",
)
HOWS: Final = ("upsert", "replace", "delete")
_LONGEST_KEY: Final = 200
_BLOCK: Final = 1024 * 1024


class BatchRequest:
    """Headers and query string of a publication. Raises Invalid, UnsupportedMediaType."""

    def __init__(self, content_type: str, idempotency_key: str, parameters: dict[str, str], prefer: str = "") -> None:
        kind, *rest = (part.strip() for part in content_type.split(";"))
        self.media_type = kind.lower()
        if self.media_type not in MEDIA_TYPES:
            raise UnsupportedMediaType(known=", ".join(MEDIA_TYPES))
        named = (part.partition("=") for part in rest)
        self.charset = next((value.strip('"').lower() for name, _, value in named if name.lower() == "charset"), None)
        self.how = parameters.get("mode") or "upsert"
        wrong = []
        if self.how not in HOWS:
            known = ", ".join(HOWS)
            wrong.append(FieldError("mode", "one_of", "应为 {known} 之一。", "This is one of {known}.", known=known))
        if len(idempotency_key) > _LONGEST_KEY or not idempotency_key.isprintable():
            zh, en = "应为不超过 {most} 个可见字符。", "At most {most} characters, none of them a control character."
            wrong.append(FieldError("Idempotency-Key", "text", zh, en, most=_LONGEST_KEY))
        asked = parameters.get("dry_run", "false")
        if asked not in ("true", "false"):
            zh, en = "应为 true 或 false。", "This is true or false."
            wrong.append(FieldError("dry_run", "one_of", zh, en))
        self.dry_run = asked == "true"
        if wrong:
            raise Invalid(errors=wrong)
        self.idempotency_key = idempotency_key or None
        self.later = "respond-async" in (each.strip().lower() for each in prefer.split(","))

    def announced(self, length: int, digest: str, *, file_name: str = "", metadata: str = "") -> Announced:
        """With the digest of the whole that `Repr-Digest` tells (RFC 9530), if it is SHA-256. Raises Invalid."""
        return Announced(
            length=length,
            media_type=self.media_type,
            charset=self.charset or "",
            how=self.how,
            idempotency_key=self.idempotency_key,
            digest=_sha256_in(digest),
            file_name=file_name,
            metadata=metadata,
        )


def require_sender(actor: Actor, code: str) -> None:
    """Whoever may not publish this resource's data is told so before their file is taken. Raises RoleMissing, ScopeMissing, ResourceNotFound, NotTheProvider."""
    require(actor, Role.DATA_OFFICER)
    if get_resource(code, viewer=actor).provider_id != actor.agency_id:
        raise NotTheProvider


@dataclass(frozen=True, slots=True)
class Spooled:
    """A body as a file, and its SHA-256 in hexadecimal."""

    path: Path
    digest: str


@asynccontextmanager
async def spooled(folder: Path, parts: AsyncIterator[bytes]) -> AsyncIterator[Spooled]:
    """The body as a file of its own, for as long as the block lasts. The disk is waited for in threads, never on the event loop. Raises DiskFull."""
    with needing_room():
        file = await asyncio.to_thread(spooling.new_file, folder, "batch-")
    path, digest = Path(file.name), hashlib.sha256()

    def keep(block: bytes | bytearray) -> None:
        digest.update(block)
        file.write(block)

    try:
        with needing_room():
            try:
                await _kept(blocks(parts), keep)
            finally:
                await asyncio.to_thread(file.close)
        yield Spooled(path, digest.hexdigest())
    finally:
        await asyncio.to_thread(path.unlink, missing_ok=True)


async def _kept(blocks: AsyncIterator[bytes | bytearray], keep: Callable[[bytes | bytearray], None]) -> None:
    """One is kept, in a thread, while the next comes in. No thread is at it any more once this ends, however it ends."""
    keeping: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    keeping.set_result(None)
    try:
        async for block in blocks:
            await asyncio.shield(keeping)
            keeping = asyncio.ensure_future(asyncio.to_thread(keep, block))
        await asyncio.shield(keeping)
    finally:
        await asyncio.gather(keeping, return_exceptions=True)


async def blocks(parts: AsyncIterator[bytes]) -> AsyncIterator[bytes | bytearray]:
    """The same bytes in larger parts: fewer ways to a thread and back."""
    held = bytearray()
    try:
        async for part in parts:
            held += part
            if len(held) >= _BLOCK:
                yield held
                held = bytearray()
    except (ClientGone, BodyStalled):
        if held:
            yield held  # whoever keeps what came has all of it
        raise
    if held:
        yield held


def publish(actor: Actor, code: str, body: Spooled, request: BatchRequest, digest: str) -> Batch | Upload | Problem:
    """`digest`: as `Repr-Digest` tells it. Run the command: the batch, what is held or waits under this key, or the refusal that was put on record. Raises the others, and DiskFull, which is none."""
    announced = request.announced(body.path.stat().st_size, digest)
    run = uploads.take_in if request.later else uploads.publish_or_hold
    try:
        return run(actor, code, body.path, announced, body_digest=body.digest, now=datetime.now(UTC))
    except Problem as problem:
        if not problem.receipt:
            raise
        return problem


def receipt_of(batch: Batch) -> BatchReceipt:
    assert batch.version is not None
    return BatchReceipt(
        batch=str(batch.pk),
        version=batch.version,
        records=batch.records,
        accepted=batch.accepted,
        unchanged=batch.unchanged,
        quarantined=batch.quarantined,
        digest=batch.digest,
        receipt=batch.receipt,
        signature=batch.signature,
    )


def try_out(actor: Actor, code: str, body: Spooled, request: BatchRequest, language: Language) -> bytes:
    """What would come of the file, as JSON. Raises what the command does; the gateway puts a refusal on record."""
    found = dry_run(
        actor,
        code,
        body.path,
        media_type=request.media_type,
        charset=request.charset,
        how=request.how,
        now=datetime.now(UTC),
    )
    faults = [
        FaultCount(each.field, each.rule, getattr(each, language), each.count, list(each.rows)) for each in found.faults
    ]
    return msgspec.json.encode(
        BatchForeseen(
            version=found.version,
            records=found.records,
            accepted=found.accepted,
            inserted=found.inserted,
            updated=found.updated,
            deleted=found.deleted,
            unchanged=found.unchanged,
            quarantined=found.quarantined,
            digest=found.digest,
            faults=faults,
            held=is_over(uploads.share_of(code), bad=found.quarantined, records=found.records),
        )
    )


def quarantine_page(page: SentBackPage, language: Language) -> bytes:
    """The rows sent back as JSON, each error with its message in the caller's language."""
    items = [
        {**row, "errors": [{"field": e["field"], "rule": e["rule"], "message": e[language]} for e in row["errors"]]}
        for row in page["items"]
    ]
    return msgspec.json.encode({"items": items, "next": page["next"]})


def _sha256_in(header: str) -> str:
    """In hexadecimal; nothing where another algorithm was used. Raises Invalid."""
    found = re.search(r"(?:^|,)\s*sha-256\s*=\s*:([^:]*):", header)
    if found is None:
        return ""
    try:
        digest = base64.b64decode(found[1], validate=True)
    except ValueError:  # no Base64, or no ASCII
        digest = b""
    if len(digest) != hashlib.sha256().digest_size:
        zh, en = "应为 sha-256=:Base64:。", "This is sha-256=:Base64:."
        raise Invalid(errors=[FieldError("Repr-Digest", "form", zh, en)])
    return digest.hex()
