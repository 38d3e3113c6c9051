"""What a grant lacks of what was asked, and the terms that give it (26.4). Nothing beyond the application: that would be another one."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import msgspec

from yishu.core.calendar import Deadline, shanghai_day
from yishu.sharing.models import Coordination, Grant, Line
from yishu.sharing.rules import Limits, Terms


@dataclass(frozen=True, slots=True)
class Rest:
    """A part of what was asked and is not granted. `rows`: those that were asked for; `volume`: as many subjects a day as were; `until`: the last day, None where that is not at issue."""

    items: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    rows: bool = False
    volume: bool = False
    until: date | None = None

    def __bool__(self) -> bool:
        return bool(self.items or self.modes or self.rows or self.volume or self.until)


def rest_of(line: Line, today: date) -> Rest:
    """What is missing from the grant of a line that was granted; nothing where the grant was withdrawn, or holds all of it."""
    grant: Grant | None = getattr(line, "grant", None)
    if line.state != Line.State.GRANTED or grant is None or grant.state != Grant.State.ACTIVE:
        return Rest()
    terms, asked = grant.read_terms(), line.row_rule
    most = terms.limits.day if terms.limits else None
    missing = Rest(
        tuple(code for code in line.items if code not in terms.items),
        tuple(mode for mode in line.modes if mode not in terms.modes),
        terms.rows is not None and (asked is None or not terms.rows.covers(asked)),
        most is not None and line.volume is not None and most < line.volume,
        line.until if line.until > max(grant.last_day, today) else None,
    )
    has_ended = grant.last_day < today and missing.until is None
    return Rest() if has_ended else missing


def opined(coordination: Coordination) -> Rest:
    """What the opinion says; nothing before it is issued, or where the provider's decision stands."""
    items, modes = tuple(coordination.items), tuple(coordination.modes)
    return Rest(items, modes, coordination.all_rows, coordination.full_volume, coordination.until)


def widened(terms: Terms, line: Line, more: Rest) -> Terms:
    """The terms in force with this part added: what was granted stays, under the same grant."""
    return msgspec.structs.replace(
        terms,
        items=(*terms.items, *(code for code in more.items if code not in terms.items)),
        modes=(*terms.modes, *(mode for mode in more.modes if mode not in terms.modes)),
        rows=line.row_rule if more.rows else terms.rows,
        limits=_limits(terms.limits, line.volume) if more.volume else terms.limits,
        valid_until=max(terms.valid_until, _end(more.until)) if more.until else terms.valid_until,
    )


def _limits(held: Limits | None, volume: int | None) -> Limits | None:
    """A total that is less than the new day's would keep it from ever being used."""
    if held is None or volume is None:
        return held
    total = None if held.total is None else max(held.total, volume)
    return msgspec.structs.replace(held, day=max(held.day or 0, volume), total=total)


def _end(day: date) -> datetime:
    return Deadline(day, provisional=False).ends.astimezone(UTC)


def is_over(terms: Terms, now: datetime) -> bool:
    """Whether these terms would hold no more."""
    return shanghai_day(terms.valid_until - datetime.resolution) < shanghai_day(now)
