"""Further parts of the demo, in the order in which they are filled: each a function of the demo as it stands."""

from collections.abc import Callable

from yishu.demo import assessment_room
from yishu.demo.filling import Filling

ROOMS: tuple[Callable[[Filling], None], ...] = (assessment_room.fill,)
