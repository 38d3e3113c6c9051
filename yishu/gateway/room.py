"""Room for the calls that wait: bounded, and under pressure shared evenly, so that one agency's flood turns away its own calls before anybody else's."""

from typing import Final

MOST: Final = 4096
ROOMY: Final = MOST // 2
"""So many may wait before anybody is asked how many are theirs."""
MOST_OF_ONE: Final = MOST * 3 // 4
"""One agency alone never has it all: whoever else comes finds a place at once."""


class Room:
    """`waiting`: how many calls wait."""

    def __init__(self) -> None:
        self.waiting = 0
        self._held: dict[int, int] = {}

    def has_place(self, agency: int) -> bool:
        """Whether one more call of this agency may wait: of the agencies that wait now none gets beyond an equal share."""
        if self.waiting < ROOMY:
            return True
        held = self._held.get(agency, 0)
        agencies = len(self._held) + (held == 0)
        return self.waiting < MOST and held < MOST_OF_ONE and (held + 1) * agencies <= MOST

    def enter(self, agency: int) -> None:
        self.waiting += 1
        self._held[agency] = self._held.get(agency, 0) + 1

    def leave(self, agency: int) -> None:
        self.waiting -= 1
        held = self._held[agency] - 1
        if held:
            self._held[agency] = held
        else:
            del self._held[agency]
