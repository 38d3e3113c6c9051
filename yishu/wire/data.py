"""The messages of the data plane: verify and query (contract: HTTP). Plain data; unknown fields are refused, so that a misspelt one is not overlooked."""

from typing import Any, Literal

from msgspec import UNSET, Struct, UnsetType, field

from yishu.wire.blind import BlindAsked

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
    """One subject with its claims, or many; or `blind`, both of one sealed for the provider. A subject is a string, `{"type","value"}`, or an object by item code."""

    purpose: Purpose
    subject: Any = UNSET
    claims: Claims | UnsetType = UNSET
    subjects: list[Claimed] | UnsetType = UNSET
    grant: str | None = None
    blind: BlindAsked | UnsetType = UNSET


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
    """The items wanted of one subject, of many, or of what lies at a place; with `meanings` also what their codes mean.

    `as` reference: in place of each value a reference, which `references` resolve later, to what stands then.
    """

    purpose: Purpose
    items: list[str] = []
    subject: Any = UNSET
    subjects: list[Any] | UnsetType = UNSET
    grant: str | None = None
    place: Place | UnsetType = UNSET
    meanings: bool | UnsetType = UNSET
    as_: Literal["value", "reference"] | UnsetType = field(default=UNSET, name="as")
    references: list[str] | UnsetType = UNSET


class Reference(Struct, frozen=True):
    """In place of a value. It tells nothing, and stays the same for the same subject and item as long as the agency holds grants of the resource."""

    reference: str


Verdicts = dict[str, str]
Shown = dict[str, str | int | bool | Reference | None]


class Verified(Struct):
    """`result` says match, mismatch or empty by item; it is empty where nothing was found. `ambiguous`: several records have the value that named the subject."""

    found: bool
    result: Verdicts
    ambiguous: bool | UnsetType = UNSET


class VerifyAnswer(Struct):
    """`sandbox`, here and below: true where nobody's data was read, since the subjects are invented."""

    found: bool
    result: Verdicts
    version: int
    receipt: str
    sandbox: bool | UnsetType = UNSET


class VerifyManyAnswer(Struct):
    results: list[Verified]
    version: int
    receipt: str
    sandbox: bool | UnsetType = UNSET


Meanings = dict[str, str]
"""By item what its code means in the entry's code list."""


class Queried(Struct):
    found: bool
    record: Shown | None
    meanings: Meanings | UnsetType = UNSET
    ambiguous: bool | UnsetType = UNSET


class QueryAnswer(Struct):
    found: bool
    record: Shown | None
    version: int
    receipt: str
    meanings: Meanings | UnsetType = UNSET
    sandbox: bool | UnsetType = UNSET


class QueryManyAnswer(Struct):
    records: list[Queried]
    version: int
    receipt: str
    sandbox: bool | UnsetType = UNSET


class QueryPlaceAnswer(Struct):
    """What lies at the place, in the order of the keys. `next`: of what is asked next as `after`; null where there is no more."""

    records: list[Queried]
    next: str | None
    version: int
    receipt: str


class ReferredValue(Struct):
    """What a reference stands for now; `found`: whether its subject still has a record that the grant opens."""

    found: bool
    item: str
    value: str | int | bool | None


class QueryReferencesAnswer(Struct):
    """In the order of the references."""

    values: list[ReferredValue]
    version: int
    receipt: str
