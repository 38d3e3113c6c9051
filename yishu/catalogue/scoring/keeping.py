"""Keeping an entry's own measures beside it, in the transaction in which it takes effect."""

from collections.abc import Sequence

from django.db.models import QuerySet

from yishu.catalogue.drafting import draft_of
from yishu.catalogue.models import Entry, Item, Resource
from yishu.catalogue.rules import check_entry
from yishu.catalogue.scoring.rules import measure
from yishu.catalogue.vocabulary import EntryStatus

MEASURED = ("completeness", "validity", "described")
"""The fields that `keep_measures` fills; whoever sets `current` saves them with it."""
_AT_ONCE = 500


def keep_measures(resource: Resource, entry: Entry, items: Sequence[Item]) -> None:
    """Of what came in from elsewhere the faults are what was dirty; of our own, the rules that it breaks now."""
    draft = draft_of(entry, items)
    is_imported = entry.status == EntryStatus.IMPORTED
    faults = len(entry.imported_fields.get("dirt") or ()) if is_imported else len(check_entry(draft))
    own = measure(draft, faults)
    resource.completeness, resource.validity, resource.described = own.completeness, own.validity, own.described


def measure_missing() -> int:
    """Measure what is in effect and was not: rows of before there were measures, or that a migration unset because the rules changed. How many there were."""
    count = 0
    while batch := list(_unmeasured()[:_AT_ONCE]):
        for resource in batch:
            assert resource.current is not None  # asked for
            keep_measures(resource, resource.current, list(resource.current.items.all()))
        Resource.objects.bulk_update(batch, MEASURED)
        count += len(batch)
    return count


def _unmeasured() -> QuerySet[Resource]:
    found = Resource.objects.filter(completeness=None, current__isnull=False).order_by("pk")
    return found.select_related("current").prefetch_related("current__items")
