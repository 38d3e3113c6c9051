"""The data plane as a plain ASGI application: verify, query, batches, quarantine, bulk, and the gateway's health.

Order of every call: route → size → who calls → what is asked → may they → read → evidence → answer.
"""

import asyncio
import gc
import logging
import re
import sys
import traceback
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Final

import msgspec

from yishu.access.apart import is_apart
from yishu.access.asks import ask_to_query, ask_to_verify, refers
from yishu.access.errors import Busy, Unavailable
from yishu.access.lists.streams import is_arrow
from yishu.access.state import Caller, Credential
from yishu.access.subjects import MOST
from yishu.agencies.errors import WrongKey
from yishu.agencies.signed_requests import take_nonce
from yishu.audit.record import Action
from yishu.catalogue.errors import ResourceNotFound
from yishu.core.errors import Problem
from yishu.core.networks import address_of
from yishu.gateway import lists, publishing, uploads
from yishu.gateway.apart import Apart
from yishu.gateway.asking import is_long, query_request, request_of, submit_plain, verify_request
from yishu.gateway.authentication import credential_of, is_signed, known_no_more, require_no_key, signed_of
from yishu.gateway.blind import BlindCalls
from yishu.gateway.bulk import Bulk
from yishu.gateway.copies import Copies
from yishu.gateway.errors import InternalError, MethodNotAllowed, PathNotFound, TooManyBatches
from yishu.gateway.exchange import JSON, ClientGone, Exchange, Receive, Scope, Send
from yishu.gateway.groups import Groups
from yishu.gateway.lists import JSON_LIMIT, Lists
from yishu.gateway.places import Places
from yishu.gateway.refusals import RefusalCounts
from yishu.gateway.sandbox import Sandbox
from yishu.gateway.service import Service
from yishu.gateway.settings import GatewaySettings
from yishu.gateway.standbys import Standbys
from yishu.gateway.threads import Batches, Commands
from yishu.gateway.uploads import Uploads
from yishu.gateway.uses import KeyUses
from yishu.gateway.waiting import Act, DataCall, Done, Held, Reply, Waiting, refused, unanswered
from yishu.hosting.quarantine import queries
from yishu.hosting.reading import LARGEST_BYTES
from yishu.hosting.replicas.shelf import Shelf
from yishu.hosting.uploads.errors import OffsetMismatch, UploadBusy
from yishu.hosting.uploads.models import Upload
from yishu.node.errors import DiskFull
from yishu.wire.sandbox import DATA, SANDBOX

log = logging.getLogger(__name__)

PREFIX: Final = DATA
BATCH_LIMIT: Final = LARGEST_BYTES
# Failures of ours, and turns that were missed: not refusals.
_NOT_SERVED: Final = (Busy, Unavailable, TooManyBatches, DiskFull, OffsetMismatch, UploadBusy)
# A thread that computes (a list, a batch) gives way to the loop after so long: at the ordinary 5 ms, a call that wakes the loop ten times takes 50.
_SWITCH_SECONDS: Final = 0.0005
_CODE: Final = re.compile(r"[0-9A-Za-z-]{1,60}")  # of a resource, as in a path


Handler = Callable[[Exchange, str, Credential, Caller], Awaitable[None]]


