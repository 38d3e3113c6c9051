"""Bulk: a granted copy, or the changes since a version (批量复制). The evidence is durable before the first byte leaves."""

import asyncio
import base64
import logging
import re
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from functools import partial
from typing import Final
from urllib.parse import quote

from yishu.access.errors import Busy, problem_of
from yishu.access.governed import Refusal, Uncounted, find_hosted, require_data_scope, require_rows, uncounted
from yishu.access.state import AccessState, Caller, Hosted
from yishu.core.actor import Actor
from yishu.core.errors import FieldError, Invalid, Problem
from yishu.gateway.errors import NotAcceptable, TooManyCopies
from yishu.gateway.exchange import ClientGone, Exchange, Headers
from yishu.gateway.threads import OneThread
from yishu.gateway.waiting import Held, Reply
from yishu.hosting.controls.drawing import in_header
from yishu.hosting.copying import Copy, Settled, open_copy, require_one_extent
from yishu.hosting.copying_formats import WRITERS
from yishu.hosting.fingerprint import Label, label_of
from yishu.hosting.masking import among, in_words, stricter
from yishu.sharing.rules import NOT_COUNTED, NOTHING_COUNTED, Call, Counted, Denied, Left, decide

log = logging.getLogger(__name__)

MOST_COPIES: Final = 4
MOST_EACH: Final = 2  # of one caller, so that others are served beside them
PATIENCE: Final = 60.0  # seconds in which a reader must take some of a copy
FORMATS: Final = tuple(WRITERS)
SETTLED: Final = ("parquet", "xlsx")
"""Formats that nobody reads before their last byte: they are whole before the first one leaves, so that their length and digest are told beforehand."""
_WANTS_DIGEST: Final = re.compile(r"(?:^|,)\s*sha-256\s*(?:=\s*(?:[1-9]|10)\s*)?(?:,|$)", re.IGNORECASE)


class BulkRequest:
    """The query string of a bulk call. Raises Invalid, NotAcceptable."""

    def __init__(self, parameters: dict[str, str]) -> None:
        unknown = sorted(set(parameters) - {"format", "since", "version", "grant"})
        if unknown:
            zh, en = "没有这个参数，请核对拼写。", "There is no such parameter; check its spelling."
            raise Invalid(errors=[FieldError(name, "unknown", zh, en) for name in unknown])
        self.format = parameters.get("format", "csv")
        if self.format not in FORMATS:
            raise NotAcceptable(known=", ".join(FORMATS))
        self.since, self.version = _version("since", parameters), _version("version", parameters)
        require_one_extent(self.since, self.version)
        self.grant = parameters.get("grant", "").strip().lower() or None


def _version(name: str, parameters: dict[str, str]) -> int | None:
    text = parameters.get(name, "")
    if text and not (text.isascii() and text.isdigit() and len(text) < 19):
        zh, en = "{name} 应为一个版本号。", "{name} is a version's number."
        raise Invalid(errors=[FieldError(name, "type", zh, en, name=name)])
    return int(text) if text else None


def held_for_bulk(
    state: AccessState,
    caller: Caller,
    code: str,
    grant: str | None,
    now: datetime,
    *,
    version: int | None = None,
    source: int | None = None,
    records: int = 0,
    counted: Counted = NOTHING_COUNTED,
) -> tuple[Held, Hosted] | Refusal | Uncounted:
    """The copy that this caller may have: all items of the grant, its purpose being the grant's (4.4); of a `version` in its shape. `records`: how many it would hold, once that is known."""
    try:
        hosted = find_hosted(state, code).at(version)
        require_data_scope(caller)
    except Problem as problem:
        return Refusal(problem)
    call = Call(caller.ref, "bulk", frozenset(), None, "", grant, source=source, records=records)
    outcome = decide(state.grants.get((caller.ref, hosted.plan.code), ()), call, now, counted)
    if isinstance(outcome, Denied):
        if outcome.reason == NOT_COUNTED:
            return uncounted(state, outcome, call)
        return Refusal(problem_of(outcome, "bulk"), outcome.grant, outcome.grant_hash)
    try:
        require_rows(hosted.table, outcome.rows)
    except Problem as problem:
        return Refusal(problem, outcome.grant, outcome.grant_hash)
    rights = state.rights[outcome.grant]
    granted, control = hosted.plan.narrow(rights).items, hosted.plan.control_under(rights)
    items = tuple(column.code for column in hosted.table.columns if column.code in granted)
    masks = among(stricter(hosted.plan.masks, outcome.masks), items)
    held = Held(
        hosted.plan.code, outcome.grant, outcome.grant_hash, items, outcome.rows, masks, control, outcome.spends
    )
    return held, hosted


