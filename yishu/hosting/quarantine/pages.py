"""Pages of the records sent back, for the provider's data officer (21.2)."""

import csv
import io
from collections.abc import Iterator

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from yishu.agencies.middleware import actor_of
from yishu.agencies.models import Role
from yishu.agencies.roles import require
from yishu.hosting import queries
from yishu.hosting.models import Batch, QuarantinedRecord
from yishu.hosting.quarantine import commands
from yishu.hosting.quarantine.shown import shown_records
from yishu.shell.fields import language

PAGE = 30


@require_http_methods(["GET", "POST"])
def listed(request: HttpRequest) -> HttpResponse:
    """Batches with records to be mended; with `batch` those records, masked. Posting shows them whole, which is put on record."""
    actor = actor_of(request)
    require(actor, Role.DATA_OFFICER)
    number = request.POST.get("batch") or request.GET.get("batch")
    if not number:
        waiting = Paginator(queries.list_batches(actor).filter(open__gt=0), PAGE)
        return render(request, "quarantine/list.html", {"page": waiting.get_page(request.GET.get("page"))})
    found = queries.get_batch(actor, number)
    whole = request.method == "POST"
    if whole:
        commands.reveal(actor, found.holding.resource.code, batch=number)
    records = found.quarantine.filter(state=QuarantinedRecord.State.OPEN)
    page = Paginator(records, PAGE).get_page(request.POST.get("page") or request.GET.get("page"))
    given = {
        "batch": found,
        "resource": found.holding.resource,
        "page": page,
        "records": list(shown_records(page, queries.table_of(found.holding), language(), whole=whole)),
        "whole": whole,
    }
    return render(request, "quarantine/records.html", given)


@require_POST
def download(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """The open records of a batch as CSV, whole, with their reasons: to be mended in the source and published again.

    Values are never altered: in a spreadsheet the file must be imported as text, since a value that begins with `=`, `+`, `-` or `@` would be taken
    for a formula there.
    """
    actor = actor_of(request)
    require(actor, Role.DATA_OFFICER)
    found = queries.get_batch(actor, request.POST.get("batch", ""))
    records = commands.reveal(actor, found.holding.resource.code, batch=str(found.pk))
    name = f"{found.holding.resource.path_code}-{found.pk}-quarantine.csv"
    response = StreamingHttpResponse(_csv(found, records), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


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
