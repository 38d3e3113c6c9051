"""Asking for a file, and giving it up (27.3)."""

import shutil
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Q

from yishu.access.copies import given_now
from yishu.access.downloads import queries
from yishu.access.downloads.errors import NoRoomForDownloads, TooManyDownloads
from yishu.access.downloads.evidence import record
from yishu.access.downloads.models import UNDER_WAY, Download, folder
from yishu.access.downloads.obligations import require_acknowledged
from yishu.agencies.models import ApplicationSystem, Person
from yishu.audit.record import Action
from yishu.core.actor import Actor
from yishu.hosting.archiving.queries import require_readable
from yishu.hosting.copying import require_one_extent
from yishu.hosting.copying_formats import SHEET_ROWS, WRITERS
from yishu.hosting.errors import FormatUnknown, SinceAhead, TooManyRowsForSheet
from yishu.hosting.models import Holding
from yishu.sharing.models import Grant

MOST_UNDER_WAY: Final = 3
"""Of one caller, waiting or being written."""
MOST_KEPT: Final = 10
"""Of one caller, those included."""
RESERVE: Final = 512 * 1024**2
"""Bytes of the disk that are left for everything else: evidence and batches come before files that can be made again."""


@dataclass(frozen=True, slots=True)
class Asked:
    """`since`: the changes after that version; `version`: all of a past one; neither: all that stands. `grant`: by which one, where there are several; `acknowledged`: codes of
    `obligations_of`."""

    format: str
    since: int | None = None
    version: int | None = None
    grant: str | None = None
    acknowledged: tuple[str, ...] = ()


def ask(actor: Actor, code: str, asked: Asked, *, now: datetime) -> Download:
    """Have a copy prepared as a file. What is under way or kept already, and is still what one would get, is given again: no second copy is taken.

    Raises the refusal of the grant, Invalid, FormatUnknown, SinceAhead, ChangesExpired, TooManyRowsForSheet, TooManyDownloads, NoRoomForDownloads.
    """
    given = given_now(actor, code, grant=asked.grant, version=asked.version, now=now)
    if asked.format not in WRITERS:
        raise FormatUnknown(format=asked.format[:20])
    grant = Grant.objects.get(pk=given.grant)
    acknowledged = require_acknowledged(grant.read_terms(), asked.acknowledged)
    holding = Holding.objects.get(pk=given.hosted.holding_id)
    _require_possible(asked, holding, is_whole=given.rows is None)
    with transaction.atomic():
        _lock(actor)
        if same := _same(actor, grant, asked, holding.version, given.shows, now):
            return same
        _require_place(actor, now)
        require_room()
        return _asked(actor, grant, asked, acknowledged, now)


def remove(actor: Actor, made: Download, *, now: datetime) -> None:
    """The file goes at once; what is being written stops. Its asker, who needs it no more."""
    with transaction.atomic():
        made = queries.get_own(actor, made.pk, lock=True)
        if made.state == Download.State.REMOVED:
            return
        made.state, made.ends_at = Download.State.REMOVED, now
        made.save(update_fields=["state", "ends_at"])
        _record(actor, made, Action.COPY_REMOVED)
    made.path.unlink(missing_ok=True)


def require_room(size: int = 0) -> None:
    """For a file, or for `size` bytes more of it. Raises NoRoomForDownloads."""
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    if shutil.disk_usage(folder()).free - size < RESERVE:
        raise NoRoomForDownloads


def _asked(actor: Actor, grant: Grant, asked: Asked, acknowledged: tuple[str, ...], now: datetime) -> Download:
    made = Download.objects.create(
        grant=grant,
        asked_by=actor.ref,
        asked_by_name=actor.name,
        source=actor.source,
        format=asked.format,
        since=asked.since,
        past=asked.version,
        acknowledged=list(acknowledged),
        asked_at=now,
    )
    _record(actor, made, Action.COPY_ASKED)
    return made


def _record(actor: Actor, made: Download, action: Action) -> None:
    record(
        actor,
        action,
        made,
        format=made.format,
        since=made.since,
        past=made.past,
        acknowledged=list(made.acknowledged),
    )


def _require_possible(asked: Asked, holding: Holding, *, is_whole: bool) -> None:
    """What is known beforehand need not wait for its turn."""
    require_one_extent(asked.since, asked.version)
    wanted = asked.version if asked.since is None else asked.since
    if asked.since is not None and asked.since > holding.version:
        raise SinceAhead(since=asked.since, version=holding.version)
    if asked.version is not None:
        require_readable(holding, asked.version)
    if asked.format == "xlsx" and wanted is None and is_whole and holding.records > SHEET_ROWS:
        raise TooManyRowsForSheet(rows=holding.records, limit=SHEET_ROWS)


def _lock(actor: Actor) -> None:
    """One caller's askings come one after another, so that the bounds hold and nothing is made twice."""
    if actor.kind == "person":
        Person.objects.select_for_update(no_key=True).get(pk=actor.id)
    else:
        ApplicationSystem.objects.select_for_update(no_key=True).get(pk=actor.id)


def _same(actor: Actor, grant: Grant, asked: Asked, version: int, shows: str, now: datetime) -> Download | None:
    version = version if asked.version is None else asked.version
    current = Q(state__in=UNDER_WAY) | Q(state=Download.State.READY, ends_at__gt=now, version=version, shows=shows)
    same = {"grant": grant, "format": asked.format, "since": asked.since, "past": asked.version}
    found = queries.list_own(actor).filter(current, **same)
    return next((made for made in found if made.is_under_way or made.path.exists()), None)


def _require_place(actor: Actor, now: datetime) -> None:
    own = queries.list_own(actor)
    under_way = own.filter(state__in=UNDER_WAY).count()
    kept = own.filter(state=Download.State.READY, ends_at__gt=now).count()
    if under_way >= MOST_UNDER_WAY:
        raise TooManyDownloads(most=MOST_UNDER_WAY)
    if under_way + kept >= MOST_KEPT:
        raise TooManyDownloads(most=MOST_KEPT)
