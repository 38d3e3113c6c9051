"""Copies of a hosted table for a consumer: all rows, or the changes since a version; the granted items only (27.3).

Rows and version are read in one REPEATABLE READ transaction, so they belong together. But for the masks of the entry in force, values are never altered: whoever opens a CSV in a spreadsheet
must import it as text, since a value that begins with `=`, `+`, `-` or `@` would be taken for a formula there. XLSX marks such values as text itself.
"""

import hashlib
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import IO, Any, Literal

import psycopg
from django.conf import settings

from yishu.core.errors import FieldError, Invalid
from yishu.core.rows import RowRule
from yishu.hosting.changes import Selection, changes_since
from yishu.hosting.controls.drawing import Controls, controls_of
from yishu.hosting.controls.rules import ControlRule
from yishu.hosting.copying_formats import MEDIA_TYPES, SHEET_ROWS, SUFFIXES, WRITERS, Writer, read_parts
from yishu.hosting.errors import FormatUnknown, NoGeometryInCopy, TooManyRowsForSheet
from yishu.hosting.fingerprint import Label, marking_items
from yishu.hosting.masking import NO_MASKS, Masks, no_masks
from yishu.hosting.opening import Opened, begin_reading, count_rows, open_rows, require_changes
from yishu.hosting.tables import Table

Format = Literal["csv", "ndjson", "parquet", "arrow", "xlsx", "geojson"]


@dataclass(frozen=True, slots=True)
class Settled:
    """What is known of a copy that is whole before its first byte leaves: its length in bytes, its SHA-256."""

    length: int
    digest: bytes


class Chunks:
    """The bytes of a copy. `close` gives connection and files back, also when nothing was read; again does nothing."""

    def __init__(self, connection: psycopg.Connection[Any], selection: Selection, write: Writer) -> None:
        self._connection, self._selection, self._write = connection, selection, write
        self._written = write(connection, selection, None)
        self._kept: IO[bytes] | None = None
        self._at_close: list[Callable[[], None]] = []

    def label(self, label: Label) -> None:
        """Whose copy it is; before the first byte is read."""
        self._written = self._write(self._connection, self._selection, label)

    def settle(self) -> Settled:
        """Write all of it to a file without a name, to be read from there; after the label, before the first byte is read."""
        digest, self._kept = hashlib.sha256(), tempfile.TemporaryFile()  # noqa: SIM115 closed with the copy
        try:
            for part in self._written:
                digest.update(part)
                self._kept.write(part)
        except BaseException:
            self.close()
            raise
        length, self._written = self._kept.tell(), read_parts(self._kept)
        return Settled(length, digest.digest())

    def __iter__(self) -> "Chunks":
        return self

    def __next__(self) -> bytes:
        try:
            return next(self._written)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        self._written.close()
        self._connection.close()
        if self._kept is not None:
            self._kept.close()
        while self._at_close:
            self._at_close.pop()()

    def at_close(self, act: Callable[[], None]) -> None:
        """What is to be done once, when the copy is at its end or given up."""
        self._at_close.append(act)


@dataclass(frozen=True, slots=True)
class Copy:
    """An open copy: read `chunks` to the end, or `close()` it. `rows` counts records or changes; a header is none.

    `marked_by`: the items by which the rows of a labelled copy are put in order; none where their order is not free. `masks`: its items that come masked.
    `controls`: the control records that a labelled copy has besides its `rows`. `file`: SHA-256 of the version's file, where it was read from that.
    """

    version: int
    rows: int
    media_type: str
    filename: str
    chunks: Chunks
    marked_by: tuple[str, ...] = ()
    masks: Masks = field(default_factory=no_masks)
    controls: Controls | None = None
    file: str = ""

    def label(self, label: Label) -> None:
        """Let the file tell whose copy it is (20.2); before anything of it is read."""
        self.chunks.label(label)

    def settle(self) -> Settled:
        """Have all of it before its first byte leaves; after the label."""
        return self.chunks.settle()

    def at_close(self, act: Callable[[], None], /) -> None:
        self.chunks.at_close(act)

    def close(self) -> None:
        self.chunks.close()


def open_copy(
    table: Table,
    holding_id: int,
    items: tuple[str, ...],
    fmt: Format | str,
    since: int | None = None,
    rows: RowRule | None = None,
    masks: Masks = NO_MASKS,
    *,
    version: int | None = None,
    control: ControlRule | None = None,
) -> Copy:
    """Open a copy of the items, in their given order; with `since` the net changes after that version, before the items `_change` and `_version`; with `version`
    what stood then, `table` being in the shape of that version.

    With `rows`, whose item the table has, as if nothing else were there. With `masks`, which a consumer's copy always has, as if it held their masked forms.
    With `control`, a whole copy has control records among its rows once it is labelled, where they can be told from records.

    Raises FormatUnknown, SinceAhead (422), ChangesExpired (410), TooManyRowsForSheet, NoGeometryInCopy, NothingHosted, VersionFileUnsound, VersionStoreUnreachable (503).
    """
    if fmt not in WRITERS:
        raise FormatUnknown(format=fmt)
    connection = psycopg.connect(settings.YISHU_DATABASE_URL)
    try:
        opened = _opened(connection, table, holding_id, items, since, version, rows, masks)
        count, selection = opened.rows, opened.selection
        if fmt == "geojson" and not any(kind == "geometry" for _, kind in selection.columns):
            raise NoGeometryInCopy
        if control is not None and since is None:
            selection = replace(selection, controls=controls_of(control, table, items, count, selection.masks, rows))
        if fmt == "xlsx" and count > SHEET_ROWS:
            raise TooManyRowsForSheet(rows=count, limit=SHEET_ROWS)
    except BaseException:
        connection.close()
        raise
    name = (
        f"{table.name}.v{opened.version}"
        + (f".since{since}" if since is not None else "")
        + f".{SUFFIXES.get(fmt, fmt)}"
    )
    marked_by = marking_items(table, items) if since is None else ()
    chunks = Chunks(connection, selection, WRITERS[fmt])
    told = marked_by, selection.masks, selection.controls, opened.file
    return Copy(opened.version, count, MEDIA_TYPES[fmt], name, chunks, *told)


def require_one_extent(since: int | None, version: int | None) -> None:
    """Changes, or all of a version. Raises Invalid."""
    if since is not None and version is not None:
        zh, en = (
            "since 与 version 只能写一个：前者取其后的变更，后者取该版本的全量。",
            "Give since or version: the changes after it, or all of that version.",
        )
        raise Invalid(errors=[FieldError("version", "one_of", zh, en)])


def _opened(
    connection: psycopg.Connection[Any],
    table: Table,
    holding_id: int,
    items: tuple[str, ...],
    since: int | None,
    wanted: int | None,
    rows: RowRule | None,
    masks: Masks,
) -> Opened:
    """In the transaction in which the rows will be read."""
    if since is None:
        return open_rows(connection, table, holding_id, items, wanted, rows, masks)
    version, _records = begin_reading(connection, table, holding_id)
    require_changes(connection, holding_id, (*items, rows.item) if rows else items, since, version)
    selection = changes_since(table, items, since, rows, masks)
    return Opened(version, count_rows(connection, selection), selection)