class Gateway:
    """The application. `ready` tells whether calls are served at the moment."""

    def __init__(self, settings: GatewaySettings) -> None:
        self._settings = settings
        self._groups = Groups(
            settings.node,
            settings.subjects,
            notify=settings.notify,
            backends=settings.backends,
            tokens=settings.tokens,
            suite=settings.suite,
            standbys=Standbys(settings.standbys, settings.most_lag),
        )
        self._refusals = RefusalCounts()
        self._uses = KeyUses()
        self._service = Service(settings.database, self._groups, self._refusals, self._uses)
        self._commands, self._publications = Commands(), Batches()
        self._uploads = Uploads(self._commands, self._publications)
        self._uploads_run: asyncio.Task[None] | None = None
        self._places, self._apart = Places(), Apart()
        self._sandbox, self._blind = Sandbox(), BlindCalls()
        self._lists = Lists(Shelf(settings.replicas, settings.database, settings.replica_bytes))
        self._bulk = Bulk(self._groups, Copies(settings.node, settings.subjects), self._submit)
        self._routes: dict[str, tuple[tuple[str, ...], int, Action, Handler]] = {
            "verify": (("POST",), JSON_LIMIT, Action.DATA_VERIFIED, self._verify),
            "query": (("POST",), JSON_LIMIT, Action.DATA_QUERIED, self._query),
            "blind-key": (("GET",), JSON_LIMIT, Action.DATA_VERIFIED, self._blind_key),
            "batches": (("POST",), BATCH_LIMIT, Action.BATCH_PUBLISHED, self._batches),
            "uploads": (uploads.METHODS, LARGEST_BYTES, Action.BATCH_PUBLISHED, self._upload),
            "quarantine": (("GET",), JSON_LIMIT, Action.QUARANTINE_READ, self._quarantine),
            "bulk": (("GET", "HEAD"), JSON_LIMIT, Action.DATA_COPIED, self._bulk.answer),
        }

    @property
    def ready(self) -> bool:
        return self._service.ready

    def leave(self) -> None:
        """We are about to stop: not ready any more for whoever looks, but whoever comes is served."""
        self._service.is_leaving = True

    def take(self, act: bytes, code: str, credential: Credential, body: bytes, source: str, done: Done) -> bool:
        """Verify and query for the fast lane: take the call if nothing is in its way, else leave it (False) to `__call__`, which says what is wrong."""
        groups = self._groups
        state = groups.state
        if state is None:
            return False
        now = datetime.now(UTC)
        caller = state.caller(credential, now)
        if caller is None or len(body) > JSON_LIMIT or not groups.has_place(caller.actor.agency_id):
            return False
        self._uses.note(credential)
        try:
            request, call_about = request_of(act, body), partial(DataCall, credential, caller, done)
            return submit_plain(groups, caller, code, request, source, call_about, now)
        except Problem:
            return False

    def count_refusal(self, source: str, code: str) -> None:
        self._refusals.count(source, code)

    @property
    def tokens(self) -> bytes:
        """The secret that signs people's tokens."""
        return self._settings.tokens

    async def recognises(self, exchange: Exchange) -> bool:
        """Whether a bearer text names somebody: then a body of theirs is worth its room on the disk. What they may do is asked later."""
        try:
            now = datetime.now(UTC)
            credential = credential_of(exchange.headers.get(b"authorization"), self._settings.tokens, now)
            return await self._known(credential, now) is not None
        except Problem:
            return False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._serve(Exchange(scope, receive, send))
        elif scope["type"] == "lifespan":
            await self._live(receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await self._service.start()
                self._uploads_run = asyncio.create_task(self._uploads.run())
                _calm_collector()
                sys.setswitchinterval(_SWITCH_SECONDS)
                await send({"type": "lifespan.startup.complete"})
            else:
                if self._uploads_run is not None:
                    self._uploads_run.cancel()
                await self._service.stop()
                threads = self._commands, self._publications, self._places, self._apart
                for each in (*threads, self._sandbox, self._blind, self._lists):
                    each.stop()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _serve(self, exchange: Exchange) -> None:
        try:
            await self._route(exchange)
        except ClientGone:
            return
        except Problem as problem:
            # Nobody was recognised, or the call could not be served: counted, not recorded.
            self._refusals.count(exchange.source, problem.code)
            await exchange.problem(problem)
        except Exception as fault:  # noqa: BLE001
            _note(fault)
            if not exchange.started:
                await exchange.problem(InternalError())
            # Else the server breaks the connection off, so that a copy cut short is not taken for whole.

    async def _route(self, exchange: Exchange) -> None:
        path: str = exchange.scope["path"]
        if path.startswith(SANDBOX):
            await self._sandbox.serve(exchange, self._authenticate, self._groups.fresh)
            return
        code, _, act = path.removeprefix(PREFIX).partition("/")
        kind = "uploads" if act.startswith("uploads/") else act
        route = self._routes.get(kind) if path.startswith(PREFIX) and code else None
        if route is None:
            await self._health(exchange, path)
            return
        methods, limit, action, handle = route
        if kind == "uploads" and exchange.scope["method"] == "OPTIONS":
            await exchange.answer(b"", 204, uploads.CAN)
            return
        if exchange.scope["method"] not in methods:
            raise MethodNotAllowed(allowed=", ".join(methods))
        takes_lists = kind in ("verify", "query") and is_arrow(exchange.header(b"content-type"))
        exchange.require_length(lists.LIMIT if takes_lists else limit)
        credential, caller = await self._authenticate(exchange)
        try:
            if not _CODE.fullmatch(code):
                raise ResourceNotFound(code=code[:60])
            await handle(exchange, code, credential, caller)
        except (*_NOT_SERVED, ClientGone):
            raise
        except Exception as fault:
            if exchange.started:
                raise
            problem = fault if isinstance(fault, Problem) else InternalError()
            if problem is not fault:
                _note(fault)
            await self._refuse(exchange, credential, caller, action, code, problem)

    async def _health(self, exchange: Exchange, path: str) -> None:
        if path not in ("/healthz", "/readyz"):
            raise PathNotFound
        if exchange.scope["method"] not in ("GET", "HEAD"):
            raise MethodNotAllowed(allowed="GET, HEAD")
        ok = path == "/healthz" or self.ready
        body = b'{"status":"ok"}' if ok else b'{"status":"unavailable"}'
        await exchange.answer(body, 200 if ok else 503)

    async def _authenticate(self, exchange: Exchange) -> tuple[Credential, Caller]:
        now = datetime.now(UTC)
        require_no_key(exchange.scope.get("query_string", b""))
        if is_signed(exchange):
            return await self._authenticate_signed(exchange, now)
        credential = credential_of(exchange.headers.get(b"authorization"), self._settings.tokens, now)
        caller = await self._known(credential, now)
        if caller is None or caller.public_key is not None:
            raise WrongKey
        self._uses.note(credential)
        return credential, caller

    async def _authenticate_signed(self, exchange: Exchange, now: datetime) -> tuple[Credential, Caller]:
        """By the signature; the body is held against its digest when it is read. Raises WrongSignature, SignatureReplayed."""
        signed = signed_of(exchange, self._settings.url, now)
        caller = await self._known(signed.key, now)
        signed.require_by(caller and caller.public_key)
        assert caller is not None
        await self._commands.run(take_nonce, signed)
        exchange.expect(signed.digest)
        self._uses.note(signed.key)
        return signed.key, replace(caller, actor=replace(caller.actor, proof=signed.proof))

    async def _known(self, credential: Credential, now: datetime) -> Caller | None:
        state = self._groups.state
        if state is None:
            raise Unavailable
        caller = state.caller(credential, now)
        if caller is None:
            # A key issued a moment ago is not known yet by a state of before.
            caller = (await self._groups.fresh()).caller(credential, now)
        return caller

    async def _verify(self, exchange: Exchange, code: str, credential: Credential, caller: Caller) -> None:
        given = (exchange, self._groups.fresh, "verify", code, credential, caller)
        if is_long(exchange):
            await self._lists.answer(*given)
            return
        request = verify_request(await exchange.body(JSON_LIMIT))
        if request.blind is not msgspec.UNSET:
            await self._blind.answer(exchange, self._groups.fresh, code, credential, caller, request)
            return
        if request.subjects is not msgspec.UNSET and len(request.subjects) > MOST:
            await self._lists.answer(*given, request)
            return
        if is_apart(self._groups.state, code, request):
            await self._apart.answer(exchange, self._groups.fresh, code, credential, caller, request)
            return
        ask = ask_to_verify(code, request, address_of(exchange.source))
        await self._answer(exchange, DataCall(credential, caller, unanswered, ask))

    async def _blind_key(self, exchange: Exchange, code: str, credential: Credential, caller: Caller) -> None:  # noqa: ARG002
        await self._blind.tell_key(exchange, self._groups.fresh, code, caller)

    async def _query(self, exchange: Exchange, code: str, credential: Credential, caller: Caller) -> None:
        given = (exchange, self._groups.fresh, "query", code, credential, caller)
        if is_long(exchange):
            await self._lists.answer(*given)
            return
        request = query_request(await exchange.body(JSON_LIMIT))
        if request.place is not msgspec.UNSET:
            await self._places.answer(exchange, self._groups.fresh, code, credential, caller, request)
            return
        if request.subjects is not msgspec.UNSET and len(request.subjects) > MOST and not refers(request):
            await self._lists.answer(*given, request)
            return
        if is_apart(self._groups.state, code, request):
            await self._apart.answer(exchange, self._groups.fresh, code, credential, caller, request)
            return
        ask = ask_to_query(code, request, address_of(exchange.source))
        await self._answer(exchange, DataCall(credential, caller, unanswered, ask))

    async def _batches(self, exchange: Exchange, code: str, credential: Credential, caller: Caller) -> None:
        request = publishing.BatchRequest(
            exchange.header(b"content-type"),
            exchange.header(b"idempotency-key"),
            exchange.parameters(),
            exchange.header(b"prefer"),
        )
        await self._commands.run(publishing.require_sender, caller.actor, code)
        self._publications.require_place()
        async with publishing.spooled(self._settings.spool, exchange.parts(BATCH_LIMIT)) as body:
            # A body takes its time: whoever was recognised before it must still be.
            caller = await self._still(credential, caller)
            given = (caller.actor, code, body, request)
            if request.dry_run:
                await exchange.answer(await self._publications.run(publishing.try_out, *given, exchange.language))
                return
            digest = exchange.header(b"repr-digest")
            published = await self._publications.run(publishing.publish, *given, digest)
        if isinstance(published, Problem):
            await exchange.problem(published, published.receipt)  # the command has put its refusal on record itself
        elif isinstance(published, Upload):
            await self._uploads.accept(exchange, published, later=request.later)
        else:
            await exchange.answer(msgspec.json.encode(publishing.receipt_of(published)))

    async def _upload(self, exchange: Exchange, code: str, credential: Credential, caller: Caller) -> None:
        number = exchange.scope["path"].removeprefix(PREFIX).partition("/uploads")[2].removeprefix("/")
        await self._uploads.serve(exchange, code, caller.actor, number, partial(self._still, credential, caller))

    async def _quarantine(self, exchange: Exchange, code: str, credential: Credential, caller: Caller) -> None:
        parameters = exchange.parameters()
        limit = parameters.get("limit", "")
        limit_number = min(int(limit), 1000) if limit.isascii() and limit.isdigit() and len(limit) < 6 else 100
        caller = await self._still(credential, caller)
        batch, cursor = parameters.get("batch") or None, parameters.get("cursor") or None
        wanted = queries.Wanted(
            parameters.get("state") or "open", rule=parameters.get("rule", ""), field=parameters.get("field")
        )
        page = await self._commands.run(
            queries.list_quarantine, caller.actor, code, batch, limit_number, cursor, wanted
        )
        held = Held(code.replace("-", "/", 1))
        act = Act(credential, caller, unanswered, action=Action.QUARANTINE_READ, code=code, check=lambda *_: held)
        reply = await self._submit(act)
        if reply.problem is not None:
            await exchange.problem(reply.problem, reply.receipt)
        else:
            await exchange.answer(publishing.quarantine_page(page, exchange.language))

    async def _still(self, credential: Credential, before: Caller) -> Caller:
        caller = (await self._groups.fresh()).caller(credential, datetime.now(UTC))
        if caller is None:
            raise known_no_more(before.actor.proof)
        return replace(caller, actor=replace(caller.actor, proof=before.actor.proof))

    async def _refuse(
        self, exchange: Exchange, credential: Credential, caller: Caller, action: Action, code: str, problem: Problem
    ) -> None:
        """Put a refusal on record, then say it."""
        act = Act(credential, caller, unanswered, action=action, code=code, check=refused(problem))
        await self._answer(exchange, act)

    async def _answer(self, exchange: Exchange, call: Waiting) -> None:
        reply = await self._submit(call)
        if reply.problem is None:
            await exchange.answer(reply.body, 200, (JSON,))
        else:
            if not reply.receipt:
                self._refusals.count(exchange.source, reply.problem.code)
            await exchange.problem(reply.problem, reply.receipt)

    async def _submit(self, call: Waiting) -> Reply:
        replied: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        call.done = lambda reply: None if replied.done() else replied.set_result(reply)
        self._groups.submit(call)
        return await replied


def _calm_collector() -> None:
    """Calls leave no cycles, and what was imported stays: the cyclic collector need not look through it all again and again (it took 8 % of a call)."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def _note(fault: Exception) -> None:
    """Its text may hold somebody's values: the log gets what it is, and where it happened."""
    log.error("a call failed: %s\n%s", type(fault).__name__, "".join(traceback.format_tb(fault.__traceback__)))
