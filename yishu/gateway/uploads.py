"""Uploads in parts by tus 1.0.0 (core, creation, expiration, termination), and what became of them; files that are whole are published here in turn.

https://tus.io/protocols/resumable-upload
"""

import asyncio
import base64
import contextlib
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import partial
from typing import Final
from uuid import UUID

import msgspec
from django.conf import settings
from django.utils import timezone

from yishu.access.errors import Unavailable
from yishu.core.actor import Actor
from yishu.core.errors import FieldError, Invalid, Language
from yishu.core.text import is_plain
from yishu.gateway.errors import BodyStalled, MethodNotAllowed, TooManyBatches, UnsupportedMediaType
from yishu.gateway.exchange import JSON, ClientGone, Exchange, Headers
from yishu.gateway.publishing import BatchRequest, blocks, receipt_of
from yishu.gateway.threads import BATCHES_AT_ONCE, Batches, Commands
from yishu.hosting.reading import LARGEST_BYTES
from yishu.hosting.uploads import publishing, queries, receiving
from yishu.hosting.uploads.errors import TusVersionUnknown
from yishu.hosting.uploads.models import HeldBatch, Upload
from yishu.hosting.uploads.receiving import Announced, Part
from yishu.wire.batches import FaultCount, HeldCounts, UploadStatus

log = logging.getLogger(__name__)

VERSION: Final = "1.0.0"
PART_TYPE: Final = "application/offset+octet-stream"
TUS: Final = ((b"tus-resumable", VERSION.encode()),)
CAN: Final = (
    *TUS,
    (b"tus-version", VERSION.encode()),
    (b"tus-extension", b"creation,expiration,termination"),
    (b"tus-max-size", b"%d" % LARGEST_BYTES),
)
METHODS: Final = ("POST", "HEAD", "GET", "PATCH", "DELETE")
_AT_ONCE: Final = BATCHES_AT_ONCE // 2  # threads are left for whoever waits for a batch
_EVERY: Final = 2.0  # seconds between looks at what others received
_LONGEST_METADATA: Final = 2000

Still = Callable[[], Awaitable[object]]
"""Raises where the caller is not recognised any more."""


class Uploads:
    """`serve` answers one exchange below `…/uploads`; `run` publishes what is whole, here or at another process, until it is cancelled."""

    def __init__(self, commands: Commands, batches: Batches) -> None:
        self._commands, self._batches = commands, batches
        self._look = asyncio.Event()
        self._under_way: dict[UUID, asyncio.Task[None]] = {}

    def look(self) -> None:
        """Something may be whole."""
        self._look.set()

    async def serve(self, exchange: Exchange, code: str, actor: Actor, number: str, still: Still) -> None:
        """Raises what the commands do, and `still` where a part took its time; Invalid, MethodNotAllowed, TusVersionUnknown, UnsupportedMediaType."""
        method = exchange.scope["method"]
        if method not in (("HEAD", "GET", "PATCH", "DELETE") if number else ("POST",)):
            raise MethodNotAllowed(allowed="HEAD, GET, PATCH, DELETE" if number else "POST, OPTIONS")
        if method == "GET":
            await self._tell(exchange, actor, code, number)
            return
        exchange.beside = TUS
        if exchange.header(b"tus-resumable") != VERSION:
            exchange.beside = CAN
            raise TusVersionUnknown(version=VERSION)
        if method == "POST":
            await self._begin(exchange, actor, code)
        elif method == "HEAD":
            await self._offset(exchange, actor, code, number)
        elif method == "PATCH":
            await self._append(exchange, actor, code, number, still)
        else:
            await self._commands.run(receiving.abandon, actor, code, number, now=datetime.now(UTC))
            await exchange.answer(b"", 204, ())

    async def accept(self, exchange: Exchange, upload: Upload, *, later: bool) -> None:
        """A batch that is published later, or held: 202, and where to ask for it."""
        self.look()
        body = await self._commands.run(status_of, upload, exchange.language)
        applied = ((b"preference-applied", b"respond-async"),) if later else ()
        await exchange.answer(body, 202, (JSON, (b"location", location_of(upload).encode()), *applied))

    async def _begin(self, exchange: Exchange, actor: Actor, code: str) -> None:
        announced = announced_in(exchange)
        upload = await self._commands.run(receiving.begin, actor, code, announced, now=datetime.now(UTC))
        self.look()
        place = location_of(upload).encode()
        await exchange.answer(b"", 201, ((b"location", place), *_expiry(upload), _offset(upload.offset)))

    async def _offset(self, exchange: Exchange, actor: Actor, code: str, number: str) -> None:
        upload = await self._commands.run(queries.get_upload, actor, code, number)
        said = [_offset(upload.offset), (b"upload-length", b"%d" % upload.length), (b"cache-control", b"no-store")]
        if upload.metadata:
            said.append((b"upload-metadata", upload.metadata.encode()))
        await exchange.answer(b"", 200, (*said, *_expiry(upload)))

    async def _append(self, exchange: Exchange, actor: Actor, code: str, number: str, still: Still) -> None:
        if exchange.header(b"content-type").partition(";")[0].strip().lower() != PART_TYPE:
            raise UnsupportedMediaType(known=PART_TYPE)
        given = _number(exchange, b"upload-offset")
        now = datetime.now(UTC)
        part = await self._commands.run(receiving.open_part, actor, code, number, given, now=now)
        try:
            await self._take(part, exchange, still)
        finally:
            await asyncio.to_thread(part.close)
        if part.is_whole:
            self.look()
        await exchange.answer(b"", 204, (_offset(part.offset),))

    async def _take(self, part: Part, exchange: Exchange, still: Still) -> None:
        """What has come stays when the connection breaks; but of a signed request only the whole, since its digest is known at its end."""
        try:
            async for block in blocks(exchange.parts(LARGEST_BYTES)):
                await asyncio.to_thread(part.write, block)
                if part.is_due and not exchange.is_signed:
                    await self._keep(part, still)
        except (ClientGone, BodyStalled):
            if not exchange.is_signed:
                await self._keep(part, still)
            raise
        await self._keep(part, still)

    async def _keep(self, part: Part, still: Still) -> None:
        """A body takes its time: whoever was recognised before it must still be."""
        await still()
        await self._commands.run(part.keep, datetime.now(UTC))

    async def _tell(self, exchange: Exchange, actor: Actor, code: str, number: str) -> None:
        body = await self._commands.run(status, actor, code, number, exchange.language)
        await exchange.answer(body, 200, (JSON, (b"cache-control", b"no-store")))

    async def run(self) -> None:
        while True:
            self._look.clear()
            try:
                await self._publish_next()
            except Unavailable:
                pass  # PostgreSQL comes back
            except Exception:
                log.exception("uploads cannot be looked for")
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_EVERY):
                    await self._look.wait()

    async def _publish_next(self) -> None:
        received = partial(queries.list_received, _AT_ONCE * 8, now=timezone.now())
        for number in await self._commands.run(received):
            if number not in self._under_way and len(self._under_way) < _AT_ONCE:
                self._under_way[number] = asyncio.create_task(self._publish(number))

    async def _publish(self, number: UUID) -> None:
        done = False
        try:
            done = await self._batches.run(publishing.publish_received, number)
        except (Unavailable, TooManyBatches):
            pass
        except Exception as fault:  # noqa: BLE001 - the edge of a job: another try follows, up to a bound
            log.error("an upload could not be published: %s", type(fault).__name__)
        finally:
            if not done:
                await asyncio.sleep(_EVERY)
            self._under_way.pop(number, None)
            if done:
                self.look()


