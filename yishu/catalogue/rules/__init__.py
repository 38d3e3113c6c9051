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
]


def check_entry(draft: EntryDraft, around: Surroundings = NOWHERE) -> list[FieldError]:
    """Everything that is wrong with a draft, each with its field, rule and remedy; an empty list where it may be submitted."""
    return [
        *completeness.check(draft, around),
        *naming.check(draft, around),
        *consistency.check(draft, around),
        *items.check(draft, around),
        *sources.check(draft, around),
    ]


def advise(draft: EntryDraft, around: Surroundings = NOWHERE) -> list[FieldError]:
    """What would make a sound draft better; nothing of it stops."""
    return advising.advise(draft, around)
