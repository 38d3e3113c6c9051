"""Pages of agencies that propose: a new element, code list or standard, the next version of one, an amendment, a file of many."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yishu.agencies.middleware import actor_of
from yishu.agencies.roles import require
from yishu.core.errors import Invalid, Problem
from yishu.shell.fields import add_errors, language
from yishu.standards import commands, storing
from yishu.standards.errors import NotInRegister
from yishu.standards.forms import FORMS, ImportForm, ProposalForm, initial_of
from yishu.standards.importing import Refused, Report, import_file
from yishu.standards.models import Kept, Kind
from yishu.standards.pages import PLACE, address_of, kind_of
from yishu.standards.sheets import COLUMNS


@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest, kind: str) -> HttpResponse:
    """A proposal; `?of=` the next version of what is in force."""
    actor = actor_of(request)
    require(actor, *commands.PROPOSERS)
    wanted, of = kind_of(kind), request.GET.get("of", "").replace("\0", "")
    earlier = storing.get_in_force(wanted, of) if of else None
    form = _form(request, wanted, earlier)
    if request.method == "POST" and form.is_valid():
        try:
            key = of if wanted == Kind.ELEMENT else ""
            made = commands.propose(actor, form.draft(), of=key, now=timezone.now())
        except Problem as problem:
            add_errors(form, problem)
        else:
            messages.success(request, _("已提出 {key}，由平台主管部门审定。").format(key=made.key))
            return redirect(address_of(made))
    given = {"form": form, "kind": wanted, "earlier": earlier, "register": reverse(PLACE[wanted])}
    return render(request, "standards/propose.html", given, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def amend(request: HttpRequest, kind: str, key: int) -> HttpResponse:
    """One's own agency's proposal, while it waits."""
    actor = actor_of(request)
    require(actor, *commands.PROPOSERS)
    wanted = kind_of(kind)
    found = storing.get_kept(wanted, key)
    form = _form(request, wanted, found)
    if request.method == "POST" and form.is_valid():
        try:
            commands.amend(actor, wanted, key, form.draft())
        except Invalid as problem:
            add_errors(form, problem)
        else:
            messages.success(request, _("建议已修改。"))
            return redirect(address_of(found))
    given = {"form": form, "kind": wanted, "amended": found, "register": reverse(PLACE[wanted])}
    return render(request, "standards/propose.html", given, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def import_page(request: HttpRequest, kind: str) -> HttpResponse:
    """A file of elements or code lists: its sound rows are proposals, the others are listed with what is wrong."""
    actor = actor_of(request)
    require(actor, *commands.PROPOSERS)
    wanted = kind_of(kind)
    if wanted not in COLUMNS:
        raise NotInRegister(name=f"{kind}/import")
    form = ImportForm(request.POST or None, request.FILES or None, use_required_attribute=False)
    report: Report | None = None
    if request.method == "POST" and form.is_valid():
        try:
            report = import_file(actor, wanted, form.cleaned_data["file"].read(), now=timezone.now())
        except Problem as problem:
            add_errors(form, problem, field="file")
    given = {
        "form": form,
        "kind": wanted,
        "report": report,
        "refused": _refused(report) if report else [],
        "made": [(one, address_of(one)) for one in (report.proposed + report.amended)[:50]] if report else [],
        "columns": COLUMNS[wanted].values(),
        "register": reverse(PLACE[wanted]),
    }
    return render(request, "standards/import.html", given, status=422 if form.errors else 200)


def _form(request: HttpRequest, kind: Kind, earlier: Kept | None) -> ProposalForm:
    initial = initial_of(storing.draft_of(earlier)) if earlier is not None else {}
    if earlier is not None and earlier.is_in_force:
        initial["replaces"] = ""  # what that version replaced is replaced already
    return FORMS[kind](request.POST or None, initial=initial)


def _refused(report: Report) -> list[tuple[Refused, list[tuple[str, str]]]]:
    """Each row that was not taken, with field and message."""
    heads = {**COLUMNS[Kind.ELEMENT], "values": _("代码")}
    shown = []
    for one in report.refused[:500]:
        told = [(heads.get(error.field, error.field), error.message(language())) for error in one.errors]
        shown.append((one, told + ([("", one.problem.detail(language()))] if one.problem else [])))
    return shown
