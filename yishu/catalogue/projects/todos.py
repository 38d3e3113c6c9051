"""Projects that wait for the coordinator's opinion (12.1)."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yishu.catalogue.projects import queries
from yishu.catalogue.queries import is_coordinator
from yishu.core.actor import Actor
from yishu.shell.todos import MOST, Todo


def opinions(actor: Actor, _now: datetime) -> list[Todo]:
    if not is_coordinator(actor):
        return []
    return [
        Todo(
            _("对信息化项目提出意见"),
            "sitemap",
            project.name,
            project.agency.name,
            reverse("projects:project", args=[project.number]),
            due=project.due,
        )
        for project in queries.list_submitted()[:MOST]
    ]
