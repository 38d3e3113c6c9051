"""Pages of comparisons (比对): a table of one's own, what it is held against, what differs (17.1, 28.1)."""

import csv
import io
from collections.abc import Iterator
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yishu.agencies.middleware import actor_of
from yishu.agencies.models import Role
from yishu.agencies.roles import require
from yishu.core.actor import Actor
from yishu.core.errors import Problem
from yishu.hosting.spooling import spooled
from yishu.quality import commands, comparing, copied, delivery, discrepancies, files, queries
from yishu.quality.comparing import KINDS
from yishu.quality.forms import MappingForm, TableForm
from yishu.quality.models import Comparison
from yishu.quality.shown import shown_rows
from yishu.shell.fields import add_errors

PAGE = 30
KIND_WORDS = {
    "different": gettext_lazy("不一致"),
    "only_here": gettext_lazy("仅本方有"),
    "only_there": gettext_lazy("仅对方有"),
    "repeated": gettext_lazy("主键重复"),
    "unkeyed": gettext_lazy("缺主键"),
}


@require_GET
def comparisons(request: HttpRequest) -> HttpResponse:
    """What the agency compared, newest first."""
    actor = actor_of(request)
    require(actor, Role.DATA_OFFICER, Role.HANDLER)
    page = Paginator(queries.list_comparisons(actor), PAGE).get_page(request.GET.get("page"))
    return render(request, "quality/comparisons.html", {"page": page})


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Choose the resource and upload the table."""
    actor, now = actor_of(request), timezone.now()
    require(actor, Role.DATA_OFFICER, Role.HANDLER)
    resources = queries.list_comparable(actor, now)
    form = TableForm(
        resources, request.POST or None, request.FILES or None, initial={"resource": request.GET.get("resource", "")}
    )
    if request.method == "POST" and form.is_valid() and (made := _prepared(actor, form)):
        return redirect("quality:comparison", made.pk)
    given = {"form": form, "resources": resources}
    return render(request, "quality/compare.html", given, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def comparison(request: HttpRequest, number: UUID) -> HttpResponse:
    """Before it is computed: choose the columns. Then what differs, masked; posting `whole` shows it whole, which is put on record."""
    actor = actor_of(request)
    require(actor, Role.DATA_OFFICER, Role.HANDLER)
    made = queries.get_comparison(actor, number)
    if made.state == Comparison.State.PREPARED:
        return _mapping(request, actor, made)
    if made.state == Comparison.State.REMOVED:
        return render(request, "quality/result.html", {"made": made, "kinds": _kinds(made)})
    return _result(request, actor, made)


@require_POST
def download(request: HttpRequest, number: UUID) -> StreamingHttpResponse:
    """All that differs as CSV, whole, on record. Values are never altered: in a spreadsheet the file must be imported as text."""
    actor, now = actor_of(request), timezone.now()
    require(actor, Role.DATA_OFFICER, Role.HANDLER)
    made = queries.get_result(actor, number, now=now)
    rows = commands.read_whole(actor, number, now=now)
    response = StreamingHttpResponse(_csv(made, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{made.resource.path_code}-{made.pk}.csv"'
    return response


@require_POST
def take(request: HttpRequest, number: UUID, place: int) -> HttpResponse:
    """A row that differs becomes a discrepancy."""
    actor = actor_of(request)
    made = discrepancies.take_from_comparison(actor, str(number), place, now=timezone.now())
    return redirect("quality:discrepancy", made.number)


def _prepared(actor: Actor, form: TableForm) -> Comparison | None:
    """None where the table was refused, which the form then says."""
    try:
        with spooled(form.cleaned_data["file"].chunks(), "compare-") as spool:
            return commands.prepare(
                actor,
                form.cleaned_data["resource"],
                spool,
                name=form.cleaned_data["name"] or form.cleaned_data["file"].name,
                media_type=form.media_type,
                charset=form.declared_charset,
                now=timezone.now(),
            )
    except Problem as problem:
        if problem.status >= 500:  # nothing that the person could mend in the form
            raise
        add_errors(form, problem, field="file")
        return None


def _mapping(request: HttpRequest, actor: Actor, made: Comparison) -> HttpResponse:
    now = timezone.now()
    comparable = copied.find_comparable(actor, made.resource, now=now)
    form = MappingForm(made.columns, comparable.table, request.POST or None, masked=comparable.masks)
    if request.method == "POST" and form.is_valid():
        try:
            commands.compare(actor, made.pk, form.pairs, now=now)
            messages.success(request, _("比对完成。"))
            return redirect("quality:comparison", made.pk)
        except Problem as problem:
            if problem.status != 422:
                raise
            add_errors(form, problem)
    given = {"made": made, "form": form, "masked": comparable.masks}
    return render(request, "quality/mapping.html", given, status=422 if form.errors else 200)


def _result(request: HttpRequest, actor: Actor, made: Comparison) -> HttpResponse:
    now, asked = timezone.now(), request.POST if request.method == "POST" else request.GET
    queries.get_result(actor, made.pk, now=now)
    whole = request.method == "POST"
    if whole:
        commands.read_whole(actor, made.pk, now=now)
    kind = asked.get("kind", "")
    kind = kind if kind in KINDS else next((each for each in KINDS if made.counts.get(each)), "different")
    pair = next((n for n, one in enumerate(made.pairs) if one["item"] == asked.get("item")), None)
    item = made.pairs[pair]["item"] if pair is not None else ""
    total = made.item_counts.get(item, 0) if item and kind == "different" else made.counts.get(kind, 0)
    page = Paginator(range(total), PAGE).get_page(asked.get("page"))
    rows = comparing.read(
        files.folder_of(made.pk),
        files.result_of(made.pk),
        len(made.pairs),
        kind=kind,
        pair=pair if kind == "different" else None,
        offset=(page.number - 1) * PAGE,
        limit=PAGE,
    )
    given = {
        "made": made,
        "kinds": _kinds(made),
        "kind": kind,
        "kind_word": KIND_WORDS[kind],
        "item": item,
        "items": _items(made),
        "page": page,
        "rows": shown_rows(made, delivery.as_delivered(made, rows), whole=whole),
        "whole": whole,
        "reportable": kind in discrepancies.REPORTABLE,
    }
    return render(request, "quality/result.html", given)


def _kinds(made: Comparison) -> list[tuple[str, object, int]]:
    return [(kind, KIND_WORDS[kind], made.counts.get(kind, 0)) for kind in KINDS]


def _items(made: Comparison) -> list[tuple[str, str, int]]:
    """Item code, the column that was compared, records that differ in it; the most first."""
    columns = {pair["item"]: pair["column"] for pair in made.pairs}
    counted = ((code, columns[code], n) for code, n in made.item_counts.items())
    return sorted(counted, key=lambda each: -each[2])


def _csv(made: Comparison, rows: Iterator[comparing.Row]) -> Iterator[bytes]:
    written = io.StringIO()
    writer = csv.writer(written)
    names = [pair["item"] for pair in made.pairs]
    sides = [f"{name} ({side})" for name in names for side in (_("本方"), _("对方"))]
    writer.writerow([_("结果"), _("不一致的信息项"), *sides])
    yield b"\xef\xbb\xbf"
    for row in rows:
        differing = " ".join(name for name, differs in zip(names, row.differs, strict=True) if differs)
        values = [value or "" for pair in zip(row.ours, row.theirs, strict=True) for value in pair]
        writer.writerow([KIND_WORDS[row.kind], differing, *values])
        yield written.getvalue().encode()
        written.seek(0)
        written.truncate()
    yield written.getvalue().encode()
