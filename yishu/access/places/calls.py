"""The governed call by place, for pages and the gateway (22.1, 26.5, 27.2): judged by the one rule, read, on record with the place asked for.

Whoever may ask where a record lies learns it, so the item must be granted and not masked. A page is counted as the records that it may hold at most, for that is
decided before anything is read: who asks for fewer at a time spends less.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.conf import settings

from yishu.access.asks import Ask, ask_by_place
from yishu.access.calls import Asking, Detail, Shown, governed, path_code
from yishu.access.errors import Unavailable
from yishu.access.governed import (
    Answer,
    Permit,
    Refusal,
    Uncounted,
    find_hosted,
    known_items,
    mask_records,
    meanings_of,
    refuse,
    require_data_scope,
    require_rows,
    uncounted,
)
from yishu.access.places.asking import place_of, wrong_after
from yishu.access.places.errors import NoPlaces, PagesExpired, PlaceMasked, PlaceNotGranted
from yishu.access.state import AccessState, Caller, Hosted
from yishu.core.actor import Actor
from yishu.core.decoding import decoded
from yishu.core.errors import Invalid, Problem
from yishu.core.networks import address_of
from yishu.hosting.masking import stricter
from yishu.hosting.places.finding import NotKept, Page, Wanted, find
from yishu.hosting.places.indexing import find_geometry
from yishu.hosting.tables import Column, shown
from yishu.node.enciphering import decipher, encipher
from yishu.sharing.rules import NOT_COUNTED, Allowed, Call, Counted, Denied, decide
from yishu.wire.data import Queried, QueryPlaceAnswer, QueryRequest


def query(
    actor: Actor,
    resource: str,
    request: QueryRequest,
    *,
    now: datetime,
    source: int | None = None,
    shown: Shown | None = None,
    detail: Detail | None = None,
    known_at: int | None = None,
) -> QueryPlaceAnswer:
    """A page of what lies at the request's place. Raises Invalid; the refusal, on record and with its receipt; and what `governed` raises."""
    way = ByPlace(ask_by_place(path_code(resource), request, source or address_of(actor.source)), request, actor.ref)
    detail = {"place": str(way.place), "limit": way.limit, **(detail or {})}
    made = governed(actor, way, now=now, detail=detail, shown=shown, known_at=known_at)
    assert isinstance(made, QueryPlaceAnswer)
    return made


class _After(msgspec.Struct, frozen=True):
    """Where a page ended: `about` says whose, of which resource and place; all pages are of the version of the first."""

    about: str
    grant: str
    table: str
    version: int
    key: tuple[str, ...]


class ByPlace(Asking):
    def __init__(self, ask: Ask, request: QueryRequest, caller: str) -> None:
        assert isinstance(request.place, msgspec.Struct)
        self.ask, self._caller = ask, caller
        self.place, self.limit = place_of(request.place), request.place.limit
        self._after = _opened(request.place.after, self._about())

    def judge(
        self, state: AccessState, caller: Caller, now: datetime, counted: Counted
    ) -> Permit | Refusal | Uncounted:
        ask = self.ask
        try:
            hosted = find_hosted(state, ask.code)
            require_data_scope(caller)
        except Problem as problem:
            return Refusal(problem, items=known_items(state, ask))
        geometry = find_geometry(hosted.table)
        items = ask.items if geometry is None else ask.items | {geometry.code}
        grants = state.grants.get((caller.ref, hosted.plan.code), ())
        call = Call(caller.ref, "query", items, ask.duty, ask.case, ask.grant, self.limit, ask.source)
        outcome = decide(grants, call, now, counted)
        if isinstance(outcome, Denied) and outcome.reason == NOT_COUNTED:
            return uncounted(state, outcome, call)
        if isinstance(outcome, Allowed) and ask.items <= hosted.table.by_code.keys():
            return self._permit(hosted, geometry, outcome)
        if geometry and isinstance(outcome, Denied) and outcome.reason == "item_not_granted":
            without = decide(grants, msgspec.structs.replace(call, items=ask.items), now, counted)
            if isinstance(without, Allowed):
                return Refusal(PlaceNotGranted(item=geometry.code), outcome.grant, outcome.grant_hash, ask.items)
        return refuse(state, hosted, ask, outcome)

    def answer(self, permit: Permit, _number: UUID, /) -> tuple[Answer, int]:
        geometry = find_geometry(permit.table)
        assert geometry is not None
        wanted = Wanted(
            permit.table,
            permit.holding_id,
            geometry,
            self.ask.wanted,
            self.place,
            permit.rows,
            self.limit,
            self._after.key if self._after else (),
            self._after.version if self._after else None,
        )
        try:
            page = find(wanted)
        except NotKept:
            raise PagesExpired from None
        if page is None:
            raise Unavailable
        return QueryPlaceAnswer(self._told(page, permit), self._next(page, permit), page.version, ""), len(page.records)

    def _permit(self, hosted: Hosted, geometry: Column | None, allowed: Allowed) -> Permit | Refusal:
        ask, masks = self.ask, stricter(hosted.plan.masks, allowed.masks)
        try:
            if geometry is None or hosted.plan.mount is not None:
                raise NoPlaces(code=hosted.plan.code)
            if geometry.code in masks:
                raise PlaceMasked(item=geometry.code)
            require_rows(hosted.table, allowed.rows)
            self._require_same(hosted, allowed)
        except Problem as problem:
            return Refusal(problem, allowed.grant, allowed.grant_hash, ask.items)
        return Permit(
            hosted.plan,
            hosted.table,
            hosted.holding_id,
            allowed.grant,
            allowed.grant_hash,
            [],
            ask.items | {geometry.code},
            ask.items,
            allowed.rows,
            masks,
            allowed.spends,
        )

    def _told(self, page: Page, permit: Permit) -> list[Queried]:
        records: list[dict[str, Any] | None] = [
            dict(zip(self.ask.wanted, map(shown, record), strict=True)) for record in page.records
        ]
        if permit.masks:
            mask_records(records, self.ask, permit)
        return [Queried(True, record, meanings_of(record, self.ask, permit)) for record in records]

    def _require_same(self, hosted: Hosted, allowed: Allowed) -> None:
        """Pages go on under the grant and in the table in which they began. Raises Invalid, PagesExpired."""
        if self._after is None:
            return
        if self._after.grant != allowed.grant:
            raise Invalid(errors=[wrong_after()])
        if self._after.table != hosted.table.name:
            raise PagesExpired

    def _next(self, page: Page, permit: Permit) -> str | None:
        """The last key, which need not be granted: so it is enciphered."""
        if not page.last:
            return None
        after = _After(self._about(), permit.grant, permit.table.name, page.version, page.last)
        return encipher(settings.YISHU_SECRETS.tokens, msgspec.json.encode(after).decode())

    def _about(self) -> str:
        return f"{self._caller} {self.ask.code} {self.place}"


def _opened(after: str, about: str) -> "_After | None":
    """What was given out to the same caller for the same resource and place. Raises Invalid."""
    if not after:
        return None
    try:
        opened = decoded(decipher(settings.YISHU_SECRETS.tokens, after), _After)
    except (ValueError, msgspec.DecodeError):
        opened = None
    if opened is None or opened.about != about:
        raise Invalid(errors=[wrong_after()])
    return opened
