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
from yishu.hosting.errors import NoFrontAgent
from yishu.hosting.forms import ITEM, KEY, MountForm
from yishu.hosting.front_agents import fetch_blind_key, fingerprint_of
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
        "fingerprint": _fingerprint(proxied.mount),
    }
    return render(request, "hosting/mount.html", given, status=422 if form.errors else 200)


@require_POST
def blind_key(request: HttpRequest, code: str) -> HttpResponse:
    """The key of the resource's front agent, fetched for the officer to compare and to confirm; confirmed, where the form says which."""
    actor, now = actor_of(request), timezone.now()
    resource = get_mountable(actor, code)
    if key := request.POST.get("key", ""):
        mounting.confirm_blind_key(actor, code, key, now=now)
        messages.success(request, _("已确认公钥，使用单位可以盲核验。"))
        return redirect("hosting:mount", resource.path_code)
    mounted = find_proxied(resource, now).mount
    if mounted is None or mounted.form != Mount.Form.FRONT:
        raise NoFrontAgent(code=resource.code)
    key = fetch_blind_key(mounted.origin, resource.code)
    given = {"resource": resource, "entry": resource.current, "mount": mounted, "key": key}
    return render(request, "hosting/blind_key.html", given | {"fingerprint": grouped(fingerprint_of(key))})


@require_POST
def unmount(request: HttpRequest, code: str) -> HttpResponse:
    mounting.unmount(actor_of(request), code, now=timezone.now())
    messages.success(request, _("已解除挂接，即时生效。"))
    return redirect("hosting:mounts")


def _fingerprint(mounted: Mount | None) -> str:
    """Of the key by which the mount in force is asked blindly, if it has one."""
    return grouped(fingerprint_of(mounted.blind_key)) if mounted is not None and mounted.blind_key else ""


def grouped(fingerprint: str) -> str:
    """By fours, so that two people can compare it."""
    return " ".join(fingerprint[place : place + 4] for place in range(0, len(fingerprint), 4))


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
