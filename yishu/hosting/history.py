"""What a hosted table held at any kept version, and what each version changed: from the table and its change log alone (27.3). Pure: SQL as text.

A grant's items, rows and masks are projected here as in `changes`: a record outside the rows of the grant is one that is not there, and a version in which nothing
differs that the consumer may see did not change anything for them.
"""

from yishu.core.rows import RowRule
from yishu.hosting.changes import Selection, differ, typed
from yishu.hosting.fingerprint import marking_items
from yishu.hosting.masking import NO_MASKS, Masks, among, masked_sql
from yishu.hosting.rows import row_sql
from yishu.hosting.shaping import was
from yishu.hosting.tables import Column, Table

CHANGE_TYPE, COMMIT = "_change_type", "_commit_version"
"""The columns that Delta's change data feed adds: insert, update_preimage, update_postimage, delete; and the version."""


def rows_at(
    table: Table, items: tuple[str, ...], version: int, rows: RowRule | None = None, masks: Masks = NO_MASKS
) -> Selection:
    """Every row as of `version`, whose later changes are all kept: rows not touched since, and what stood before the first later change of the others."""
    columns = [table.by_code[item] for item in items]
    keys = ", ".join(table.identity())
    sql = f"""
        select {_shown(table, columns, masks, now=True)} from {table.sql}
        where _version <= {int(version)}{_and_within(table, rows, now=True)}
        union all
        select {_shown(table, columns, masks, now=False)} from (
            select distinct on ({keys}) * from {table.changes_sql} where _version > {int(version)} order by {keys}, _version
        ) later where _change <> 'insert'{_and_within(table, rows, now=False)}
    """
    return Selection(typed(columns, masks), sql, marking_items(table, items), among(masks, items))


def commits(
    table: Table, items: tuple[str, ...], first: int, last: int, rows: RowRule | None = None, masks: Masks = NO_MASKS
) -> Selection:
    """Every change of the versions `first` to `last`, in their order: of an update both what stood and what stands. A record that moves into the
    rows of the grant is inserted, one that moves out is deleted."""
    columns = [table.by_code[item] for item in items]
    stood = f"_change <> 'insert'{_and_within(table, rows, now=False)}"
    stands = f"_change <> 'delete'{_and_within(table, rows, now=True)}"
    same = differ([column for column in columns if column in table.rest], masks, now="", before="")
    sql = f"""
        with told as (
            select *, coalesce({stood}, false) as _stood, coalesce({stands}, false) as _stands from {table.changes_sql}
            where _version between {int(first)} and {int(last)}
        ), differing as (select * from told where _stood <> _stands or (_stood and {same}))
        select case when _stands then 'update_preimage' else 'delete' end as {CHANGE_TYPE}, _version as {COMMIT},
            {_shown(table, columns, masks, now=False)} from differing where _stood
        union all
        select case when _stood then 'update_postimage' else 'insert' end, _version, {_shown(table, columns, masks, now=True)}
        from differing where _stands
        order by 2, 1, {", ".join(str(place) for place in range(3, len(columns) + 3))}
    """
    told = ((CHANGE_TYPE, "string"), (COMMIT, "integer"), *typed(columns, masks))
    return Selection(told, sql, masks=among(masks, items))


def _shown(table: Table, columns: list[Column], masks: Masks, *, now: bool) -> str:
    return ", ".join(
        f"{masked_sql(column, _form(table, column, now=now), masks)} as {column.sql}" for column in columns
    )


def _form(table: Table, column: Column, *, now: bool) -> str:
    """What stands after a change, or stood before it: a key is the same in both, but for the two forms of an organisation's."""
    return was(column) if not now and column in table.rest else column.sql


def _and_within(table: Table, rows: RowRule | None, *, now: bool) -> str:
    if rows is None:
        return ""
    column = table.by_code[rows.item]
    return f" and {row_sql(rows, column, _form(table, column, now=now))}"
