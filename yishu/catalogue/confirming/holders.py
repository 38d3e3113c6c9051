"""Who holds grants of a resource: the slice above registers where they are kept; whoever withdraws or merges asks here."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, order=True)
class Holder:
    """An agency that may use a resource now."""

    name: str
    code: str


Holders = Callable[[Iterable[int], datetime], dict[int, list[Holder]]]

_holders: dict[str, Holders] = {}


def register(name: str, holders: Holders) -> None:
    """`holders(resource ids, now)` gives who holds each; again under the same name replaces it. In `AppConfig.ready()`."""
    _holders[name] = holders


def holders_of(resource_ids: Iterable[int], *, now: datetime) -> dict[int, list[Holder]]:
    """Resource id → the agencies that hold grants of it, by name, each once."""
    wanted = list(resource_ids)
    found: dict[int, set[Holder]] = {}
    for holders in _holders.values():
        for resource_id, some in holders(wanted, now).items():
            found.setdefault(resource_id, set()).update(some)
    return {resource_id: sorted(some) for resource_id, some in found.items()}
