"""The guided tour (导览): one story of the regulation across roles, step by step; what a newcomer sees first of a demo."""

from dataclasses import dataclass

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from yishu.agencies.models import Role
from yishu.demo.pages import agency_by_login
from yishu.demo.story import CHAPTERS, Chapter, Step, Text
from yishu.shell.navigation import resolved


@dataclass(frozen=True, slots=True)
class Shown:
    """A step as it can be taken: with the address of its page, and who one will be."""

    number: int
    step: Step
    url: str
    agency: str = ""
    role: Text = ""


def chapters() -> list[tuple[Chapter, list[Shown]]]:
    """What this demo has, numbered through; steps whose page or person it lacks are left out."""
    people, found, number = agency_by_login(), [], 0
    for chapter in CHAPTERS:
        shown = []
        for step in chapter.steps:
            url = resolved(step.page)
            if url is None or (step.login and step.login not in people):
                continue
            number += 1
            shown.append(
                Shown(number, step, url, people[step.login], Role(step.role).label)
                if step.login
                else Shown(number, step, url)
            )
        if shown:
            found.append((chapter, shown))
    return found


@require_GET
def tour(request: HttpRequest) -> HttpResponse:
    """Only a demo has one."""
    if not settings.YISHU_DEMO:
        raise Http404
    return render(request, "demo/tour.html", {"chapters": chapters()})
