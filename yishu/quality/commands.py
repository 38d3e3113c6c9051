"""Comparing one's own table with a resource: the writes (17.1, 28.1)."""

import shutil
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import UUID

from django.db import transaction

from yishu.agencies.models import Role
from yishu.agencies.roles import require
from yishu.audit import recording
from yishu.audit.record import Action
from yishu.catalogue.queries import get_resource
from yishu.core.actor import PLATFORM, Actor
from yishu.core.calendar import shanghai_day
from yishu.core.errors import FieldError, Invalid
from yishu.core.identifiers import KeyKind
from yishu.core.ids import new_id
from yishu.core.text import is_plain
from yishu.hosting.reading import CSV, Source, source, wrong_columns
from yishu.hosting.reading_headers import header
from yishu.hosting.tables import Column, Table
from yishu.node import clocks
from yishu.quality import comparing, copied, delivery, files, queries
from yishu.quality.canon import Canon
from yishu.quality.comparing import Found, Pair
from yishu.quality.copied import LARGEST_MIB, MOST_RECORDS, Copied
from yishu.quality.errors import AlreadyCompared, ComparisonRemoved, ComparisonsBusy, KeyNotMapped, TableTooLarge
from yishu.quality.models import Comparison

MOST_AT_ONCE: Final = 2
PATIENCE: Final = 20.0  # seconds that a comparison waits for its turn
LONGEST_NAME: Final = 120
_turns = threading.BoundedSemaphore(MOST_AT_ONCE)


def prepare(
    actor: Actor,
    resource_code: str,
    spool: Path,
    *,
    name: str,
    media_type: str,
    charset: str | None = None,
    now: datetime,
) -> Comparison:
    """Take in a table of the actor's agency, to be compared with a resource that it may copy in bulk, or its own. The columns are read, nothing is compared yet.

    Raises the refusal of the rule of authorisation, NothingHosted, TableTooLarge, and what hosting raises of a file that cannot be read.
    """
    require(actor, Role.DATA_OFFICER, Role.HANDLER)
    remove_expired(PLATFORM, now=now)
    resource = get_resource(resource_code, viewer=actor)
    copied.find_comparable(actor, resource, now=now)
    if spool.stat().st_size > LARGEST_MIB * 1024**2:
        raise TableTooLarge(limit=LARGEST_MIB, most=MOST_RECORDS)
    if not is_plain(name):
        zh, en = "含有无法保存的控制字符，请删去。", "Holds control characters; take them out."
        raise Invalid(errors=[FieldError("name", "plain_text", zh, en)])
    columns = _columns(spool, media_type, charset)
    number = new_id()
    shutil.copyfile(spool, files.make_folder(number) / "table")
    try:
        with transaction.atomic():
            made = Comparison.objects.create(
                id=number,
                agency_id=actor.agency_id,
                resource=resource,
                name=(name.strip() or resource.code)[:LONGEST_NAME],
                media_type=media_type[:120],
                charset=charset or "",
                columns=columns,
                made_by=actor.ref,
                made_by_name=actor.name,
                made_at=now,
                kept_until=clocks.deadline(clocks.COMPARISON_KEPT, now).date,
            )
            recording.record(actor, Action.COMPARISON_PREPARED, resource=resource.code, target=f"comparison:{number}")
    except BaseException:
        files.remove(number)
        raise
    return made


def compare(actor: Actor, number: UUID | str, pairs: tuple[Pair, ...], *, now: datetime) -> Comparison:
    """Compute a prepared comparison by these pairs of items and columns. The resource is read by a governed copy; the uploaded table goes when it is done.

    Raises KeyNotMapped, Invalid, AlreadyCompared, ComparisonsBusy, the refusal of the copy (on record), and what reading raises.
    """
    require(actor, Role.DATA_OFFICER, Role.HANDLER)
    made = queries.get_comparison(actor, number)
    if made.state != Comparison.State.PREPARED:
        raise AlreadyCompared
    if not files.table_of(made.pk).exists():
        raise ComparisonRemoved(day=made.kept_until.isoformat())
    _require_pairs(made, pairs)
    if not _turns.acquire(timeout=PATIENCE):
        raise ComparisonsBusy
    try:
        # Rows of people: none stay behind, whatever goes wrong.
        with tempfile.TemporaryDirectory(
            dir=files.folder_of(made.pk), prefix="computing-", ignore_cleanup_errors=True
        ) as name:
            folder = Path(name)
            taken, found = _computed(actor, made, pairs, folder, now=now)
            return _kept(actor, made, pairs, taken, found, folder / "differences.parquet", now=now)
    finally:
        _turns.release()


@transaction.atomic
def read_whole(actor: Actor, number: UUID | str, *, now: datetime) -> Iterator[comparing.Row]:
    """All that differs, whole but for what the provider delivers masked, which is put on record. Raises ComparisonRemoved."""
    made = queries.get_result(actor, number, now=now)
    recording.record(
        actor,
        Action.COMPARISON_READ,
        resource=made.resource.code,
        target=f"comparison:{made.pk}",
        items=[pair["item"] for pair in made.pairs],
        version=made.version,
    )
    return delivery.as_delivered(made, comparing.batches(files.result_of(made.pk), len(made.pairs)))


