"""The worker writes excerpts: beside their place, then renamed, so that a file is there whole or not at all. Who is killed on the way is followed by another (32.1)."""

import gzip
import hashlib
import logging
import threading
import time
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from traceback import format_tb
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import close_old_connections, connection, transaction
from django.http import QueryDict
from django.utils import timezone

from yishu.audit import recording
from yishu.audit.log import excerpt, own, reading, tree
from yishu.audit.log.notes import Checkpoint
from yishu.audit.log.reading import Connection
from yishu.audit.queries import Scope, first_id, list_records
from yishu.audit.record import Action
from yishu.core.actor import PLATFORM
from yishu.core.errors import Problem
from yishu.node.claims import claimed
from yishu.node.disk import needing_room
from yishu.node.durable_files import sync
from yishu.portal.filtering import FilterForm
from yishu.portal.inspecting.commands import expire
from yishu.portal.inspecting.errors import ExcerptBroken, ExcerptOfNothing, ExcerptTooLarge
from yishu.portal.inspecting.models import UNDER_WAY, Excerpt, folder

log = logging.getLogger(__name__)

LIFE: Final = timedelta(days=7)
"""How long a file is kept."""
MOST: Final = 1_000_000
"""Records of an excerpt."""
MOST_TRIES: Final = 5
AT_ONCE: Final = 1000
STRAY: Final = timedelta(hours=6)
"""Longer than any file takes to be written."""
_LOCKS: Final = 5_240_251  # the class of our advisory locks
_TOLD_EVERY: Final = 0.5  # seconds between two looks at how far it is
_EVERYTHING: Final = Scope("", (), everything=True)
_running: list[threading.Thread] = []


class _GivenUp(Exception):
    """It was removed meanwhile."""


class _LogBehind(Exception):
    """A record of it is not in the log yet."""


def begin(_now: datetime) -> None:
    """In a thread of its own: a large file keeps no other work waiting."""
    if _running and _running[0].is_alive():
        return
    _running[:] = [threading.Thread(target=_make_apart, daemon=True)]
    _running[0].start()


def _make_apart() -> None:
    close_old_connections()
    try:
        make_waiting()
    finally:
        connection.close()


def make_waiting() -> int:
    """Write what was asked for, one after another; how many are done. Several workers share them."""
    done = 0
    for number in list(Excerpt.objects.filter(state__in=UNDER_WAY).order_by("asked_at").values_list("pk", flat=True)):
        with claimed(_LOCKS, number.int & 0x7FFFFFFF) as is_ours:
            found = Excerpt.objects.filter(pk=number, state__in=UNDER_WAY).first()
            if is_ours and found is not None:
                done += _make(found)
    return done


def _make(made: Excerpt) -> bool:
    """One try. A refusal ends it; what we ourselves could not do is tried again."""
    if made.tries >= MOST_TRIES:
        # Each try is noted before it begins: a file that kills its worker each time must not do so for ever.
        _fail(made, ExcerptBroken())
        return False
    state = Excerpt.State.MAKING
    Excerpt.objects.filter(pk=made.pk, state__in=UNDER_WAY).update(state=state, tries=made.tries + 1, size=0, records=0)
    try:
        with needing_room():
            _write(made)
            return _keep(made)
    except _GivenUp:
        pass
    except _LogBehind:
        Excerpt.objects.filter(pk=made.pk).update(tries=made.tries)
    except Problem as refusal:
        _fail(made, refusal)
    except Exception as error:  # noqa: BLE001 - the edge of one excerpt: whatever it was, the others go on
        log.error("an excerpt failed: %s\n%s", type(error).__name__, "".join(format_tb(error.__traceback__)))
    _part(made).unlink(missing_ok=True)
    return False


def _write(made: Excerpt) -> None:
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    with own.reading() as read:
        checkpoint = reading.newest_checkpoint(read)
        if checkpoint is None:
            raise _LogBehind
        made.log_size = checkpoint.size
        _part(made).touch(mode=0o600)
        with gzip.open(_part(made), "wb", compresslevel=3) as file:
            file.write(_head(read, made, checkpoint))
            _write_records(read, made, checkpoint, file)
            file.write(excerpt.last_line(made.records))
    if not made.records:
        raise ExcerptOfNothing