def announced_in(exchange: Exchange) -> Announced:
    """What a creation says of its file. Raises Invalid, UnsupportedMediaType."""
    metadata = exchange.header(b"upload-metadata")
    known = _metadata(metadata)
    request = BatchRequest(
        known.get("filetype") or exchange.header(b"content-type"),
        exchange.header(b"idempotency-key"),
        exchange.parameters(),
    )
    return request.announced(
        _number(exchange, b"upload-length"),
        exchange.header(b"repr-digest"),
        file_name=known.get("filename", ""),
        metadata=metadata,
    )


def location_of(upload: Upload) -> str:
    return f"/api/v1/data/{upload.resource.path_code}/uploads/{upload.pk}"


def status(actor: Actor, code: str, number: str, language: Language) -> bytes:
    return status_of(queries.get_upload(actor, code, number), language)


def status_of(upload: Upload, language: Language) -> bytes:
    """As JSON (wire.batches.UploadStatus)."""
    held: HeldBatch | None = getattr(upload, "held", None)
    decided = held if held is not None and held.released is not None else None
    said = UploadStatus(
        upload=str(upload.pk),
        state=upload.state,
        length=upload.length,
        offset=upload.offset,
        records=upload.records_read,
        expires=_expires(upload).isoformat() if upload.state == Upload.State.RECEIVING else None,
        batch=receipt_of(upload.batch) if upload.batch else None,
        problem=upload.refusal and {**upload.refusal[language], "receipt": upload.refusal["receipt"]},
        decided_by=decided and decided.decided_by_name,
        reason=decided and decided.reason,
        again_at=upload.again_at.isoformat() if upload.again_at and upload.state == Upload.State.RECEIVED else None,
    )
    if held is not None:
        faults = [
            FaultCount(each["field"], each["rule"], each[language], each["count"], each["rows"]) for each in held.faults
        ]
        said.held = HeldCounts(
            held.records, held.quarantined, f"{held.percent.normalize():f}", held.until.isoformat(), faults
        )
    return msgspec.json.encode(said)


def _metadata(header: str) -> dict[str, str]:
    """Raises Invalid."""
    found: dict[str, str] = {}
    try:
        for pair in filter(None, (each.strip() for each in header.split(","))):
            name, _, value = pair.partition(" ")
            found[name] = base64.b64decode(value, validate=True).decode()
    except ValueError:  # no Base64, no ASCII, or no UTF-8 within
        found = {}
    is_read = (found or not header) and all(map(is_plain, found.values()))
    if not is_read or len(header) > _LONGEST_METADATA:
        zh, en = (
            "应为“名称 Base64 值”，逗号分隔，值为不含控制字符的文本，合计不超过 {most} 字符。",
            "Names, each with its value in Base64, a text without control characters; {most} characters at most.",
        )
        raise Invalid(errors=[FieldError("Upload-Metadata", "form", zh, en, most=_LONGEST_METADATA)])
    return found


def _number(exchange: Exchange, name: bytes) -> int:
    """Raises Invalid."""
    text = exchange.header(name)
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        zh, en = "应为字节数（不小于 0 的整数）。", "A number of bytes, not below 0."
        raise Invalid(errors=[FieldError(name.decode().title(), "number", zh, en)])
    return int(text)


def _offset(offset: int) -> tuple[bytes, bytes]:
    return (b"upload-offset", b"%d" % offset)


def _expires(upload: Upload) -> datetime:
    return upload.written_at + timedelta(days=settings.YISHU_UPLOAD_DAYS)


def _expiry(upload: Upload) -> Headers:
    if upload.state != Upload.State.RECEIVING:
        return []
    return [(b"upload-expires", format_datetime(_expires(upload).astimezone(UTC), usegmt=True).encode())]
