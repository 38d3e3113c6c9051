"""Pages of the provider's data officer: publishing, batches, records sent back (13.1, 20.1, 21.2)."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yishu.agencies.middleware import actor_of
from yishu.agencies.models import Role
from yishu.agencies.roles import require
from yishu.catalogue.models import Resource
from yishu.core.actor import Actor
from yishu.core.errors import Problem
from yishu.hosting import commands, queries
from yishu.hosting.forms import PublishForm
from yishu.hosting.models import Batch, QuarantinedRecord
from yishu.hosting.shown import shown_records
from yishu.hosting.spooling import spooled
from yishu.hosting.trial_pages import read_tried, try_out
from yishu.shell.fields import add_errors, language

PAGE = 30


@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest) -> HttpResponse:
    """Choose one of the agency's resources; then a file for it."""
    actor = actor_of(request)
    require(actor, Role.DATA_OFFICER)
    code = request.POST.get("resource") or request.GET.get("resource")
    if not code:
        resources = queries.list_publishable(actor)
        return render(request, "hosting/choose.html", {"resources": resources, "open": queries.count_open(actor)})
    resource = queries.get_publishable(actor, code)
    if token := request.POST.get("tried"):
        return _after_trial(request, actor, resource, token)
    form = PublishForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and (answer := _answered(request, actor, resource, form)):
        return answer
    given = {"resource": resource, "entry": resource.current, "form": form, "holding": queries.find_holding(resource)}
    return render(request, "hosting/publish.html", given, status=422 if form.errors else 200)


@require_GET
def batches(request: HttpRequest) -> HttpResponse:
    """What was published, the newest first."""
    actor = actor_of(request)
    require(actor, Role.DATA_OFFICER)
    page = Paginator(queries.list_batches(actor), PAGE).get_page(request.GET.get("page"))
    return render(request, "hosting/batches.html", {"page": page})


@require_GET
def batch(request: HttpRequest, number: str) -> HttpResponse:
    """The receipt of one publication."""
    actor = actor_of(request)
    require(actor, Role.DATA_OFFICER)
    found = queries.get_batch(actor, number)
    return render(request, "hosting/batch.html", {"batch": found, "resource": found.holding.resource})


@require_http_methods(["GET", "POST"])
def quarantine(request: HttpRequest) -> HttpResponse:
    """Batches with records to be mended; with `batch` those records, masked. Posting shows them whole, which is put on record."""
    actor = actor_of(request)
    require(actor, Role.DATA_OFFICER)
    number = request.POST.get("batch") or request.GET.get("batch")
    if not number:
        waiting = Paginator(queries.list_batches(actor).filter(open__gt=0), PAGE)
        return render(request, "hosting/quarantine.html", {"page": waiting.get_page(request.GET.get("page"))})
    found = queries.get_batch(actor, number)
    whole = request.method == "POST"
    if whole:
        commands.reveal_quarantine(actor, found.holding.resource.code, batch=number)
    records = found.quarantine.filter(state=QuarantinedRecord.State.OPEN)
    page = Paginator(records, PAGE).get_page(request.POST.get("page") or request.GET.get("page"))
    given = {
        "batch": found,
        "resource": found.holding.resource,
        "page": page,
        "records": list(shown_records(page, queries.table_of(found.holding), language(), whole=whole)),
        "whole": whole,
    }
    return render(request, "hosting/quarantined.html", given)


@require_POST
def download(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """The open records of a batch as CSV, whole, with their reasons: to be mended in the source and published again.

    Values are never altered: in a spreadsheet the file must be imported as text, since a value that begins with `=`, `+`, `-` or `@` would be taken
    for a formula there.
    """
    actor = actor_of(request)
    require(actor, Role.DATA_OFFICER)
    found = queries.get_batch(actor, request.POST.get("batch", ""))
    records = commands.reveal_quarantine(actor, found.holding.resource.code, batch=str(found.pk))
    name = f"{found.holding.resource.path_code}-{found.pk}-quarantine.csv"
    response = StreamingHttpResponse(_csv(found, records), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _answered(request: HttpRequest, actor: Actor, resource: Resource, form: PublishForm) -> HttpResponse | None:
    """The file is tried, or published; None where it was refused, which the form then says."""
    try:
        if "try" in request.POST:
            return try_out(request, actor, resource, form)
        with spooled(form.cleaned_data["file"]) as spool:
            given = (form.media_type, form.declared_charset, form.cleaned_data["how"])
            return _published(request, actor, resource, spool, *given)
    except Problem as problem:
        if problem.status >= 500:  # nothing that the officer could mend in the form
            raise
        add_errors(form, problem, field="file")
        return None


def _after_trial(request: HttpRequest, actor: Actor, resource: Resource, token: str) -> HttpResponse:
    """The file that was tried is published, or dropped."""
    tried, back = read_tried(actor, resource, token), f"{reverse('hosting:publish')}?resource={resource.path_code}"
    if tried is None:
        messages.warning(request, _("预览已过期，请重新选择文件。"))
        return redirect(back)
    try:
        if "drop" in request.POST:
            return redirect(back)
        return _published(request, actor, resource, tried.path, tried.media_type, tried.charset, tried.how)
    except Problem as problem:
        if problem.status >= 500:
            raise
        messages.error(request, problem.detail(language()))
        return redirect(back)
    finally:
        tried.path.unlink(missing_ok=True)


def _published(
    request: HttpRequest, actor: Actor, resource: Resource, spool: Path, media_type: str, charset: str | None, how: str
) -> HttpResponse:
    batch = commands.publish(
        actor, resource.code, spool, media_type=media_type, charset=charset, how=how, now=timezone.now()
    )
    messages.success(request, _("已入库 {n} 条。").format(n=batch.accepted))
    return redirect("hosting:batch", batch.pk)


def _csv(batch: Batch, records: Iterator[QuarantinedRecord]) -> Iterator[bytes]:
    """With a mark of UTF-8, since this file is opened in spreadsheets."""
    columns = queries.table_of(batch.holding).columns
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow([_("行号"), *(column.code for column in columns), _("原文"), _("原因")])
    yield b"\xef\xbb\xbf"
    for record in records:
        reasons = " ".join(error[language()] for error in record.errors)
        values = [record.values.get(column.code) or "" for column in columns]
        writer.writerow([record.row, *values, record.values.get("", ""), reasons])
        yield _taken(written)
    yield _taken(written)


def _taken(written: io.StringIO) -> bytes:
    text = written.getvalue()
    written.seek(0)
    written.truncate()
    return text.encode()
