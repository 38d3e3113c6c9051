"""Whose control records a file has (20.2): by their keys where it has these, else by the other values that they were given, one item at a time and all together."""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from yishu.access.tracing_files import TracedFile, Values
from yishu.hosting.controls import rules
from yishu.hosting.controls.drawing import text_of
from yishu.hosting.controls.rules import ControlRule
from yishu.hosting.row_names import plain_text
from yishu.hosting.tables import Table

AT_ONCE: Final = 200_000  # control records that are looked for in one reading of the file
LEAST_BITS: Final = 12.0
"""An item of fewer values tells nothing by itself."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A copy that had `count` control records, drawn by this key; `apart`: its items whose values were not drawn."""

    receipt: str
    rule: ControlRule
    key: bytes
    count: int
    apart: frozenset[str]


@dataclass(frozen=True, slots=True)
class Hits:
    """How many of a copy's control records the file has, and the decimal logarithm of the chance of that in a file that owes nothing to the copy."""

    records: int
    chance: float


@dataclass(frozen=True, slots=True)
class View:
    """Items that are looked at together, by their places among those that are read; `space`: binary logarithm of how many ways they may be drawn."""

    places: tuple[int, ...]
    space: float


Record = tuple[int, int]
"""A candidate's place in its batch, and the number of its record."""


def find_hits(file: TracedFile, table: Table, candidates: Iterable[Candidate]) -> dict[str, Hits]:
    """By receipt, where there are any. Keys decide where some stand in the declared range; else what else there is."""
    found: dict[str, Hits] = {}
    for (number, apart), several in _alike(candidates).items():
        rule = several[0].rule
        keys = _keys_in_range(file, table, rule)
        hits = _by_key(several, keys) if keys else _by_values(file, table, rule, apart, several)
        found |= {receipt: each for receipt, each in hits if each.records}
        assert rule.number == number
    return found


def _alike(candidates: Iterable[Candidate]) -> dict[tuple[int, frozenset[str]], list[Candidate]]:
    alike: dict[tuple[int, frozenset[str]], list[Candidate]] = defaultdict(list)
    for one in candidates:
        alike[one.rule.number, one.apart].append(one)
    return alike


def _keys_in_range(file: TracedFile, table: Table, rule: ControlRule) -> frozenset[str]:
    if rule.item not in file.codes(table):
        return frozenset()
    return file.read(
        table,
        (rule.item,),
        lambda rows: frozenset(key for (text,) in rows if text and rule.holds(key := text.strip())),
    )


def _by_key(candidates: list[Candidate], keys: frozenset[str]) -> Iterator[tuple[str, Hits]]:
    for one in candidates:
        met = sum(key in keys for _record, key in rules.numbers(one.rule, one.key, one.count))
        yield one.receipt, Hits(met, rules.chance(met, one.count, len(keys), rules.bits(one.rule, (one.rule.item,))))


def _by_values(
    file: TracedFile, table: Table, rule: ControlRule, apart: frozenset[str], candidates: list[Candidate]
) -> Iterator[tuple[str, Hits]]:
    usable = file.codes(table) & set(rule.shapes) - {rule.item} - apart
    items = tuple(column.code for column in table.columns if column.code in usable and rules.bits(rule, (column.code,)))
    views = _views(rule, items)
    for batch in _batches(candidates) if views else ():
        wanted = [_expected(table, items, view, batch) for view in views]
        rows, met = file.read(table, items, lambda texts, wanted=wanted: _met(texts, table, items, views, wanted))
        for place, one in enumerate(batch):
            yield one.receipt, _best(one, place, rows, views, met)


def _views(rule: ControlRule, items: tuple[str, ...]) -> list[View]:
    alone = [View((place,), rules.bits(rule, (item,))) for place, item in enumerate(items)]
    together = [View(tuple(range(len(items))), rules.bits(rule, items))] if len(items) > 1 else []
    return [view for view in alone + together if view.space >= LEAST_BITS]


def _batches(candidates: list[Candidate]) -> Iterator[list[Candidate]]:
    batch: list[Candidate] = []
    for one in candidates:
        if batch and sum(each.count for each in batch) + one.count > AT_ONCE:
            yield batch
            batch = []
        batch.append(one)
    if batch:
        yield batch


def _expected(
    table: Table, items: tuple[str, ...], view: View, batch: list[Candidate]
) -> dict[tuple[str, ...], list[Record]]:
    """What these items have in the control records of the batch."""
    columns = [table.by_code[items[place]] for place in view.places]
    expected: dict[tuple[str, ...], list[Record]] = defaultdict(list)
    for place, one in enumerate(batch):
        for record, _key in rules.numbers(one.rule, one.key, one.count):
            texts = (text_of(rules.draw(one.rule, one.key, record, column.code)) for column in columns)
            plain = tuple(plain_text(column, text) for column, text in zip(columns, texts, strict=True))
            expected[plain].append((place, record))
    return expected


def _met(
    texts: Iterable[Values],
    table: Table,
    items: tuple[str, ...],
    views: list[View],
    wanted: list[dict[tuple[str, ...], list[Record]]],
) -> tuple[int, list[set[Record]]]:
    """How many rows the file has, and for each view which records are in it."""
    columns = [table.by_code[item] for item in items]
    met: list[set[Record]] = [set() for _ in views]
    rows = 0
    for row in texts:
        rows += 1
        plain = [plain_text(column, text) for column, text in zip(columns, row, strict=True)]
        for view, expected, records in zip(views, wanted, met, strict=True):
            records.update(expected.get(tuple(plain[place] for place in view.places), ()))
    return rows, met


def _best(one: Candidate, place: int, rows: int, views: list[View], met: list[set[Record]]) -> Hits:
    """By the view that says most; that several were tried is counted against it."""
    hits = []
    for view, records in zip(views, met, strict=True):
        count = sum(whose == place for whose, _record in records)
        hits.append(Hits(count, min(0.0, rules.chance(count, one.count, rows, view.space) + math.log10(len(views)))))
    return min(hits, key=lambda each: (each.chance, -each.records))
