"""Keeping up with a foreign catalogue: new entries come, changed ones get a new version, what is gone there is withdrawn here (8.2).

An entry is known again by its address at the source, so a second run of the same changes nothing. What an agency has catalogued since is its own.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from yishu.agencies.models import Role
from yishu.agencies.roles import require
from yishu.audit import recording
from yishu.audit.record import Action
from yishu.catalogue import codes
from yishu.catalogue.directories.errors import SourceNotFound, TooManyGone
from yishu.catalogue.directories.harvest.fetching import Fetched, fetch, require_allowed
from yishu.catalogue.directories.models import Harvested, Source
from yishu.catalogue.models import Entry, Item, Resource
from yishu.catalogue.overseeing import require_coordinator
from yishu.catalogue.scoring.keeping import MEASURED, keep_measures
from yishu.catalogue.search import DESCRIBED, describe
from yishu.catalogue.vocabulary import Category, EntryStatus, Format, Provision, ResourceState
from yishu.core.actor import PLATFORM, Actor
from yishu.core.errors import FieldError, Problem

if TYPE_CHECKING:
    from yishu.catalogue.directories.harvest.reading import Dataset

GONE_AT_MOST: Final = 0.2
"""The part of a source's entries that may go in one run without somebody saying so: a source that is half there is more likely broken."""
_FEW: Final = 5
_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class Came:
    """What a run did. `dirt` names the datasets that were left out."""

    created: int
    changed: int
    unchanged: int
    withdrawn: int
    dirt: list[FieldError] = field(default_factory=list)


@transaction.atomic
def register_source(actor: Actor, name: str, url: str, *, every_hours: int = 0, now: datetime) -> Source:
    """A source of that name, new or changed."""
    require(actor, Role.COORDINATOR)
    source, _is_new = Source.objects.update_or_create(
        name=name[:120], defaults={"url": url, "every_hours": every_hours}
    )
    recording.record(actor, Action.DIRECTORY_SOURCE_REGISTERED, target=source.name[:80], url=url, at=now.isoformat())
    return source


def register_remote(actor: Actor, name: str, url: str, *, every_hours: int, now: datetime) -> Source:
    """A source at an address, which the worker harvests at its next turn. Raises SourceNotAllowed."""
    require_allowed(url.strip())
    source = register_source(actor, name.strip(), url.strip(), every_hours=every_hours, now=now)
    return ask_again(actor, source.pk)


@transaction.atomic
def ask_again(actor: Actor, source_id: int) -> Source:
    """The worker harvests it at its next turn, whatever its rhythm. Raises SourceNotFound, SourceNotAllowed."""
    require_coordinator(actor)
    source = Source.objects.select_for_update().filter(pk=source_id).first()
    if source is None:
        raise SourceNotFound
    require_allowed(source.url)
    source.last_run, source.failure = None, ""
    source.save(update_fields=["last_run", "failure"])
    recording.record(actor, Action.DIRECTORY_HARVEST_ASKED, target=source.name[:80])
    return source


def harvest(actor: Actor, source: Source, fetched: Fetched, *, allow_gone: bool = False, now: datetime) -> Came:
    """Bring this node's entries of the source up to date, all or nothing. Raises TooManyGone, and what reading raises."""
    from yishu.catalogue.directories.harvest.reading import read_datasets  # reads rdflib: where somebody harvests

    require(actor, Role.COORDINATOR)
    datasets, dirt = read_datasets(fetched.content, fetched.form)
    with transaction.atomic():
        Source.objects.select_for_update().get(pk=source.pk)
        known = {each.uri: each for each in Harvested.objects.filter(source=source).select_related("resource")}
        there = {each.uri for each in datasets} | {wrong.field for wrong in dirt}  # unreadable is not gone
        gone = [each for uri, each in known.items() if uri not in there and not each.is_gone]
        standing = sum(not each.is_gone for each in known.values())
        if not allow_gone and len(gone) > max(_FEW, standing * GONE_AT_MOST):
            raise TooManyGone(source=source.name, gone=len(gone), known=standing)
        new = [each for each in datasets if each.uri not in known]
        changed = [
            each
            for each in datasets
            if each.uri in known and (known[each.uri].digest != each.digest or known[each.uri].is_gone)
        ]
        _create(new, source, actor)
        _change([(known[each.uri], each) for each in changed], source, actor)
        _withdraw(gone)
        Source.objects.filter(pk=source.pk).update(last_run=now, last_good=now, failure="")
        came = Came(len(new), len(changed), len(datasets) - len(new) - len(changed), len(gone), dirt)
        recording.record(
            actor,
            Action.DIRECTORY_HARVESTED,
            target=source.name[:80],
            created=came.created,
            changed=came.changed,
            withdrawn=came.withdrawn,
        )
    return came


