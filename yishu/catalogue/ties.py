"""Joint matters that need a resource (6.2): slices above register where they keep such matters; the rules ask here."""

from collections.abc import Callable, Iterable

Needed = Callable[[Iterable[int]], dict[int, list[str]]]

_ties: dict[str, Needed] = {}


def register(name: str, needed: Needed) -> None:
    """`needed(resource ids)` gives the names of the joint matters that need each; again under the same name replaces it. In `AppConfig.ready()`."""
    _ties[name] = needed


def joint_matters(resource_id: int) -> tuple[str, ...]:
    """The joint matters that need a resource, by name."""
    found = {matter for needed in _ties.values() for matter in needed([resource_id]).get(resource_id, [])}
    return tuple(sorted(found))
