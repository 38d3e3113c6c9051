"""Files of versions of one's own resource, and the rule by which they are kept (20.1)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yishu.agencies.middleware import actor_of
from yishu.catalogue.models import Resource
from yishu.core.errors import Problem
from yishu.hosting.archiving import commands, queries
from yishu.hosting.archiving.forms import ArchiveForm
from yishu.hosting.archiving.wording import rule_in_words
from yishu.hosting.keeping.queries import get_own
from yishu.hosting.queries import find_holding
from yishu.shell.fields import add_errors

SHOWN = 200


@require_http_methods(("GET", "HEAD", "POST"))
def files(request: HttpRequest, code: str) -> HttpResponse:
    resource = get_own(actor_of(request), code)
    if request.method != "POST":
        return _rendered(request, resource, ArchiveForm(initial=_initial(resource), use_required_attribute=False))
    form = ArchiveForm(request.POST, use_required_attribute=False)
    if form.is_valid():
        try:
            commands.keep_files(actor_of(request), resource.code, **form.cleaned_data, now=timezone.now())
        except Problem as problem:
            if problem.status not in (409, 422):
                raise
            add_errors(form, problem)
        else:
            messages.success(request, _("已设定，符合规则的版本在十分钟内开始写成文件。"))
            return redirect("archiving:files", resource.path_code)
    return _rendered(request, resource, form)


def _rendered(request: HttpRequest, resource: Resource, form: ArchiveForm) -> HttpResponse:
    holding, rule = find_holding(resource), queries.rule_of(resource)
    given: dict[str, Any] = {
        "resource": resource,
        "entry": resource.current,
        "kept": holding.kept if holding else 0,
        "rule": rule,
        "rule_words": rule_in_words(rule),
        "due": len(queries.files_due(holding, timezone.now())) if holding else 0,
        "files": queries.list_files(holding)[:SHOWN],
        "most": SHOWN,
        "form": form,
    }
    return render(request, "archiving/files.html", given, status=422 if form.errors else 200)


def _initial(resource: Resource) -> dict[str, Any]:
    rule = queries.rule_of(resource)
    return {"each": rule.each, "days": rule.days, "newest": rule.newest} if rule else {"each": "quarter"}
