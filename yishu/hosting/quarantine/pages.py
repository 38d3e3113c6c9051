"""Pages of the records sent back, for the provider's data officer (21.2)."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yishu.agencies.middleware import actor_of
from yishu.agencies.models import Role
from yishu.agencies.roles import require
from yishu.core.actor import Actor
from yishu.core.errors import Problem
from yishu.hosting import queries as hosting
from yishu.hosting.models import Batch, QuarantinedRecord
from yishu.hosting.quarantine import commands, queries
from yishu.hosting.quarantine.downloading import lines_of
from yishu.hosting.quarantine.errors import SentBackEnded
from yishu.hosting.quarantine.forms import BasisForm, CorrectionForm, ReasonForm
from yishu.hosting.quarantine.overriding import overridable_rule
from yishu.hosting.quarantine.queries import Wanted
from yishu.hosting.quarantine.shown import shown_record, shown_records
from yishu.hosting.quarantine.words import rule_word
from yishu.shell.fields import language

PAGE = 30
State = QuarantinedRecord.State


@require_http_methods(["GET", "POST"])
def listed(request: HttpRequest) -> HttpResponse:
    """The records to be mended, the oldest first: how many by fault, then each, masked. Posting shows those of a resource or batch whole, which is put on record."""
    actor = actor_of(request)
    require(actor, Role.DATA_OFFICER)
    told = request.GET.copy()
    told.update(request.POST)
    wanted, batch = _wanted(actor, told)
    whole = request.method == "POST" and bool(wanted.resource)
    if whole:
        commands.reveal(actor, wanted.resource, batch=wanted.batch or None)
    page = Paginator(queries.list_records(actor, wanted), PAGE).get_page(told.get("page"))
    faults = queries.count_faults(actor, wanted)
    given = {
        "page": page,
        "records": list(shown_records(page, language(), whole=whole)),
        "whole": whole,
        "wanted": wanted,
        "batch": batch,
        "states": _states(queries.count_states(actor, wanted)),
        "faults": [(each, rule_word(each.rule), each.rule == wanted.rule and each.field == wanted.field) for each in faults],
        "rule_word": rule_word(wanted.rule),
        "resource": hosting.get_publishable(actor, wanted.resource) if wanted.resource else None,
    }  # fmt: skip
    return render(request, "quarantine/list.html", given)


@require_GET
def record(request: HttpRequest, number: int) -> HttpResponse:
    """One record, masked: how it stands, and what can be done about it."""
    return shown_page(request, queries.get_record(actor_of(request), number))


@sensitive_post_parameters()
@require_POST
def correct(request: HttpRequest, number: int) -> HttpResponse:
    """The record as a form, whole, which is put on record; with `act` save it is published if it is right now."""
    actor = actor_of(request)
    if request.POST.get("act") != "save":
        found = commands.open_record(actor, number)
        return _form(request, found, CorrectionForm(found))
    found = queries.get_record(actor, number)
    form = CorrectionForm(found, request.POST)
    if not form.is_valid():
        return _form(request, found, form, status=422)
    try:
        batch = commands.correct(actor, number, form.values(), now=timezone.now())
    except SentBackEnded as problem:
        messages.error(request, problem.detail(language()))
    except Problem as problem:
        form.take(iter(problem.errors)) if problem.errors else form.add_error(None, problem.detail(language()))
        return _form(request, found, form, status=422)
    else:
        messages.success(request, _done(batch))
    return redirect("quarantine:record", number)


@require_POST
def put_aside(request: HttpRequest, number: int) -> HttpResponse:
    actor, form = actor_of(request), ReasonForm(request.POST)
    if not form.is_valid():
        return shown_page(request, queries.get_record(actor, number), aside=form)
    commands.put_aside(actor, number, reason=form.cleaned_data["reason"], now=timezone.now())
    messages.success(request, _("已标为不再处理，可随时恢复。"))
    return redirect("quarantine:record", number)


@require_POST
def take_up(request: HttpRequest, number: int) -> HttpResponse:
    commands.take_up(actor_of(request), number)
    messages.success(request, _("已恢复为待整改。"))
    return redirect("quarantine:record", number)


@require_POST
def download(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """The open records of a batch or a resource as CSV, whole, with their reasons: to be mended and sent in as it is.

    Values are never altered: in a spreadsheet the file must be imported as text, since a value that begins with `=`, `+`, `-` or `@` would be taken
    for a formula there.
    """
    actor = actor_of(request)
    require(actor, Role.DATA_OFFICER)
    wanted, batch = _wanted(actor, request.POST)
    resource = hosting.get_publishable(actor, wanted.resource)
    records = commands.reveal(actor, resource.code, batch=wanted.batch or None)
    table = hosting.table_of(hosting.get_holding(resource))
    name = f"{resource.path_code}-{batch.pk if batch else timezone.localdate()}-quarantine.csv"
    response = StreamingHttpResponse(lines_of(table, records, language()), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _wanted(actor: Actor, told: QueryDict) -> tuple[Wanted, Batch | None]:
    """What the page is asked for, and its batch. A batch names its resource. Raises BatchNotFound, ResourceNotFound, NotTheProvider."""
    state = told.get("state", "")
    wanted = Wanted(
        state if state in State.values else State.OPEN.value, rule=told.get("rule", ""), field=told.get("field")
    )
    if number := told.get("batch"):
        batch = hosting.get_batch(actor, number)
        return replace(wanted, batch=str(batch.pk), resource=batch.holding.resource.code), batch
    if code := told.get("resource"):
        return replace(wanted, resource=hosting.get_publishable(actor, code).code), None
    return wanted, None


def _states(counts: dict[str, int]) -> list[tuple[str, str, int]]:
    """Open ones always; others where there are any."""
    return [(state, str(State(state).label), n) for state, n in counts.items() if n or state == State.OPEN]


def shown_page(
    request: HttpRequest, found: QuarantinedRecord, *, aside: ReasonForm | None = None, basis: BasisForm | None = None
) -> HttpResponse:
    table = queries.table_now(found)
    wrong = aside or basis
    given: dict[str, Any] = {
        "record": found,
        "shown": shown_record(found, hosting.table_of(found.batch.holding), language(), whole=False),
        "resource": found.batch.holding.resource,
        "aside": aside or ReasonForm(),
        "basis": basis or BasisForm(),
        "wrong": wrong,
        "may_override": found.state == State.OPEN and overridable_rule(found, table) is not None,
        "next": queries.find_next(found),
        "back": f"{reverse('quarantine:list')}?batch={found.batch_id}",
    }
    return render(request, "quarantine/record.html", given, status=422 if wrong else 200)


def _form(request: HttpRequest, found: QuarantinedRecord, form: CorrectionForm, *, status: int = 200) -> HttpResponse:
    given = {"record": found, "resource": found.batch.holding.resource, "form": form, "text": found.values.get("", "")}
    return render(request, "quarantine/correct.html", given, status=status)


def _done(batch: Batch) -> str:
    """What the correction did: an existing record of the same key takes the values, which the officer is told."""
    if batch.updated:
        return _("已改正并入库：同一主键的原有记录已按此更新。")
    if batch.deleted:
        return _("已改正：该主键的记录已删除。")
    return _("已改正：与库中相同，没有变化。") if batch.unchanged else _("已改正并入库。")
