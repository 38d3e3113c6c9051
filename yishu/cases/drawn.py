"""What was drawn just now, as the handler sees it: masked unless asked for whole, shown once and kept nowhere (27.2, 29.1)."""

from dataclasses import dataclass

from yishu.access.masks import is_masked, masked
from yishu.cases.models import Draw, Need
from yishu.core.identifiers import KeyKind
from yishu.core.text import MaskKind
from yishu.hosting.masking import masked as as_it_comes
from yishu.hosting.masking import masks_of
from yishu.hosting.tables import Column, Table
from yishu.wire.data import QueryAnswer


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """One item: its value as it is shown, a code with its meaning. `is_masked` until the whole is asked for; what `comes_masked` stays so."""

    name: str
    value: str
    is_masked: bool
    comes_masked: bool = False


@dataclass(frozen=True, slots=True)
class Drawn:
    need: Need
    found: bool
    lines: tuple[DrawnLine, ...]
    receipt: str
    whole: bool

    @property
    def number(self) -> str:
        return self.receipt.partition(".")[0]

    @property
    def hides(self) -> bool:
        return any(line.is_masked for line in self.lines)

    @classmethod
    def of(cls, kept: Draw, answer: QueryAnswer, *, whole: bool) -> "Drawn":
        table, meanings = table_of(kept.need), _meanings(kept.need)
        record, masks = answer.record or {}, masks_of(kept.need.resource.current)
        lines = tuple(
            _line(table, table.by_code[code], value, meanings.get(code, {}), masks.get(code), whole=whole)
            for code, value in record.items()
            if code in table.by_code
        )
        return cls(kept.need, answer.found, lines, answer.receipt, whole)


def table_of(need: Need) -> Table:
    """The shape of the resource by its entry in force."""
    entry = need.resource.current
    assert entry is not None
    return Table("", KeyKind(entry.key_kind), tuple(Column.of(item) for item in entry.items.all()))


def _meanings(need: Need) -> dict[str, dict[str, str]]:
    entry = need.resource.current
    assert entry is not None
    return {item.code: item.codes for item in entry.items.all()}


def _line(
    table: Table, column: Column, value: object, meanings: dict[str, str], kind: MaskKind | None, *, whole: bool
) -> DrawnLine:
    if value is None or value == "":
        return DrawnLine(column.name, "", False)
    text = str(value)
    if kind is not None:  # masked once more, which changes nothing, unless the mask was dropped a moment ago
        return DrawnLine(column.name, as_it_comes(kind, column, text) or "", False, True)
    if not whole and is_masked(table, column):
        return DrawnLine(column.name, str(masked(table, column, text)), True)
    return DrawnLine(column.name, f"{meanings[text]}（{text}）" if meanings.get(text) else text, False)
