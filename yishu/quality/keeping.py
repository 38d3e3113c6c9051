"""The day of the next update owed is kept at the resource, where the catalogue's pages read it (18.1, 25.1).

It is reckoned in the transaction of each act that may move it: a batch, a nil report, a filing, another version or state of the entry, another calendar. So results,
the entry's page, lists and the API say the same at any moment. Once a day it is reckoned anew, for what no act has told of: a clock that was changed, a database
that was restored.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Final

from django.utils import timezone

from yishu.audit.record import Action, Outcome, Record
from yishu.audit.recording import listen
from yishu.catalogue.models import Resource
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.hosting.models import HOW_FILES_COME, Batch
from yishu.quality import queries

_AT_ONCE: Final = 500
_OF_AN_ENTRY: Final = (
    Action.ENTRY_PUBLISHED,
    Action.ENTRY_SUSPENDED,
    Action.ENTRY_RESUMED,
    Action.ENTRY_WITHDRAWN,
    Action.ENTRY_MERGED,
)
_OF_UPDATES: Final = (Action.NIL_REPORTED, Action.FILING_MADE, Action.FILING_ENDED, Action.FILE_SIGNED_OFF)


def register_keeping() -> None:
    """In `AppConfig.ready()`."""
    for action in (*_OF_AN_ENTRY, *_OF_UPDATES):
        listen(action, _told)
    listen(Action.BATCH_PUBLISHED, _landed)
    listen(Action.WORK_DAYS_CHANGED, _recounted)


def keep_due(resources: Iterable[Resource], *, now: datetime, landed: datetime | None = None) -> int:
    """How many resources have another day now. `landed`: when data came to them that is on its way to the record in this very transaction."""
    found = list(resources)
    changed: defaultdict[date | None, list[int]] = defaultdict(list)
    reckoned = queries.next_due(found, now=now, landed=landed)
    for resource in found:
        if reckoned.get(resource.pk) != resource.update_due:
            changed[reckoned.get(resource.pk)].append(resource.pk)
    for day, keys in changed.items():
        Resource.objects.filter(pk__in=keys).update(update_due=day)
    return sum(map(len, changed.values()))


def keep_all(now: datetime) -> int:
    """The same for every resource that owes updates here, or did."""
    changed, last = 0, 0
    while found := list(queries.list_due_kept().filter(pk__gt=last).order_by("pk")[:_AT_ONCE]):
        changed, last = changed + keep_due(found, now=now), found[-1].pk
    return changed


def _told(_actor: Actor, made: Record) -> None:
    if made.outcome == Outcome.ALLOWED:
        keep_due(_named(made.resource), now=timezone.now())


def _recounted(_actor: Actor, _made: Record) -> None:
    keep_all(timezone.now())


def _landed(_actor: Actor, made: Record) -> None:
    """Only days count: a batch with nothing good in it is no update, and of a day's batches the first has told it all."""
    if made.outcome != Outcome.ALLOWED or not made.detail.get("accepted"):
        return
    for resource in _named(made.resource):
        assert resource.last_updated is not None  # the batch has just set it
        if not _has_one_of(resource, shanghai_day(resource.last_updated)):
            keep_due([resource], now=timezone.now(), landed=resource.last_updated)


def _has_one_of(resource: Resource, day: date) -> bool:
    """A batch of that day is on the record already."""
    last = (
        Batch.objects.filter(holding__resource=resource, accepted__gt=0, how__in=HOW_FILES_COME)
        .order_by("-published_at")
        .values_list("published_at", flat=True)
        .first()
    )
    return last is not None and shanghai_day(last) == day


def _named(code: str) -> list[Resource]:
    return list(Resource.objects.filter(code=code).select_related("current"))
