"""Who may fetch restricted documents. Grants are a slice beside this one: the slice above both registers here how they are asked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from yishu.catalogue.models import Resource
from yishu.core.actor import Actor


@dataclass(frozen=True, slots=True)
class Permit:
    """The grant under which a document is fetched."""

    grant: str
    grant_hash: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a document is fetched for, and the items of the record that it shows, by name, with what it says of them."""

    duty: str
    case: str
    items: tuple[str, ...]
    record: Mapping[str, str] = field(default_factory=dict)
    counts: bool = True
    """It is a use: counted by the grant's limits. A look at what may be fetched is none."""


Judge = Callable[[Actor, Resource, Wanted, datetime], Permit | None]
"""The grant that allows it, or None. Called inside the fetching transaction."""

_judges: list[Judge] = []


def register(judge: Judge) -> None:
    """In `AppConfig.ready()`."""
    if judge not in _judges:
        _judges.append(judge)


def permit_of(actor: Actor, resource: Resource, wanted: Wanted, *, now: datetime) -> Permit | None:
    """None where nothing allows it, and where nobody was registered to allow anything."""
    found = (judge(actor, resource, wanted, now) for judge in _judges)
    return next((permit for permit in found if permit is not None), None)
