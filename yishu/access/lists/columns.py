"""A list answered by columns: subjects read, records found in a replica, compared and handed over without a Python object for each (27.1, 27.2).

Where that cannot be (a key of several items, a mounted resource, no replica yet), the same list is answered row by row, and a replica ordered.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec
import numpy as np
import pyarrow as pa
from django.conf import settings
from numpy.typing import NDArray

from yishu.access.asks import Ask, ask_about_many, ask_to_query, ask_to_verify
from yishu.access.calls import BySubjects, read
from yishu.access.governed import (
    Answer,
    Permit,
    Refusal,
    Uncounted,
    answer,
    field_of,
    judge,
    permit,
    permit_for,
)
from yishu.access.guessing.rules import Claim, Tries, claim_of, has_missed, tries_of
from yishu.access.lists.streams import (
    VERDICTS,
    Act,
    Asked,
    claimed_items,
    plain_values,
    queried,
    query_request,
    verdicts_of,
    verified,
    verify_request,
    whole_column,
    written,
)
from yishu.access.lists.values import delivered, standing, verdicts
from yishu.access.state import AccessState, Caller, Hosted
from yishu.access.subject_columns import SubjectColumn, read_column, takes
from yishu.access.subjects import Subject
from yishu.core.calendar import shanghai_day
from yishu.hosting.octets import Flags
from yishu.hosting.replicas.present import MOST_TOUCHED, Found, read_present
from yishu.hosting.replicas.shelf import Shelf
from yishu.sharing.rules import Allowed, Counted
from yishu.wire.data import QueryManyAnswer, VerifyManyAnswer

WORTH: Final = 1000
"""For lists of so many subjects a replica is written."""
MANY_TOUCHED: Final = MOST_TOUCHED // 8
"""Where so many records were touched since, another is written meanwhile."""
_RIGHT, _WRONG = VERDICTS.index("match"), VERDICTS.index("mismatch")


class ColumnPermit(Permit, frozen=True, kw_only=True):
    """As any permit, of subjects in a column."""

    column: SubjectColumn

    @property
    def count(self) -> int:
        return len(self.column)

    def first_subjects(self, most: int) -> list[tuple[str, str]]:
        return [(self.column.kind, text) for text in self.column.texts.slice(0, most).to_pylist()]

    def hashed(self, secret: bytes) -> bytes:
        return self.column.hashed(secret)

    def lines(self) -> bytes:
        return self.column.lines()

    def listed(self) -> list[Subject]:
        return self.column.listed()

    def by_rows(self) -> Permit:
        """The same with its subjects one by one."""
        whole = Permit(*(getattr(self, name) for name in Permit.__struct_fields__))
        return msgspec.structs.replace(whole, subjects=self.column.listed())


class ColumnAnswer(msgspec.Struct):
    """`stand`: which subjects were found; by item the verdicts, as places among them, or the values."""

    stand: Flags
    items: dict[str, pa.Array]
    version: int
    receipt: str = ""


class ByColumns:
    """Keeps what the answer's form depends on: the permit by which it was made."""

    def __init__(self, act: Act, code: str, asked: Asked, source: int | None, shelf: Shelf, most: int) -> None:
        self._act, self._asked, self._source, self._shelf, self._most = act, asked, source, shelf, most
        self._code = code
        self._rows: Ask | None = None
        self._permit: Permit | None = None
        self._named: BySubjects | None = None
        self._subjects = whole_column(asked.subjects)
        items = claimed_items(asked) if act == "verify" else asked.said.items or ()
        said = asked.said
        self.ask = ask_about_many(act, code, said.purpose, items, len(self._subjects), said.grant, source, most=most)

    def judge(
        self, state: AccessState, caller: Caller, now: datetime, counted: Counted
    ) -> Permit | Refusal | Uncounted:
        if pa.types.is_struct(self._subjects.type):  # by several items, or by an alternative key
            self._named = BySubjects(self._by_rows())
            return self._named.judge(state, caller, now, counted)
        return judge(state, caller, self.ask, now, counted, self._permitting)

    def answer(self, permit: Permit, number: UUID, /) -> "tuple[Answer | ColumnAnswer, int]":
        self._permit = permit
        if self._named is not None:
            return self._named.answer(permit, number)
        if not isinstance(permit, ColumnPermit):
            return answer(self._by_rows(), permit, read(permit, number))
        found = self._find(permit)
        if found is None:
            self._permit = each = permit.by_rows()
            return answer(self._by_rows(), each, read(each, number))
        stand = standing(found, permit.table, permit.rows)
        told = self._verdicts(permit, found, stand) if self._act == "verify" else self._values(permit, found, stand)
        return ColumnAnswer(stand, told, found.present.version), int(stand.sum())

    def has_missed(self, made: "Answer | ColumnAnswer", /) -> bool:
        if not isinstance(made, ColumnAnswer):
            return has_missed(made)
        return not made.stand.all() or (self._act == "verify" and bool(_wrong_in(made).any()))

    def tries(self, caller: str, permit: Permit, made: "Answer | ColumnAnswer", whole: bool, /) -> Tries:
        if not isinstance(made, ColumnAnswer):
            secret = settings.YISHU_SECRETS.subjects
            return tries_of(self._by_rows(), caller, self._permit or permit, made, secret, whole=whole)
        assert isinstance(permit, ColumnPermit)
        missed, claims = int((~made.stand).sum()), ()
        if self._act == "verify":
            missed += int(_wrong_in(made).sum())
            claims = tuple(self._claims(caller, permit, made, whole))
        return Tries(caller, permit.plan.code, claims, missed, permit.misses, True)

    def written(self, made: "Answer | ColumnAnswer") -> bytes:
        """The answer as a stream."""
        items = self.ask.wanted if self._act == "query" else tuple(self._asked.claims)
        if isinstance(made, ColumnAnswer):
            columns = [verdicts_of(made.items[item]) if self._act == "verify" else made.items[item] for item in items]
            return written([pa.array(made.stand), *columns], items, made.version, made.receipt)
        assert self._permit is not None
        if isinstance(made, VerifyManyAnswer):
            return verified(made, items)
        assert isinstance(made, QueryManyAnswer)
        return queried(made, items, self._permit.table, self._permit.masks)

    def _by_rows(self) -> Ask:
        """The same row by row. Raises MalformedArrow."""
        if self._rows is None:
            given = (self._code, self._source)
            if self._act == "verify":
                self._rows = ask_to_verify(given[0], verify_request(self._asked), given[1], most=self._most)
            else:
                self._rows = ask_to_query(given[0], query_request(self._asked), given[1], most=self._most)
        return self._rows

    def _permitting(self, hosted: Hosted, ask: Ask, allowed: Allowed, now: datetime) -> Permit:
        subjects = self._subjects
        if hosted.plan.mount is not None or not takes(hosted.table) or not pa.types.is_string(subjects.type):
            return permit(hosted, self._by_rows(), allowed, now)
        today, overrides = shanghai_day(now), hosted.plan.overrides
        column = read_column(hosted.table, subjects, field_of(ask), today=today, overrides=overrides)
        return ColumnPermit(*msgspec.structs.astuple(permit_for(hosted, ask, allowed, [])), column=column)

    def _find(self, permit: ColumnPermit) -> Found | None:
        """In a replica, brought up to the present; None where there is none that can be."""
        table, holding = permit.table, permit.holding_id
        replica = self._shelf.newest(table)
        present = None if replica is None else read_present(replica, table, holding)
        if len(permit.column) >= WORTH and (present is None or len(present.touched) > MANY_TOUCHED):
            self._shelf.want(table, holding)
        return None if present is None else present.find(permit.column.texts)

    def _verdicts(self, permit: Permit, found: Found, stand: Flags) -> dict[str, pa.Array]:
        table, declared = permit.table, permit.plan.comparisons
        return {
            item: verdicts(table, table.by_code[item], found.take(item), whole_column(claims), stand, declared)
            if item in self.ask.items
            else pa.nulls(len(stand), pa.int8())  # nothing was claimed of it
            for item, claims in self._asked.claims.items()
        }

    def _values(self, permit: Permit, found: Found, stand: Flags) -> dict[str, pa.Array]:
        columns = permit.table.by_code
        return {item: delivered(columns[item], found.take(item), stand, permit.masks) for item in self.ask.wanted}

    def _claims(self, caller: str, permit: ColumnPermit, made: ColumnAnswer, whole: bool) -> Iterator[Claim]:
        secret = settings.YISHU_SECRETS.subjects
        for item, told in made.items.items():
            places = _numbers(told)
            compared = np.flatnonzero((places == _WRONG) | (places == _RIGHT) if whole else places == _WRONG)
            claims = plain_values(whole_column(self._asked.claims[item]).take(pa.array(compared)))
            for place, claimed in zip(compared.tolist(), claims, strict=True):
                asked = caller, permit.plan.code, permit.column.at(place)
                yield claim_of(asked, item, claimed, place, places[place] == _WRONG, secret)


def _wrong_in(made: ColumnAnswer) -> Flags:
    """Which subjects have a wrong claim."""
    wrong = np.zeros(len(made.stand), np.bool_)
    for told in made.items.values():
        wrong |= _numbers(told) == _WRONG
    return wrong


def _numbers(told: pa.Array) -> NDArray[np.int8]:
    return told.fill_null(-1).to_numpy(zero_copy_only=False)
