"""Checking records by the chunk: required items, types, lengths, code lists, keys, what the provider declared. Good ones in canonical text, bad ones with every reason (13.1, 21.2)."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from yishu.core.identifiers import KeyKind, check, normalise, subject
from yishu.hosting import faults
from yishu.hosting.checking_keys import plainly_right
from yishu.hosting.checking_types import plain
from yishu.hosting.declared.evaluating import NO_CHECKS, Checks
from yishu.hosting.faults import Fault
from yishu.hosting.keys import key_text
from yishu.hosting.octets import Octets
from yishu.hosting.places.checking import geometries
from yishu.hosting.quarantine.overrides import NO_OVERRIDES, Overrides
from yishu.hosting.reading import Chunk, Source
from yishu.hosting.tables import Column, NotOfType, Value, parse

MOST_REMEMBERED = 100_000  # distinct texts of an item
LONGEST_KEY = 200  # characters: what a call may name; an index entry holds no more than 2 704 bytes

Found = dict[int, list[Fault]]


@dataclass(frozen=True, slots=True)
class Bad:
    """A record to be sent back: as it came, why, and its key in normal form where that could be read."""

    row: int
    values: dict[str, str | None]
    errors: list[Fault]
    key: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """`good`: canonical texts by item code, after `_row`."""

    good: pa.Table
    bad: list[Bad]


class Checker:
    """Checks the chunks of one file; remembers the values already read, since dates and codes repeat."""

    def __init__(
        self, source: Source, today: date, declared: Checks = NO_CHECKS, overrides: Overrides = NO_OVERRIDES
    ) -> None:
        self._declared, self._overrides = declared, overrides
        self._table, self._wanted, self._today = source.table, source.wanted, today
        self._parsed: dict[str, dict[str, str | None]] = defaultdict(dict)

    def check(self, chunk: Chunk) -> Checked:
        found: Found = defaultdict(list)
        for index, fault in chunk.faults:
            found[index].append(fault)
        columns = {column.code: self._column(column, chunk.texts[column.code], found) for column in self._wanted}
        self._declared.judge(columns, found)
        bad = [Bad(one.number, {"": one.text}, [one.fault]) for one in chunk.unreadable]
        bad += [self._bad(chunk, columns, index, errors) for index, errors in sorted(found.items())]
        good = pa.table({"_row": chunk.numbers, **columns})
        if found:
            good = good.take(pa.array([index for index in range(good.num_rows) if index not in found], pa.int64()))
        return Checked(good, bad)

    def _column(self, column: Column, came: pa.Array, found: Found) -> pa.Array:
        texts = _trimmed(came)
        if column.is_key and len(self._table.key) == 1 and column.type == "string":
            read = self._keys(column, texts, found)
        elif column.type == "string":
            read = texts
        elif column.type == "geometry":
            read = geometries(column, texts, found)
        else:
            read = self._typed(column, texts, found)
        _add(found, pc.is_null(texts), faults.required(column), when=column.required and texts.null_count > 0)
        self._check_text(column, read, found)
        return read

    def _check_text(self, column: Column, read: pa.Array, found: Found) -> None:
        if column.codes:
            known = pc.is_in(read, value_set=pa.array(column.codes, pa.string()))
            _add(found, pc.and_(pc.is_valid(read), pc.invert(known)), faults.not_in_codes(column))
        if column.type != "string":
            return
        octets = Octets.of(read)
        limit = min(column.length or LONGEST_KEY, LONGEST_KEY) if column.is_key else column.length
        if limit and octets.lengths.max(initial=0) > limit:  # a character has an octet or more
            _add(found, pc.greater(pc.utf8_length(read), limit), faults.too_long(column, limit))
        if column.is_key and not octets.are_printable_ascii():  # no call could name it
            _add(found, _unprintable(read), faults.unprintable_key(column))
        elif (octets.all == 0).any():
            _add(found, pc.match_substring(read, "\0"), faults.control_character(column))

    def _keys(self, column: Column, texts: pa.Array, found: Found) -> pa.Array:
        """Normal form and check of the single key of a kind. An empty one is required, and said so."""
        kind, today = KeyKind(self._table.key_kind), self._today
        right = plainly_right(kind, texts, today)
        others = pc.and_(pc.is_valid(texts), pc.invert(right))
        if not pc.any(others).as_py():
            return texts
        read: list[str | None] = []
        for index, text in _numbered(texts, others):
            normal = normalise(kind, text)
            broken = check(kind, normal, today=today)
            if broken and self._overrides.hold(broken.rule, normal):
                broken = None  # officially wrong, and agreed by two people
            if broken:
                found[index].append(faults.broken_key(column, broken))
            read.append(None if broken else normal)
        return pc.replace_with_mask(texts, others, pa.array(read, pa.string()))

    def _typed(self, column: Column, texts: pa.Array, found: Found) -> pa.Array:
        """Canonical texts, by `tables.parse` where they are not plain; each distinct text is read once."""
        is_plain, read = plain(column.type, texts)
        others = pc.and_(pc.is_valid(texts), pc.invert(is_plain))
        if not pc.any(others).as_py():
            return read
        coded = texts.filter(others).dictionary_encode()
        parsed = self._parsed[column.code]
        if len(parsed) > MOST_REMEMBERED:
            parsed.clear()  # what is needed is read again
        canonical = [_canonical(column, text, parsed) for text in coded.dictionary.to_pylist()]
        read = pc.replace_with_mask(read, others, pa.array(canonical, pa.string()).take(coded.indices))
        if None in canonical:
            _add(found, pc.and_(others, pc.is_null(read)), faults.not_of_type(column))
        return read

    def _bad(self, chunk: Chunk, columns: dict[str, pa.Array], index: int, errors: list[Fault]) -> Bad:
        came = {code: texts[index].as_py() for code, texts in chunk.texts.items()}
        keys = [columns[column.code][index].as_py() for column in self._table.key]
        if self._table.has_two_forms and keys[0]:
            keys = [subject(self._table.key_kind, keys[0])]
        # A key with a fault of its own names nobody.
        faulty = {fault.field for fault in errors} & {column.code for column in self._table.key}
        key = "" if faulty or None in keys else key_text(self._table, keys)
        return Bad(chunk.numbers[index].as_py(), came, errors, key)


def _trimmed(came: pa.Array) -> pa.Array:
    """Without white space around them; null where nothing is left."""
    octets = Octets.of(came)
    texts = pc.utf8_trim_whitespace(came) if octets.may_be_padded() else came
    if texts is came and octets.lengths.all():
        return texts
    return pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.string()), texts)


def _unprintable(texts: pa.Array) -> pa.Array:
    # Beyond ASCII by Python's own notion, which calls are held to; Arrow's differs in a few characters.
    odd = pc.fill_null(pc.invert(pc.match_substring_regex(texts, "^[ -~]*$")), False)
    found = [not text.isprintable() for _, text in _numbered(texts, odd)]
    return pc.replace_with_mask(odd, odd, pa.array(found, pa.bool_()))


def _numbered(texts: pa.Array, mask: pa.Array) -> Iterator[tuple[int, str]]:
    """The texts that the mask picks, with their indices."""
    return zip(pc.indices_nonzero(mask).to_pylist(), texts.filter(mask).to_pylist(), strict=True)


def _add(found: Found, mask: Any, fault: Fault, *, when: bool = True) -> None:
    if when and pc.any(mask).as_py():
        for index in pc.indices_nonzero(mask).to_pylist():
            if fault not in found[index]:
                found[index].append(fault)


def _canonical(column: Column, text: str | None, parsed: dict[str, str | None]) -> str | None:
    if text is None:
        return None
    try:
        return parsed[text]
    except KeyError:
        parsed[text] = read = canonical_text(column, text)
        return read


def canonical_text(column: Column, text: str) -> str | None:
    """A value as it is staged and counted into the digest; None where it is none of the item's type."""
    try:
        return _written(parse(column, text))
    except NotOfType:
        return None


def _written(value: Value) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.astimezone(UTC).isoformat(sep=" ") if isinstance(value, datetime) else str(value)
