"""Standing values in the types of another shape: what reads plainly is cast by PostgreSQL, all else by `tables.parse`, which reads what providers send.

A cast goes by the text in which a value travels, so a date becomes the moment of its midnight, and 12.0 is no whole number.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import Final

import msgspec
from django.db import connection

from yishu.hosting import faults
from yishu.hosting.changes import AS_SHOWN
from yishu.hosting.keys import key_sql
from yishu.hosting.shaping import Change, change_of
from yishu.hosting.tables import Column, NotOfType, Table, parse, shown

RECAST: Final = "pg_temp.yishu_recast"
MISFITS: Final = "pg_temp.yishu_misfits"
_PLAIN: Final = {"integer": "^[+-]?[0-9]{1,18}$", "decimal": r"^[+-]?[0-9]{1,40}(\.[0-9]{1,20})?$"}
"""By type, texts that PostgreSQL reads as `tables.parse` does."""
_AT_ONCE: Final = 10_000


@dataclass(frozen=True, slots=True)
class Recast:
    """A hosted table seen in another shape. Its temporary tables are of the transaction in which `prepare` was called."""

    stored: Table
    wanted: Table

    @property
    def change(self) -> Change:
        return change_of(self.stored, self.wanted)

    def prepare(self) -> None:
        """Read what PostgreSQL cannot: every value once, in bounded memory."""
        with connection.cursor() as cursor:
            cursor.execute("set local timezone = 'Asia/Shanghai'")
            cursor.execute("set local datestyle = 'ISO'")
            cursor.execute(f"drop table if exists {RECAST}, {MISFITS}")
            cursor.execute("create temp table yishu_recast (_item text, _from text, _to text) on commit drop")
            for column in self._parsed():
                self._read(column)
            cursor.execute(f"analyze {RECAST}")

    def select(self) -> str:
        """Every standing record in the wanted shape, with its `_version`."""
        values = ", ".join(f"{self._value(column)} as {column.sql}" for column in self.wanted.columns)
        return f"select {values}, t._version from {self._from()}"

    def find_misfits(self) -> None:
        """Fill MISFITS: standing records with a value that cannot be cast, or without one that is required, as they stand, with the reasons."""
        codes = ", ".join(f"'{column.code}'" for column in self.wanted.columns)
        texts = ", ".join(self._text(column) for column in self.wanted.columns)
        wrong = dict(self._faults())
        told = ", ".join(f"case when {condition} then {_json(fault)} end" for fault, condition in wrong.items())
        with connection.cursor() as cursor:
            cursor.execute(
                f"""
                create temp table yishu_misfits on commit drop as
                select row_number() over (order by t.ctid) as _row, jsonb_object(array[{codes}], array[{texts}]) as "values",
                    (select jsonb_agg(e) from unnest(array[{told}]::jsonb[]) e where e is not null) as errors, {key_sql(self.stored, "t")} as key
                from {self._from()} where {" or ".join(wrong.values()) or "false"}
                """
            )

    def _faults(self) -> Iterator[tuple[faults.Fault, str]]:
        for column in self.change.retyped:
            if column.type != "string":
                yield faults.not_of_type(column), f"({self._is_unreadable(column)})"
        retyped = {column.code for column in self.change.retyped if column.type != "string"}
        for column in self.change.required:
            missing = f"{self._value(column)} is null"
            if column.code in retyped:
                missing += f" and not ({self._is_unreadable(column)})"
            yield faults.required(column), f"({missing})"

    def _is_unreadable(self, column: Column) -> str:
        text = self._text(column)
        return f"{text} is not null and {self._is_not_plain(column, text)} and {_alias(column)}._item is null"

    def _value(self, column: Column) -> str:
        before = self.stored.by_code.get(column.code)
        if before is None:
            return f"null::{column.pg_type}"
        if before.type == column.type:
            return f"t.{column.sql}"
        text = self._text(column)
        if column.type == "string":
            return text
        parsed = f"{_alias(column)}._to::{column.pg_type}"
        plain = _PLAIN.get(column.type)
        return (
            parsed if plain is None else f"case when {text} ~ '{plain}' then {text}::{column.pg_type} else {parsed} end"
        )

    def _text(self, column: Column) -> str:
        """A stored value as it travels."""
        before = self.stored.by_code.get(column.code)
        if before is None:
            return "null::text"
        return AS_SHOWN.get(before.type, "{}::text").format(f"t.{before.sql}")

    def _from(self) -> str:
        joins = (
            f" left join {RECAST} {_alias(column)} on {_alias(column)}._item = '{column.code}' and {_alias(column)}._from = {self._text(column)}"
            for column in self._parsed()
        )
        return f"{self.stored.sql} t{''.join(joins)}"

    def _parsed(self) -> list[Column]:
        return [column for column in self.change.retyped if column.type != "string"]

    def _is_not_plain(self, column: Column, text: str) -> str:
        plain = _PLAIN.get(column.type)
        return "true" if plain is None else f"{text} !~ '{plain}'"

    def _read(self, column: Column) -> None:
        text = self._text(column)
        odd = f"select distinct {text} from {self.stored.sql} t where {text} is not null and {self._is_not_plain(column, text)}"
        with connection.connection.cursor("yishu_odd") as asked:
            asked.execute(odd)
            while texts := list(islice(asked, _AT_ONCE)):
                with connection.cursor() as cursor, cursor.copy(f"copy {RECAST} from stdin") as copy:
                    for (raw,) in texts:
                        with suppress(NotOfType):
                            copy.write_row((column.code, raw, _read_text(column, raw)))


def _read_text(column: Column, raw: str) -> str | None:
    """The value's text as PostgreSQL takes it; None where it is blank. Raises NotOfType."""
    value = parse(column, raw)
    return None if value is None else str(shown(value))


def _alias(column: Column) -> str:
    return f'"r_{column.code}"'


def _json(fault: faults.Fault) -> str:
    text = msgspec.json.encode(fault._asdict()).decode().replace("'", "''")
    return f"'{text}'::jsonb"
