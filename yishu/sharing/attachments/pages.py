"""Attaching and reading files on pages."""

from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yishu.agencies.middleware import actor_of
from yishu.core.actor import Actor
from yishu.core.errors import FieldError, Invalid
from yishu.sharing import queries as sharing
from yishu.sharing.attachments import commands, queries, store


@require_POST
def attach(request: HttpRequest, number: str) -> HttpResponse:
    """POST `file`, `kind`."""
    actor = actor_of(request)
    sharing.get_application(actor, number)
    file = request.FILES.get("file")
    if file is None:
        raise Invalid(errors=[FieldError("file", "required", "请选择文件。", "Choose a file.")])
    content = file.read(commands.LARGEST + 1)
    kind = request.POST.get("kind", "")
    commands.attach(actor, number, kind=kind, name=file.name or "", content=content, now=timezone.now())
    messages.success(request, _("附件已上传。"))
    return redirect("sharing:application", number)


@require_GET
def download(request: HttpRequest, number: str, n: int) -> HttpResponse:
    """The file, for saving: it is never shown inside of our pages."""
    return served(actor_of(request), number, n)


def served(actor: Actor, number: str, n: int) -> HttpResponse:
    """Raises ApplicationNotFound, AttachmentNotFound, AttachmentDamaged."""
    found = queries.get_attachment(actor, sharing.get_application(actor, number), n)
    response = HttpResponse(store.read(found), content_type=found.media_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(found.name)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response
