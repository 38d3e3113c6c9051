"""Pages of the provider's data officer: publishing and its batches (13.1, 20.1)."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from yishu.agencies.middleware import actor_of
from yishu.agencies.models import Role
from yishu.agencies.roles import require
from yishu.catalogue.models import Resource
from yishu.core.actor import Actor
from yishu.core.errors import Problem
from yishu.hosting import commands, queries
from yishu.hosting.forms import PublishForm
from yishu.hosting.models import Batch
from yishu.hosting.quarantine.queries import count_open
from yishu.shell.fields import add_errors

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
    form = PublishForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and (batch := _published(actor, resource, form)):
        messages.success(request, _("已入库 {n} 条。").format(n=batch.accepted))
        return redirect("hosting:batch", batch.pk)
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


def _published(actor: Actor, resource: Resource, form: PublishForm) -> Batch | None:
    """The batch; None where the file was refused, which the form then says."""
    with _spooled(form.cleaned_data["file"]) as spool:
        try:
            return commands.publish(
                actor,
                resource.code,
                spool,
                media_type=form.media_type,
                charset=form.declared_charset,
                how=form.cleaned_data["how"],
                now=timezone.now(),
            )
        except Problem as problem:
            add_errors(form, problem, field="file")
            return None


@contextmanager
def _spooled(file: UploadedFile) -> Iterator[Path]:
    folder = settings.YISHU_DIR / "spool"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=folder, prefix="page-")
    try:
        with os.fdopen(handle, "wb") as spool:
            for part in file.chunks():
                spool.write(part)
        yield Path(name)
    finally:
        Path(name).unlink()
