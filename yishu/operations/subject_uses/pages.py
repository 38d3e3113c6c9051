"""Pages: the authorised lookup, the counter, what either shows, and what is withheld."""

from collections.abc import Callable
from typing import Final
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from yishu.agencies.middleware import actor_of
from yishu.agencies.queries import systems_of
from yishu.catalogue.queries import is_coordinator, require_coordinator
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.core.errors import Invalid
from yishu.core.identifiers import KeyKind
from yishu.operations.subject_uses import commands, queries, shown, summing, taking
from yishu.operations.subject_uses.beyond import BODIES, PERSONS, beyond
from yishu.operations.subject_uses.commands import Draft, Looked
from yishu.operations.subject_uses.forms import CounterForm, EndForm, LookupForm, WithholdingForm
from yishu.operations.subject_uses.models import Identified, Way
from yishu.operations.subject_uses.rules import NATURAL
from yishu.shell.fields import add_errors
from yishu.shell.sheets import csv_answer

SHEET: Final = 100
"""Uses on one sheet for the person."""
MASKED: Final = "subject_looks"
OF_BODIES: Final = "subject_looks_of_bodies"
"""Those of the looks that were at a body, not a person."""
MOST_MASKED: Final = 5


@sensitive_post_parameters("number")
@never_cache
def lookup(request: HttpRequest) -> HttpResponse:
    """The authorised lookup."""
    actor = actor_of(request)
    commands.require_seer(actor)
    form = LookupForm(request.POST or None, initial=_said_before(actor, request.GET.get("again", "")))

    def look() -> Looked:
        given = form.cleaned_data
        return commands.look_up(actor, form.asked(), basis=given["basis"], reason=given["reason"], now=timezone.now())

    return _looked(request, form, look) or _form(request, "lookup", form)


@sensitive_post_parameters("number")
@never_cache
def counter(request: HttpRequest) -> HttpResponse:
    """The person's own look, at the counter."""
    actor = actor_of(request)
    commands.require_handler(actor)
    form = CounterForm(request.POST or None)

    def look() -> Looked:
        given = form.cleaned_data
        identified = Identified(given["identified"])
        return commands.look_at_counter(
            actor, form.asked(), identified=identified, authority=given["authority"], now=timezone.now()
        )

    return _looked(request, form, look) or _form(request, "counter", form)


@require_GET
@never_cache
def look(request: HttpRequest, number: UUID) -> HttpResponse:
    """What a look shows, a page at a time; the address says nothing of whom."""
    actor, now = actor_of(request), timezone.now()
    mine = queries.find_own(actor, number)
    if mine is not None and mine.at + queries.WINDOW <= now:
        return render(request, "subject_uses/over.html", {"look": mine, "minutes": _minutes()}, status=404)
    found = queries.get_look(actor, number, now)
    at_counter = found.way == Way.COUNTER
    # A person may have lost the role since.
    (commands.require_handler if at_counter else commands.require_seer)(actor)
    before = _before(request)
    page = queries.page_of(found, now, before=before, size=SHEET if at_counter else queries.PAGE)
    systems = systems_of({use.seen.record.actor for use in page.uses})
    given = {
        "look": found,
        "systems": [systems[ref] for ref in sorted(systems)],
        "shown": _masked(request, number),
        "rows": shown.rows_of(page.uses),
        "summary": None if at_counter or before else summing.summary_of(found),
        "beyond": None if at_counter or before else beyond(_kinds(request, number)),
        "next_page": page.before,
        "is_first": before is None,
        "said": queries.said_of(found),
        "until": found.at + queries.WINDOW,
        "withheld_by_law": at_counter,
        "now": now,
        "by": actor.name,
    }
    return render(request, f"subject_uses/{'sheet' if at_counter else 'look'}.html", given)


@require_POST
@never_cache
def take_table(request: HttpRequest, number: UUID) -> HttpResponse:
    """What a look shows, as CSV to go with a file."""
    actor, now = actor_of(request), timezone.now()
    taken = taking.take(actor, number, "csv", now=now)
    rows = [*map(taking.cells, taken.rows), *taking.ending(taken, _masked(request, number), actor, _agency(request))]
    return csv_answer(f"uses-{shanghai_day(now):%Y%m%d}-{number.hex[-8:]}", taking.heads(), rows)


