"""Pages of collection forms: the register with each agency's flags, and one form (15.2)."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from yishu.agencies import queries as agencies
from yishu.agencies.middleware import actor_of
from yishu.agencies.models import Role
from yishu.agencies.roles import require
from yishu.catalogue.collected import commands, queries
from yishu.catalogue.collected.forms import EndForm, RegisterForm
from yishu.catalogue.collected.models import CollectedForm, FormItem
from yishu.catalogue.collection.line_forms import CitationForm, ReviewForm
from yishu.catalogue.overseeing import oversees
from yishu.catalogue.queries import is_coordinator
from yishu.core.actor import Actor
from yishu.core.errors import Problem
from yishu.shell.fields import add_errors
from yishu.shell.sheets import xlsx_answer


@require_GET
def forms_page(request: HttpRequest) -> HttpResponse:
    """The register, and the flags of each agency; `?as=xlsx` gives the counts."""
    actor = actor_of(request)
    counts = queries.count_by_agency(actor)
    if request.GET.get("as") == "xlsx":
        head = (_("单位代码"), _("单位"), _("在用表单"), _("信息项"), _("待处理"), _("依法采集"), _("已停止"))
        table = [(one.code, one.name, one.forms, one.items, one.open, one.excused, one.ended) for one in counts]
        return xlsx_answer("collected-forms", head, table)
    page = Paginator(queries.list_forms(actor), 30).get_page(request.GET.get("page"))
    given = {
        "page": page,
        "rows": [(form, _open_of(form), _items_of(form)) for form in page],
        "counts": counts,
        "all": oversees(actor),
        "may_register": Role.CATALOGUER in actor.roles,
    }
    return render(request, "collected/forms.html", given)


def new_form(request: HttpRequest) -> HttpResponse:
    """Put a form on the register; its items are looked up at once."""
    actor = actor_of(request)
    require(actor, Role.CATALOGUER)
    form = RegisterForm(agencies.get_agency(actor.agency_code), request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = commands.register_form(actor, form.draft(), now=timezone.now())
            messages.success(request, _("已登记并按目录核对。"))
            return redirect("collected:form", made.number)
        except Problem as wrong:
            if wrong.status != 422:
                raise
            add_errors(form, wrong, field="names")
    return render(request, "collected/edit.html", {"form": form}, status=422 if form.errors else 200)


def form_page(request: HttpRequest, number: str) -> HttpResponse:
    """One form with its flags, and whatever this person may do with them."""
    actor = actor_of(request)
    found = queries.get_form(actor, number)
    items = list(found.items.select_related("resource"))
    act, posted = request.POST.get("act", ""), request.POST if request.method == "POST" else None
    openings = _openings(actor, found, items, act, posted)
    sent = openings.get(act)
    if sent is not None and act in _ACTS and sent.is_valid():
        try:
            messages.success(request, _ACTS[act](actor, number, sent, act))
            return redirect("collected:form", number)
        except Problem as wrong:
            if wrong.status != 422:
                raise
            add_errors(sent, wrong)
    given = {
        "form": found,
        "items": items,
        "open": sum(item.is_struck for item in items),
        "excused": sum(item.flag == "excused" for item in items),
        "own_agency": actor.agency_id,
        "forms": openings,
    }
    return render(request, "collected/form.html", given, status=422 if sent and sent.errors else 200)


def _openings(
    actor: Actor, found: CollectedForm, items: list[FormItem], act: str, posted: QueryDict | None
) -> dict[str, forms.Form]:
    """The forms of what may be done now, by act; the one that was sent is bound."""
    opened: dict[str, forms.Form] = {}
    kept = [item for item in items if item.ended_at is None]
    flagged = [item for item in kept if item.flag == "open"]
    waiting = [item for item in kept if item.flag == "waiting"]
    if found.agency_id == actor.agency_id and Role.CATALOGUER in actor.roles and kept:
        opened["end"] = EndForm(kept, posted if act == "end" else None, auto_id="id_end_%s")
        if flagged:
            opened["cite"] = CitationForm(flagged, posted if act == "cite" else None, auto_id="id_cite_%s")
    if waiting and is_coordinator(actor):
        sent = posted if act in ("pass", "refuse") else None
        opened["pass"] = opened["refuse"] = ReviewForm(waiting, sent, auto_id="id_review_%s")
    return opened


def _open_of(form: CollectedForm) -> int:
    return sum(item.is_struck for item in form.items.all())


def _items_of(form: CollectedForm) -> int:
    return sum(item.ended_at is None for item in form.items.all())


def _cite(actor: Actor, number: str, form: forms.Form, _act: str) -> str:
    assert isinstance(form, CitationForm)
    law = {name: form.cleaned_data[name] for name in ("law", "article", "reason")}
    commands.cite_law(actor, number, form.chosen, **law, now=timezone.now())
    return _("已引用依据，由平台主管部门审核。")


def _review(actor: Actor, number: str, form: forms.Form, act: str) -> str:
    assert isinstance(form, ReviewForm)
    passes, opinion = act == "pass", form.cleaned_data["opinion"]
    commands.review_citation(actor, number, form.chosen, passes=passes, opinion=opinion, now=timezone.now())
    return _("依据成立，可以采集。") if passes else _("依据不成立，应当停止采集。")


def _end(actor: Actor, number: str, form: forms.Form, _act: str) -> str:
    assert isinstance(form, EndForm)
    commands.end_lines(actor, number, form.chosen, now=timezone.now())
    return _("已登记停止采集。")


_ACTS: dict[str, Callable[[Actor, str, forms.Form, str], str]] = {
    "cite": _cite,
    "pass": _review,
    "refuse": _review,
    "end": _end,
}
"""What the buttons of the page do; who may do it, the commands know."""
