"""The two governed calls about references: one gives them in place of values, the other resolves them under the grant then in force (27.2, 32.1)."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from django.conf import settings
from msgspec import UNSET

from yishu.access.asks import Ask, ask_to_query, ask_to_resolve
from yishu.access.calls import Asking, BySubjects, path_code, read
from yishu.access.errors import TooManySubjects
from yishu.access.governed import Answer, Permit, Refusal, Uncounted, answer, judge, permit_for
from yishu.access.mounts import MOST_SUBJECTS
from yishu.access.references.errors import UnknownReference
from yishu.access.references.sealing import Holder, Referred, seal, unseal
from yishu.access.state import AccessState, Caller, Hosted
from yishu.access.subjects import Subject, subject_of
from yishu.core.actor import Actor
from yishu.core.errors import FieldError
from yishu.hosting.tables import NotOfType, Table, Value, parse, shown
from yishu.sharing.rules import Allowed, Counted
from yishu.wire.data import QueryAnswer, QueryManyAnswer, QueryReferencesAnswer, QueryRequest, Reference, ReferredValue

_NAMED: Final = 20
_Key = tuple[str, ...]


class AsReferences(BySubjects):
    """As any query, but the answer holds a reference for each item in place of its value."""

    def __init__(self, actor: Actor, code: str, request: QueryRequest, source: int | None) -> None:
        super().__init__(ask_to_query(code, msgspec.structs.replace(request, as_=UNSET), source))
        self._holder = _holder(actor, code)

    def answer(self, permit: Permit, number: UUID, /) -> tuple[Answer, int]:
        made, count = super().answer(permit, number)
        if isinstance(made, QueryAnswer):
            made.record = self._instead(made.record, permit.subjects[0])
        elif isinstance(made, QueryManyAnswer):
            for each, subject in zip(made.records, permit.subjects, strict=True):
                each.record = self._instead(each.record, subject)
        return made, count

    def _instead(self, record: dict[str, Any] | None, subject: Subject) -> dict[str, Any] | None:
        if record is None:
            return None
        secret, key = settings.YISHU_SECRETS.tokens, tuple(str(shown(value)) for value in subject.key)
        return {item: Reference(seal(secret, self._holder, Referred(item, key))) for item in record}


class ByReferences(Asking):
    """Resolves references. What is asked for, and of whom, stands in them."""

    def __init__(self, actor: Actor, code: str, request: QueryRequest, source: int | None) -> None:
        assert request.references is not UNSET
        self._wrong: list[int] = []
        self._referred: list[Referred] = []
        for place, reference in enumerate(request.references):
            try:
                self._referred.append(unseal(settings.YISHU_SECRETS.tokens, _holder(actor, code), reference))
            except ValueError:
                self._wrong.append(place)
        places: dict[_Key, int] = {}
        self._places = [places.setdefault(each.key, len(places)) for each in self._referred]
        self._keys = list(places)
        items = frozenset(each.item for each in self._referred)
        self.ask: Ask = ask_to_resolve(code, request, items, max(1, len(self._keys)), source)

    def judge(
        self, state: AccessState, caller: Caller, now: datetime, counted: Counted
    ) -> Permit | Refusal | Uncounted:
        return judge(state, caller, self.ask, now, counted, self._permitting)

    def answer(self, permit: Permit, number: UUID, /) -> tuple[Answer, int]:
        made, count = answer(self.ask, permit, read(permit, number))
        assert isinstance(made, QueryManyAnswer)
        values = []
        for referred, place in zip(self._referred, self._places, strict=True):
            record = made.records[place].record
            value = None if record is None else record[referred.item]
            assert not isinstance(value, Reference)
            values.append(ReferredValue(record is not None, referred.item, value))
        return QueryReferencesAnswer(values, made.version, ""), count

    def _permitting(self, hosted: Hosted, ask: Ask, allowed: Allowed, _now: datetime) -> Permit:
        """Raises UnknownReference, TooManySubjects."""
        if self._wrong:
            raise _unknown(self._wrong)
        if hosted.plan.mount is not None and len(self._keys) > MOST_SUBJECTS:
            raise TooManySubjects(most=MOST_SUBJECTS)
        subjects = [subject_of(hosted.table, self._key(hosted.table, key)) for key in self._keys]
        return permit_for(hosted, ask, allowed, subjects)

    def _key(self, table: Table, key: _Key) -> tuple[Value, ...]:
        """A resource keeps its key as long as it has records; one that has another now was emptied and made anew."""
        try:
            values = tuple(
                text if column.type == "string" else parse(column, text)
                for column, text in zip(table.key, key, strict=True)
            )
        except (NotOfType, ValueError):
            raise _unknown([n for n, each in enumerate(self._referred) if each.key == key]) from None
        return values


def _holder(actor: Actor, code: str) -> Holder:
    return Holder(actor.agency_code, path_code(code))


def _unknown(places: list[int]) -> UnknownReference:
    zh, en = "不是就该资源给本单位的引用。", "It is no reference of this resource for your agency."
    return UnknownReference(
        errors=[FieldError(f"references[{place}]", "reference", zh, en) for place in places[:_NAMED]]
    )