def remove_expired(actor: Actor, *, now: datetime) -> int:
    """Remove the rows of comparisons whose time is over; their counts stay. For the platform's own timer, and before each new comparison."""
    today, removed = shanghai_day(now), 0
    over = Comparison.objects.exclude(state=Comparison.State.REMOVED).filter(kept_until__lt=today)
    for made in over.select_related("resource"):
        with transaction.atomic():
            if not over.filter(pk=made.pk).update(state=Comparison.State.REMOVED, columns=[]):
                continue
            recording.record(
                actor, Action.COMPARISON_REMOVED, resource=made.resource.code, target=f"comparison:{made.pk}"
            )
        files.remove(made.pk)
        removed += 1
    return removed


def uploaded_table(columns: list[str]) -> Table:
    """An agency's table as texts: its columns by place, since their names may be anything."""
    made = tuple(Column(source_code(place), name, "string") for place, name in enumerate(columns))
    return Table("uploaded", KeyKind.PLAIN, made)


def source_code(place: int) -> str:
    return f"uploaded_column_{place}"


def _columns(spool: Path, media_type: str, charset: str | None) -> list[str]:
    names = header(source(spool, media_type, charset, Table("uploaded", KeyKind.PLAIN, ()), keys_only=False))
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise wrong_columns([], [], twice)
    if not all(is_plain(name) for name in names):
        zh, en = "表头含有控制字符。", "The header holds control characters."
        raise Invalid(errors=[FieldError("file", "plain_text", zh, en)])
    return names


def _require_pairs(made: Comparison, pairs: tuple[Pair, ...]) -> None:
    if not any(pair.is_key for pair in pairs) or all(pair.is_key for pair in pairs):
        raise KeyNotMapped
    unknown = sorted({pair.column for pair in pairs} - set(made.columns))
    codes = [pair.code for pair in pairs]
    if unknown or len(set(codes)) < len(codes):
        zh, en = "对应关系有误，请重新选择列。", "The pairs are not right; choose the columns anew."
        raise Invalid(errors=[FieldError("pairs", "one_of", zh, en)])


@dataclass(frozen=True, slots=True)
class _Sides:
    """The pairs laid out for reading."""

    codes: list[str]
    columns: list[str]
    keys: list[bool]
    canons: list[Canon]


def _computed(
    actor: Actor, made: Comparison, pairs: tuple[Pair, ...], folder: Path, *, now: datetime
) -> tuple[Copied, Found]:
    items = tuple(pair.code for pair in pairs)
    taken = copied.take_copy(actor, made.resource, items, folder / "copy.csv", now=now)
    full = copied.find_comparable(actor, made.resource, now=now).table
    shape = Table(full.name, full.key_kind, tuple(full.by_code[item] for item in items))
    places = [source_code(made.columns.index(pair.column)) for pair in pairs]
    canons = [Canon(full, each, taken.masks.get(each.code)) for each in shape.columns]
    sides = _Sides(list(items), places, [pair.is_key for pair in pairs], canons)
    unreadable = _write(made, sides, shape, folder)
    found = comparing.compare(folder, folder / "ours", folder / "theirs", folder / "differences.parquet", len(pairs))
    found.counts["unreadable"] = unreadable
    return taken, found


def _write(made: Comparison, sides: _Sides, shape: Table, folder: Path) -> int:
    mine = source(
        files.table_of(made.pk), made.media_type, made.charset or None, uploaded_table(made.columns), keys_only=False
    )
    theirs = Source(folder / "copy.csv", CSV, "utf-8", shape)
    comparing.write_side(theirs, sides.codes, sides.keys, sides.canons, folder / "theirs")
    return comparing.write_side(mine, sides.columns, sides.keys, sides.canons, folder / "ours")


def _kept(
    actor: Actor,
    made: Comparison,
    pairs: tuple[Pair, ...],
    taken: Copied,
    found: Found,
    result: Path,
    *,
    now: datetime,
) -> Comparison:
    """The counts into the row, what differs into its place; both sides' files and the uploaded table go."""
    with transaction.atomic():
        locked = Comparison.objects.select_for_update(of=("self",)).get(pk=made.pk)
        if locked.state != Comparison.State.PREPARED:
            raise AlreadyCompared
        locked.state, locked.done_at, locked.version = Comparison.State.DONE, now, taken.version
        locked.pairs = [{"item": pair.code, "column": pair.column, "is_key": pair.is_key} for pair in pairs]
        locked.counts, locked.grant = found.counts, taken.grant
        locked.item_counts = {pair.code: n for pair, n in zip(pairs, found.differing, strict=True) if not pair.is_key}
        locked.receipt = recording.record(
            actor,
            Action.COMPARISON_MADE,
            resource=made.resource.code,
            target=f"comparison:{made.pk}",
            items=[pair.code for pair in pairs],
            version=taken.version,
            grant=taken.grant,
        )
        locked.save()
        result.replace(files.result_of(made.pk))
    files.table_of(made.pk).unlink(missing_ok=True)
    return locked
