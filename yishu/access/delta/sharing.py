"""What a profile reads: the table of its grant as it is held now, its versions, its changes. Each copy is a governed call with evidence of its own (26.5, 27.3, 32.1)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from threading import BoundedSemaphore
from typing import Final
from uuid import uuid4

import pyarrow as pa
from django.conf import settings
from django.db.models import Min

from yishu.access.copies import Given, given_now, hand_over
from yishu.access.delta.errors import NoSuchTable, NoSuchVersion, TooManyVersions
from yishu.access.delta.models import Profile, SharedFile
from yishu.access.errors import Busy
from yishu.core.actor import Actor
from yishu.core.canonical import digest
from yishu.core.errors import FieldError, Invalid
from yishu.hosting.fingerprint import Label
from yishu.hosting.models import Batch, Holding
from yishu.hosting.snapshots import Reading, delta_schema, open_changes, open_version

BY: Final = {"by": "delta-sharing"}
MOST_VERSIONS: Final = 1000
PATIENCE: Final = 20.0
_PLACES: Final = BoundedSemaphore(2)
"""Files being made at once by one process: a large one takes a thread of the portal's for a while, and others are to have theirs."""


@dataclass(frozen=True, slots=True)
class Names:
    """Where the table of a grant stands: share (this node), schema (the provider), table (the resource)."""

    share: str
    schema: str
    table: str

    @classmethod
    def of(cls, profile: Profile) -> "Names":
        resource = profile.grant.resource
        return cls(f"node-{settings.YISHU_NODE_CODE}", profile.grant.read_terms().provider, resource.path_code)

    def require(self, share: str, schema: str | None = None, table: str | None = None) -> None:
        """Raises NoSuchTable where something else is asked for."""
        if share != self.share or schema not in (None, self.schema) or table not in (None, self.table):
            raise NoSuchTable


@dataclass(frozen=True, slots=True)
class Shape:
    """Of a version: its number and Delta's schemaString."""

    version: int
    schema: str


@dataclass(frozen=True, slots=True)
class Shared:
    """A copy or changes that were handed over: the version that is current or was asked for, files in the order of versions, and when each version was made (ms)."""

    shape: Shape
    files: list[SharedFile]
    moments: dict[int, int]


def current_version(profile: Profile, actor: Actor, *, now: datetime) -> int:
    given = given_now(actor, Names.of(profile).table, grant=str(profile.grant_id), now=now)
    return Holding.objects.values_list("version", flat=True).get(pk=given.hosted.holding_id)


def shape_of(profile: Profile, actor: Actor, *, now: datetime) -> Shape:
    """What a copy would look like now; no value is read for the caller."""
    given = given_now(actor, Names.of(profile).table, grant=str(profile.grant_id), now=now)
    reading = _opened(given, None)
    try:
        return Shape(reading.version, delta_schema(reading.table, reading.types()))
    finally:
        reading.close()


def share_version(profile: Profile, actor: Actor, version: int | None, *, now: datetime) -> Shared:
    """The rows of a version, the current one if None."""

    def opening(given: Given) -> "Making":
        return Making(profile, _opened(given, version), given.shows)

    return _shared(profile, actor, opening, lambda made, receipt: [made.keep_rows(receipt, now)], version, now)


def share_changes(profile: Profile, actor: Actor, first: int, last: int | None, *, now: datetime) -> Shared:
    """What the versions from `first` to `last`, the current one if None, changed."""
    if last is not None and last < first:
        zh, en = "结束版本不能小于起始版本 {first}。", "The last version is not before the first one, {first}."
        raise Invalid(errors=[FieldError("endingVersion", "in_order", zh, en, first=first)])

    def opening(given: Given) -> "Making":
        hosted = given.hosted
        reading = open_changes(hosted.table, hosted.holding_id, given.items, first, last, given.rows, given.masks)
        if len(reading.changes) > MOST_VERSIONS:
            reading.close()
            raise TooManyVersions(found=len(reading.changes), most=MOST_VERSIONS)
        return Making(profile, reading, given.shows)

    return _shared(profile, actor, opening, lambda made, receipt: made.keep_changes(receipt, now), last, now)


def still_shows(file: SharedFile, actor: Actor, *, now: datetime) -> bool:
    """Whether the grant gives today what the file was projected to, be it in a shape that its version, or the last one of a feed, had. Raises the refusal where it gives nothing."""
    code, grant = Names.of(file.profile).table, str(file.profile.grant_id)
    present = given_now(actor, code, grant=grant, now=now)
    lasts = [shape.last for shape in present.hosted.plan.shapes if shape.last >= file.version]
    return present.shows == file.shows or any(
        given_now(actor, code, grant=grant, version=last, now=now).shows == file.shows for last in lasts
    )


