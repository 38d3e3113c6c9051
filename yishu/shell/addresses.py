"""The node's addresses as others know them."""

from django.conf import settings
from django.http import HttpRequest


def public_address(request: HttpRequest) -> str:
    """With what lasting addresses begin: `YISHU_URL`, the same for every caller; unset, the address by which this one came."""
    return settings.YISHU_URL or own_address(request)


def lasting_address() -> str:
    """The same where nobody asks: `YISHU_URL`; unset, by the first of the node's host names."""
    return settings.YISHU_URL or f"https://{settings.ALLOWED_HOSTS[0]}"


def own_address(request: HttpRequest) -> str:
    """Scheme and host by which the other side came, without a slash at its end."""
    return outside(request.build_absolute_uri("/")).rstrip("/")


def outside(url: str) -> str:
    """The address as whoever asked wrote it: behind a proxy that ends TLS (`YISHU_HTTPS=1`) we are asked by http, they asked by https."""
    return f"https{url.removeprefix('http')}" if settings.SESSION_COOKIE_SECURE and url.startswith("http:") else url
