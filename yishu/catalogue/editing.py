"""Pages on which a cataloguer drafts, amends and submits entries (9.1, 10.1)."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.contrib import messages
from django.forms import BaseFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from yishu.agencies.middleware import actor_of
from yishu.agencies.models import Agency, Role
from yishu.agencies.roles import require
from yishu.catalogue import bulk, commands, findings, queries, rules
from yishu.catalogue.errors import NotTheProvider
from yishu.catalogue.forms import (
    MORE_ROWS,
    EntryForm,
    ItemForm,
    ItemRows,
    draft_of,
    first_fields,
    first_rows,
    only_lacks,
    show_errors,
    summary_of,
)
from yishu.catalogue.models import Entry, EntryStatus, Resource
from yishu.catalogue.outcomes import chosen, outcomes_page
from yishu.catalogue.surroundings import look_around
from yishu.core.actor import Actor
from yishu.core.errors import FieldError, Invalid
from yishu.standards import queries as standards

REST = (
    "territory",
    "subject_scope",
    "second_source_law",
    "standards",
    "related",
    "digitisation_due",
    "digitisation_plan",
)
"""Fields that most entries leave empty: shown on demand."""


@dataclass(frozen=True, slots=True)
class Editing:
    """What an editor is open for: `entry` fills its fields, `save` is the command that takes the draft."""

    entry: Entry | None
    title: str
    save: Callable[..., Entry]
    agency: Agency

    @property
    def resource(self) -> Resource | None:
        return self.entry.resource if self.entry else None


def draft(request: HttpRequest) -> HttpResponse:
    """A new entry."""
    actor = _cataloguer(request)
    agency = _agency(actor)
    save = partial(commands.draft_entry, actor, agency)
    return _edit(request, Editing(None, _("登记新条目"), save, agency))


def draft_version(request: HttpRequest, code: str) -> HttpResponse:
    """The next version of a published entry."""
    actor = _cataloguer(request)
    resource = queries.get_resource(code, viewer=actor)
    if resource.provider_id != actor.agency_id:
        raise NotTheProvider
    save = partial(commands.draft_new_version, actor, resource)
    return _edit(request, Editing(resource.current, _("修订条目"), save, _agency(actor)))


def amend(request: HttpRequest, entry_id: int) -> HttpResponse:
    """A draft, or what was returned."""
    actor = _cataloguer(request)
    entry = queries.get_entry_for(actor, entry_id)
    save = partial(commands.amend_draft, actor, entry.pk)
    return _edit(request, Editing(entry, _("修改条目"), save, _agency(actor)))


@require_POST
def submit(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Hand the draft over to the secrecy reviewer."""
    actor = actor_of(request)
    try:
        entry = commands.submit_entry(actor, queries.get_entry_for(actor, entry_id).pk, now=timezone.now())
    except Invalid:
        messages.error(request, _("还没有提交：请先补齐下面所列的各处。"))
        return redirect("catalogue:version", entry_id)
    first = entry.status == EntryStatus.IN_AGENCY_REVIEW
    says = _("“{name}”已提交，等待本单位审核员审核。") if first else _("“{name}”已提交，等待本单位保密审查员审查。")
    messages.success(request, says.format(name=entry.name))
    return redirect("catalogue:version", entry.pk)


@require_POST
def take_back(request: HttpRequest, entry_id: int) -> HttpResponse:
    """A submission becomes a draft again, as long as nobody has decided on it."""
    actor = actor_of(request)
    entry = commands.take_back_entry(actor, queries.get_entry_for(actor, entry_id).pk, now=timezone.now())
    messages.success(request, _("“{name}”已撤回，修改后可重新提交。").format(name=entry.name))
    return redirect("catalogue:version", entry.pk)


@require_POST
def submit_several(request: HttpRequest) -> HttpResponse:
    """Hand several drafts over, and tell of each what came of it."""
    actor = _cataloguer(request)
    return outcomes_page(
        request,
        lambda: bulk.submit_all(actor, chosen(request), now=timezone.now()),
        title=_("提交结果"),
        up="catalogue:mine",
        up_label=_("本单位条目"),
    )


