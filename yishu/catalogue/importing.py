"""Entries from an open directory, brought in as they are: visible, still to be catalogued, not yet to be applied for.

What is imported mirrors somebody else's page. A later run brings it up to date in place, without a version: no act of this node has changed.
"""

import hashlib
import json
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import Field, Model

from yishu.agencies.models import Role
from yishu.agencies.roles import require
from yishu.audit import recording
from yishu.audit.record import Action
from yishu.catalogue import codes, portals
from yishu.catalogue.models import Entry, Item, Resource
from yishu.catalogue.portals import Found, portal_named
from yishu.catalogue.scoring.keeping import MEASURED, keep_measures
from yishu.catalogue.search import DESCRIBED, describe
from yishu.catalogue.spreadsheets.matching import match
from yishu.catalogue.vocabulary import Category, EntryStatus, Provision, ResourceState
from yishu.core.actor import Actor
from yishu.core.errors import FieldError

SHANGHAI: Final = ZoneInfo("Asia/Shanghai")
MOST_GONE: Final = 0.5
"""Where more of a directory would be gone than this, the file is a part of it or another's: nothing is marked."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of an import. `dirt` names row and field of what is not as it should be; it was kept as found. `gone`: entries that the
    directory had and has no longer; `repeated`: rows that show again what a row above does."""

    created: int
    unchanged: int
    dirt: list[FieldError]
    changed: int = 0
    gone: int = 0
    repeated: int = 0
    names: dict[int, str] = field(default_factory=dict)  # row → the entry's name


@dataclass(frozen=True, slots=True)
class _Known:
    entry: int
    resource: int
    directory: str
    fingerprint: str
    gone: bool


@transaction.atomic
def import_directory(actor: Actor, content: bytes, *, source: str, now: datetime) -> Imported:
    """Bring in a portal's directory. An entry is known again by its page's address, so that a second run changes nothing."""
    require(actor, Role.COORDINATOR)
    with connection.cursor() as cursor:  # two runs at once would both take an entry for new
        cursor.execute("select pg_advisory_xact_lock(hashtext('catalogue import'))")
    found = portals.read(content)
    once = _once(found)
    names = match(once.values())
    known = _known()
    made = [_Made(each, identity, source, _shown_name(each, names), actor) for identity, each in once.items()]
    new = [each for each in made if each.identity not in known]
    other = [(each, known[each.identity]) for each in made if each.identity in known]
    changed = [(each, was) for each, was in other if was.fingerprint != each.fingerprint or was.gone]
    _create(new)
    _bring_up_to_date(changed)
    gone = _mark_gone(_directory(once, source), known, once.keys(), now)
    recording.record(
        actor,
        Action.CATALOGUE_IMPORTED,
        target=source[:80],
        at=now.isoformat(),
        created=len(new),
        changed=len(changed),
        gone=gone,
    )
    dirt = [wrong for each in found for wrong in each.dirt]
    repeated = len(found) - len(once)
    row_names = {each.row: each.name for each in found}
    return Imported(len(new), len(other) - len(changed) + repeated, dirt, len(changed), gone, repeated, row_names)


def _once(found: list[Found]) -> dict[str, Found]:
    """The rows by what they are known by; one that comes again is said, and counts no second time."""
    once: dict[str, Found] = {}
    for each in found:
        first = once.setdefault(_identity(each), each)
        if first is not each:
            zh = "与第 {first} 行是同一条目（详情页网址相同），只登记一次。"
            en = "The same entry as row {first}, by its page's address: registered once."
            each.dirt.append(FieldError(str(each.row), "repeated_row", zh, en, first=first.row))
    return once


def _identity(each: Found) -> str:
    return each.source_url or f"{each.portal}\t{each.county}\t{each.provider}\t{each.name}"


def _shown_name(each: Found, names: dict[tuple[str, str, str], str]) -> str:
    return names.get((each.portal, each.county, each.provider), each.provider[:120])


