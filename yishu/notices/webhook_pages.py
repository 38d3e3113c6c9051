"""Pages for who keeps the systems of an agency: their webhooks, and what could not be sent to them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from yishu.agencies import queries as agencies
from yishu.agencies.middleware import actor_of
from yishu.agencies.models import Role
from yishu.agencies.roles import require
from yishu.core.errors import Invalid
from yishu.notices import commands, hooks, kinds, queries
from yishu.notices.channel_pages import shown_dead
from yishu.notices.forms import WebhookForm
from yishu.notices.models import Webhook
from yishu.shell import fields

KEEPERS = (Role.AGENCY_ADMINISTRATOR, Role.SYSTEM_ADMINISTRATOR)


@require_GET
def webhooks(request: HttpRequest) -> HttpResponse:
    """The systems of one's own agency, each with its webhooks."""
    actor = actor_of(request)
    if not actor.roles & set(KEEPERS):
        return render(request, "notices/webhooks.html", {"may_keep": False})
    held: dict[int, list[Webhook]] = {}
    for hook in queries.list_webhooks(actor):
        held.setdefault(hook.system_id, []).append(hook)
    rows = [
        (system, [(hook, _wanted(hook)) for hook in held.get(system.pk, [])]) for system in agencies.list_systems(actor)
    ]
    return render(request, "notices/webhooks.html", {"rows": rows, "may_keep": True})


@never_cache
def create(request: HttpRequest, system_id: int) -> HttpResponse:
    """A new webhook; the answer is the only place where its secret stands."""
    actor = actor_of(request)
    require(actor, *KEEPERS)
    system = agencies.get_own_system(actor, system_id)
    form = WebhookForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        given = form.cleaned_data
        try:
            made = hooks.create_webhook(actor, system, url=given["url"], wanted=given["kinds"], now=timezone.now())
        except Invalid as wrong:
            fields.add_errors(form, wrong)
        else:
            return render(request, "notices/secret.html", {"made": made, "is_new": True})
    return render(
        request, "notices/create_webhook.html", {"form": form, "system": system}, status=422 if form.errors else 200
    )


@require_GET
def webhook(request: HttpRequest, number: int) -> HttpResponse:
    """One webhook: its state, its secret's age, its failed deliveries."""
    actor = actor_of(request)
    hook = queries.get_webhook(actor, number)
    dead = queries.list_dead(actor, webhook=hook)[:100]
    last = hook.deliveries.exclude(attempts=0).order_by("-id").first()  # type: ignore[attr-defined]
    overlaps = hook.previous_until is not None and timezone.now() < hook.previous_until
    given = {"hook": hook, "wanted": _wanted(hook), "dead": shown_dead(dead), "last": last, "overlaps": overlaps}
    return render(request, "notices/webhook.html", given)


@require_POST
@never_cache
def rotate(request: HttpRequest, number: int) -> HttpResponse:
    """A new secret, shown here once."""
    made = hooks.rotate_secret(actor_of(request), number, now=timezone.now())
    return render(request, "notices/secret.html", {"made": made, "is_new": False})


@require_POST
def test(request: HttpRequest, number: int) -> HttpResponse:
    """A notice that says nothing else."""
    hooks.test_webhook(actor_of(request), number, now=timezone.now())
    messages.success(request, _("测试通知即将发出；几秒后刷新本页可见结果。"))
    return redirect("notices:webhook", number)


@require_POST
def remove(request: HttpRequest, number: int) -> HttpResponse:
    """Nothing is sent there any more."""
    hooks.remove_webhook(actor_of(request), number, now=timezone.now())
    messages.success(request, _("已删除 Webhook，不再向它发送。"))
    return redirect("notices:webhooks")


@require_POST
def resend(request: HttpRequest, number: int) -> HttpResponse:
    """Send again what was given up."""
    numbers = queries.delivery_ids(request.POST.getlist("delivery"))
    n = commands.resend(actor_of(request), numbers, webhook=number, now=timezone.now())
    messages.success(request, ngettext("{n} 条通知将重新发送。", "{n} 条通知将重新发送。", n).format(n=n))
    return redirect("notices:webhook", number)


def _wanted(hook: Webhook) -> list[str]:
    labels = {kind.code: str(kind.label) for kind in kinds.for_systems()}
    return [labels.get(str(code), str(code)) for code in hook.kinds]
