"""Pages on which spreadsheets come in and out: upload, mapping, progress, report (9.1)."""

from typing import Any
from urllib.parse import quote

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from yishu.agencies.middleware import actor_of
from yishu.agencies.models import Agency, Role
from yishu.agencies.roles import require
from yishu.catalogue.queries import is_coordinator
from yishu.catalogue.spreadsheets import commands, mapping, marked, queries, reading, template, writing
from yishu.catalogue.spreadsheets.forms import DirectoryForm, EntriesForm, MappingForm
from yishu.catalogue.spreadsheets.models import Upload
from yishu.catalogue.spreadsheets.remarks import Remark
from yishu.core.actor import Actor
from yishu.core.errors import Problem
from yishu.shell.fields import add_errors, language

PAGE = 50


def uploads(request: HttpRequest) -> HttpResponse:
    """Upload a file; those that were."""
    actor = actor_of(request)
    require(actor, Role.CATALOGUER, Role.COORDINATOR)
    kind = request.POST.get("kind", "")
    entries = EntriesForm(*_sent(request, kind == "entries")) if Role.CATALOGUER in actor.roles else None
    directory = None
    if is_coordinator(actor):
        directory = DirectoryForm(*_sent(request, kind == "directory"), auto_id="directory_%s")
    form = directory if kind == "directory" else entries
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            return redirect("spreadsheets:upload", _taken(actor, form).pk)
        except Problem as wrong:
            add_errors(form, wrong, field="file")
    given = {
        "entries": entries,
        "directory": directory,
        "bad": form if form is not None and form.is_bound else None,
        "page": Paginator(queries.list_uploads(actor), 20).get_page(request.GET.get("page")),
    }
    return render(request, "spreadsheets/uploads.html", given, status=422 if form is not None and form.errors else 200)


def _sent(request: HttpRequest, mine: bool) -> tuple[Any, ...]:
    return (request.POST, request.FILES) if mine and request.method == "POST" else ()


def _taken(actor: Actor, form: EntriesForm | DirectoryForm) -> Upload:
    sent, now = form.cleaned_data["file"], timezone.now()
    if isinstance(form, DirectoryForm):
        return commands.take_directory(actor, form.cleaned_data["source"], sent.name, sent.read(), now=now)
    agency = Agency.objects.get(pk=actor.agency_id)
    return commands.take_entries(actor, agency, sent.name, sent.read(), now=now)


def upload(request: HttpRequest, upload_id: int) -> HttpResponse:
    """Where an upload stands: its mapping, its progress, or its report."""
    actor = actor_of(request)
    found = queries.get_upload(actor, upload_id)
    if found.state == Upload.State.MAPPING:
        return _mapping(request, actor, found)
    if found.is_under_way:
        given = {"upload": found, "progress": queries.count(found)}
        return render(request, "spreadsheets/progress.html", given)
    return _report(request, found)


def _mapping(request: HttpRequest, actor: Actor, found: Upload) -> HttpResponse:
    sheets = mapping.sheets_of(reading.peek(bytes(found.content)))
    form = MappingForm(sheets, language(), *([request.POST] if request.method == "POST" else []))
    if request.method == "POST" and form.is_valid():
        try:
            commands.map_columns(actor, found.pk, form.told(), now=timezone.now())
            return redirect("spreadsheets:upload", found.pk)
        except Problem as wrong:
            add_errors(form, wrong, field="")
    given = {"upload": found, "form": form, "open": mapping.open_questions(mapping.mapping_of(sheets))}
    return render(request, "spreadsheets/mapping.html", given, status=422 if form.errors else 200)


def _report(request: HttpRequest, found: Upload) -> HttpResponse:
    only_refused = request.GET.get("show") == "refused"
    rule = request.GET.get("rule", "")[:40]
    listed = queries.list_remarked(found, only_refused=only_refused, rule=rule)
    page = Paginator(listed, PAGE).get_page(request.GET.get("page"))
    shown = [(row, [_worded(remark) for remark in map(Remark.of_json, row.remarks)]) for row in page]
    given = {
        "upload": found,
        "progress": queries.count(found),
        "page": page,
        "rows": shown,
        "only_refused": only_refused,
        "rule": rule,
        "rules": queries.list_rules(found, language()),
        "problem": found.problem.get(language(), ""),
        "several_sheets": len(found.columns.get("sheets", {})) > 1,
    }
    return render(request, "spreadsheets/report.html", given)


def _worded(remark: Remark) -> tuple[Remark, str]:
    return remark, remark.message(language())


def progress(request: HttpRequest, upload_id: int) -> HttpResponse:
    """What the page asks for every second; once it is done, the browser loads the report."""
    found = queries.get_upload(actor_of(request), upload_id)
    given = {"upload": found, "progress": queries.count(found)}
    answer = render(request, "spreadsheets/bar.html", given)
    if not found.is_under_way:
        answer["HX-Refresh"] = "true"
    return answer


def template_file(request: HttpRequest) -> HttpResponse:
    """The template; `?lang=en` or `?lang=zh`, else the page's language."""
    actor_of(request)
    asked = request.GET.get("lang")
    wanted = language() if asked not in ("zh", "en") else asked
    name = "信息资源目录模板.xlsx" if wanted == "zh" else "catalogue-template.xlsx"
    return _attached(template.workbook(wanted), name, writing.XLSX)  # type: ignore[arg-type]


def marked_file(request: HttpRequest, upload_id: int) -> HttpResponse:
    """The rows that were not taken, marked."""
    found = queries.get_upload(actor_of(request), upload_id)
    name = f"{found.file_name.rpartition('.')[0]}-{_('待修改')}.xlsx"
    return _attached(marked.workbook(found, language()), name, writing.XLSX)


def report_file(request: HttpRequest, upload_id: int, form: str) -> HttpResponse:
    """The report by row and field, as XLSX or CSV."""
    found = queries.get_upload(actor_of(request), upload_id)
    heads = [_("工作表"), _("行"), _("栏"), _("条目"), _("结果"), _("规则"), _("问题与改法")]
    rows = queries.report_rows(found, language())
    name = f"{found.file_name.rpartition('.')[0]}-{_('导入报告')}.{form}"
    if form == "csv":
        return _attached(writing.as_csv(heads, rows).encode(), name, "text/csv; charset=utf-8")
    return _attached(writing.table(heads, rows), name, writing.XLSX)


def _attached(content: bytes, name: str, media_type: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=media_type)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return answer
