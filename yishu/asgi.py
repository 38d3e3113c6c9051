"""The node's ASGI applications: `application` is the data plane and the portal on one port, `gateway_application` the data plane alone."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yishu.settings")
django.setup()

from a2wsgi import WSGIMiddleware  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402

from yishu.gateway.app import PREFIX, Gateway, GatewaySettings  # noqa: E402
from yishu.gateway.exchange import Receive, Scope, Send  # noqa: E402

_PORTAL_THREADS = 6


def _gateway() -> Gateway:
    return Gateway(
        GatewaySettings(
            database=settings.YISHU_DATABASE_URL,
            node=settings.YISHU_NODE_CODE,
            subjects=settings.YISHU_SECRETS.subjects,
            tokens=settings.YISHU_SECRETS.tokens,
            spool=settings.YISHU_DIR / "spool",
            notify=os.environ.get("YISHU_NO_NOTIFY") != "1",
        )
    )


class Node:
    """Paths of the data plane go to the gateway, the rest to the portal. Ready is who has both."""

    def __init__(self) -> None:
        self.gateway = _gateway()
        self._portal = WSGIMiddleware(get_wsgi_application(), workers=_PORTAL_THREADS)  # type: ignore[arg-type]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or self._is_gateways(scope["path"]):
            await self.gateway(scope, receive, send)
        else:
            await self._portal(scope, receive, send)  # type: ignore[arg-type]

    def _is_gateways(self, path: str) -> bool:
        return path.startswith(PREFIX) or path == "/healthz" or (path == "/readyz" and not self.gateway.ready)


# Made when asked for: a process has one of them, and one set of connections.
def __getattr__(name: str) -> Node | Gateway:
    if name == "application":
        return globals().setdefault(name, Node())
    if name == "gateway_application":
        return globals().setdefault(name, _gateway())
    raise AttributeError(name)