@require_POST
@never_cache
def take_paper(request: HttpRequest, number: UUID) -> HttpResponse:
    """The same as a sheet to print."""
    actor, now = actor_of(request), timezone.now()
    taken = taking.take(actor, number, "paper", now=now)
    given = {"taken": taken, "shown": _masked(request, number), "now": now, "by": actor.name, "most": taking.MOST}
    return render(request, "subject_uses/taken.html", given)


@require_GET
def withholdings(request: HttpRequest) -> HttpResponse:
    """All that is and was withheld."""
    actor, today = actor_of(request), shanghai_day(timezone.now())
    commands.require_seer(actor)
    rows = [(each, each.state(today)) for each in queries.list_withholdings()]
    given = {"rows": rows, "may_declare": is_coordinator(actor), "form": EndForm()}
    return render(request, "subject_uses/withholdings.html", given)


def declare(request: HttpRequest) -> HttpResponse:
    """Declare what is to be withheld."""
    actor = actor_of(request)
    require_coordinator(actor)
    form = WithholdingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            commands.declare(actor, Draft(**form.cleaned_data), now=timezone.now())
            messages.success(request, _("已登记并留痕。"))
            return redirect("subject_uses:withholdings")
        except Invalid as problem:
            add_errors(form, problem)
    return render(request, "subject_uses/declare.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
def end(request: HttpRequest, number: int) -> HttpResponse:
    """Tell again."""
    commands.end(actor_of(request), number, reason=request.POST.get("reason", ""), now=timezone.now())
    messages.success(request, _("已结束并留痕，此后恢复告知。"))
    return redirect("subject_uses:withholdings")


def _looked(request: HttpRequest, form: forms.Form, act: Callable[[], Looked]) -> HttpResponse | None:
    """On to what it shows: what was sent stays in no page and in no history."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        made = act()
    except Invalid as problem:
        add_errors(form, problem)
        return None
    kept = [*request.session.get(MASKED, {}).items()][1 - MOST_MASKED :]
    request.session[MASKED] = dict([*kept, (str(made.look.pk), made.shown)])
    bodies = [each for each in request.session.get(OF_BODIES, []) if each in request.session[MASKED]]
    is_body = form.cleaned_data["type"] not in NATURAL
    request.session[OF_BODIES] = [*bodies, str(made.look.pk)] if is_body else bodies
    return redirect("subject_uses:look", made.look.pk)


def _kinds(request: HttpRequest, number: UUID) -> tuple[KeyKind, ...]:
    """Of the numbers such a subject has; of all where this session no longer knows."""
    if str(number) in request.session.get(OF_BODIES, []):
        return BODIES
    return PERSONS if str(number) in request.session.get(MASKED, {}) else (*PERSONS, *BODIES)


def _form(request: HttpRequest, name: str, form: forms.Form) -> HttpResponse:
    used = queries.count_looks(actor_of(request), shanghai_day(timezone.now()))
    given = {"form": form, "most": settings.YISHU_SUBJECT_LOOKS, "used": used}
    return render(request, f"subject_uses/{name}.html", given, status=422 if form.errors else 200)


def _masked(request: HttpRequest, number: UUID) -> str:
    """Whom a look of this session was about; empty in another."""
    return request.session.get(MASKED, {}).get(str(number), "")


def _agency(request: HttpRequest) -> str:
    agency = request.user.agency  # type: ignore[union-attr]
    return agency.name if agency else ""


def _minutes() -> int:
    return int(queries.WINDOW.total_seconds() // 60)


def _said_before(actor: Actor, number: str) -> dict[str, str]:
    """Basis and reason of a look of one's own, to look again; the number is kept nowhere."""
    try:
        found = queries.find_own(actor, UUID(number))
    except ValueError:
        return {}
    return {} if found is None else queries.said_of(found)


def _before(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.GET["before"])
    except (KeyError, ValueError):
        return None
