"""The page for asking by place: the same desk, a drawing of what was found, and the records beside it (22.1, 27.2)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods
from msgspec import UNSET

from yishu.access import queries
from yishu.access.places import calls
from yishu.access.places.asking import place_of
from yishu.access.places.drawing import Drawing, drawn
from yishu.access.places.forms import PlaceForm
from yishu.access.sheets import Line, line_of
from yishu.access.words import REMEDIES
from yishu.agencies.middleware import actor_of
from yishu.core.actor import Actor
from yishu.core.errors import Problem
from yishu.core.geometry import shapes
from yishu.shell.words import in_english
from yishu.wire.data import QueryPlaceAnswer, QueryRequest


@dataclass(frozen=True, slots=True)
class Found:
    """A page of records as it is shown: each its number and the lines of its items."""

    heads: tuple[str, ...]
    records: tuple[tuple[int, tuple[Line, ...]], ...]
    drawing: Drawing
    version: int
    number: str
    next: str
    first: int

    @property
    def after_first(self) -> int:
        """The number of the next page's first record."""
        return self.first + len(self.records)

    @property
    def hides(self) -> bool:
        return any(line.is_masked for _, lines in self.records for line in lines)


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
def place(request: HttpRequest, grant_id: UUID) -> HttpResponse:
    """Form and result of one grant. With htmx only that part of the page is exchanged."""
    actor, now = actor_of(request), timezone.now()
    desk = queries.get_desk(actor, str(grant_id), now)
    if desk.place is None:
        raise Http404
    form = PlaceForm(desk, request.POST or None)
    found = problem = None
    if request.method == "POST" and form.is_valid():
        try:
            found = _found(actor, desk, form, request, now)
        except Problem as refusal:
            problem = form.take(refusal)
    given = {
        "desk": desk,
        "mode": "place",
        "form": form,
        "found": found,
        "problem": problem,
        "refusal": problem.detail("en" if in_english() else "zh") if problem else "",
        "remedy": REMEDIES.get(problem.code, "") if problem else "",
        "again": _again(request) if found else (),
    }
    part = "access/place_part.html" if request.headers.get("HX-Target") == "desk" else "access/place.html"
    status = problem.status if problem else 422 if form.errors else 200
    return render(request, part, given, status=status)


def _found(actor: Actor, desk: queries.Desk, form: PlaceForm, request: HttpRequest, now: datetime) -> Found:
    asked = form.request(request.POST.get("after", ""))
    answer = calls.query(actor, desk.grant.resource.code, asked, now=now, shown="masked")
    began = request.POST.get("first", "")
    return _laid_out(desk, asked, answer, int(began) if began.isdecimal() and len(began) < 9 else 1)


def _laid_out(desk: queries.Desk, asked: QueryRequest, answer: QueryPlaceAnswer, first: int) -> Found:
    items = {item.code: item for item in desk.items}
    *told, place_item = asked.items
    records, outlines = [], []
    for number, each in enumerate(answer.records, first):
        record: dict[str, Any] = each.record or {}
        records.append((number, tuple(line_of(desk, items[code], record[code]) for code in told)))
        outlines.append((number, shapes.stored(record[place_item])))
    assert asked.place is not UNSET
    return Found(
        tuple(items[code].name for code in told),
        tuple(records),
        drawn(outlines, place_of(asked.place)),
        answer.version,
        answer.receipt.partition(".")[0],
        answer.next or "",
        first,
    )


def _again(request: HttpRequest) -> list[tuple[str, str]]:
    """The same call for the next page, as hidden fields."""
    left_out = {"csrfmiddlewaretoken", "after", "first"}
    return [(name, str(value)) for name, values in request.POST.lists() if name not in left_out for value in values]
