"""Bad records of a held batch as a page shows them: what identifies a person is masked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from yishu.core.errors import Language
from yishu.core.text import mask
from yishu.hosting.quarantine.shown import Cell, Reason, mask_kind
from yishu.hosting.shaping import table_of_entry
from yishu.hosting.tables import Table
from yishu.hosting.uploads.models import Upload


@dataclass(frozen=True, slots=True)
class Shape:
    """The resource's items as they are now; none where its entry stands no more, and then everything is masked."""

    table: Table | None

    def name_of(self, code: str) -> str:
        column = self.table.by_code.get(code) if self.table else None
        return column.name if column else code

    def shown(self, code: str, value: str | None) -> str:
        table = self.table
        kind = mask_kind(table, table.by_code.get(code)) if table else None
        return mask(kind, value) if kind and value else value or ""


@dataclass(frozen=True, slots=True)
class ShownBad:
    row: int
    cells: list[Cell]
    reasons: list[Reason]


def table_of_upload(upload: Upload) -> Shape:
    entry = upload.resource.current
    return Shape(table_of_entry(entry, "held") if entry else None)


def shown_sample(sample: Iterable[Mapping[str, Any]], shape: Shape, language: Language) -> list[ShownBad]:
    if shape.table is None:
        return []
    places = {column.code: place for place, column in enumerate(shape.table.columns)}
    return [
        ShownBad(
            bad["row"],
            [
                Cell(shape.name_of(code), shape.shown(code, value), any(code == e["field"] for e in bad["errors"]))
                for code, value in sorted(bad["values"].items(), key=lambda pair: places.get(pair[0], len(places)))
            ],
            [Reason(shape.name_of(e["field"]), e["rule"], e[language]) for e in bad["errors"]],
        )
        for bad in sample
    ]
