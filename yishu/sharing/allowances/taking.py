"""Taking from, and giving back to, what is left of a grant; over Django's connection, exactly what one call needs."""

from dataclasses import dataclass, field
from typing import Final

from django.db import connection

from yishu.sharing.rules import PLENTIFUL, Left, Limits

TAKE: Final = "select taken, ms_left from sharing_take({grant}, {kind}, {wanted}, {most})"
GIVE_BACK: Final = "select sharing_give_back({grant}, {kind}, {amount})"
KINDS: Final = ("total", "day", "second")
"""In this order everywhere, so that two who take from one grant never wait for each other."""
_TAKE = TAKE.format(grant="%s", kind="%s", wanted="%s", most="%s")
_GIVE_BACK = GIVE_BACK.format(grant="%s", kind="%s", amount="%s")


@dataclass
class Taken:
    """What one call has taken so far, by grant: what `rules.decide` is asked with. What it does not use in the end goes back."""

    by_grant: dict[str, Left] = field(default_factory=dict)
    used: str = ""
    """The grant by which the call is allowed, if that is a counted one."""

    def get(self, grant: str, /) -> Left | None:
        return self.by_grant.get(grant)

    def take(self, grant: str, limits: Limits, size: int) -> None:
        """What the call needs of each counted limit, or as much as there is."""
        taken = {}
        for kind in KINDS:
            most = getattr(limits, kind)
            taken[kind] = PLENTIFUL if most is None else _take(grant, kind, size, most)
        self.by_grant[grant] = Left(**taken)

    def keep(self) -> None:
        """The call was answered: what it took of the grant that allowed it is used."""
        self.by_grant.pop(self.used, None)

    def give_back(self) -> None:
        """All that is not used."""
        for grant, left in self.by_grant.items():
            for kind in KINDS:
                amount = getattr(left, kind)
                if 0 < amount < PLENTIFUL:
                    with connection.cursor() as cursor:
                        cursor.execute(_GIVE_BACK, (grant, kind, amount))
        self.by_grant.clear()


def _take(grant: str, kind: str, size: int, most: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, (grant, kind, size, most))
        (taken, _) = cursor.fetchone()
    return taken
