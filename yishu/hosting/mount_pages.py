"""Pages of mounts: the list with what is overdue, and the form of one resource (7.2)."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yishu.agencies.middleware import actor_of
from yishu.catalogue.models import Resource
from yishu.core.errors import Invalid
from yishu.hosting import mounting
from yishu.hosting.forms import ITEM, KEY, MountForm
from yishu.hosting.models import Mount
from yishu.hosting.mounts import find_proxied, get_mountable, list_proxied
from yishu.hosting.shaping import table_of_entry


@require_GET
def mounts(request: HttpRequest) -> HttpResponse:
    """What is not hosted yet: the agency's own, for the coordinator everybody's; overdue first."""
    actor, now = actor_of(request), timezone.now()
    rows = list_proxied(actor, now)
    given = {"rows": rows, "overdue": sum(row.is_overdue for row in rows), "agency": actor.agency_id}
    return render(request, "hosting/mounts.html", given)


@sensitive_post_parameters("secret")
@require_http_methods(["GET", "POST"])
def mount(request: HttpRequest, code: str) -> HttpResponse:
    """Mount a resource, or mount it anew."""
    actor, now = actor_of(request), timezone.now()
    resource = get_mountable(actor, code)
    proxied = find_proxied(resource, now)
    form = _form(request, resource, proxied.mount)
    if request.method == "POST" and form.is_valid():
        try:
            mounting.mount(actor, code, form.draft(), now=now)
        except Invalid as problem:
            form.take(problem.errors)
        else:
            messages.success(request, _("已挂接，即时生效。"))
            return redirect("hosting:mounts")
    given = {
        "resource": resource,
        "entry": resource.current,
        "proxied": proxied,
        "form": form,
        "origins": settings.YISHU_BACKENDS,
    }
    return render(request, "hosting/mount.html", given, status=422 if form.errors else 200)


@require_POST
def unmount(request: HttpRequest, code: str) -> HttpResponse:
    mounting.unmount(actor_of(request), code, now=timezone.now())
    messages.success(request, _("已解除挂接，即时生效。"))
    return redirect("hosting:mounts")


_ASKED = ("origin", "path", "method", "form", "operation", "namespace", "action")


def _form(request: HttpRequest, resource: Resource, before: Mount | None) -> MountForm:
    assert resource.current is not None
    table = table_of_entry(resource.current, "mount")
    return MountForm(table, settings.YISHU_BACKENDS, request.POST or None, initial=_initial(before))


def _initial(before: Mount | None) -> dict[str, object] | None:
    """What the mount in force says, but for its key."""
    if before is None:
        return None
    names = (*_ASKED, "record_at", "secret_header", "timeout_ms", "at_once", "reason", "until")
    given: dict[str, object] = {name: getattr(before, name) for name in names}
    given |= {KEY + code: name for code, name in before.key_fields.items()}
    return given | {ITEM + code: place for code, place in before.item_fields.items()}
