"""What the measures ask, pure: weights, fields, attributes of items. Each measure goes from 0 to 100; what does not apply to an entry does not count.

Three of them are an entry's own and are kept beside it when it takes effect; freshness, answers and the weighted mean are reckoned when they are read (`queries`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from yishu.catalogue.rules import EntryDraft, ItemDraft


class Measure(StrEnum):
    COMPLETENESS = "completeness"
    VALIDITY = "validity"
    FRESHNESS = "freshness"
    DESCRIBED = "described"
    ANSWERS = "answers"


WEIGHTS: dict[Measure, int] = {
    Measure.COMPLETENESS: 25,
    Measure.VALIDITY: 25,
    Measure.FRESHNESS: 20,
    Measure.DESCRIBED: 20,
    Measure.ANSWERS: 10,
}
DAYS_ALLOWED = {
    "realtime": 2,
    "daily": 2,
    "weekly": 9,
    "monthly": 38,
    "quarterly": 107,
    "half_yearly": 214,
    "yearly": 396,
}
"""The cycle and about a sixth to a third of it: data that is late by as much is half as good. Whether it is late is no matter of this table, but of
`Resource.update_due`; for what an open directory has, of which nobody owes anything here, its age is held against it. `irregular` and `never` have none."""
FAULT_COSTS = 20
"""Points of validity that each broken rule costs."""
FIELDS_SHARE, ITEMS_SHARE = 60, 40
"""Of the hundred points of completeness: the entry's fields, and the attributes of its items."""
TELLING_SUMMARY = 20
"""Characters below which a summary tells no more than the name."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A field of an entry that should be filled, where it applies."""

    name: str
    applies: Callable[[EntryDraft], bool] = lambda _draft: True
    least: int = 1  # characters of a text, members of a list

    def is_filled(self, draft: EntryDraft) -> bool:
        value = getattr(draft, self.name)
        return len(value.strip() if isinstance(value, str) else value) >= self.least


FIELDS: tuple[Asked, ...] = (
    Asked("summary", least=TELLING_SUMMARY),
    Asked("domain"),
    Asked("tags"),
    Asked("scope"),
    Asked("timeliness"),
    Asked("collection_rule"),
    Asked("condition", lambda draft: draft.category == "restricted"),
    Asked("legal_basis", lambda draft: draft.category == "non_shared"),
    Asked("modes", lambda draft: draft.category != "non_shared"),
    Asked("open_condition", lambda draft: draft.openness == "conditional"),
)


@dataclass(frozen=True, slots=True)
class AskedOfItem:
    """An attribute that an item should have, where it applies."""

    name: str
    applies: Callable[[ItemDraft], bool]
    has: Callable[[ItemDraft], bool]


ATTRIBUTES: tuple[AskedOfItem, ...] = (
    AskedOfItem("length", lambda item: item.type in ("string", "decimal"), lambda item: item.length is not None),
    # Its data element says what an item is, its code list what it may hold.
    AskedOfItem(
        "data_element",
        lambda _item: True,
        lambda item: any(getattr(item, name, None) for name in ("data_element", "code_list", "codes")),
    ),
)


@dataclass(frozen=True, slots=True)
class Own:
    """The measures that are an entry's own."""

    completeness: int
    validity: int
    described: int


def measure(draft: EntryDraft, faults: int) -> Own:
    """`faults`: how many rules it breaks, or what was dirty as it was brought in."""
    items = draft.items
    fields = [field.is_filled(draft) for field in FIELDS if field.applies(draft)]
    attributes = [asked.has(item) for item in items for asked in ATTRIBUTES if asked.applies(item)]
    completeness = FIELDS_SHARE * _share(fields) + ITEMS_SHARE * _share(attributes)
    return Own(
        completeness=_rounded(completeness),
        validity=max(0, 100 - FAULT_COSTS * faults),
        described=_rounded(100 * _share([is_described(item) for item in items])),
    )


def is_described(item: ItemDraft) -> bool:
    """Whether its meaning tells more than its name."""
    return item.meaning.strip() not in ("", item.name.strip())


def _share(all_of: list[bool]) -> float:
    return sum(all_of) / len(all_of) if all_of else 0.0


def _rounded(value: float) -> int:
    return int(value + 0.5)