def harvest_due(now: datetime) -> None:
    """Every source whose time has come, or that was asked for; one that fails says why and keeps no other from it."""
    remote = Q(url__startswith="http://") | Q(url__startswith="https://")
    for source in Source.objects.filter(remote, Q(every_hours__gt=0) | Q(last_run=None)):
        if source.last_run and source.last_run > now - timedelta(hours=source.every_hours):
            continue
        try:
            harvest(PLATFORM, source, fetch(source.url), now=now)
        except Problem as problem:
            Source.objects.filter(pk=source.pk).update(last_run=now, failure=problem.detail("zh"))


def _create(new: "list[Dataset]", source: Source, actor: Actor) -> None:
    allotted = codes.allocate_many(f"{settings.YISHU_NODE_CODE}open", len(new)) if new else []
    resources = Resource.objects.bulk_create(
        [
            Resource(code=code, provider_name=each.provider or source.name, state=ResourceState.IMPORTED)
            for code, each in zip(allotted, new, strict=True)
        ],
        _AT_ONCE,
    )
    _describe(list(zip(resources, new, strict=True)), dict.fromkeys((each.pk for each in resources), 1), source, actor)
    Harvested.objects.bulk_create(
        [
            Harvested(source=source, uri=each.uri, resource=resource, digest=each.digest)
            for resource, each in zip(resources, new, strict=True)
        ],
        _AT_ONCE,
    )


def _change(changed: "list[tuple[Harvested, Dataset]]", source: Source, actor: Actor) -> None:
    """A new version of each, with the same code; nothing of those that an agency has catalogued."""
    ours = (ResourceState.IMPORTED, ResourceState.WITHDRAWN)
    taken = [(kept.resource, each) for kept, each in changed if kept.resource.state in ours]
    ids = [resource.pk for resource, _each in taken]
    versions = dict(Entry.objects.filter(resource__in=ids).order_by("version").values_list("resource_id", "version"))
    Entry.objects.filter(resource__in=ids, status=EntryStatus.IMPORTED).update(status=EntryStatus.SUPERSEDED)
    for resource, each in taken:
        resource.state, resource.provider_name = ResourceState.IMPORTED, each.provider or source.name
    _describe(taken, {pk: version + 1 for pk, version in versions.items()}, source, actor)
    for kept, each in changed:
        kept.digest, kept.is_gone = each.digest, False
    Harvested.objects.bulk_update([kept for kept, _each in changed], ["digest", "is_gone"], _AT_ONCE)


def _withdraw(gone: list[Harvested]) -> None:
    ids = [each.resource_id for each in gone]
    Resource.objects.filter(pk__in=ids, state=ResourceState.IMPORTED).update(state=ResourceState.WITHDRAWN)
    Harvested.objects.filter(pk__in=[each.pk for each in gone]).update(is_gone=True)


def _describe(
    described: "list[tuple[Resource, Dataset]]", versions: dict[int, int], source: Source, actor: Actor
) -> None:
    """The current entry of each resource, with its items and what is searched."""
    entries = Entry.objects.bulk_create(
        [_entry(resource, each, versions[resource.pk], source, actor) for resource, each in described], _AT_ONCE
    )
    items = [
        [Item(entry=entry, position=n, code=f"item_{n}", name=name) for n, name in enumerate(each.items, 1)]
        for entry, (_resource, each) in zip(entries, described, strict=True)
    ]
    Item.objects.bulk_create([item for its_own in items for item in its_own], _AT_ONCE)
    for entry, its_own, (resource, each) in zip(entries, items, described, strict=True):
        resource.current = entry
        resource.last_updated = datetime.fromisoformat(each.updated) if each.updated else None
        describe(resource, entry, each.items)
        keep_measures(resource, entry, its_own)
    changed = ["current", "state", "provider_name", "last_updated", *DESCRIBED, *MEASURED]
    Resource.objects.bulk_update([resource for resource, _each in described], changed, batch_size=_AT_ONCE)


def _entry(resource: Resource, each: "Dataset", version: int, source: Source, actor: Actor) -> Entry:
    as_found: dict[str, Any] = {
        "directory": source.name,
        "harvested_from": source.url,
        "uri": each.uri,
        "identifier": each.identifier,
        "provider": each.provider,
        "updated": each.updated[:10],
    }
    return Entry(
        resource=resource,
        version=version,
        status=EntryStatus.IMPORTED,
        name=each.name,
        summary=each.summary,
        format=Format.OTHER,
        # As with an open directory: until somebody catalogues it, the narrower category.
        category=Category.RESTRICTED,
        cycle=each.cycle,
        provision=Provision.UNSTATED,
        openness=each.openness,
        tags=each.tags,
        source_url=each.page,
        imported_fields=as_found,
        drafted_by=actor.ref,
    )
