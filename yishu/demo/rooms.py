"""Further parts of the demo, in the order in which they are filled: each a function of the demo as it stands."""

from collections.abc import Callable

from yishu.demo import (
    assembling_room,
    assessment_room,
    cases_room,
    demands_room,
    files_room,
    front_room,
    operations_room,
    quality_room,
    seals_room,
)
from yishu.demo.filling import Filling

ROOMS: tuple[Callable[[Filling], None], ...] = (
    front_room.fill,
    demands_room.fill,
    quality_room.fill,
    seals_room.fill,
    files_room.fill,
    assembling_room.fill,
    cases_room.fill,
    assessment_room.fill,
    operations_room.fill,
)
