"""The rules on an entry, pure: completeness, consistency, naming, items, sources (4.3, 6.1, 6.2, 8.1, 9.1, 15.1, 19.1).

The same for form, spreadsheet and API. A rule that is broken stops; advice does not: it says what would be better, and the quality score counts it.
"""

from yishu.catalogue.rules import advising, completeness, consistency, items, naming, sources
from yishu.catalogue.rules.drafts import NOWHERE, Element, EntryDraft, ItemDraft, Source, Surroundings
from yishu.catalogue.rules.items import ITEM_CODE
from yishu.core.errors import FieldError

__all__ = [
    "ITEM_CODE",
    "NOWHERE",
    "Element",
    "EntryDraft",
    "ItemDraft",
    "Source",
    "Surroundings",
    "advise",
    "check_entry",
    "unkeepable",
]
_UNKEEPABLE = frozenset(
    [
        "too_long",
        "one_line",
        "too_many",
        "once",
        "item_code",
        "positive",
        "one_of",
        "division",
        "known_resource",
        "standard_in_force",
        "element_in_force",
        "code_list_in_force",
    ]
)


def check_entry(draft: EntryDraft, around: Surroundings = NOWHERE) -> list[FieldError]:
    """Everything that is wrong with a draft, each with its field, rule and remedy; an empty list where it may be submitted."""
    return [
        *completeness.check(draft, around),
        *naming.check(draft, around),
        *consistency.check(draft, around),
        *items.check(draft, around),
        *sources.check(draft, around),
    ]


def unkeepable(wrong: list[FieldError]) -> list[FieldError]:
    """Of what is wrong with a draft, what keeps it from being kept at all; the rest may wait until it is submitted."""
    return [one for one in wrong if one.rule in _UNKEEPABLE or (one.field, one.rule) == ("name", "required")]


def advise(draft: EntryDraft, around: Surroundings = NOWHERE) -> list[FieldError]:
    """What would make a sound draft better; nothing of it stops."""
    return advising.advise(draft, around)