def check_draft(request: HttpRequest) -> HttpResponse:
    """What the rules say of a draft while it is being filled in; keeps nothing (9.1)."""
    actor = _cataloguer(request)
    entry_id = request.GET.get("entry", "")
    entry = queries.get_entry_for(actor, int(entry_id)) if entry_id.isdecimal() and len(entry_id) < 18 else None
    form, rows = EntryForm(request.POST), ItemRows(request.POST, prefix="items")
    form.is_valid(), rows.is_valid()
    found = findings.look(actor, _agency(actor), form, rows, resource=entry.resource if entry else None)
    editor = reverse("catalogue:amend", args=[entry.pk]) if entry else reverse("catalogue:draft")
    return render(request, "catalogue/findings.html", {"found": found, "path": editor})


def _agency(actor: Actor) -> Agency:
    return Agency.objects.get(pk=actor.agency_id)


def _cataloguer(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    require(actor, Role.CATALOGUER)
    return actor


def _edit(request: HttpRequest, editing: Editing) -> HttpResponse:
    if request.method != "POST":
        form = EntryForm(initial=first_fields(editing.entry))
        return _editor(request, editing, form, ItemRows(initial=first_rows(editing.entry), prefix="items"))
    form, rows = EntryForm(request.POST), ItemRows(request.POST, prefix="items")
    if "more" in request.POST:
        return _editor(request, editing, *_with_more_rows(request))
    if place := request.POST.get("use_element"):
        return _editor(request, editing, *_with_element(request, place))
    unfinished = "unfinished" in request.POST
    is_readable = form.is_valid() & rows.is_valid() or (unfinished and only_lacks(form, rows))
    made = draft_of(form, rows)
    found = rules.check_entry(made, look_around(editing.agency, made, resource=editing.resource))
    wrong = rules.unkeepable(found) if unfinished else found
    if is_readable and not wrong:
        try:
            return _saved(request, editing.save(made, unfinished=unfinished, now=timezone.now()), len(found))
        except Invalid as refused:
            wrong = refused.errors
    return _editor(request, editing, form, rows, wrong)


def _saved(request: HttpRequest, entry: Entry, left: int) -> HttpResponse:
    if left:
        told = ngettext("已存下，还有 {n} 处须在提交前补齐。", "已存下，还有 {n} 处须在提交前补齐。", left)
        messages.success(request, told.format(n=left))
    else:
        messages.success(request, _("已保存为草稿。"))
    return redirect("catalogue:version", entry.pk)


def _with_more_rows(request: HttpRequest) -> "tuple[EntryForm, BaseFormSet[ItemForm]]":
    """The editor as it was sent, with more empty rows and without complaints."""
    given, kept = _as_sent(request)
    return EntryForm(initial=given), ItemRows(initial=[*kept, *({} for _n in range(MORE_ROWS))], prefix="items")


def _with_element(request: HttpRequest, place: str) -> "tuple[EntryForm, BaseFormSet[ItemForm]]":
    """The editor as it was sent, one row taking over a data element: `place` is `row:identifier`."""
    given, kept = _as_sent(request)
    row, _mark, identifier = place.partition(":")
    element = standards.get_element(identifier)
    if element and row.isdecimal() and int(row) < len(kept):
        kept[int(row)] |= findings.fields_of(element)
    return EntryForm(initial=given), ItemRows(initial=kept, prefix="items")


def _as_sent(request: HttpRequest) -> tuple[dict[str, object], list[dict[str, object]]]:
    sent, rows = EntryForm(request.POST), ItemRows(request.POST, prefix="items")
    return {bound.name: bound.data for bound in sent}, [{bound.name: bound.data for bound in row} for row in rows]


def _editor(
    request: HttpRequest,
    editing: Editing,
    form: EntryForm,
    rows: "BaseFormSet[ItemForm]",
    wrong: list[FieldError] | None = None,
) -> HttpResponse:
    whole = show_errors(form, rows, wrong) if wrong else []
    summary = summary_of(form, rows, whole) if form.is_bound else []
    given = {"editing": editing, "form": form, "rows": rows, "summary": summary, "whole": whole}
    given["says_more"] = any(form[name].value() or form[name].errors for name in REST)
    return render(request, "catalogue/editor.html", given, status=422 if summary else 200)
