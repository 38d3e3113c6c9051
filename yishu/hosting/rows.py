"""The rows of a grant in SQL; the same as `RowRule.holds` says of a value (26.5)."""

from psycopg import sql

from yishu.core.rows import RowRule
from yishu.hosting.tables import Column


def row_sql(rule: RowRule, column: Column, expression: str) -> str:
    """A condition that is true or false, never null. `expression` is the item's value in the query, `column` says its type."""
    if column.type not in ("string", "integer"):
        return "false"
    values = ", ".join(sql.Literal(value).as_string(None) for value in rule.values)
    compared = "^@" if rule.match == "prefix" else "="
    return f"coalesce({expression}::text {compared} any (array[{values}]::text[]), false)"
