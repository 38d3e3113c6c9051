"""The versions of one's own resource: which are kept and in which shape, a change of shape to agree to, and the rule by which versions go (13.1, 20.1)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yishu.agencies.middleware import actor_of
from yishu.catalogue.models import Resource
from yishu.core.errors import Problem
from yishu.hosting.archiving.queries import list_files
from yishu.hosting.keeping import commands, queries
from yishu.hosting.keeping.commands import Foreseen
from yishu.hosting.keeping.errors import NothingToConvert
from yishu.hosting.keeping.forms import KeepForm
from yishu.hosting.keeping.wording import change_in_words, rule_in_words
from yishu.hosting.queries import find_holding
from yishu.shell.fields import add_errors, language

SHOWN = 50


@require_GET
def versions(request: HttpRequest, code: str) -> HttpResponse:
    resource = queries.get_own(actor_of(request), code)
    return _rendered(request, resource, KeepForm(initial=_initial(resource), use_required_attribute=False))


@require_POST
def convert(request: HttpRequest, code: str) -> HttpResponse:
    """Agree to what was foreseen: not to more."""
    actor = actor_of(request)
    resource, agreed = queries.get_own(actor, code), request.POST.get("agreed", "")
    number = int(agreed) if agreed.isascii() and agreed.isdecimal() and len(agreed) < 19 else 0
    try:
        batch = commands.convert(actor, resource.code, agreed=number, now=timezone.now())
    except Problem as problem:
        if problem.status != 409:
            raise
        messages.error(request, problem.detail(language()))
        return redirect("keeping:versions", resource.path_code)
    messages.success(request, _("已转换为新的结构，成为数据版本 {version}。").format(version=batch.version))
    return redirect("hosting:batch", batch.pk)


@require_POST
def keep(request: HttpRequest, code: str) -> HttpResponse:
    actor = actor_of(request)
    resource, form = queries.get_own(actor, code), KeepForm(request.POST, use_required_attribute=False)
    if form.is_valid():
        try:
            commands.keep(actor, resource.code, **form.cleaned_data, now=timezone.now())
        except Problem as problem:
            if problem.status not in (409, 422):
                raise
            add_errors(form, problem)
        else:
            messages.success(request, _("已设定，旧版本将按此清除；正在跟随变更的使用单位取走之前不清除。"))
            return redirect("keeping:versions", resource.path_code)
    return _rendered(request, resource, form)


def _rendered(request: HttpRequest, resource: Resource, form: KeepForm) -> HttpResponse:
    holding = find_holding(resource)
    foreseen = _foreseen(request, resource)
    given: dict[str, Any] = {
        "resource": resource,
        "entry": resource.current,
        "holding": holding,
        "oldest": max(holding.kept, 1) if holding else 0,
        "rule": queries.rule_of(resource),
        "rule_words": rule_in_words(queries.rule_of(resource)),
        "form": form,
        "foreseen": foreseen,
        "changes": change_in_words(foreseen.change) if foreseen else [],
        "versions": [
            (version, change_in_words(version.change) if version.change else [])
            for version in (queries.list_versions(holding, SHOWN) if holding else [])
        ],
        "filed": {one.version for one in list_files(holding)},
        "most": SHOWN,
    }
    return render(request, "keeping/versions.html", given, status=422 if form.errors else 200)


def _foreseen(request: HttpRequest, resource: Resource) -> Foreseen | None:
    """None where the data has the shape of its entry, or nothing can be published of it now."""
    try:
        return commands.foresee(actor_of(request), resource.code)
    except NothingToConvert:
        return None
    except Problem as problem:
        if problem.status != 409:
            raise
        return None


def _initial(resource: Resource) -> dict[str, int | None]:
    rule = queries.rule_of(resource)
    return {"days": rule.days, "versions": rule.versions} if rule else {}