def version_at(profile: Profile, moment: datetime, *, first_after: bool = False) -> int:
    """The version in force at a moment; with `first_after` the first one made at or after it. Raises NoSuchVersion."""
    made = Batch.objects.filter(holding__resource=profile.grant.resource, version__gt=0)
    if first_after:
        found = made.filter(published_at__gte=moment).order_by("version").first()
    else:
        found = made.filter(published_at__lte=moment).order_by("-version").first()
    if found is None or found.version is None:
        raise NoSuchVersion
    return found.version


class Making:
    """A copy, or changes, on the way to files of the profile. Once on record it is written, or found written already: the mark is then of the first time."""

    def __init__(self, profile: Profile, reading: Reading, shows: str) -> None:
        self.profile, self.reading, self._shows = profile, reading, shows
        self._label: Label | None = None
        self._at_close: list[Callable[[], None]] = []
        self.types: dict[
            str, pa.DataType
        ] = {}  # read once it is on record: for decimals that takes a look at every row

    @property
    def version(self) -> int:
        return self.reading.version

    @property
    def rows(self) -> int:
        return self.reading.rows

    @property
    def marked_by(self) -> tuple[str, ...]:
        return self.reading.marked_by

    @property
    def file(self) -> str:
        return self.reading.file

    @property
    def controls(self) -> None:
        """Files of versions have none."""

    @property
    def shape(self) -> Shape:
        return Shape(self.version, delta_schema(self.reading.table, self.types))

    def label(self, label: Label) -> None:
        self._label = label

    def at_close(self, act: Callable[[], None], /) -> None:
        self._at_close.append(act)

    def close(self) -> None:
        self.reading.close()
        while self._at_close:
            self._at_close.pop()()

    def keep_rows(self, receipt: str, now: datetime) -> SharedFile:
        def write(made: SharedFile) -> None:
            written = self.reading.write(made.path, self.types, self._label)
            made.size, made.digest = written.size, written.digest

        return self._kept(SharedFile.Kind.ROWS, self.version, self.rows, receipt, write, now)

    def keep_changes(self, receipt: str, now: datetime) -> list[SharedFile]:
        """One file a version, of those that changed something."""

        def write(made: SharedFile) -> None:
            written = self.reading.write_changes(made.path, self.types, made.version, self._label)
            made.size, made.digest = written.size, written.digest

        changes = self.reading.changes.items()
        return [self._kept(SharedFile.Kind.CHANGES, version, n, receipt, write, now) for version, n in changes]

    def _kept(
        self, kind: str, version: int, records: int, receipt: str, write: Callable[[SharedFile], None], now: datetime
    ) -> SharedFile:
        """Of two that make the same file at once, both write, and the one that is on record first stays."""
        projection = digest([self._shows, {name: str(kind) for name, kind in self.types.items()}])
        same = {"profile": self.profile, "kind": kind, "version": version, "projection": projection}
        found = SharedFile.objects.filter(**same).first()
        if found is not None and found.path.exists():
            SharedFile.objects.filter(pk=found.pk).update(used_at=now)
            return found
        if found is not None:
            found.delete()
        facts = {"shows": self._shows, "records": records, "receipt": receipt, "made_at": now, "used_at": now}
        made = SharedFile(id=uuid4(), **same, **facts)
        write(made)
        SharedFile.objects.bulk_create([made], ignore_conflicts=True)
        kept = SharedFile.objects.get(**same)
        if kept.pk != made.pk:
            made.path.unlink()
        return kept


def _shared(
    profile: Profile,
    actor: Actor,
    opening: Callable[[Given], Making],
    keep: Callable[[Making, str], list[SharedFile]],
    version: int | None,
    now: datetime,
) -> Shared:
    table = Names.of(profile).table
    if not _PLACES.acquire(timeout=PATIENCE):
        raise Busy
    try:
        made, receipt, _items = hand_over(
            actor, table, opening, grant=str(profile.grant_id), version=version, now=now, detail=BY
        )
        try:
            made.types = made.reading.types()
            files = keep(made, receipt)
            return Shared(made.shape, files, _moments(profile, [file.version for file in files]))
        finally:
            made.close()
    finally:
        _PLACES.release()


def _opened(given: Given, version: int | None) -> Reading:
    hosted = given.hosted
    return open_version(hosted.table, hosted.holding_id, given.items, version, given.rows, given.masks)


def _moments(profile: Profile, versions: list[int]) -> dict[int, int]:
    """Version → when it was published, in milliseconds."""
    batches = Batch.objects.filter(holding__resource=profile.grant.resource, version__in=versions)
    made = batches.values("version").annotate(at=Min("published_at")).values_list("version", "at")
    return {version: int(at.timestamp() * 1000) for version, at in made if version is not None}
