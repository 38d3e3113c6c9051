"""How many uses of a subject there are, and of which kinds, each kind with the search that lists it (30.1)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from yishu.audit.errors import RecordArchiveUnreachable
from yishu.audit.queries import Seen
from yishu.audit.record import Action, Outcome
from yishu.audit.uses import uses_of
from yishu.core.calendar import SHANGHAI
from yishu.operations.subject_uses.models import Look
from yishu.operations.subject_uses.queries import subject_of

MOST: Final = 1000
"""Uses that are counted, the newest."""
EVENING, MORNING = 18, 8
"""From the one hour to the other it is night."""
CALLS: Final = "data:"


@dataclass(frozen=True, slots=True)
class Kind:
    """Uses of one kind. `query`: of the search that lists them, without the look."""

    word: str | Promise
    count: int
    query: str
    is_telling: bool


@dataclass(frozen=True, slots=True)
class Summary:
    """`is_whole`: none is older than those counted."""

    total: int
    is_whole: bool
    kinds: list[Kind]


def summary_of(look: Look) -> Summary | None:
    """None where a month that is archived cannot be read now."""
    try:
        found = uses_of(subject_of(look), size=MOST)
    except RecordArchiveUnreachable:
        return None
    seen = [use.seen for use in found.uses]
    kinds = [Kind(word, sum(map(fits, seen)), urlencode(asked), telling) for word, fits, asked, telling in _KINDS]
    # Answered and refused are told always: that there are none is an answer too.
    told = [kind for n, kind in enumerate(kinds) if n < 2 or kind.count]
    return Summary(len(seen), found.before is None, told)


def is_call(seen: Seen) -> bool:
    return seen.record.action.startswith(CALLS)


def lacks_case(seen: Seen) -> bool:
    """It names no case; one whose personal part was erased may have named one."""
    return is_call(seen) and not seen.record.case and not seen.is_erased


def _is_at_night(seen: Seen) -> bool:
    return is_call(seen) and not MORNING <= seen.record.at.astimezone(SHANGHAI).hour < EVENING


def _ends(outcome: Outcome) -> Callable[[Seen], bool]:
    return lambda seen: is_call(seen) and seen.record.outcome == outcome


def _does(action: Action) -> Callable[[Seen], bool]:
    return lambda seen: seen.record.action == action


_KINDS: Final[list[tuple[str | Promise, Callable[[Seen], bool], dict[str, object], bool]]] = [
    (_("得到答复"), _ends(Outcome.ALLOWED), {"action": CALLS, "outcome": Outcome.ALLOWED.value}, False),
    (_("被拒绝"), _ends(Outcome.DENIED), {"action": CALLS, "outcome": Outcome.DENIED.value}, False),
    (
        _("依职权查询"),
        _does(Action.SUBJECT_LOOKED_UP),
        {"action": Action.SUBJECT_LOOKED_UP.value},
        False,
    ),
    (_("窗口代本人查询"), _does(Action.SUBJECT_TOLD), {"action": Action.SUBJECT_TOLD.value}, False),
    (_("没有写办件编号"), lacks_case, {"no_case": "none"}, True),
    (_("18:00 至次日 8:00"), _is_at_night, {"action": CALLS, "from_hour": EVENING, "to_hour": MORNING}, True),
]
