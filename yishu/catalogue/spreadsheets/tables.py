"""What is read from a file, whatever its format: tables of lines of texts, and the limits that hold for all of them."""

from dataclasses import dataclass, field
from typing import Final

from yishu.catalogue.spreadsheets.errors import TooManyCells, TooManyColumns

LARGEST_FILE: Final = 16 * 1024**2
MOST_COLUMNS: Final = 100
MOST_LINES: Final = 100_000
MOST_CELLS: Final = 1_000_000

FORMULA, FORMULA_WITHOUT_VALUE, ERROR_VALUE, MERGED = "formula", "no_value", "error", "merged"
"""What a cell may be noted as besides its text."""


@dataclass(slots=True)
class Line:
    """A filled line of a sheet: its number there (the first is 1), texts and notes by column (the first is 0)."""

    number: int
    cells: dict[int, str]
    notes: dict[int, str] = field(default_factory=dict)


@dataclass(slots=True)
class Table:
    """A sheet, or the whole of a CSV (`name` is then ""); only filled lines and cells are kept."""

    name: str
    lines: list[Line]


@dataclass(slots=True)
class Budget:
    """How much of a file may still be kept. Reading stops where it is used up: `for_heads` early and quietly, else with a refusal."""

    lines: int = MOST_LINES
    cells: int = MOST_CELLS
    for_heads: bool = False


def spend(budget: Budget, cells: dict[int, str], sheet: str) -> None:
    """Count a line. Raises TooManyColumns, TooManyCells."""
    if max(cells) >= MOST_COLUMNS:
        raise TooManyColumns(sheet=sheet, most=MOST_COLUMNS)
    budget.lines -= 1
    budget.cells -= len(cells)
    if (budget.lines < 0 or budget.cells < 0) and not budget.for_heads:
        raise TooManyCells(most_rows=MOST_LINES, most_cells=MOST_CELLS)
