"""Many subjects at once, as a column of texts: the same reading, naming and errors as `subjects`, at a fraction of the cost for those that are plainly right."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from yishu.access.subjects import LONGEST, Subject, hashed_all, kind_of, read_subject
from yishu.audit.subject_lists import lines_of
from yishu.core.identifiers import KeyKind
from yishu.hosting.checking_keys import plainly_right
from yishu.hosting.quarantine.overrides import NO_OVERRIDES, Overrides
from yishu.hosting.replicas.hashing import identities
from yishu.hosting.tables import Table

WORTH: Final = 32
"""From so many subjects on, looking at them by columns costs less."""


@dataclass(frozen=True, slots=True)
class SubjectColumn:
    """Subjects of one key that is a text. `texts`: their one form, which is both the key and what evidence names; `kind`: what kind of key nearly all are, `others` the rest, by place."""

    texts: pa.Array
    kind: str
    others: Mapping[int, str]

    def __len__(self) -> int:
        return len(self.texts)

    def at(self, place: int) -> Subject:
        text = self.texts[place].as_py()
        return Subject((text,), text, self.others.get(place, self.kind))

    def listed(self) -> list[Subject]:
        """One by one."""
        subjects = [Subject((text,), text, self.kind) for text in self.texts.to_pylist()]
        for place, kind in self.others.items():
            subjects[place] = subjects[place]._replace(kind=kind)
        return subjects

    def hashed(self, secret: bytes) -> bytes:
        return hashed_all(self.listed(), secret)

    def lines(self) -> bytes:
        """As a sealed list names them."""
        together = pc.binary_join(pa.ListArray.from_arrays([0, len(self.texts)], self.texts), "\n")
        return lines_of(self.kind, together[0].as_buffer().to_pybytes(), self.others.items())


def takes(table: Table) -> bool:
    """Whether the table's subjects can be read so: they are found by one text."""
    return len(table.key) == 1 and table.key[0].type == "string"


def read_column(
    table: Table, given: pa.Array, field: str, *, today: date, overrides: Overrides = NO_OVERRIDES
) -> SubjectColumn:
    """The texts given as subjects of the table, of which `takes` is true. Raises MalformedSubject, which names the first wrong one; `field` has a place for its number."""
    kind = KeyKind(table.key_kind)
    right = pc.and_(plainly_right(kind, given, today), pc.less_equal(pc.fill_null(pc.utf8_length(given), 0), LONGEST))
    wrong = pc.invert(right)
    texts, others, read = identities(table, given), dict[int, str](), list[str]()
    usual = kind_of(kind, "")
    for place in pc.indices_nonzero(wrong).to_pylist():
        one = read_subject(table, given[place].as_py(), field.format(place), today=today, overrides=overrides)
        read.append(one.text)
        if one.kind != usual:
            others[place] = one.kind
    if read:
        texts = pc.replace_with_mask(texts, wrong, pa.array(read, pa.string()))
    return SubjectColumn(texts, usual, others)


def read_subjects(
    table: Table, given: Sequence[Any], field: str, *, today: date, overrides: Overrides = NO_OVERRIDES
) -> list[Subject]:
    """Each by itself, or as a column where that costs less. Raises MalformedSubject."""
    if len(given) >= WORTH and takes(table) and (column := _as_column(given)) is not None:
        return read_column(table, column, field, today=today, overrides=overrides).listed()
    return [read_subject(table, raw, field.format(n), today=today, overrides=overrides) for n, raw in enumerate(given)]


def _as_column(given: Sequence[Any]) -> pa.Array | None:
    """None where they are not all texts of Unicode."""
    if not all(type(raw) is str for raw in given):
        return None
    try:
        return pa.array(given, pa.string())
    except UnicodeEncodeError:
        return None
