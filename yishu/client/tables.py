"""Lists and copies as pyarrow tables; pyarrow is imported only where it is used."""

import io
from collections.abc import Sequence
from typing import Any

from msgspec import UNSET, Struct, json

from yishu.client.errors import AnswerStrange, BrokenOff, ContentUnclear, PackageMissing
from yishu.client.transport import BLOCK, Answer
from yishu.wire.data import Purpose
from yishu.wire.lists import RECEIPT, SAID, SUBJECT, VERSION, ListSaid

Table = Any
"""A `pyarrow.Table`; pyarrow has no types of its own."""


class TableAnswer(Struct, frozen=True):
    """The answer about a list: a row for each row asked, in the same order; `found`, then a column for each item."""

    table: Table
    version: int
    receipt: str


class CopiedTable(Struct, frozen=True):
    """A copy, or the changes since a version. `masked`, `controls` as in `Copied`."""

    table: Table
    version: int
    receipt: str
    masked: dict[str, str]
    controls: str


def pyarrow() -> Any:
    """Raises PackageMissing."""
    try:
        import pyarrow
    except ImportError:
        raise PackageMissing(package="pyarrow", extra="client-arrow") from None
    return pyarrow


def list_stream(table: Table, purpose: Purpose, items: Sequence[str] | None, grant: str | None) -> bytes:
    """The table as a request. Raises ContentUnclear where it has no column of subjects."""
    if SUBJECT not in table.column_names:
        raise ContentUnclear(what=SUBJECT, known=f"pyarrow.Table({SUBJECT}, …)")
    said = ListSaid(purpose, UNSET if items is None else list(items), grant)
    return stream(table.replace_schema_metadata({SAID: json.encode(said)}))


def stream(table: Table) -> bytes:
    pa = pyarrow()
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return sink.getvalue().to_pybytes()


def list_answer(content: bytes, url: str) -> TableAnswer:
    """Raises AnswerStrange."""
    pa = pyarrow()
    try:
        table = pa.ipc.open_stream(content).read_all()
        facts = {name.decode(): value.decode() for name, value in (table.schema.metadata or {}).items()}
        return TableAnswer(table, int(facts[VERSION]), facts[RECEIPT])
    except (pa.ArrowException, OSError, ValueError, KeyError):
        raise AnswerStrange(url=url) from None


def copied(answer: Answer) -> Table:
    """The whole of a copy, read while it comes. Raises BrokenOff."""
    pa = pyarrow()
    reader = _Reader(answer)
    try:
        with pa.ipc.open_stream(io.BufferedReader(reader, BLOCK)) as opened:
            return opened.read_all()
    except (pa.ArrowException, OSError, ValueError, EOFError) as error:
        raise reader.failure or BrokenOff(reason=type(error).__name__) from None


class _Reader(io.RawIOBase):
    """An answer as a file; what went wrong stays in `failure`, since not every reader hands it on."""

    def __init__(self, answer: Answer) -> None:
        self._blocks, self._rest = answer.blocks(), memoryview(b"")
        self.failure: Exception | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        if not self._rest:
            try:
                self._rest = memoryview(next(self._blocks, b""))
            except Exception as failure:
                self.failure = failure
                raise
        taken = self._rest[: len(buffer)]
        buffer[: len(taken)] = taken
        self._rest = self._rest[len(taken) :]
        return len(taken)
