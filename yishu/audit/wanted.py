"""What is looked for in the evidence, and as what of SQL."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final, Literal
from uuid import UUID

from yishu.core.calendar import SHANGHAI

Side = Literal["", "used", "provided"]
REASON: Final = """substring(body from '"reason":"([^"]+)"')"""
"""The code of a refusal, out of the body as it was written: inside a text of it quotation marks are escaped, so that no text can hold this."""
HOUR: Final = "extract(hour from at at time zone 'Asia/Shanghai')::int"


CALLS: Final = "data:"
NO_CASE: Final = "no_case"
"""The kind of posting of data calls that name no case, for the value CALLS."""
NAMES_NONE: Final = """case_number = %(no_case)s and not (personal is null and body ~ ',"personal":"[0-9a-f]{64}","id":"[^"]*","at":"[^"]*"}$')"""


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose evidence: what this agency's people and systems did (`used`), and what was done with these resources (`provided`)."""

    agency: str
    resources: tuple[str, ...]
    everything: bool = False

    def holds(self, agency: str, resource: str) -> bool:
        """Whether what this agency did with this resource is theirs to see."""
        return self.everything or agency == self.agency or resource in self.resources


@dataclass(frozen=True, slots=True)
class Filters:
    """What to look for; what is empty does not narrow. An action may be a subject (`data:`), for all that is done with it. Days and hours of day are Asia/Shanghai's, both days included.

    Lists are alternatives, one without any fits nothing. `subject`: a keyed hash.
    """

    action: str = ""
    outcome: str = ""
    case: str = ""
    resources: tuple[str, ...] | None = None
    agencies: tuple[str, ...] | None = None
    actors: tuple[str, ...] | None = None
    reasons: tuple[str, ...] | None = None
    hours: tuple[int, ...] | None = None
    grant: str = ""
    subject: bytes | None = None
    since: date | None = None
    until: date | None = None
    number: UUID | None = None
    side: Side = ""
    without_case: bool = False
    """Only those that name no case; one whose personal part was erased may have named one, and is left out."""

    @property
    def fits_nothing(self) -> bool:
        return () in (self.resources, self.agencies, self.actors, self.reasons, self.hours)

    @property
    def has_postings(self) -> bool:
        """Of what names no case there are postings for data calls only."""
        return not self.without_case or self.action.startswith(CALLS)


@dataclass(frozen=True, slots=True)
class Bounds:
    """Ids from `least` on and below `below`; None where it is open."""

    least: UUID | None = None
    below: UUID | None = None

    @property
    def is_empty(self) -> bool:
        return self.least is not None and self.below is not None and self.least >= self.below


def bounds_of(filters: Filters, before: UUID | None) -> Bounds:
    """The days as ids, and where the page begins."""
    ends = [filters.until and first_id(_midnight(filters.until + timedelta(days=1))), before]
    return Bounds(
        filters.since and first_id(_midnight(filters.since)), min((each for each in ends if each), default=None)
    )


def conditions(filters: Filters, bounds: Bounds) -> tuple[str, dict[str, Any]]:
    """Of a row of the evidence, but for the subject, which is no column."""
    given: list[tuple[str, str, object]] = [
        ("id >= %(least)s", "least", bounds.least),
        ("id < %(below)s", "below", bounds.below),
        ("id = %(number)s", "number", filters.number),
        ("case_number = %(case)s", "case", filters.case or None),
        ("action = %(action)s", "action", None if filters.action.endswith(":") else filters.action or None),
        ("starts_with(action, %(about)s)", "about", filters.action if filters.action.endswith(":") else None),
        ("outcome = %(outcome)s", "outcome", filters.outcome or None),
        ("resource = any(%(among)s)", "among", _listed(filters.resources)),
        ("agency = any(%(callers)s)", "callers", _listed(filters.agencies)),
        ("actor = any(%(actors)s)", "actors", _listed(filters.actors)),
        ("grant_id = %(grant)s", "grant", filters.grant or None),
        (f"{HOUR} = any(%(hours)s)", "hours", _listed(filters.hours)),
        (f"{REASON} = any(%(reasons)s)", "reasons", _listed(filters.reasons)),
    ]
    if filters.without_case:
        given.append((NAMES_NONE, "no_case", ""))
    used = [(text, name, value) for text, name, value in given if value is not None]
    return " and ".join(["true", *(text for text, _, _ in used)]), {name: value for _, name, value in used}


Alternatives = list[tuple[str, tuple[str, ...]]]
"""Values by the kind of posting; one of them is enough."""


def groups_of(scope: Scope, filters: Filters) -> list[Alternatives]:
    """The same conditions as postings (`postings`), but for the time and for what has none (`Filters.has_postings`): each must be met."""
    about = filters.action.endswith(":")
    single = [
        ("about" if about else "action", filters.action),
        ("outcome", filters.outcome),
        ("grant", filters.grant),
    ]
    lists = [
        ("agency", filters.agencies),
        ("resource", filters.resources),
        ("actor", filters.actors),
        ("reason", filters.reasons),
        ("hour", None if filters.hours is None else tuple(map(str, filters.hours))),
    ]
    found: list[Alternatives] = [[(kind, (value,))] for kind, value in single if value]
    found += [[(kind, values)] for kind, values in lists if values is not None]
    if filters.without_case and filters.has_postings:
        found.append([(NO_CASE, (CALLS,))])
    if not scope.everything:
        used, provided = ("agency", (scope.agency,)), ("resource", scope.resources)
        found.append({"used": [used], "provided": [provided], "": [used, provided]}[filters.side])
    return found


def scope_condition(scope: Scope, side: Side) -> str:
    """Whether a row belongs to that scope, by the parameters `agency` and `resources`."""
    if scope.everything:
        return "true"
    used, provided = "agency = %(agency)s", "resource = any(%(resources)s)"
    return {"used": used, "provided": provided, "": f"({used} or {provided})"}[side]


def first_id(moment: datetime) -> UUID:
    """The least id of that millisecond: ids are ordered by time (RFC 9562, 5.7)."""
    return UUID(int=int(moment.timestamp() * 1000) << 80)


def _listed(values: tuple[Any, ...] | None) -> list[Any] | None:
    return None if values is None else list(values)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)
