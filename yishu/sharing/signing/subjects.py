"""What a round asks of the thing that is signed off. Each slice registers its own kinds; none of them is known here."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.utils.functional import Promise

from yishu.core.actor import Actor
from yishu.sharing.signing.models import Round


class Subject(Protocol):
    """The thing of one round, in the hands of one actor."""

    @property
    def resource(self) -> str:
        """The code of the one resource that it is about, as the record has it; empty for several."""
        ...

    @property
    def page(self) -> str:
        """The path of the page on which it is read."""
        ...

    @property
    def desk(self) -> str:
        """The path of the page on which whoever prepared it goes on."""
        ...

    def lock(self) -> None:
        """Take its rows, in the order in which its own commands take them. Always before the round's row."""
        ...

    def content(self) -> str:
        """What is to be signed as it stands now, as canonical JSON. Raises what its own commands raise where it cannot leave any more."""
        ...

    def carry_out(self, *, now: datetime) -> None:
        """The last has signed: what was signed, and nothing else, leaves the agency."""
        ...

    def give_back(self) -> None:
        """It was sent back, or taken back: whoever prepared it has it again."""
        ...


@dataclass(frozen=True, slots=True)
class Kind:
    """`word`: what it is; `task`: what its signers are asked to do."""

    name: str
    word: str | Promise
    task: str | Promise
    subject: Callable[[Actor, Round], Subject]


_kinds: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    """In `AppConfig.ready()`."""
    _kinds.update({kind.name: kind for kind in kinds})


def kind_of(one: Round) -> Kind:
    return _kinds[one.subject]


def subject_of(actor: Actor, one: Round) -> Subject:
    return kind_of(one).subject(actor, one)