_KNOWN = """
select coalesce(nullif(e.source_url, ''), concat_ws(E'\\t',
        e.imported_fields ->> 'portal', e.imported_fields ->> 'county', e.imported_fields ->> 'provider', e.name)),
    e.id, e.resource_id,
    coalesce(nullif(e.imported_fields ->> 'portal', ''), e.imported_fields ->> 'directory', ''),
    coalesce(e.imported_fields ->> 'fingerprint', ''), e.imported_fields ? 'gone'
from catalogue_entry e where e.status = 'imported'
"""


def _known() -> dict[str, _Known]:
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN)
        return {identity: _Known(*rest) for identity, *rest in cursor.fetchall()}


class _Made:
    """An entry as it will stand in the catalogue."""

    def __init__(self, found: Found, identity: str, source: str, provider_name: str, actor: Actor) -> None:
        self.found, self.identity, self.provider_name = found, identity, provider_name
        as_found = asdict(found) | {"dirt": [wrong.as_dict("zh") for wrong in found.dirt]}
        for day in ("published", "updated"):
            as_found[day] = as_found[day].isoformat() if as_found[day] else None
        self.fingerprint = _fingerprint(as_found | {"shown": provider_name})
        portal = portal_named(found.portal)
        shown = {"directory": portal.name if portal else source, "fingerprint": self.fingerprint}
        self.as_found: dict[str, Any] = as_found | shown
        self.prefix = f"{portal.division if portal else '330000'}open"
        self._drafted_by = actor.ref

    @property
    def last_updated(self) -> datetime | None:
        day = self.found.updated
        return datetime.combine(day, datetime.min.time(), SHANGHAI) if day else None

    def fields(self) -> dict[str, Any]:
        found = self.found
        return {
            "name": found.name,
            "summary": found.summary,
            "format": found.format,
            "cycle": found.cycle,
            "cycle_note": found.cycle_note,
            "openness": found.openness,
            "open_condition": found.open_condition,
            "domain": found.domain[:120],
            "tags": [tag[:60] for tag in found.tags],
            "source_url": found.source_url,
            "imported_fields": self.as_found,
        }

    def entry(self, entry_id: int, resource_id: int) -> Entry:
        return Entry(
            pk=entry_id,
            resource_id=resource_id,
            version=1,
            status=EntryStatus.IMPORTED,
            # The directory speaks of openness, not of the regulation's sharing category: until it is catalogued, the narrower one.
            category=Category.RESTRICTED,
            provision=Provision.UNSTATED,
            drafted_by=self._drafted_by,
            **self.fields(),
        )

    def items(self, entry_id: int) -> list[Item]:
        """The directory gives names only."""
        return [
            Item(entry_id=entry_id, position=n, code=f"item_{n}", name=name)
            for n, name in enumerate(self.found.items_guess, 1)
        ]


def _fingerprint(as_found: dict[str, Any]) -> str:
    """Of what the portal says; where in the file it says so does not count, nor how we remark on it."""
    said = {name: value for name, value in as_found.items() if name not in ("row", "dirt")}
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:32]


def _create(new: list[_Made]) -> None:
    """Set-based. Numbers are taken first, so that a resource is written once, with what makes it found."""
    resource_ids, entry_ids = _take_ids(Resource, len(new)), _take_ids(Entry, len(new))
    entries = [each.entry(*ids) for each, *ids in zip(new, entry_ids, resource_ids, strict=True)]
    given = zip(new, entries, _allocate(new), resource_ids, strict=True)
    resources = [_resource(each, entry, code, resource_id) for each, entry, code, resource_id in given]
    _copy_in(Resource, resources)  # `current` is looked at when we commit
    _copy_in(Entry, entries)
    _copy_in(Item, (item for each, entry_id in zip(new, entry_ids, strict=True) for item in each.items(entry_id)))


