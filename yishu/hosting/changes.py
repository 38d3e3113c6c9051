"""What a copy selects: all rows, or per key the net change since a version (27.3). Pure: SQL as text."""

from dataclasses import dataclass

from yishu.hosting.fingerprint import NAME, marking_items, name_sql
from yishu.hosting.shaping import was
from yishu.hosting.tables import Column, Table

CHANGE, VERSION = "_change", "_version"


@dataclass(frozen=True, slots=True)
class Selection:
    """A query and its columns in order: name, and type of item. `name` names a row in SQL, where the order of the rows is free."""

    columns: tuple[tuple[str, str], ...]
    sql: str
    name: str = ""

    @property
    def as_text(self) -> str:
        """The same with every value as it travels: moments ISO 8601 in the session's zone, booleans in words."""
        return self._as_text("")

    @property
    def named_text(self) -> str:
        """As `as_text`, after the name of each row."""
        return self._as_text(f'{self.name} as "{NAME}", ')

    @property
    def named_sql(self) -> str:
        return f'select {self.name} as "{NAME}", selected.* from ({self.sql}) selected'

    def _as_text(self, before: str) -> str:
        texts = {"datetime": 'to_json("{}") #>> \'{{}}\' as "{}"', "boolean": '"{}"::text as "{}"'}
        shown = ", ".join(texts.get(kind, '"{}"').format(name, name) for name, kind in self.columns)
        return f"select {before}{shown} from ({self.sql}) selected"


def all_rows(table: Table, items: tuple[str, ...]) -> Selection:
    """Every row, the granted items only: rows that look alike by then stay as many as they are."""
    columns = [table.by_code[item] for item in items]
    name = name_sql(table.by_code[item] for item in marking_items(table, items))
    return Selection(_typed(columns), f"select {', '.join(column.sql for column in columns)} from {table.sql}", name)


def changes_since(table: Table, items: tuple[str, ...], since: int) -> Selection:
    """Per key the change from what stood at version `since` to what stands now: insert, update or delete, the latest version, the items.

    A deletion carries what the consumer had. A row that came and went is not named; nor is one in which no granted item differs: whoever may not
    read an item does not learn that it changed.
    """
    columns = [table.by_code[item] for item in items]
    keys = ", ".join(table.identity())
    same = " and ".join(
        f"{last} = {first}" for last, first in zip(table.identity("l"), table.identity("f"), strict=True)
    )
    changed = f"from {table.changes_sql} where _version > {int(since)} order by {keys}, _version"
    shown = "".join(f", {_shown(column)} as {column.sql}" for column in columns)
    sql = f"""
        select case when l._change = 'delete' then 'delete' when f._change = 'insert' then 'insert' else 'update' end as _change,
            l._version{shown}
        from (select distinct on ({keys}) * {changed}) f
        join (select distinct on ({keys}) * {changed} desc) l on {same}
        where case
            when l._change = 'delete' then f._change <> 'insert'
            when f._change = 'insert' then true
            else {_differ([column for column in columns if column in table.rest])}
        end
        order by l._version, {", ".join(table.identity("l"))}
    """
    return Selection(((CHANGE, "string"), (VERSION, "integer"), *_typed(columns)), sql)


def _shown(column: Column) -> str:
    if column.is_key:
        return f"l.{column.sql}"
    return f"case when l._change = 'delete' then f.{was(column)} else l.{column.sql} end"


def _differ(columns: list[Column]) -> str:
    if not columns:
        return "false"
    now = ", ".join(f"l.{column.sql}" for column in columns)
    before = ", ".join(f"f.{was(column)}" for column in columns)
    return f"row({now}) is distinct from row({before})"


def _typed(columns: list[Column]) -> tuple[tuple[str, str], ...]:
    return tuple((column.code, column.type) for column in columns)
