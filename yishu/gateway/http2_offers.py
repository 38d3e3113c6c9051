"""Offers to go on in HTTP/2 over plain TCP (`Upgrade: h2c`, RFC 7540, 3.2; no longer in RFC 9113): Java's own client makes one with the first request of a connection.

A server may leave an upgrade alone (RFC 9110, 7.8). Uvicorn's parser ends the request where it sees one, so that its body would be lost: the offer is taken out before.
"""

import re
from typing import Final

_OFFER: Final = re.compile(rb"(?i)\r\nupgrade:[ \t]*h2c[ \t]*(?=\r\n)")
_OF_OFFER: Final = re.compile(rb"(?i)(upgrade|http2-settings):")
_CONNECTION: Final = re.compile(rb"(?i)connection:")
_FOLDED: Final = (b" ", b"\t")


def without_offer(request: bytes) -> bytes:
    """The request, or the part of one, that begins here; the same where its head is not whole, or out of the ordinary."""
    end = request.find(b"\r\n\r\n")
    if end < 0 or _OFFER.search(request, 0, end + 2) is None:
        return request
    lines = request[:end].split(b"\r\n")
    if any(line.startswith(_FOLDED) for line in lines):
        return request
    kept = [_connection(line) for line in lines if not _OF_OFFER.match(line)]
    return b"\r\n".join([line for line in kept if line]) + request[end:]


def _connection(line: bytes) -> bytes:
    """The line without the options that belong to the offer; nothing where it had no other."""
    if not _CONNECTION.match(line):
        return line
    name, _, options = line.partition(b":")
    kept = [
        each
        for each in (each.strip() for each in options.split(b","))
        if each.lower() not in (b"upgrade", b"http2-settings", b"")
    ]
    return name + b": " + b", ".join(kept) if kept else b""
