"""What a table holds at present, by columns: a replica of some version, and laid over it the records that were touched since (27.1, 27.2)."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from django.db import connection
from numpy.typing import NDArray

from yishu.hosting.octets import Flags
from yishu.hosting.replicas.finding import ABSENT, Places, Replica
from yishu.hosting.tables import Column, Table

MOST_TOUCHED: Final = 20_000
"""Where more records were touched since, it is better to write another replica."""


@dataclass(frozen=True, slots=True)
class Present:
    """One moment's records. `touched`: the subjects of which the replica is no longer right; `records`: how they stand, in the order of `touched`; nulls where they do not."""

    version: int
    replica: Replica
    touched: pa.Array
    stands: Flags
    records: pa.Table

    def find(self, keys: pa.Array) -> "Found":
        """Keys as `Replica.find` takes them."""
        places = self.replica.find(keys)
        if not len(self.touched):
            return Found(self, places, np.empty(0, np.int64), np.empty(0, np.int64))
        over = pc.index_in(keys, value_set=self.touched)
        of_touched = over.fill_null(ABSENT).to_numpy(zero_copy_only=False).astype(np.int64)
        rows = np.flatnonzero(of_touched != ABSENT)
        over_places = of_touched[rows]
        # Only whether a record is there is told by this: its values are taken from `records`.
        places[rows] = ABSENT
        return Found(self, places, rows, over_places)


@dataclass(frozen=True, slots=True)
class Found:
    """What was found of keys, in their order: of those at `rows` in the records laid over the replica, at `over`."""

    present: Present
    places: Places
    rows: NDArray[np.int64]
    over: NDArray[np.int64]

    @property
    def stand(self) -> Flags:
        """Which keys have a record."""
        stand = self.places != ABSENT
        stand[self.rows] = self.present.stands[self.over]
        return stand

    def take(self, item: str) -> pa.Array:
        """The values of an item; null where there is no record."""
        taken = self.present.replica.take(self.places, item)
        if not len(self.rows):
            return taken
        later = self.present.records.column(item).combine_chunks()
        among = np.arange(len(taken))
        among[self.rows] = len(taken) + self.over
        return pa.concat_arrays([taken, later]).take(pa.array(among))


def read_present(replica: Replica, table: Table, holding_id: int) -> Present | None:
    """In one statement, so of one moment. None where the replica is of another history, its changes are told no more, or are too many."""
    with connection.cursor() as cursor:
        cursor.execute(_sql(table), [replica.batch, replica.version, replica.version, MOST_TOUCHED + 1, holding_id])
        rows = cursor.fetchall()
    if not rows or not rows[0][1] or len(rows) > MOST_TOUCHED:
        return None
    touched = [row for row in rows if row[2] is not None]
    stands = np.array([row[3] for row in touched], np.bool_)
    schema = replica.schema.remove_metadata()
    columns = list(zip(*(row[4:] for row in touched), strict=True)) or [()] * len(schema)
    records = pa.Table.from_arrays(
        [pa.array(values, field.type) for values, field in zip(columns, schema, strict=True)], schema=schema
    )
    return Present(rows[0][0], replica, pa.array([row[2] for row in touched], pa.string()), stands, records)


def _sql(table: Table) -> str:
    """Columns: the version; whether all changes since the replica's are told; a subject that was touched, whether it stands, and its items."""
    (touched,), (key,) = table.identity("l"), table.identity("t")
    items = ", ".join(_item(column) for column in table.columns)
    return f"""
        select h.version, h.kept <= b.version and h.version >= b.version, c.k, t._version is not null, {items}
        from hosting_holding h
        join hosting_batch b on b.holding_id = h.id and b.id = %s::uuid and b.version = %s
        left join (select distinct {touched} as k from {table.log_sql} l where l._version > %s limit %s) c on true
        left join {table.sql} t on {key} = c.k
        where h.id = %s
    """


def _item(column: Column) -> str:
    return f"t.{column.sql}::text" if column.type == "decimal" else f"t.{column.sql}"
