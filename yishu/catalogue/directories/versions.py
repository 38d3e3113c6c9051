"""Numbered versions of the directories: ordered by the coordinator or by the calendar, made by the worker, never changed afterwards (8.2)."""

import shutil
import tempfile
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from yishu.agencies.models import Role
from yishu.agencies.roles import require
from yishu.audit import recording
from yishu.audit.record import Action
from yishu.catalogue.directories.comparing import differences, writing_list
from yishu.catalogue.directories.current import cache_folder, squeeze, taking_turn
from yishu.catalogue.directories.errors import VersionUnderWay
from yishu.catalogue.directories.members import last_change, one_snapshot
from yishu.catalogue.directories.models import Change, Edition, Part, Version
from yishu.catalogue.directories.signing import sign_folder
from yishu.catalogue.directories.site import pack, site_address, write_pages
from yishu.catalogue.directories.writing import SQUEEZED, write_part
from yishu.catalogue.errors import NotTheCoordinator
from yishu.catalogue.queries import is_coordinator
from yishu.core.actor import PLATFORM, Actor
from yishu.core.calendar import SHANGHAI
from yishu.node.durable_files import sync
from yishu.shell.addresses import lasting_address

SITE = "site.zip"
_SETTLED = timedelta(minutes=10)
"""So long after its first entry a new node waits with the first version."""


@transaction.atomic
def order_version(actor: Actor, *, note: str = "", now: datetime) -> Version:
    """The next version, to be made by the worker in a moment. Raises NotTheCoordinator, VersionUnderWay."""
    require(actor, Role.COORDINATOR)
    if actor.kind != "platform" and not is_coordinator(actor):
        raise NotTheCoordinator
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(20141128, 9)")  # numbers without a gap
    last = Version.objects.first()
    if last and last.state == Version.State.ORDERED:
        raise VersionUnderWay(number=last.number)
    made = Version.objects.create(
        number=last.number + 1 if last else 1,
        note=note.strip()[:300],
        ordered_at=now,
        ordered_by=actor.ref,
        ordered_by_name=actor.name,
    )
    recording.record(actor, Action.DIRECTORY_ORDERED, target=f"directory:{made.number}", note=made.note)
    return made


def order_when_due(now: datetime) -> Version | None:
    """A version by the calendar (`YISHU_DIRECTORY_DAYS`), where something has changed since the last."""
    days = settings.YISHU_DIRECTORY_DAYS
    last, first_change = Version.objects.first(), Change.objects.order_by("pk").first()
    if not days or first_change is None or first_change.at > now - _SETTLED:
        return None
    if last and (last.made_at is None or last.made_at > now - timedelta(days=days) or last.change == last_change()):
        return None
    return order_version(PLATFORM, now=now)


def make_ordered(now: datetime) -> Version | None:
    """Make the version that has been ordered, if there is one and nobody else is at it. Killed on the way, it is begun anew."""
    version = Version.objects.filter(state=Version.State.ORDERED).order_by("number").first()
    if version is None:
        return None
    for folder in (_versions(), cache_folder()):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with taking_turn(cache_folder() / ".versions") as is_ours:
        if not is_ours:
            return None
        version.refresh_from_db()
        return _make(version, now) if version.state == Version.State.ORDERED else None


def folder_of(version: Version, part: str) -> Path:
    """Where the files of a version's part lie."""
    return _versions() / str(version.number) / part


def _versions() -> Path:
    return settings.YISHU_DIR / "directories"


def _make(version: Version, now: datetime) -> Version:
    for left in cache_folder().glob("making-*"):
        shutil.rmtree(left)
    place = Path(tempfile.mkdtemp(dir=cache_folder(), prefix="making-"))
    before = Version.objects.filter(state=Version.State.PUBLISHED).first()
    with one_snapshot():
        version.change = last_change()
        editions = [_edition(version, part, place / part, before, now) for part in Part]
    final = _versions() / str(version.number)
    if final.exists():  # we died after the renaming and before the commit below
        shutil.rmtree(final)
    _make_durable(place)
    place.rename(final)
    sync(_versions())
    return _publish(version, editions, now)


@transaction.atomic
def _publish(version: Version, editions: list[Edition], now: datetime) -> Version:
    Edition.objects.bulk_create(editions)
    version.state, version.made_at = Version.State.PUBLISHED, now
    version.save(update_fields=["state", "made_at", "change"])
    counted = {edition.part: edition.entries for edition in editions}
    recording.record(
        PLATFORM,
        Action.DIRECTORY_PUBLISHED,
        target=f"directory:{version.number}",
        resource_entries=counted[Part.RESOURCE],
        sharing_entries=counted[Part.SHARING],
        open_entries=counted[Part.OPEN],
    )
    return version


def _edition(version: Version, part: Part, folder: Path, before: Version | None, now: datetime) -> Edition:
    folder.mkdir()
    with writing_list(folder) as add:
        entries = write_part(folder, part, lasting_address(), "zh", also=[add])
    if part == Part.OPEN:
        _pack_site(folder / SITE)
    found = Counter(each.what for each in differences(folder_of(before, part) if before else None, folder))
    counts = {what: found[what] for what in ("added", "changed", "withdrawn")}
    about: dict[str, Any] = {
        "node": settings.YISHU_NODE_CODE,
        "name": settings.YISHU_NODE_NAME,
        "directory": part.value,
        "number": version.number,
        "made_at": now.astimezone(SHANGHAI).isoformat(timespec="seconds"),
        "entries": entries,
        **counts,
    }
    manifest, signature = sign_folder(folder, about)
    for form in SQUEEZED:
        squeeze(folder / f"catalogue.{form}")
    return Edition(version=version, part=part, entries=entries, manifest=manifest, signature=signature, **counts)


def _pack_site(archive: Path) -> None:
    """The open part as a site of its own: whoever runs a web server on the internet carries it there."""
    with tempfile.TemporaryDirectory(dir=archive.parent, prefix=".site-") as place:
        write_pages(Path(place), site_address(), lasting_address())
        pack(Path(place), archive)


def _make_durable(place: Path) -> None:
    for path in place.rglob("*"):
        sync(path)