def _write_records(read: Connection, made: Excerpt, checkpoint: Checkpoint, file: gzip.GzipFile) -> None:
    form = FilterForm(QueryDict(made.asked))
    if not form.is_valid():
        raise ExcerptBroken
    nodes = lru_cache(maxsize=50_000)(reading.nodes_of(read, settings.YISHU_SUITE))
    before, told = first_id(made.asked_at), time.monotonic()
    while before is not None:
        page = list_records(_EVERYTHING, form.filters(), before=before, size=AT_ONCE)
        numbers = [seen.record.id for seen in page.records]
        for index, salt, body, part in _entries(read, numbers, checkpoint.size):
            path = tree.inclusion(settings.YISHU_SUITE, nodes, index, checkpoint.size)
            file.write(excerpt.record_line(index, path, salt, body, part))
        made.records += len(numbers)
        before = page.before
        if made.records > MOST:
            raise ExcerptTooLarge(most=MOST)
        if time.monotonic() - told >= _TOLD_EVERY:
            _tell(made)
            told = time.monotonic()


def _entries(read: Connection, numbers: list[UUID], size: int) -> list[tuple[int, bytes, bytes, bytes]]:
    """The places of these records, with what was hashed, and what is personal. Raises _LogBehind."""
    rows = read.execute(
        """
        select l.index, r.salt, r.body, r.personal from unnest(%s::uuid[]) with ordinality as n (id, at)
        join audit_record r on r.id = n.id left join audit_leaf l on l.record = n.id order by n.at
        """,
        [numbers],
    ).fetchall()
    if any(index is None or index >= size for index, *_ in rows):
        raise _LogBehind
    return [(index, bytes(salt), body.encode(), bytes(told or b"")) for index, salt, body, told in rows]


def _head(read: Connection, made: Excerpt, checkpoint: Checkpoint) -> bytes:
    about = {
        "excerpt": str(made.pk),
        "asked": made.asked,
        "authority": made.authority,
        "purpose": made.purpose,
        "asked_by": made.asked_by_name,
        "asked_at": made.asked_at.isoformat(),
    }
    return excerpt.head_line(
        checkpoint,
        settings.YISHU_SUITE.name,
        keys=reading.verifier_keys(read),
        witnesses=reading.witness_keys(read),
        about=about,
    )


def _tell(made: Excerpt) -> None:
    """How far it is. Raises _GivenUp."""
    size = _part(made).stat().st_size
    under_way = Excerpt.objects.filter(pk=made.pk, state=Excerpt.State.MAKING)
    if not under_way.update(size=size, records=made.records):
        raise _GivenUp


def _keep(made: Excerpt) -> bool:
    """The file stands in its place before the row says so: a crash between the two leaves a file that is written anew."""
    sync(_part(made))
    with _part(made).open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    size, now = _part(made).stat().st_size, timezone.now()
    _part(made).rename(made.path)
    sync(folder())
    said = {"state": Excerpt.State.READY, "size": size, "records": made.records, "digest": digest}
    with transaction.atomic():
        is_kept = Excerpt.objects.filter(pk=made.pk, state=Excerpt.State.MAKING).update(
            **said, log_size=made.log_size, ends_at=now + LIFE
        )
        if is_kept:
            recording.record(
                PLATFORM, Action.EXCERPT_MADE, target=f"excerpt:{made.pk}", records=made.records, digest=digest
            )
    if not is_kept:  # removed at the last moment
        made.path.unlink(missing_ok=True)
    return bool(is_kept)


def _fail(made: Excerpt, problem: Problem) -> None:
    _part(made).unlink(missing_ok=True)
    Excerpt.objects.filter(pk=made.pk, state__in=UNDER_WAY).update(state=Excerpt.State.FAILED, refusal=problem.code)


def sweep(now: datetime) -> int:
    """Files past their life go, and what a process that died left behind. Returns how many."""
    over = list(Excerpt.objects.filter(state=Excerpt.State.READY, ends_at__lte=now).values_list("pk", flat=True))
    for number in over:
        expire(number, now=now)
    return len(over) + _strays(now)


def _strays(now: datetime) -> int:
    if not folder().exists():
        return 0
    alive = Excerpt.objects.filter(state__in=(*UNDER_WAY, Excerpt.State.READY)).values_list("pk", flat=True)
    kept = {number.hex for number in alive}
    strays = [
        path
        for path in folder().iterdir()
        if path.name.partition(".")[0] not in kept and now.timestamp() - path.stat().st_mtime > STRAY.total_seconds()
    ]
    for path in strays:
        path.unlink(missing_ok=True)
    return len(strays)


def _part(made: Excerpt) -> Path:
    return made.path.with_suffix(".part")