def _copy_in(model: type[Model], made: Iterable[Model]) -> None:
    """By COPY: an INSERT of as many rows is twice as long on its way as in the database. Numbers that are not given the table gives."""
    columns: list[Field[Any, Any]] | None = None
    with connection.cursor() as cursor, ExitStack() as stack:
        copy: Any = None
        for each in made:
            if columns is None:
                kept = [one for one in model._meta.concrete_fields if not one.generated]
                columns = [one for one in kept if not (one.primary_key and each.pk is None)]
                names = ", ".join(f'"{one.column}"' for one in columns)
                copy = stack.enter_context(cursor.copy(f"copy {model._meta.db_table} ({names}) from stdin"))
            copy.write_row([one.get_db_prep_save(one.pre_save(each, add=True), connection) for one in columns])


def _take_ids(model: type[Resource | Entry], count: int) -> list[int]:
    with connection.cursor() as cursor:
        sequence = "select nextval(pg_get_serial_sequence(%s, 'id')) from generate_series(1, %s)"
        cursor.execute(sequence, [model._meta.db_table, count])
        return [number for (number,) in cursor.fetchall()]


def _allocate(new: list[_Made]) -> list[str]:
    prefixes = [each.prefix for each in new]
    taken = {prefix: iter(codes.allocate_many(prefix, prefixes.count(prefix))) for prefix in sorted(set(prefixes))}
    return [next(taken[prefix]) for prefix in prefixes]


def _resource(each: _Made, entry: Entry, code: str, resource_id: int) -> Resource:
    resource = Resource(
        pk=resource_id,
        code=code,
        provider_name=each.provider_name,
        state=ResourceState.IMPORTED,
        records=each.found.rows,
        last_updated=each.last_updated,
        current_id=entry.pk,
    )
    _make_found(resource, entry, each)
    return resource


def _make_found(resource: Resource, entry: Entry, each: _Made) -> None:
    describe(resource, entry, each.found.items_guess)
    keep_measures(resource, entry, each.items(entry.pk))


def _bring_up_to_date(changed: list[tuple[_Made, _Known]]) -> None:
    """In place; items anew."""
    if not changed:
        return
    entries = Entry.objects.in_bulk([was.entry for _each, was in changed])
    resources = Resource.objects.in_bulk([was.resource for _each, was in changed])
    for each, was in changed:
        entry, resource = entries[was.entry], resources[was.resource]
        for name, value in each.fields().items():
            setattr(entry, name, value)
        resource.provider_name, resource.records, resource.last_updated = (
            each.provider_name,
            each.found.rows,
            each.last_updated,
        )
        _make_found(resource, entry, each)
    Item.objects.filter(entry__in=list(entries)).delete()
    Item.objects.bulk_create(item for each, was in changed for item in each.items(was.entry))
    Entry.objects.bulk_update(entries.values(), list(changed[0][0].fields()), batch_size=500)
    names = ["provider_name", "records", "last_updated", *DESCRIBED, *MEASURED]
    Resource.objects.bulk_update(resources.values(), names, batch_size=500)


def _directory(once: dict[str, Found], source: str) -> str:
    return next((each.portal for each in once.values() if each.portal), source)


_GONE = """
update catalogue_entry set imported_fields = imported_fields || jsonb_build_object('gone', %(day)s::text)
where id = any(%(entries)s)
"""


def _mark_gone(directory: str, known: dict[str, _Known], here: Any, now: datetime) -> int:
    """What this directory had and no longer has is marked with the day; it stays to be found, and comes back unmarked."""
    of_it = {identity: was for identity, was in known.items() if was.directory == directory}
    gone = [was.entry for identity, was in of_it.items() if identity not in here and not was.gone]
    if not gone or len(gone) > MOST_GONE * len(of_it):
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_GONE, {"day": now.astimezone(SHANGHAI).date().isoformat(), "entries": gone})
    return len(gone)
