"""The worker writes what was asked for. Whoever is killed on the way is followed by another: the claim is a lock that ends with its connection, the file is whole or not there."""

import hashlib
import logging
import os
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from traceback import format_tb
from typing import Final

from django.db import transaction
from django.utils import timezone

from yishu.access.copies import Detail, Given, given_now, hand_over, label_for
from yishu.access.downloads.commands import require_room
from yishu.access.downloads.errors import AskerGone, DownloadBroken
from yishu.access.downloads.evidence import record
from yishu.access.downloads.models import UNDER_WAY, Download, folder
from yishu.access.errors import Busy
from yishu.agencies.models import ApplicationSystem, Person
from yishu.agencies.queries import actor_of_person, actor_of_system
from yishu.audit.record import Action
from yishu.core.actor import Actor
from yishu.core.errors import Problem
from yishu.hosting.controls.drawing import in_header
from yishu.hosting.copying import Copy
from yishu.node.claims import claimed
from yishu.node.disk import needing_room
from yishu.node.durable_files import sync

log = logging.getLogger(__name__)

LIFE: Final = timedelta(hours=48)
"""How long a file is kept; less where the grant ends before."""
MOST_TRIES: Final = 5
_LOCKS: Final = 5_240_250  # the class of our advisory locks
_TOLD_EVERY: Final = 0.5  # seconds between two looks at how far it is
_ROOM_FOR: Final = 64 * 1024**2


class _GivenUp(Exception):
    """Its asker needs it no more."""


def prepare_waiting() -> int:
    """Write what waits, one after another; how many. Several workers share them."""
    done = 0
    for number in list(Download.objects.filter(state__in=UNDER_WAY).order_by("asked_at").values_list("pk", flat=True)):
        with claimed(_LOCKS, number.int & 0x7FFFFFFF) as is_ours:
            found = Download.objects.filter(pk=number, state__in=UNDER_WAY).select_related("grant__resource").first()
            if is_ours and found is not None:
                _prepare(found)
                done += 1
    return done


def _prepare(made: Download) -> None:
    """One try. A refusal ends it; what we ourselves could not do is tried again."""
    if made.tries >= MOST_TRIES:
        # Each try is noted before it begins: a file that kills its worker each time must not do so for ever.
        _fail(made, DownloadBroken())
        return
    Download.objects.filter(pk=made.pk, state__in=UNDER_WAY).update(
        state=Download.State.PREPARING, tries=made.tries + 1, size=0
    )
    try:
        actor = _asker(made)
        with needing_room():
            copy = _opened(made, actor)
            try:
                written = _write(made, copy)
            finally:
                copy.close()
        _keep(made, actor, *written)
    except _GivenUp:
        _part(made).unlink(missing_ok=True)
    except Exception as error:  # noqa: BLE001
        # The edge of one download: whatever it was, the others go on.
        if isinstance(error, Problem) and not isinstance(error, Busy):
            _fail(made, error)
        else:
            _put_off(made, error)


def _put_off(made: Download, error: Exception) -> None:
    """To the next round, a few times."""
    log.error("preparing a download failed: %s\n%s", type(error).__name__, "".join(format_tb(error.__traceback__)))
    _part(made).unlink(missing_ok=True)
    if made.tries + 1 >= MOST_TRIES:
        _fail(made, DownloadBroken())


def _asker(made: Download) -> Actor:
    """Who asked for it, as they are now, from where they asked. Raises AskerGone."""
    kind, _, number = made.asked_by.partition(":")
    if kind == "person":
        person = Person.objects.select_related("agency").get(pk=int(number))
        is_active, actor = person.is_active and person.agency.is_active, actor_of_person(person)
    else:
        system = ApplicationSystem.objects.select_related("agency").get(pk=int(number))
        is_active, actor = system.is_active and system.agency.is_active, actor_of_system(system)
    if not is_active:
        raise AskerGone
    return replace(actor, source=made.source)


