"""Who is told what of IT projects (12.1)."""

from django.urls import reverse

from yishu.audit.record import Action, Record
from yishu.audit.recording import listen
from yishu.catalogue.projects.models import Project
from yishu.catalogue.told import tell_law_cited
from yishu.core.actor import Actor


def register_notices() -> None:
    """In `AppConfig.ready()`."""
    listen(Action.PROJECT_LAW_CITED, _law_cited)


def _law_cited(actor: Actor, made: Record) -> None:
    project = Project.objects.select_related("agency").get(number=made.target)
    path = reverse("projects:project", args=[project.number])
    tell_law_cited(actor, name=project.name, number=project.number, agency=project.agency.short_name, path=path)
