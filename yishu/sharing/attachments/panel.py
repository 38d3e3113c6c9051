"""The files of an application, on its page and beside the provider's decision."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from yishu.agencies.middleware import viewer_of
from yishu.agencies.models import Role
from yishu.sharing import queries as sharing
from yishu.sharing.attachments import queries
from yishu.sharing.attachments.commands import LARGEST
from yishu.sharing.attachments.models import Attachment
from yishu.sharing.models import OPEN, Application, Line


def application_panel(request: HttpRequest, thing: object) -> str | None:
    """Hung on `sharing.application` (the application) and on `sharing.deciding` (one of its lines)."""
    assert isinstance(thing, Application | Line)
    application = thing.application if isinstance(thing, Line) else thing
    viewer = viewer_of(request)
    if viewer is None:
        return None
    attached = list(queries.list_attachments(viewer, application))
    waits = sharing.list_lines(viewer, application).filter(state__in=OPEN).exists()
    may_attach = waits and sharing.is_side(viewer, application) and bool(viewer.roles & {Role.HANDLER, Role.SIGNER})
    if not attached and not may_attach:
        return None
    given = {
        "application": application,
        "attached": attached,
        "may_attach": may_attach,
        "kinds": Attachment.Kind.choices,
        "most": LARGEST // 2**20,
    }
    return render_to_string("attachments/panel.html", given, request)
