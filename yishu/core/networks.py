"""Where a call comes from, and which networks hold it: one number each, IPv4 as the part of IPv6 that is kept for it (RFC 4291, 2.5.5.2)."""

import ipaddress
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

_MAPPED = 0xFFFF << 32
_V4_BITS, _V6_BITS = 32, 128


class Network(NamedTuple):
    """An address lies in it if it begins with `head`, that is without its last `shift` bits."""

    shift: int
    head: int

    def holds(self, address: int) -> bool:
        return address >> self.shift == self.head


@lru_cache(maxsize=4096)
def address_of(text: str) -> int | None:
    """The number of an address; None for what is no address. An IPv4 address reads the same in both of its forms."""
    try:
        found = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return _MAPPED | int(found) if found.version == 4 else int(found)


def network(text: str) -> str:
    """A network (or a single address) in its one form: 10.1.0.0/16. Raises ValueError, also where host bits are set."""
    return str(ipaddress.ip_network(text.strip()))


def networks_of(texts: Iterable[str]) -> tuple[Network, ...]:
    """Networks made ready for the decision."""
    return tuple(map(_network_of, texts))


def _network_of(text: str) -> Network:
    found = ipaddress.ip_network(text)
    if found.version == 4:
        shift, whole = _V4_BITS - found.prefixlen, _MAPPED | int(found.network_address)
    else:
        shift, whole = _V6_BITS - found.prefixlen, int(found.network_address)
    return Network(shift, whole >> shift)
