"""The messages of the data plane: verify and query (contract: HTTP). Plain data; unknown fields are refused, so that a misspelt one is not overlooked."""

from typing import Any

from msgspec import UNSET, Struct, UnsetType

Claims = dict[str, Any]


class Purpose(Struct, frozen=True, forbid_unknown_fields=True):
    """What a call serves: the duty, and the case where the grant wants one (4.4)."""

    duty: str
    case: str = ""


class Claimed(Struct, frozen=True, forbid_unknown_fields=True):
    """One of many subjects, with what is claimed of it."""

    subject: Any
    claims: Claims = {}


class VerifyRequest(Struct, frozen=True, forbid_unknown_fields=True):
    """One subject with its claims, or many. A subject is a string, `{"type","value"}`, or an object by item code."""

    purpose: Purpose
    subject: Any = UNSET
    claims: Claims | UnsetType = UNSET
    subjects: list[Claimed] | UnsetType = UNSET
    grant: str | None = None


class Place(Struct, frozen=True, forbid_unknown_fields=True):
    """A point, with or without a distance in metres around it; or a box: west, south, east, north. Degrees, the longitude first.

    `limit`: records on a page; `after`: the `next` of the page before.
    """

    point: tuple[float, float] | UnsetType = UNSET
    distance: float | UnsetType = UNSET
    bbox: tuple[float, float, float, float] | UnsetType = UNSET
    limit: int = 100
    after: str = ""


class QueryRequest(Struct, frozen=True, forbid_unknown_fields=True):
    """The items wanted of one subject, of many, or of what lies at a place; with `meanings` also what their codes mean."""

    purpose: Purpose
    items: list[str]
    subject: Any = UNSET
    subjects: list[Any] | UnsetType = UNSET
    grant: str | None = None
    place: Place | UnsetType = UNSET
    meanings: bool | UnsetType = UNSET


Verdicts = dict[str, str]
Shown = dict[str, str | int | bool | None]


class Verified(Struct):
    """`result` says match, mismatch or empty by item; it is empty where nothing was found."""

    found: bool
    result: Verdicts


class VerifyAnswer(Struct):
    found: bool
    result: Verdicts
    version: int
    receipt: str


class VerifyManyAnswer(Struct):
    results: list[Verified]
    version: int
    receipt: str


Meanings = dict[str, str]
"""By item what its code means in the entry's code list."""


class Queried(Struct):
    found: bool
    record: Shown | None
    meanings: Meanings | UnsetType = UNSET


class QueryAnswer(Struct):
    found: bool
    record: Shown | None
    version: int
    receipt: str
    meanings: Meanings | UnsetType = UNSET


class QueryManyAnswer(Struct):
    records: list[Queried]
    version: int
    receipt: str


class QueryPlaceAnswer(Struct):
    """What lies at the place, in the order of the keys. `next`: of what is asked next as `after`; null where there is no more."""

    records: list[Queried]
    next: str | None
    version: int
    receipt: str
