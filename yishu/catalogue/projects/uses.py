"""What an agency has applied for: sharing is above this slice and says it here."""

from collections.abc import Callable

Applied = Callable[[int, list[int]], dict[int, set[str]]]
"""`applied(agency_id, resource_ids)`: resource → codes of the items that the agency applied for, and was not refused."""

_registered: list[Applied] = []


def register(applied: Applied) -> None:
    """In `AppConfig.ready()`; again replaces it."""
    _registered[:] = [applied]


def list_applied(agency_id: int, resource_ids: list[int]) -> dict[int, set[str]]:
    """Resource → item codes applied for."""
    return _registered[0](agency_id, resource_ids) if _registered else {}
