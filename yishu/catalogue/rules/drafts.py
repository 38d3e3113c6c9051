"""What a cataloguer fills in, and what the rules must know of the rest of the catalogue to judge it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class ItemDraft:
    """An item as its cataloguer fills it in (8.1).

    `sharing` and `openness` narrow the entry's own, empty means as the entry; `mask` is how its values are delivered, empty means as they are; `comparison` is by what a
    claim about it matches, empty means without differences of width, case and blanks; `alternative` numbers the alternative key of which it
    is a part, empty means none; `role` says what the item is to its data element (4.3), empty means its source unless it is a key or a reference item.
    """

    code: str
    name: str
    type: str = "string"
    length: int | None = None
    meaning: str = ""
    sensitivity: str = "ordinary"
    codes: dict[str, str] = field(default_factory=dict)
    is_key: bool = False
    required: bool = False
    sharing: str = ""
    openness: str = ""
    mask: str = ""
    comparison: str = ""
    alternative: str = ""
    data_element: str = ""
    code_list: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class EntryDraft:
    """An entry as its cataloguer fills it in: the fields of 8.1 and of the 2017 guide.

    `territory` is the division that the data cover, empty means the provider's own; `subject_scope` whom or what they are about, empty means all of it (4.3).
    `matters` are joint matters that need it (6.2), `related` and `standards` are codes.
    """

    name: str
    summary: str
    category: str
    format: str
    cycle: str
    openness: str
    modes: tuple[str, ...]
    items: tuple[ItemDraft, ...]
    key_kind: str = "plain"
    condition: str = ""
    legal_basis: str = ""
    scope: str = ""
    cycle_note: str = ""
    timeliness: str = ""
    open_condition: str = ""
    domain: str = ""
    collection_rule: str = ""
    case_required: bool = False
    kind: str = "data"
    tags: tuple[str, ...] = ()
    provision: str = "hosted"
    base_database: str = ""
    digitisation: str = "structured"
    digitisation_plan: str = ""
    digitisation_due: date | None = None
    territory: str = ""
    subject_scope: str = ""
    second_source_law: str = ""
    matters: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    standards: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Element:
    """A data element in force, as far as the rules ask."""

    name: str
    type: str
    code_list: str = ""
    is_reference: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """The resource that is the source of a data element in a scope (4.3)."""

    resource: str
    name: str
    provider: str


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What of the catalogue bears on one draft. What is None was not looked up, and its rules say nothing."""

    provider: str = ""
    today: date | None = None
    own_names: Mapping[str, str] | None = (
        None  # folded name → code, of the provider's other resources: those of `naming.names_beside`
    )
    elements: Mapping[str, Element] | None = None
    code_lists: Mapping[str, Mapping[str, str]] | None = None
    standards: frozenset[str] | None = None
    resources: frozenset[str] | None = None  # those of `related` that exist
    divisions: frozenset[str] | None = None
    sources: Mapping[str, Source] | None = None  # data element → the source that already covers this scope
    joint_matters: tuple[str, ...] = ()  # joint matters whose steps need this resource


NOWHERE = Surroundings()
