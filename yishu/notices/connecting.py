"""One HTTP request to an address that somebody else named: resolved, checked, and connected to the very address that was checked; never redirected, bounded in time."""

import ipaddress
import socket
import ssl
import threading
from dataclasses import dataclass
from http.client import HTTPException
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from yishu.notices.errors import SendingFailed

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
WAIT: Final = 10.0
"""Seconds for each step; the whole request has twice that, so that an answer by single bytes holds nothing up."""
MOST: Final = 64 * 1024
"""Bytes of an answer that are read."""
_CARRIERS: Final = tuple(
    ipaddress.ip_network(text) for text in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")
)
"""IPv6 networks whose addresses carry an IPv4 address within."""


@dataclass(frozen=True, slots=True)
class Target:
    """A URL taken apart, and the addresses that its host has now."""

    scheme: str
    host: str
    port: int
    path: str
    addresses: tuple[Address, ...]

    @property
    def authority(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == {"https": 443, "http": 80}[self.scheme] else f"{host}:{self.port}"


class AddressRefused(Exception):
    """`rule` says by which rule: address, scheme, unknown_host, network."""

    def __init__(self, rule: str) -> None:
        self.rule = rule
        super().__init__(rule)


def checked(url: str, allowed: tuple[Network, ...]) -> Target:
    """The target of an agency's URL: https to a public address; `allowed` networks as well, and http to those of them that are loopback.

    Raises AddressRefused.
    """
    target = resolved(url)
    for address in target.addresses:
        is_allowed = any(address in network for network in allowed if network.version == address.version)
        if target.scheme == "http" and not (address.is_loopback and is_allowed):
            raise AddressRefused("scheme")
        if not (is_allowed or _is_public(address)):
            raise AddressRefused("network")
    return target


def resolved(url: str) -> Target:
    """A URL of whatever network. Raises AddressRefused."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise AddressRefused("address") from None
    is_sound = url.isascii() and url.isprintable() and " " not in url and parts.hostname and not parts.fragment
    if parts.scheme not in ("https", "http"):
        raise AddressRefused("scheme")
    if not is_sound or parts.username is not None or port == 0:
        raise AddressRefused("address")
    host, number = parts.hostname or "", port or {"https": 443, "http": 80}[parts.scheme]
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, host, number, path, _addresses(host, number))


def post(target: Target, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
    """Send it to the first address: the status and the beginning of the answer. Raises SendingFailed where nothing came back."""
    connection = _connection(target)
    try:
        connection.connect()
        with _Bounded(connection.sock):
            connection.request("POST", target.path, body, headers | {"Host": target.authority}, preload_content=False)
            answer = connection.getresponse()
            return answer.status, answer.read(MOST, decode_content=False)
    except (OSError, HTTPException, HTTPError, ValueError) as lost:
        raise SendingFailed(type(lost).__name__, reached=False) from lost
    finally:
        connection.close()


def trust() -> ssl.SSLContext:
    """The system's certificate authorities, and those of `YISHU_CA_FILE`."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if settings.YISHU_CA_FILE:
        context.load_verify_locations(settings.YISHU_CA_FILE)
    return context


def _connection(target: Target) -> HTTPConnection:
    address = str(target.addresses[0])
    if target.scheme == "http":
        return HTTPConnection(address, target.port, timeout=WAIT)
    # The certificate is the named host's; the connection goes to the address that was checked, whatever the name means by now.
    return HTTPSConnection(
        address,
        target.port,
        timeout=WAIT,
        server_hostname=target.host,
        assert_hostname=target.host,
        ssl_context=trust(),
    )


class _Bounded:
    """Ends what is still going on after twice WAIT, by closing the line beneath it."""

    def __init__(self, line: socket.socket | None) -> None:
        self._line = line
        self._timer = threading.Timer(2 * WAIT, self._end)
        self._timer.daemon = True

    def _end(self) -> None:
        if self._line is not None:
            try:
                socket.socket.shutdown(self._line, socket.SHUT_RDWR)
            except OSError:
                return  # closed already

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()


def _addresses(host: str, port: int) -> tuple[Address, ...]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise AddressRefused("unknown_host") from None
    return tuple(dict.fromkeys(_plain(str(each[4][0])) for each in found))


def _plain(text: str) -> Address:
    address = ipaddress.ip_address(text.partition("%")[0])
    return getattr(address, "ipv4_mapped", None) or address


def _is_public(address: Address) -> bool:
    carried = address.version == 6 and any(address in network for network in _CARRIERS)
    return address.is_global and not address.is_multicast and not carried
