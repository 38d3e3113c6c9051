"""Work that stands in somebody's name: each slice says what it has, and puts another name in its place (34.1). For leavers, whose work must not be left lying."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise

from yishu.agencies.models import Person


@dataclass(frozen=True, slots=True)
class Work:
    """One thing that is open: what it is, as people call it, and its number or name."""

    kind: str | Promise
    name: str


@dataclass(frozen=True, slots=True)
class Kept:
    """`list_open(person)` tells what is open in a name; `move(person, successor)` puts the other in its place, in the caller's transaction."""

    list_open: Callable[[Person], Iterable[Work]]
    move: Callable[[Person, Person], None]


_kept: dict[str, Kept] = {}


def register(name: str, kept: Kept) -> None:
    """Again under the same name replaces it. In `AppConfig.ready()`."""
    _kept[name] = kept


def list_open(person: Person, *, without: str = "") -> list[Work]:
    """Everything that is open in somebody's name; `without` leaves out what is registered under one name."""
    return [work for name, kept in _kept.items() if name != without for work in kept.list_open(person)]


def move(person: Person, successor: Person, *, without: str = "") -> list[Work]:
    """Hand all of it over, in the caller's transaction; what it was."""
    moved = list_open(person, without=without)
    for name, kept in _kept.items():
        if name != without:
            kept.move(person, successor)
    return moved
