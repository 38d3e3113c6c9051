"""Records as the features of a GeoJSON collection (RFC 7946), made column by column."""

from collections.abc import Mapping

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from yishu.hosting.changes import Selection
from yishu.hosting.copying_lines import Told, content, values


def collection_head(facts: Mapping[str, str]) -> bytes:
    """All before the first feature. `facts`: whose copy it is."""
    holder = b'"yishu":%b,' % msgspec.json.encode(facts) if facts else b""
    return b'{"type":"FeatureCollection",%b"features":[' % holder


def feature_lines(table: pa.Table, selection: Selection) -> bytes:
    """The rows of a table of texts, each a comma and then, on a line of its own, a feature."""
    names = [name for name, _ in selection.columns]
    place = next(n for n, (_, kind) in enumerate(selection.columns) if kind == "geometry")
    told: Told = [',\n{"type":"Feature","geometry":', pc.fill_null(table.column(place), "null"), ',"properties":{']
    rest = [n for n in range(len(names)) if n != place]
    for n in rest:
        told += [f'{"," if n != rest[0] else ""}"{names[n]}":', *values(table.column(n), selection.columns[n][1])]
    lines = pc.binary_join_element_wise(*told, "}}", "")
    return b"".join(content(chunk) for chunk in lines.chunks)
