"""Many at once: the template, the upload, what is wrong by row and column, and bringing the sound rows in."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from yishu.agencies import queries as agencies
from yishu.agencies.middleware import actor_of
from yishu.agencies.models import Agency
from yishu.catalogue.queries import is_coordinator
from yishu.core.actor import Actor
from yishu.core.errors import Problem
from yishu.sharing.standing import columns, queries, sheets
from yishu.sharing.standing.commands import require_bringer
from yishu.sharing.standing.forms import SheetForm
from yishu.shell.fields import add_errors, language
from yishu.shell.sheets import XLSX, attached


def upload(request: HttpRequest) -> HttpResponse:
    """GET: how, and what was uploaded lately. POST `file`: read it."""
    actor = actor_of(request)
    for_others = is_coordinator(actor)
    if not for_others:
        require_bringer(actor, agencies.get_agency(actor.agency_code))
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = SheetForm(*sent, for_others=for_others, initial={"provider": actor.agency_code})
    if request.method == "POST" and form.is_valid():
        try:
            sheet = _taken(actor, form)
        except Problem as refused:
            if refused.status in (401, 403):
                raise
            add_errors(form, refused, field="provider" if refused.status == 404 else "file")
        else:
            return redirect("standing:sheet", sheet)
    given = {"form": form, "sheets": queries.list_sheets(actor)[:20]}
    return render(request, "standing/upload.html", given, status=422 if form.errors else 200)


def sheet(request: HttpRequest, sheet_id: int) -> HttpResponse:
    """GET: row by row what is wrong. POST: bring in what is sound."""
    actor = actor_of(request)
    found = queries.get_sheet(actor, sheet_id)
    if request.method == "POST":
        count = sheets.bring_in_sheet(actor, sheet_id, now=timezone.now())
        messages.success(request, _("已登记 {n} 条，请上传依据文件，由另一人复核。").format(n=count))
        return redirect("standing:sheet", sheet_id)
    rows = list(found.rows.select_related("standing"))
    listed = [(row, sheets.messages(row, language())) for row in rows]
    given = {
        "sheet": found,
        "rows": listed,
        "sound": sum(row.standing is None and not row.errors for row in rows),
        "wrong": sum(row.standing is None and bool(row.errors) for row in rows),
        "done": sum(row.standing is not None for row in rows),
    }
    return render(request, "standing/sheet.html", given)


@require_GET
def left_over(request: HttpRequest, sheet_id: int) -> HttpResponse:
    """What was not brought in, to be put right and uploaded again."""
    text = sheets.left_over(queries.get_sheet(actor_of(request), sheet_id), language())
    return attached(HttpResponse(text, content_type="text/csv; charset=utf-8"), f"standing-{sheet_id}.csv")


@require_GET
def template(request: HttpRequest) -> HttpResponse:
    """The empty spreadsheet."""
    actor_of(request)
    return attached(HttpResponse(columns.workbook(language()), content_type=XLSX), "standing-template.xlsx")


def _taken(actor: Actor, form: SheetForm) -> int:
    code = form.cleaned_data.get("provider", actor.agency_code)
    provider: Agency = agencies.get_agency(code.strip().upper())
    name = form.cleaned_data["file"].name or ""
    return sheets.take_in(actor, provider, name, form.content(), now=timezone.now()).pk