def check_same(
    code: str,
    request: BulkRequest,
    opened: Held,
    *,
    source: int | None = None,
    records: int = 0,
) -> Callable[[AccessState, Caller, datetime], Held | Refusal]:
    """The copy was opened under a grant; its record is written only while that very grant is what the caller would get. It has paid for it already."""
    paid = dict.fromkeys((opened.grant, *opened.spends), Left(1, 1, 1))

    def check(state: AccessState, caller: Caller, now: datetime) -> Held | Refusal:
        found = held_for_bulk(
            state,
            caller,
            code,
            request.grant,
            now,
            version=request.version,
            source=source,
            records=records,
            counted=paid,
        )
        if isinstance(found, Refusal):
            return found
        return found[0] if not isinstance(found, Uncounted) and found[0] == opened else Refusal(Busy())

    return check


class Copies:
    """Copies being streamed; each has a thread and a transaction, so they are few, and none waits for ever for its reader."""

    def __init__(self, node: str, secret: bytes, patience: float = PATIENCE) -> None:
        self._node, self._secret = node, secret
        self._places = asyncio.Semaphore(MOST_COPIES)
        self._held: Counter[str] = Counter()
        self._patience = patience

    async def send(
        self,
        exchange: Exchange,
        caller: Actor,
        hosted: Hosted,
        held: Held,
        request: BulkRequest,
        put_on_record: Callable[[Copy], Awaitable[Reply]],
    ) -> None:
        """Open the copy, put it on record, then stream it. Raises Busy, TooManyCopies, ClientGone, and what opening raises."""
        if self._held[caller.ref] >= MOST_EACH:
            raise TooManyCopies(most=MOST_EACH)
        if self._places.locked():
            raise Busy
        async with self._place_for(caller.ref):
            thread = OneThread()
            copy: Copy | None = None
            try:
                copy = await thread.run(
                    partial(open_copy, version=request.version, control=held.control),
                    hosted.table,
                    hosted.holding_id,
                    held.items,
                    request.format,
                    request.since,
                    held.rows,
                    held.masks,
                )
                reply = await put_on_record(copy)
                if reply.problem is not None:
                    await exchange.problem(reply.problem, reply.receipt)
                    return
                copy.label(self._label(caller, hosted, reply.receipt))
                await self._answer(exchange, thread, copy, reply.receipt, request.format)
            finally:
                await thread.close(*([copy.close] if copy is not None else []))

    def _label(self, caller: Actor, hosted: Hosted, receipt: str) -> Label:
        facts = {"resource": hosted.plan.code, "agency": caller.agency_code, "caller": caller.name}
        return label_of(self._secret, receipt, node=self._node, **facts)

    @asynccontextmanager
    async def _place_for(self, caller: str) -> AsyncIterator[None]:
        self._held[caller] += 1
        try:
            async with self._places:
                yield
        finally:
            self._held[caller] -= 1
            if not self._held[caller]:
                del self._held[caller]

    async def _answer(self, exchange: Exchange, thread: OneThread, copy: Copy, receipt: str, form: str) -> None:
        headers = _headers(copy, receipt)
        if exchange.scope["method"] == "HEAD":
            # The rows of each copy have an order of its own: what this one's file would be, nobody knows before it is made.
            await exchange.start(200, headers)
        else:
            if form in SETTLED or wants_digest(exchange.header(b"want-repr-digest")):
                headers += _whole(await thread.run(copy.settle))
            await exchange.start(200, headers)
            await self._stream(exchange, thread, copy)
        await exchange.finish()

    async def _stream(self, exchange: Exchange, thread: OneThread, copy: Copy) -> None:
        while (chunk := await thread.run(next, copy.chunks, None)) is not None:
            try:
                async with asyncio.timeout(self._patience):
                    await exchange.chunk(chunk)
            except TimeoutError:
                log.warning("a copy is broken off: its reader took nothing for %s seconds", self._patience)
                raise ClientGone from None


def wants_digest(preference: str) -> bool:
    """Whether a Want-Repr-Digest (RFC 9530, 4) asks for SHA-256; 0 is "not acceptable"."""
    return _WANTS_DIGEST.search(preference) is not None


def _whole(settled: Settled) -> Headers:
    digest = b"sha-256=:%b:" % base64.b64encode(settled.digest)
    return [(b"content-length", b"%d" % settled.length), (b"repr-digest", digest)]


def _headers(copy: Copy, receipt: str) -> Headers:
    masked = [(b"yishu-masked", in_words(copy.masks).encode())] if copy.masks else []
    controls = [(b"yishu-control-records", in_header(copy.controls).encode())] if copy.controls else []
    return [
        *masked,
        *controls,
        (b"content-type", copy.media_type.encode()),
        (b"content-disposition", f"attachment; filename*=UTF-8''{quote(copy.filename)}".encode()),
        (b"yishu-version", str(copy.version).encode()),
        (b"yishu-receipt", receipt.encode()),
        (b"cache-control", b"no-store"),
    ]
