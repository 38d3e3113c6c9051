"""What a copy selects: all rows, or per key the net change since a version (27.3). Pure: SQL as text."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from yishu.core.rows import RowRule
from yishu.hosting.controls.drawing import Controls
from yishu.hosting.fingerprint import marking_items
from yishu.hosting.masking import NO_MASKS, Masks, among, as_delivered, masked_sql, no_masks
from yishu.hosting.row_names import plain_sql
from yishu.hosting.rows import row_sql
from yishu.hosting.shaping import was
from yishu.hosting.tables import Column, Table

CHANGE, VERSION = "_change", "_version"
AS_SHOWN: Final = {"datetime": "btrim(to_json({})::text, '\"')", "boolean": "{}::text"}
"""By type, a value in SQL as it travels in texts: moments ISO 8601 in the session's zone, booleans in words."""
AS_PARSED: Final = {"datetime": "{} at time zone 'UTC'"}
"""As it is parsed again on its way: moments in UTC without a zone, all else as PostgreSQL writes it."""


@dataclass(frozen=True, slots=True)
class Selection:
    """A query and its columns in order: name, and type of item. `named_by`: the items that name a row, where the order of the rows is free. `masks`: the columns that come masked."""

    columns: tuple[tuple[str, str], ...]
    sql: str
    named_by: tuple[str, ...] = ()
    masks: Masks = field(default_factory=no_masks)
    controls: Controls | None = None
    """The control records that stand among the rows of a labelled copy."""
    present: tuple[str, int] | None = None
    """Of rows as they stand at present: their table in SQL, and its version."""

    @property
    def naming(self) -> tuple[tuple[str, str], ...]:
        """The columns that name a row, in the order of `named_by`."""
        kinds = dict(self.columns)
        return tuple((name, kinds[name]) for name in self.named_by)

    def text(self, texts: Mapping[str, str], *, named: bool = False) -> str:
        """The same with the values of some types in another form, and with each row's plain text before it."""
        shown = [f"{texts.get(kind, '{}')} as {{}}".replace("{}", f'"{name}"') for name, kind in self.columns]
        if named:
            shown.insert(0, plain_sql(self.naming))
        return f"select {', '.join(shown)} from ({self.sql}) selected"

    @property
    def named_sql(self) -> str:
        return f"select {plain_sql(self.naming)}, selected.* from ({self.sql}) selected"


def all_rows(table: Table, items: tuple[str, ...], rows: RowRule | None = None, masks: Masks = NO_MASKS) -> Selection:
    """Every row, or those of the rule; the granted items only: rows that look alike by then stay as many as they are.

    A rule is held against what is on record, masked or not; the rows have their names by what the copy shows.
    """
    columns = [table.by_code[item] for item in items]
    shown = ", ".join(f"{masked_sql(column, column.sql, masks)} as {column.sql}" for column in columns)
    sql = f"select {shown} from {table.sql}"
    if rows is not None:
        column = table.by_code[rows.item]
        sql += f" where {row_sql(rows, column, column.sql)}"
    return Selection(typed(columns, masks), sql, marking_items(table, items), among(masks, items))


def changes_since(
    table: Table, items: tuple[str, ...], since: int, rows: RowRule | None = None, masks: Masks = NO_MASKS
) -> Selection:
    """Per key the change from what stood at version `since` to what stands now: insert, update or delete, the latest version, the items.

    What a rule leaves out does not stand there: a record that moves out of its rows is deleted, one that moves in is inserted.

    A deletion carries what the consumer had. A row that came and went is not named; nor is one in which no granted item differs: whoever may not
    read an item does not learn that it changed. A masked item differs where its masked forms differ.
    """
    columns = [table.by_code[item] for item in items]
    keys = ", ".join(table.identity())
    same = " and ".join(
        f"{last} = {first}" for last, first in zip(table.identity("l"), table.identity("f"), strict=True)
    )
    stood, stands = _standing(table, rows)
    changed = f"from {table.changes_sql} where _version > {int(since)} order by {keys}, _version"
    shown = "".join(f", {masked_sql(column, _shown(column, stands), masks)} as {column.sql}" for column in columns)
    sql = f"""
        select case when not ({stands}) then 'delete' when not ({stood}) then 'insert' else 'update' end as _change,
            l._version{shown}
        from (select distinct on ({keys}) * {changed}) f
        join (select distinct on ({keys}) * {changed} desc) l on {same}
        where case
            when ({stood}) and ({stands}) then {differ([column for column in columns if column in table.rest], masks, now="l.", before="f.")}
            else ({stood}) <> ({stands})
        end
        order by l._version, {", ".join(table.identity("l"))}
    """
    told = ((CHANGE, "string"), (VERSION, "integer"), *typed(columns, masks))
    return Selection(told, sql, masks=among(masks, items))


def _standing(table: Table, rows: RowRule | None) -> tuple[str, str]:
    """Conditions, never null: whether a subject's record stood there at the version asked about, and whether it stands now."""
    stood, stands = "f._change <> 'insert'", "l._change <> 'delete'"
    if rows is None:
        return stood, stands
    column = table.by_code[rows.item]
    before = f"f.{was(column) if column in table.rest else column.sql}"
    return f"{stood} and {row_sql(rows, column, before)}", f"{stands} and {row_sql(rows, column, f'l.{column.sql}')}"


def _shown(column: Column, stands: str) -> str:
    if column.is_key:
        return f"l.{column.sql}"
    return f"case when {stands} then l.{column.sql} else f.{was(column)} end"


def differ(columns: list[Column], masks: Masks, *, now: str, before: str) -> str:
    """A condition: whether the consumer sees a difference; `now` and `before` go before the names of the columns."""
    if not columns:
        return "false"
    stands = ", ".join(masked_sql(column, f"{now}{column.sql}", masks) for column in columns)
    stood = ", ".join(masked_sql(column, f"{before}{was(column)}", masks) for column in columns)
    return f"row({stands}) is distinct from row({stood})"


def typed(columns: list[Column], masks: Masks) -> tuple[tuple[str, str], ...]:
    """The columns of a copy: item, and type as it is delivered."""
    return tuple((column.code, as_delivered(column, masks).type) for column in columns)
