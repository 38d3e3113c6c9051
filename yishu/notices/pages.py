"""Pages of one's own notices."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from yishu.agencies.middleware import actor_of
from yishu.core.errors import Invalid
from yishu.notices import commands, queries
from yishu.notices.channels import usable
from yishu.notices.forms import PreferenceForm
from yishu.shell import fields


@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    """What is unread, or everything, newest first."""
    actor = actor_of(request)
    unread = request.GET.get("show") != "all"
    turned = queries.turn(actor, unread=unread, before=_number(request.GET.get("before")))
    return render(request, "notices/notices.html", {"turned": turned, "unread": unread, "newest": _newest(turned)})


@require_GET
def open_notice(request: HttpRequest, number: int) -> HttpResponse:
    """To the page that a notice is about; it is read by that."""
    notice = commands.mark_read(actor_of(request), number, now=timezone.now())
    return HttpResponseRedirect(notice.message.path)


@require_POST
def mark_read(request: HttpRequest, number: int) -> HttpResponse:
    """Read, without going anywhere."""
    commands.mark_read(actor_of(request), number, now=timezone.now())
    return redirect("notices:notices")


@require_POST
def mark_all_read(request: HttpRequest) -> HttpResponse:
    """All that the page showed, and what is older."""
    actor = actor_of(request)
    n = commands.mark_all_read(actor, newest=_number(request.POST.get("newest")) or 0, now=timezone.now())
    messages.success(request, ngettext("已将 {n} 条通知标为已读。", "已将 {n} 条通知标为已读。", n).format(n=n))
    return redirect("notices:notices")


def preferences(request: HttpRequest) -> HttpResponse:
    """How one wants notices, by channel."""
    actor = actor_of(request)
    offered, held = usable(), queries.list_preferences(actor)
    data = request.POST if request.method == "POST" else None
    language = fields.language()
    forms = [
        (channel.label(language), PreferenceForm(code, channel.address_label(language), held.get(code), data))
        for code, channel in offered.items()
    ]
    valid = [form.is_valid() for _label, form in forms]  # all of them: each shows its own errors
    if data is not None and all(valid):
        try:
            commands.set_preferences(actor, [form.wanted for _label, form in forms])
        except Invalid as wrong:
            _spread(wrong, [form for _label, form in forms])
        else:
            messages.success(request, _("已保存通知的接收方式。"))
            return redirect("notices:notices")
    status = 422 if any(form.errors for _label, form in forms) else 200
    return render(request, "notices/preferences.html", {"forms": forms}, status=status)


def _spread(wrong: Invalid, forms: list[PreferenceForm]) -> None:
    """Errors name `channels.N.field`: each goes to the form of its channel."""
    for error in wrong.errors:
        _channels, n, field = error.field.split(".")
        form = forms[int(n)]
        form.add_error(field if field in form.fields else None, error.message(fields.language()))


def _newest(turned: queries.Turned) -> int:
    return turned.rows[0].id if turned.rows else 0


def _number(text: str | None) -> int | None:
    """An id as an address names it; what is none is no id. Fits PostgreSQL's bigint."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= 18 else None
