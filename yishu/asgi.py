"""The node's ASGI applications: `application` is the data plane and the portal on one port, `gateway_application` the data plane alone.

Calls for resources of other nodes are carried there by the exchange, in threads beside the portal's. Documents are the portal's as well: it sends files.
"""

import os
import re
from importlib import import_module

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yishu.settings")
django.setup()

from a2wsgi import WSGIMiddleware  # noqa: E402
from django.conf import settings  # noqa: E402
from django.contrib.auth import SESSION_KEY  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.http import parse_cookie  # noqa: E402

from yishu.catalogue.codes import is_of_other_node  # noqa: E402
from yishu.core.errors import Problem  # noqa: E402
from yishu.gateway.app import BATCH_LIMIT, PREFIX, Gateway  # noqa: E402
from yishu.gateway.bodies import has_body, receive_from, receive_into, send_while_taken, spool_file  # noqa: E402
from yishu.gateway.exchange import PATIENCE, ClientGone, Exchange, Receive, Scope, Send  # noqa: E402
from yishu.gateway.files import sending_files  # noqa: E402
from yishu.gateway.settings import GatewaySettings  # noqa: E402
from yishu.gateway.threads import Commands  # noqa: E402
from yishu.shell.sending import Server  # noqa: E402
from yishu.wire.sandbox import SANDBOX  # noqa: E402

_PORTAL_THREADS = 6
_CARRYING_THREADS = 8
_FORM_LIMIT = 12 * 1024 * 1024
_KEPT_FILES = re.compile(r"/bulk/files(/|$)")  # of copies: rows and files that the portal's management API knows
_UPLOADS = "/hosting/"  # whose pages take files as large as the gateway's batches, from whoever has signed in


def _gateway() -> Gateway:
    return Gateway(
        GatewaySettings(
            database=settings.YISHU_DATABASE_URL,
            node=settings.YISHU_NODE_CODE,
            subjects=settings.YISHU_SECRETS.subjects,
            tokens=settings.YISHU_SECRETS.tokens,
            spool=settings.YISHU_DIR / "spool",
            backends=settings.YISHU_BACKENDS,
            suite=settings.YISHU_SUITE,
            standbys=settings.YISHU_READ_DATABASE_URLS,
            most_lag=settings.YISHU_READ_LAG_SECONDS,
            replica_bytes=settings.YISHU_REPLICA_GIB * 1024**3,
            url=settings.YISHU_URL,
            notify=os.environ.get("YISHU_NO_NOTIFY") != "1",
        )
    )


class Node:
    """Paths of the data plane go to the gateway, the rest (calls for other nodes included) to Django. Ready is who has both."""

    def __init__(self) -> None:
        self.gateway = _gateway()
        self._portal = WSGIMiddleware(get_wsgi_application(), workers=_PORTAL_THREADS)  # type: ignore[arg-type]
        # Threads of their own: calls that wait for another node keep nobody from the portal.
        self._carrying = WSGIMiddleware(get_wsgi_application(), workers=_CARRYING_THREADS)  # type: ignore[arg-type]
        self._commands = Commands()
        Server.sends_files = True

    def leave(self) -> None:
        """We are about to stop: not ready any more for whoever looks, but whoever comes is served."""
        self.gateway.leave()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or self._is_gateways(scope["path"]):
            await self.gateway(scope, receive, send)
        elif has_body(scope):
            await self._to_portal(Exchange(scope, receive, send), send)
        else:
            taken = sending_files(scope, send_while_taken(send, PATIENCE))
            await self._threads(scope)(scope, receive, taken)  # type: ignore[arg-type]

    async def _to_portal(self, exchange: Exchange, send: Send) -> None:
        with spool_file(settings.YISHU_DIR / "spool") as file:
            try:
                scope = await receive_into(file, exchange, await self._limit(exchange))
            except ClientGone:
                return
            except Problem as problem:
                self.gateway.count_refusal(exchange.source, problem.code)
                await exchange.problem(problem)
                return
            taken = sending_files(scope, send_while_taken(send, PATIENCE))
            await self._threads(scope)(scope, receive_from(file), taken)  # type: ignore[arg-type]

    def _threads(self, scope: Scope) -> WSGIMiddleware:
        path: str = scope["path"]
        return self._carrying if path.startswith(PREFIX) and not _is_portals(path) else self._portal

    async def _limit(self, exchange: Exchange) -> int:
        path = exchange.scope["path"]
        if not path.startswith(_UPLOADS) and not _is_of_documents(path):
            return _FORM_LIMIT
        declared = exchange.header(b"content-length")
        if declared.isdigit() and int(declared) <= _FORM_LIMIT:
            return _FORM_LIMIT
        if _is_of_documents(path) and await self.gateway.recognises(exchange):
            return _FORM_LIMIT + settings.YISHU_DOCUMENT_MIB * 1024 * 1024
        return BATCH_LIMIT if await self._commands.run(_is_signed_in, exchange.header(b"cookie")) else _FORM_LIMIT

    def _is_gateways(self, path: str) -> bool:
        if path.startswith(PREFIX):
            return not is_of_other_node(path.removeprefix(PREFIX)) and not _is_portals(path)
        return path.startswith(SANDBOX) or path == "/healthz" or (path == "/readyz" and not self.gateway.ready)


def _is_portals(path: str) -> bool:
    """Under the gateway's prefix, and yet the management API's: files that are kept, and documents."""
    return _is_of_documents(path) or _KEPT_FILES.search(path) is not None


def _is_of_documents(path: str) -> bool:
    return path.startswith(PREFIX) and path.removeprefix(PREFIX).split("/", 2)[1:2] == ["documents"]


def _is_signed_in(cookies: str) -> bool:
    """Whether the request comes from a session in which somebody has signed in; what they may do, the pages decide."""
    key = parse_cookie(cookies).get(settings.SESSION_COOKIE_NAME, "")
    if not (key.isascii() and key.isalnum()):
        return False
    return SESSION_KEY in import_module(settings.SESSION_ENGINE).SessionStore(key)


# Made when asked for: a process has one of them, and one set of connections.
def __getattr__(name: str) -> Node | Gateway:
    if name == "application":
        return globals().setdefault(name, Node())
    if name == "gateway_application":
        return globals().setdefault(name, _gateway())
    raise AttributeError(name)
