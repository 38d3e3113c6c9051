"""Documents that wait for their secrecy review (21.1)."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yishu.agencies.models import Role
from yishu.core.actor import Actor
from yishu.hosting.files import queries
from yishu.shell.todos import MOST, Todo


def reviews(actor: Actor, _now: datetime) -> list[Todo]:
    """For a secrecy reviewer: what others of the agency handed in."""
    if Role.SECRECY_REVIEWER not in actor.roles:
        return []
    waiting = queries.list_waiting(actor).exclude(uploaded_by__in=actor.own_refs)
    return [
        Todo(
            _("审查文件"),
            "file-text",
            one.title,
            one.uploaded_by_name,
            reverse("files:document", args=[one.document.shelf.resource.path_code, one.document_id]),
            since=one.uploaded_at,
        )
        for one in waiting[:MOST]
    ]
