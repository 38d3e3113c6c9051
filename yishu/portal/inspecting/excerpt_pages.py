"""Pages of excerpts: the audit administrator asks for them, watches, downloads and removes (5.1, 32.1)."""

from itertools import islice
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yishu.agencies.middleware import actor_of
from yishu.audit.log import program
from yishu.audit.log.cosigning import known_verifiers
from yishu.core.errors import Problem
from yishu.portal.filtering import FilterForm
from yishu.portal.inspecting import commands, tables
from yishu.portal.inspecting.forms import ExcerptForm
from yishu.portal.inspecting.making import LIFE
from yishu.portal.inspecting.models import Excerpt
from yishu.shell.addresses import public_address
from yishu.shell.fields import add_errors
from yishu.shell.refusals import reason_words
from yishu.shell.sending import file_response

PAGE: Final = 20
LINES: Final = 100
MOST_SHOWN: Final = 10_000
"""Records of an excerpt that its pages show; the CSV has all."""


@never_cache
@require_http_methods(["GET", "POST"])
def excerpts(request: HttpRequest) -> HttpResponse:
    """All excerpts; with a search in the address, what is asked for. With htmx only the files, while one is being written."""
    actor = actor_of(request)
    commands.require_exporter(actor)
    if request.headers.get("HX-Target") == "files":
        return render(request, "inspecting/files.html", _files(request))
    asked = request.POST.get("asked", "") if request.method == "POST" else _search(request)
    form = ExcerptForm(request.POST or None, initial={"asked": asked})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            commands.ask(
                actor, given["asked"], authority=given["authority"], purpose=given["purpose"], now=timezone.now()
            )
            messages.success(request, _("已开始生成并留痕。可以离开本页，稍后回来下载。"))
            return redirect("inspecting:excerpts")
        except Problem as problem:
            if problem.status not in (409, 422):
                raise
            add_errors(form, problem, field="authority")
    given = {
        "form": form,
        "told": told(asked),
        "days": LIFE.days,
        "program": program.made(),
        "address": public_address(request),
        "is_asking": bool(asked) or request.method == "POST",
        **_files(request),
    }
    return render(request, "inspecting/excerpts.html", given, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD"])
def file(request: HttpRequest, number: UUID) -> HttpResponseBase:
    """On record each time before it leaves."""
    actor, now = actor_of(request), timezone.now()
    made = commands.get_ready(actor, number, now)
    answer = file_response(
        request, made.path, "application/gzip", etag=made.digest, filename=made.filename, digest=made.digest
    )
    answer.headers["Cache-Control"] = "private, no-store"
    if request.method == "GET" and answer.status_code in (200, 206):
        commands.fetch(actor, number, sent=answer.headers.get("Content-Range", ""), now=now)
    return answer


@never_cache
@require_GET
def table(request: HttpRequest, number: UUID) -> HttpResponseBase:
    """The records in words, a page at a time; with `?as=csv` all of them as a file, on record as the download is."""
    actor, now = actor_of(request), timezone.now()
    made = commands.get_ready(actor, number, now)
    if request.GET.get("as") == "csv":
        commands.fetch(actor, number, form="csv", now=now)
        sent = StreamingHttpResponse(tables.csv_of(made, get_language() or ""), content_type="text/csv; charset=utf-8")
        name = made.filename.removesuffix(".jsonl.gz")
        sent["Content-Disposition"] = f'attachment; filename="{name}.csv"'
        sent["Cache-Control"] = "private, no-store"
        return sent
    page = Paginator(range(min(made.records, MOST_SHOWN)), LINES).get_page(request.GET.get("page"))
    lines = list(islice(tables.lines_of(made, first=max(0, page.start_index() - 1)), LINES))
    given = {"made": made, "told": told(made.asked), "page": page, "lines": lines, "most": MOST_SHOWN}
    return render(request, "inspecting/table.html", given)


@require_POST
def remove(request: HttpRequest, number: UUID) -> HttpResponse:
    commands.remove(actor_of(request), number, now=timezone.now())
    messages.success(request, _("已清除并留痕。"))
    return redirect("inspecting:excerpts")


def told(asked: str) -> list[tuple[str, str]]:
    """A search in words."""
    form = FilterForm(QueryDict(asked))
    form.is_valid()
    return form.told()


def _search(request: HttpRequest) -> str:
    """What the address asks for, but for the page of the list."""
    given = request.GET.copy()
    given.pop("page", None)
    return given.urlencode()


def _files(request: HttpRequest) -> dict[str, object]:
    page = Paginator(Excerpt.objects.all(), PAGE).get_page(request.GET.get("page"))
    rows = [(made, told(made.asked), reason_words(made.refusal)) for made in page]
    under_way = any(made.is_under_way for made in page)
    return {"page": page, "rows": rows, "under_way": under_way, "keys": known_verifiers()}
