"""Opinions on projects that are waited for: their day is counted again when the calendar changes (12.1)."""

from django.urls import reverse

from yishu.agencies.accountability.models import DutyKind
from yishu.agencies.models import Role
from yishu.catalogue.projects.models import Project
from yishu.node import clocks
from yishu.node.workdays.counting import register, stored


def register_deadlines() -> None:
    """In `AppConfig.ready()`."""
    register(
        "projects.opinion",
        stored(
            clocks.PROJECT_OPINION,
            lambda: Project.objects.filter(state=Project.State.SUBMITTED),
            duty=DutyKind.COORDINATION,
            roles=(Role.COORDINATOR.value,),
            start=lambda project: project.submitted_at,
            thing=lambda project: f"{project.number} {project.name}",
            agency=lambda _project: None,
            path=lambda project: reverse("projects:project", args=[project.number]),
        ),
    )
