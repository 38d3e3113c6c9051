"""Records of a table or view of a SQLite file, opened for reading at each question."""

import time
from collections.abc import Mapping, Sequence
from sqlite3 import Connection

from yishu.front.answering.errors import SourceTooSlow
from yishu.front.answering.records import the_one
from yishu.front.configuration import Answer
from yishu.front.errors import SourceWrong
from yishu.front.language import say
from yishu.front.sqlite import columns_of, opened, quoted, quoted_table
from yishu.wire.questions import FrontRecord

_STEPS = 10_000  # of SQLite's machine, between two looks at the clock


class SqliteRecords:
    def __init__(self, answer: Answer, seconds: float) -> None:
        self._answer, self._seconds = answer, seconds

    def find(self, key: Mapping[str, str], items: Sequence[str]) -> FrontRecord | None:
        answer, columns = self._answer, dict(self._answer.columns)
        shown = ", ".join(quoted(columns[item]) for item in items)
        named = " and ".join(f"{quoted(columns[item])} = ?" for item in key)
        query = f"select {shown} from {quoted_table(answer.table)} where {named} limit 2"
        ends = time.monotonic() + self._seconds
        with opened(answer.database, self._wrong, writing=False, seconds=self._seconds) as connection:
            self._check(connection)
            connection.set_progress_handler(lambda: time.monotonic() > ends, _STEPS)
            rows = connection.execute(query, list(key.values())).fetchall()
        if any(isinstance(value, bytes) for row in rows for value in row):
            reason = say(
                "有二进制值（BLOB），无法作为信息项。", "it holds binary values (BLOB), which no item can take."
            )
            raise SourceWrong(what=answer.table, reason=reason)
        return the_one(answer, rows, items)

    def require(self) -> None:
        with opened(self._answer.database, self._wrong, writing=False, seconds=self._seconds) as connection:
            self._check(connection)

    def _check(self, connection: Connection) -> None:
        known = columns_of(connection, self._answer.table)
        if not known:
            raise SourceWrong(what=self._answer.table, reason=say("没有这张表。", "there is no such table."))
        # Else SQLite would take the quoted name of an absent column for a text.
        if missing := sorted({column for _, column in self._answer.columns} - set(known)):
            reason = say("没有列 {names}。", "it has no column {names}.", names=", ".join(missing))
            raise SourceWrong(what=self._answer.table, reason=reason)

    def _wrong(self, reason: str) -> SourceWrong | SourceTooSlow:
        if reason == "interrupted":
            return SourceTooSlow(table=self._answer.table, seconds=self._seconds)
        return SourceWrong(what=self._answer.table, reason=reason)