def _opened(made: Download, actor: Actor) -> Copy:
    """The copy, on record. One that was on record before we were killed is opened again under the same receipt, as long as it is the same."""
    if made.receipt and (again := _again(made, actor)):
        return again
    shows: list[str] = []

    def opening(given: Given) -> Copy:
        shows.append(given.shows)
        return _copy(made, given)

    copy, receipt, _items = hand_over(
        actor,
        made.grant.resource.path_code,
        opening,
        grant=str(made.grant_id),
        version=made.past,
        now=timezone.now(),
        detail=_detail(made),
    )
    made.receipt, made.version, made.records, made.shows = receipt, copy.version, copy.rows, shows[-1]
    made.media_type, made.filename = copy.media_type, copy.filename
    made.controls = in_header(copy.controls) if copy.controls else ""
    made.save(update_fields=["receipt", "version", "records", "shows", "media_type", "filename", "controls"])
    return copy


def _copy(made: Download, given: Given) -> Copy:
    return given.open(made.format, made.since, made.past, given.control)


def _detail(made: Download) -> Detail:
    told = {"by": "download", "download": str(made.pk), "format": made.format, "since": made.since}
    past = {} if made.past is None else {"asked_version": made.past}
    return {**told, **past, "acknowledged": list(made.acknowledged)}


def _again(made: Download, actor: Actor) -> Copy | None:
    code, grant = made.grant.resource.path_code, str(made.grant_id)
    given = given_now(actor, code, grant=grant, version=made.past, now=timezone.now())
    if given.shows != made.shows:
        return None
    copy = _copy(made, given)
    if (copy.version, in_header(copy.controls) if copy.controls else "") != (made.version, made.controls):
        copy.close()
        return None
    copy.label(label_for(actor, made.grant.resource.code, made.receipt))
    return copy


def _write(made: Download, copy: Copy) -> tuple[int, str]:
    """Size and SHA-256 of the part, which is then durable."""
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    digest, size, told = hashlib.sha256(), 0, time.monotonic()
    descriptor = os.open(_part(made), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        for chunk in copy.chunks:
            file.write(chunk)
            digest.update(chunk)
            size += len(chunk)
            if time.monotonic() - told >= _TOLD_EVERY:
                _tell(made, size)
                told = time.monotonic()
        file.flush()
        os.fsync(file.fileno())
    return size, digest.hexdigest()


def _tell(made: Download, size: int) -> None:
    """How far it is; raises _GivenUp, NoRoomForDownloads."""
    if not Download.objects.filter(pk=made.pk, state=Download.State.PREPARING).update(size=size):
        raise _GivenUp
    require_room(_ROOM_FOR)


def _keep(made: Download, actor: Actor, size: int, digest: str) -> None:
    """The file stands in its place before the row says so: a crash between the two leaves a file that is written anew."""
    _part(made).rename(made.path)
    sync(folder())
    now = timezone.now()
    ends = min(now + LIFE, made.grant.read_terms().valid_until)
    with transaction.atomic():
        kept = Download.objects.filter(pk=made.pk, state=Download.State.PREPARING).update(
            state=Download.State.READY, size=size, digest=digest, ready_at=now, ends_at=ends
        )
        if kept:
            until = ends.isoformat(timespec="seconds")
            record(actor, Action.COPY_KEPT, made, copy=made.receipt, size=size, digest=digest, until=until)
    if not kept:  # given up at the last moment
        made.path.unlink(missing_ok=True)


def _fail(made: Download, problem: Problem) -> None:
    _part(made).unlink(missing_ok=True)
    refusal = {"code": problem.code, "zh": problem.detail("zh"), "en": problem.detail("en")}
    Download.objects.filter(pk=made.pk, state__in=UNDER_WAY).update(state=Download.State.FAILED, refusal=refusal)


def _part(made: Download) -> Path:
    return made.path.with_suffix(".part")
