"""Who still follows a resource by its changes: upper slices know, and say down to which version the log must stay (27.3)."""

from collections.abc import Callable
from datetime import datetime

from yishu.catalogue.models import Resource

Needed = Callable[[Resource, datetime], int | None]
_known: dict[str, Needed] = {}


def register(name: str, needed: Needed) -> None:
    """`needed`: the oldest version that somebody goes on from, None where nobody does. Again under the same name replaces it. In `AppConfig.ready()`."""
    _known[name] = needed


def oldest_followed(resource: Resource, now: datetime) -> int | None:
    found = [version for each in _known.values() if (version := each(resource, now)) is not None]
    return min(found, default=None)
