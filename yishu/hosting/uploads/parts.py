"""A file from the page in parts: what its script sends, so that a large one survives a broken connection (13.1, 20.1)."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from yishu.agencies.middleware import actor_of
from yishu.core.errors import Problem
from yishu.hosting.uploads import queries, receiving
from yishu.hosting.uploads.forms import AnnouncedForm
from yishu.hosting.uploads.receiving import Announced
from yishu.shell.fields import language

LARGEST_PART = 8 * 1024**2
_BLOCK = 1024**2


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Announce a file, by the fields of the page's form: where its parts go, and its page. `key` names the file, so that choosing it again goes on."""
    actor, form = actor_of(request), AnnouncedForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"detail": " ".join(str(each[0]) for each in form.errors.values())}, status=422)
    given = form.cleaned_data
    announced = Announced(
        length=given["size"],
        media_type=form.media_type,
        charset=form.declared_charset or "",
        how=given["how"],
        idempotency_key=request.POST.get("key", "")[:200] or None,
        file_name=form.file_name,
    )
    try:
        upload = receiving.begin(actor, given["resource"], announced, now=timezone.now())
    except Problem as problem:
        return _problem(problem)
    return JsonResponse(
        {
            "offset": upload.offset,
            "part": reverse("uploads:part", args=[upload.pk]),
            "page": reverse("uploads:upload", args=[upload.pk]),
        }
    )


@require_POST
def part(request: HttpRequest, number: object) -> HttpResponse:
    """Add the body at `?offset=`; the new offset is the answer."""
    actor, text = actor_of(request), request.GET.get("offset", "")
    offset = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
    try:
        upload = queries.get_of_agency(actor, str(number))
        with receiving.open_part(actor, upload.resource.code, str(number), offset, now=timezone.now()) as taken:
            while block := request.read(_BLOCK):
                taken.write(block)
            taken.keep(timezone.now())
    except Problem as problem:
        return _problem(problem)
    return JsonResponse({"offset": taken.offset})


def _problem(problem: Problem) -> JsonResponse:
    said = problem.as_dict(language())
    if "offset" in problem.params:
        said["offset"] = problem.params["offset"]
    return JsonResponse(said, status=problem.status)
