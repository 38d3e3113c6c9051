"""What the worker does with uploaded files: read into rows in one transaction, then drafted a few rows in each.

Whoever dies in the middle leaves whole batches behind them and nothing of the one under way; the next round goes on with the rows that still wait.
"""

import logging
import time
from datetime import datetime
from typing import Final

from django.db import DatabaseError, transaction
from django.utils import timezone

from yishu.agencies.models import Person
from yishu.agencies.queries import actor_of_person
from yishu.audit import recording
from yishu.audit.record import Action
from yishu.catalogue.importing import Imported, import_directory
from yishu.catalogue.spreadsheets import drafting, grouping, reading, remarks
from yishu.catalogue.spreadsheets.errors import NoEntries, UploadFailed
from yishu.catalogue.spreadsheets.mapping import Mapping
from yishu.catalogue.spreadsheets.models import Row, Upload
from yishu.core.actor import PLATFORM, Actor
from yishu.core.errors import FieldError, Problem

log = logging.getLogger(__name__)

BATCH: Final = 50
PATIENCE: Final = 20.0
"""Seconds after which the worker's other chores have their turn."""


def work(only: int | None = None, *, patience: float = PATIENCE) -> bool:
    """Do what waits, for so many seconds; `only` one upload. Whether anything still waits."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if not _step(only):
            return False
    return True


def _step(only: int | None) -> bool:
    """One transaction's worth; False where nothing waits that nobody else is at."""
    number = 0
    try:
        with transaction.atomic():
            upload = _next(only)
            if upload is None:
                return False
            number = upload.pk
            _do(upload, timezone.now())
    except Problem as problem:
        _refuse(number, problem)
    except DatabaseError:
        raise  # the database is lost or full: no fault of the file, the next round tries again
    except Exception:
        # The edge: a file must not stop those behind it, whatever is in it.
        log.exception("upload %s failed", number)
        _refuse(number, UploadFailed(number=number))
    return True


def _next(only: int | None) -> Upload | None:
    waiting = Upload.objects.filter(state__in=[Upload.State.WAITING, Upload.State.READING])
    if only is not None:
        waiting = waiting.filter(pk=only)
    # Small files first: those of few rows need not wait for one of ten thousand.
    return (
        waiting.defer("content")
        .select_for_update(of=("self",), skip_locked=only is None)
        .order_by("rows", "pk")
        .first()
    )


def _do(upload: Upload, now: datetime) -> None:
    actor = _actor(upload)
    if upload.kind == Upload.Kind.DIRECTORY:
        _import(upload, actor, now)
    elif upload.state == Upload.State.WAITING:
        _read(upload)
    else:
        _draft(upload, actor, now)


def _actor(upload: Upload) -> Actor:
    """Who uploaded it, with the roles they have now."""
    kind, _, number = upload.uploaded_by.partition(":")
    return actor_of_person(Person.objects.get(pk=int(number))) if kind == "person" else PLATFORM


def _read(upload: Upload) -> None:
    """All rows are kept as they are in the file before the first is drafted. Raises what `reading` refuses, NoEntries."""
    found = grouping.groups(reading.read(bytes(upload.content)), Mapping.of_json(upload.columns))
    if not found:
        raise NoEntries
    Row.objects.bulk_create(
        (
            Row(upload=upload, number=n, name=_shown(group.name), cells=group.as_json())
            for n, group in enumerate(found, 1)
        ),
        batch_size=1000,
    )
    upload.state, upload.rows = Upload.State.READING, len(found)
    upload.save(update_fields=["state", "rows"])


def _shown(name: str) -> str:
    return "".join(one if one.isprintable() else " " for one in name)[:200]


def _draft(upload: Upload, actor: Actor, now: datetime) -> None:
    rows = list(upload.entries.filter(state=Row.State.WAITING)[:BATCH])
    assert upload.agency is not None
    if rows:
        drafting.draft_rows(actor, upload.agency, rows, Mapping.of_json(upload.columns), now=now)
        upload.remarks += sum(len(row.remarks) for row in rows)
        upload.save(update_fields=["remarks"])
    if len(rows) < BATCH:
        _finish(upload, actor, now)


def _finish(upload: Upload, actor: Actor, now: datetime) -> None:
    upload.state, upload.finished_at = Upload.State.DONE, now
    upload.save(update_fields=["state", "finished_at"])
    counts = {str(state): upload.entries.filter(state=state).count() for state in Row.State}
    recording.record(actor, Action.SPREADSHEET_IMPORTED, target=f"upload:{upload.pk}", rows=upload.rows, **counts)


def _import(upload: Upload, actor: Actor, now: datetime) -> None:
    came = import_directory(actor, bytes(upload.content), source=upload.source, now=now)
    keep_report(upload, came)
    upload.state, upload.finished_at = Upload.State.DONE, now
    upload.save()


def keep_report(upload: Upload, came: Imported) -> None:
    """A directory's remarks by row."""
    by_row: dict[int, list[FieldError]] = {}
    for wrong in came.dirt:
        by_row.setdefault(int(wrong.field.partition(".")[0]), []).append(wrong)
    Row.objects.bulk_create(
        (
            Row(
                upload=upload,
                number=row + 1,  # the heads are line 1
                state=Row.State.IMPORTED,
                name=came.names.get(row, ""),
                remarks=[remarks.of_dirt(wrong).as_json() for wrong in said],
            )
            for row, said in sorted(by_row.items())
        ),
        batch_size=2000,
    )
    upload.rows = came.created + came.changed + came.unchanged
    upload.remarks, upload.gone = len(came.dirt), came.gone
    upload.counts = {
        "created": came.created,
        "changed": came.changed,
        "unchanged": came.unchanged,
        "repeated": came.repeated,
    }


def _refuse(number: int, problem: Problem) -> None:
    upload = Upload.objects.get(pk=number)
    upload.state, upload.finished_at = Upload.State.REFUSED, timezone.now()
    upload.problem = {"code": problem.code, "zh": problem.detail("zh"), "en": problem.detail("en")}
    upload.save(update_fields=["state", "finished_at", "problem"])
