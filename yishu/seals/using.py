"""Pages of those who use documents: an agency in place of paper (24.1), and anybody who holds one (23.1)."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from yishu.agencies import queries as agencies
from yishu.agencies.identity.devices import source_of
from yishu.agencies.middleware import actor_of
from yishu.core.errors import Problem
from yishu.seals import authority, commands, store
from yishu.seals.checking import Check, check_file, check_number
from yishu.seals.forms import FetchForm, FileCheckForm, NumberCheckForm
from yishu.seals.pages import pdf_response
from yishu.shell.fields import add_errors, language

TONES = {
    "in_force": "good",
    "genuine": "good",
    "on_record": "blue",
    "expired": "warn",
    "superseded": "warn",
    "unknown": "warn",
}


def fetch(request: HttpRequest) -> HttpResponse:
    """Fetch a document for a case, look at it, or take the file; each is one use and on record."""
    actor = actor_of(request)
    form = FetchForm(request.POST or None)
    found: commands.Fetched | None = None
    if request.method == "POST" and form.is_valid():
        try:
            found = commands.fetch(actor, **form.cleaned_data, now=timezone.now())
        except Problem as problem:
            if not 403 <= problem.status <= 422:
                raise
            add_errors(form, problem)
    if found is not None and request.POST.get("take") == "file":
        return pdf_response(found.document.number, found.pdf)
    duties = agencies.get_agency(actor.agency_code).duties.all()
    given = {"form": form, "found": found, "duties": duties, "words": found.verdict.words(language()) if found else ""}
    return render(request, "seals/fetch.html", given, status=422 if form.errors else 200)


def verify(request: HttpRequest) -> HttpResponse:
    """Whether a file, or a number with its code, holds: for anybody, without login."""
    by_file = FileCheckForm(request.POST, request.FILES) if "file" in request.FILES or _asks(request, "file") else None
    by_number = NumberCheckForm(request.POST) if request.method == "POST" and by_file is None else None
    check: Check | None = None
    if by_file is not None and by_file.is_valid():
        check = check_file(by_file.cleaned_data["file"].read())
    elif by_number is not None and by_number.is_valid():
        check = check_number(**by_number.cleaned_data, source=source_of(request))
    wrong = any(form is not None and form.errors for form in (by_file, by_number))
    given = {
        "by_file": by_file or FileCheckForm(),
        "by_number": by_number or NumberCheckForm(),
        "check": check,
        "words": check.words(language()) if check else "",
        "tone": _tone(check) if check else "",
    }
    return render(request, "seals/verify.html", given, status=422 if wrong else 200)


@require_GET
def own_authority(_request: HttpRequest) -> HttpResponse:
    """The certificate of this node's own authority, for checking with other tools."""
    content = authority.public_certificate(store.seals_folder(), timezone.now())
    answer = HttpResponse(content, content_type="application/x-pem-file")
    answer["Content-Disposition"] = f'attachment; filename="yishu-{settings.YISHU_NODE_CODE}-test-authority.pem"'
    return answer


def _asks(request: HttpRequest, what: str) -> bool:
    return request.method == "POST" and request.POST.get("by") == what


def _tone(check: Check) -> str:
    """Green only where the file itself may be relied on: not where the law wants the paper."""
    if check.holds and check.document is not None and check.document.kind.paper_only_law:
        return "warn"
    return TONES.get(check.standing, "bad")
