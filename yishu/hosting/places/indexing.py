"""The index by which records are found by place. PostgreSQL's own boxes are enough for the candidates; what truly lies there is told by `core.geometry`.

`yishu_extent` (a function of the database) reads the box off the head of a geometry's one text.
"""

from django.db import connection

from yishu.hosting.tables import Column, Table


def find_geometry(table: Table) -> Column | None:
    """The item that says where a record lies; a resource has one at most."""
    return next((column for column in table.columns if column.type == "geometry"), None)


def extent_sql(name: str) -> str:
    """The box of a record, as it is indexed. `name`: the item in the statement."""
    return f"yishu_extent({name})"


def index_places(table: Table) -> None:
    """Where the table has such an item; when it is made, or has just got the item."""
    column = find_geometry(table)
    if column is not None:
        with connection.cursor() as cursor:
            cursor.execute(f"create index on {table.sql} using gist ({extent_sql(column.sql)})")
