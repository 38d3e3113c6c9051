"""Pages on which a cataloguer drafts, amends and submits entries (9.1, 10.1)."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.contrib import messages
from django.forms import BaseFormSet, BoundField
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
from yishu.catalogue.forms import EntryForm, draft_of, first_fields, only_lacks, show_errors, summary_of
from yishu.catalogue.item_filling import Listed, Standards, listed
from yishu.catalogue.item_forms import MORE_ROWS, ItemForm, ItemRows, first_rows
from yishu.catalogue.item_lists import Row
from yishu.catalogue.models import Entry, Resource
from yishu.catalogue.outcomes import chosen, outcomes_page
from yishu.catalogue.rules.completeness import MOST_ITEMS
from yishu.catalogue.surroundings import look_around
from yishu.catalogue.vocabulary import EntryStatus
from yishu.core.actor import Actor
from yishu.core.errors import FieldError, Invalid
from yishu.standards import queries as standards

REST = (
    "domain",
    "kind",
    "tags",
    "base_database",
    "matters",
    "provision",
    "case_required",
    "collection_rule",
    "territory",
    "subject_scope",
    "second_source_law",
    "standards",
    "related",
    "digitisation_due",
    "digitisation_plan",
)
"""Fields that most entries leave as they are: shown on demand."""
LIST_EXAMPLE = "许可证编号\n场所名称\n统一社会信用代码"


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
    if filled_in := _filled_in(request):
        form, rows, told = filled_in
        return _editor(request, editing, form, rows, told=told)
    form, rows = EntryForm(request.POST), ItemRows(request.POST, prefix="items")
    unfinished = "unfinished" in request.POST
    is_readable = form.is_valid() & rows.is_valid() or (unfinished and only_lacks(form, rows))
    made = draft_of(form, rows)
    found = rules.check_entry(made, look_around(editing.agency, made, resource=editing.resource))
    wrong = rules.unkeepable(found) if unfinished else found
    if is_readable and not wrong:
        try:
            entry = editing.save(made, unfinished=unfinished, now=timezone.now())
            return submit(request, entry.pk) if "submit" in request.POST else _saved(request, entry, len(found))
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


@dataclass(frozen=True, slots=True)
class Told:
    """Beside the items: what came of a list, and the names of it that had no room."""

    words: str = ""
    left: str = ""


def _filled_in(request: HttpRequest) -> "tuple[EntryForm, BaseFormSet[ItemForm], Told] | None":
    """The editor as it was sent, without complaints, and filled in as was asked: an item by its data element, a source claimed, items that were listed, more
    rows. None if nothing of that was asked. What is listed is always shown before it is saved: it is filled in by rule, and read by whoever saves it."""
    text = request.POST.get("listed", "").strip()
    if not text and not {"more", "list", "use_element", "claim"} & set(request.POST):
        return None
    given, rows = _as_sent(request)
    told = Told()
    row, _mark, identifier = request.POST.get("use_element", "").partition(":")
    if row.isdecimal() and int(row) < len(rows) and (element := standards.get_element(identifier)):
        rows[int(row)] |= Standards.fields_of(element)
    claimed = request.POST.get("claim", "")
    if claimed.isdecimal() and int(claimed) < len(rows):
        rows[int(claimed)]["role"] = "source"
    if text or "list" in request.POST:
        made = listed(rows, text, str(given["key_kind"]))
        rows, given["key_kind"], told = made.rows, made.key_kind, _of_list(made)
    if "more" in request.POST:
        rows += [{} for _n in range(MORE_ROWS)]
    return EntryForm(initial=given), ItemRows(initial=rows, prefix="items"), told


def _of_list(made: Listed) -> Told:
    if not made.new and not made.left:
        return Told(_("没有读到新的信息项名称：请一行写一个，或从表格中粘贴。"))
    words = ngettext(
        "已列入 {n} 项，并按数据标准和名称填好，请核对，可以修改。",
        "已列入 {n} 项，并按数据标准和名称填好，请核对，可以修改。",
        made.new,
    ).format(n=made.new)
    if made.left:
        words += _("信息项最多 {most} 个，其余 {n} 项留在下面，请拆分为多个条目。").format(
            most=MOST_ITEMS, n=len(made.left)
        )
    return Told(words, "\n".join(made.left))


def _as_sent(request: HttpRequest) -> tuple[Row, list[Row]]:
    sent, rows = EntryForm(request.POST), ItemRows(request.POST, prefix="items")
    return {bound.name: bound.data for bound in sent}, [{bound.name: bound.data for bound in row} for row in rows]


def _is_said(field: BoundField) -> bool:
    """Whether there is more in it than it begins with."""
    return str(field.value() or "") not in ("", str(field.field.initial or ""))


def _editor(
    request: HttpRequest,
    editing: Editing,
    form: EntryForm,
    rows: "BaseFormSet[ItemForm]",
    wrong: list[FieldError] | None = None,
    *,
    told: Told | None = None,
) -> HttpResponse:
    whole = show_errors(form, rows, wrong) if wrong else []
    summary = summary_of(form, rows, whole) if form.is_bound else []
    given = {"editing": editing, "form": form, "rows": rows, "summary": summary, "whole": whole}
    given |= {"list_example": LIST_EXAMPLE, "told": told}
    given["says_more"] = any(form[name].errors or _is_said(form[name]) for name in REST)
    return render(request, "catalogue/editor.html", given, status=422 if summary else 200)
