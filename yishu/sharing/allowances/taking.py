"""Taking from, and giving back to, what is left of a grant; over Django's connection, exactly what one call needs."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID, uuid4

from django.db import DatabaseError, connection

from yishu.sharing.rules import PLENTIFUL, Left, Limits

TAKE: Final = "select taken, ms_left from sharing_take({grant}, {kind}, {wanted}, {most})"
GIVE_BACK: Final = "select sharing_give_back({grant}, {kind}, {amount})"
HOLD: Final = "select sharing_hold({grant}, {holder}, {wanted}, {most}, {seconds})"
LEAVE: Final = "delete from sharing_share where grant_id = {grant} and holder = {holder}"
LEAVE_ALL: Final = "delete from sharing_share where holder = {holder}"
ACT_SECONDS: Final = 600
"""For so long an act that is not a gateway's own is under way at most: an answer takes seconds, a copy to a file or another node minutes. If its process dies, its place is free after this."""
KINDS: Final = ("total", "day", "second")
"""In this order everywhere, so that two who take from one grant never wait for each other."""
_TAKE = TAKE.format(grant="%s", kind="%s", wanted="%s", most="%s")
_HOLD = HOLD.format(grant="%s", holder="%s", wanted="%s", most="%s", seconds="%s")
_LEAVE = LEAVE.format(grant="%s", holder="%s")
_GIVE_BACK = GIVE_BACK.format(grant="%s", kind="%s", amount="%s")


@dataclass
class Taken:
    """What one call has taken so far, by grant: what `rules.decide` is asked with. What it does not use in the end goes back."""

    by_grant: dict[str, Left] = field(default_factory=dict)
    used: tuple[str, ...] = ()
    """What the call that is allowed is taken off: the grant, if its use is counted, and what throttles it."""
    places: dict[str, UUID] = field(default_factory=dict)
    """By grant that bounds calls at once: as whom we hold a place among those under way."""

    def get(self, grant: str, /) -> Left | None:
        return self.by_grant.get(grant)

    def take(self, grant: str, limits: Limits, size: int) -> None:
        """What the call needs of each counted limit, or as much as there is."""
        taken = {}
        for kind in KINDS:
            most = getattr(limits, kind)
            taken[kind] = PLENTIFUL if most is None else take(grant, kind, size, most)
        self.by_grant[grant] = Left(**taken, at_once=self._place(grant, limits.at_once))

    def keep(self) -> None:
        """The call was answered: what it took of the grant that allowed it is used."""
        for key in self.used:
            self.by_grant.pop(key, None)

    def hand_on(self) -> Callable[[], None]:
        """The act goes on after us: what ends it, instead of `give_back`. Whether PostgreSQL hears of it or not, places are free after ACT_SECONDS."""
        places, self.places = self.places, {}

        def end() -> None:
            with suppress(DatabaseError):
                _leave(places)
            places.clear()

        return end

    def give_back(self) -> None:
        """All that is not used, and the places: the act has ended."""
        for grant, left in self.by_grant.items():
            for kind in KINDS:
                amount = getattr(left, kind)
                if 0 < amount < PLENTIFUL:
                    with connection.cursor() as cursor:
                        cursor.execute(_GIVE_BACK, (grant, kind, amount))
        self.by_grant.clear()
        _leave(self.places)
        self.places.clear()

    def _place(self, grant: str, most: int | None) -> int:
        """1 where there is a place among the calls under way, else 0."""
        if most is None:
            return PLENTIFUL
        holder = self.places.setdefault(grant, uuid4())
        with connection.cursor() as cursor:
            cursor.execute(_HOLD, (grant, holder, 1, most, ACT_SECONDS))
            (held,) = cursor.fetchone()
        return held


def _leave(places: dict[str, UUID]) -> None:
    for place in places.items():
        with connection.cursor() as cursor:
            cursor.execute(_LEAVE, place)


def take(grant: str, kind: str, size: int, most: int) -> int:
    """As much of `size` as is left of one limit; `grant`: its id, or the key of what throttles it."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, (grant, kind, size, most))
        (taken, _) = cursor.fetchone()
    return taken
