"""The node's address as the other side knows it."""

from django.conf import settings
from django.http import HttpRequest


def own_address(request: HttpRequest) -> str:
    """Scheme and host, without a slash at its end."""
    return outside(request.build_absolute_uri("/")).rstrip("/")


def outside(url: str) -> str:
    """The address as whoever asked wrote it: behind a proxy that ends TLS (`YISHU_HTTPS=1`) we are asked by http, they asked by https."""
    return f"https{url.removeprefix('http')}" if settings.SESSION_COOKIE_SECURE and url.startswith("http:") else url
