"""In which shape a version is read. Changes are told across shapes, but for items that came in another type, or went and came back: whoever has one takes a full copy (27.3)."""

from collections.abc import Collection
from typing import Final

from yishu.hosting.keeping.models import Shape
from yishu.hosting.models import Holding
from yishu.hosting.shaping import NO_CHANGE, Change, Older, table_of_entry
from yishu.hosting.tables import Table

FLOOR: Final = """
select greatest(h.kept, coalesce((
    select max(s.last + 1) from keeping_shape s
    where s.holding_id = h.id and s.last < %(last)s and s.ended ?| %(items)s::text[]
), 0)) from hosting_holding h where h.id = %(holding)s
"""
"""Since which version the changes of some items up to version `last` can be told."""

KEPT: Final = "select kept from hosting_holding where id = %(holding)s"


def remember(holding: Holding, change: Change) -> None:
    """Before the holding takes another shape: its versions until now have this one."""
    if change != NO_CHANGE:
        Shape.objects.create(
            holding=holding,
            entry_id=holding.entry_id,
            table=holding.table,
            last=holding.version,
            ended=[column.code for column in (*change.retyped, *change.dropped)],
        )


def locked(holding_id: int) -> Holding:
    """The holding as it stands once its row is ours. Two statements: one that joins the entry finds no row where it waited for a publisher who moved the holding to another."""
    Holding.objects.select_for_update().get(pk=holding_id)
    return Holding.objects.select_related("entry__resource").get(pk=holding_id)


def older_than(holding: Holding) -> Older | None:
    """The table that the holding's own took the place of."""
    shapes = Shape.objects.filter(holding=holding).select_related("entry__resource")
    shape = shapes.exclude(table=holding.table).last()
    return None if shape is None else Older(table_of_shape(shape), shape.last)


def table_of_shape(shape: Shape) -> Table:
    return table_of_entry(shape.entry, shape.table)


def table_at(holding: Holding, version: int) -> Table:
    """The table, in the shape in which a version is read."""
    shape = Shape.objects.filter(holding=holding, last__gte=version).select_related("entry__resource").first()
    return table_of_entry(holding.entry, holding.table) if shape is None else table_of_shape(shape)


def names(items: Collection[str]) -> str:
    return "、".join(items)
