"""The bell in the header of every page: one count, which stops at a hundred."""

from typing import Final

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yishu.agencies.models import Person
from yishu.notices.queries import count_unread
from yishu.shell.components import icon
from yishu.shell.markup import html

MOST: Final = 99


def bell(request: HttpRequest, _thing: object) -> str | None:
    """A link to the notices with how many are unread; nothing without login."""
    if not isinstance(request.user, Person):
        return None
    unread = count_unread(request.user.pk, MOST + 1)
    shown = (
        html('<span class="ys-unread" aria-hidden="true">{}</span>', f"{MOST}+" if unread > MOST else unread)
        if unread
        else ""
    )
    said = ngettext("{n} 条未读通知", "{n} 条未读通知", unread).format(n=unread) if unread else _("通知")
    return html(
        '<a class="ys-tool ys-bell" href="{}" aria-label="{}" title="{}">{}{}</a>',
        reverse("notices:notices"),
        said,
        said,
        icon("bell"),
        shown,
    )
