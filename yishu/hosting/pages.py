"""Pages of the provider's data officer: publishing and its batches (13.1, 20.1)."""

from pathlib import Path

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from yishu.agencies.middleware import actor_of
from yishu.agencies.models import Role
from yishu.agencies.roles import require
from yishu.catalogue.models import Resource
from yishu.core.actor import Actor
from yishu.core.errors import Problem
from yishu.hosting import queries
from yishu.hosting.forms import PublishForm
from yishu.hosting.models import Batch
from yishu.hosting.quarantine.queries import count_open
from yishu.hosting.spooling import spooled
from yishu.hosting.trial_pages import read_tried, try_out
from yishu.hosting.uploads import publishing as uploads
from yishu.hosting.uploads.models import Upload
from yishu.hosting.uploads.receiving import Announced
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
        return render(request, "hosting/choose.html", {"resources": resources, "open": count_open(actor)})
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
    """What was published, the newest first: of all the agency's resources, or of one."""
    actor = actor_of(request)
    require(actor, Role.DATA_OFFICER)
    code = request.GET.get("resource")
    resource = queries.get_publishable(actor, code) if code else None
    page = Paginator(queries.list_batches(actor, resource), PAGE).get_page(request.GET.get("page"))
    return render(request, "hosting/batches.html", {"page": page, "resource": resource})


@require_GET
def batch(request: HttpRequest, number: str) -> HttpResponse:
    """The receipt of one publication."""
    actor = actor_of(request)
    require(actor, Role.DATA_OFFICER)
    found = queries.get_batch(actor, number)
    return render(request, "hosting/batch.html", {"batch": found, "resource": found.holding.resource})


def _answered(request: HttpRequest, actor: Actor, resource: Resource, form: PublishForm) -> HttpResponse | None:
    """The file is tried, or published; None where it was refused, which the form then says."""
    try:
        if "try" in request.POST:
            return try_out(request, actor, resource, form)
        with spooled(form.cleaned_data["file"].chunks()) as spool:
            given = (form.media_type, form.declared_charset, form.cleaned_data["how"], form.file_name)
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
        return _published(request, actor, resource, tried.path, tried.media_type, tried.charset, tried.how, tried.name)
    except Problem as problem:
        if problem.status >= 500:
            raise
        messages.error(request, problem.detail(language()))
        return redirect(back)
    finally:
        tried.path.unlink(missing_ok=True)


def _published(
    request: HttpRequest,
    actor: Actor,
    resource: Resource,
    spool: Path,
    media_type: str,
    charset: str | None,
    how: str,
    name: str,
) -> HttpResponse:
    announced = Announced(spool.stat().st_size, media_type, charset or "", how, file_name=name)
    batch = uploads.publish_or_hold(actor, resource.code, spool, announced, now=timezone.now())
    if isinstance(batch, Upload):
        return redirect("uploads:upload", batch.pk)
    if not batch.accepted:
        messages.warning(request, _("没有一条记录合格，数据没有变化。"))
    elif how == Batch.How.DELETE:
        messages.success(request, _("已删除 {n} 条。").format(n=batch.deleted))
    else:
        messages.success(request, _("已入库 {n} 条。").format(n=batch.accepted))
    return redirect("hosting:batch", batch.pk)
