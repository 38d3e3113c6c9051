"""One subject's record out of an agency's own table, by its key: only declared items, only prepared statements, within a time."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from yishu.front.answering.errors import KeyNotUnique
from yishu.front.configuration import Answer
from yishu.wire.questions import FrontRecord


class Records(Protocol):
    """Used by several threads. Raises DatabaseUnreachable, SourceWrong, SourceTooSlow, KeyNotUnique."""

    def find(self, key: Mapping[str, str], items: Sequence[str]) -> FrontRecord | None:
        """`key`: the value of each key item, as text; values come as text as well."""
        ...

    def require(self) -> None:
        """That the table can be read and has its columns."""
        ...


def records_of(answer: Answer, seconds: float) -> Records:
    """`seconds`: that one look-up may take."""
    if answer.database.kind == "sqlite":
        from yishu.front.answering.records_sqlite import SqliteRecords

        return SqliteRecords(answer, seconds)
    from yishu.front.answering.records_postgres import PostgresRecords

    return PostgresRecords(answer, seconds)


def the_one(answer: Answer, rows: Sequence[Sequence[object]], items: Sequence[str]) -> FrontRecord | None:
    """The only row, as text by item; none where there is none. Raises KeyNotUnique."""
    if len(rows) > 1:
        raise KeyNotUnique(table=answer.table)
    if not rows:
        return None
    return {item: None if value is None else str(value) for item, value in zip(items, rows[0], strict=True)}
