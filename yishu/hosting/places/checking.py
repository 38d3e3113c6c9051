"""Geometries of a file, by the chunk: each in its one text, or sent back with the rule that it breaks."""

import pyarrow as pa

from yishu.core.geometry import shapes
from yishu.hosting import faults
from yishu.hosting.faults import Fault
from yishu.hosting.tables import Column


def geometries(column: Column, texts: pa.Array, found: dict[int, list[Fault]]) -> pa.Array:
    """The canonical texts; null where there was none, or none that is sound."""
    read: list[str | None] = []
    for index, text in enumerate(texts):
        geometry = None
        if text.is_valid:
            try:
                geometry = shapes.read(text.as_py()).text()
            except shapes.NotAGeometry as wrong:
                found[index].append(faults.broken_key(column, wrong.broken))
        read.append(geometry)
    return pa.array(read, pa.string())
