"""Pages of a resource's rules: those in force and those that ended, declaring one after a trial, ending one (13.1, 21.2)."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yishu.agencies.middleware import actor_of
from yishu.catalogue.models import Resource
from yishu.core.errors import Problem
from yishu.hosting.declared import commands, queries, wording
from yishu.hosting.declared.drafts import read
from yishu.hosting.declared.forms import FORMS, RuleForm
from yishu.hosting.declared.models import CheckRule
from yishu.hosting.declared.rules import Rule
from yishu.hosting.declared.trial import Trial, try_out
from yishu.shell.fields import language


@require_GET
def rules(request: HttpRequest, code: str) -> HttpResponse:
    """The rules of one's own resource, and the forms that a new one may have."""
    resource = queries.get_own(actor_of(request), code)
    known = queries.list_rules(resource, ended=True)
    given = {
        "resource": resource,
        "in_force": [one for one in known if one.in_force],
        "ended": [one for one in known if not one.in_force],
        "most": commands.MOST_IN_FORCE,
        "forms": [(form, _form_word(form)) for form in FORMS],
    }
    return render(request, "declared/rules.html", given)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, code: str, form: str) -> HttpResponse:
    """Declare a rule: its trial first, which says what it would find in what is hosted now; `replaces` takes another's place."""
    actor = actor_of(request)
    resource, entry = queries.get_hosted(actor, code)
    if form not in FORMS:
        raise Http404
    before, known = _before(request, resource), queries.columns_of(entry)
    filled, trial = FORMS[form](known, request.POST or None, before), None
    if request.method == "POST" and filled.is_valid():
        try:
            if _was_tried(request, read(filled.draft(), known)):
                return _declared(request, resource, filled, before)
            trial = try_out(actor, resource.code, filled.draft(), now=timezone.now())
        except Problem as problem:
            if problem.status not in (409, 422):
                raise
            filled.take(problem)
    return render(
        request,
        "declared/new.html",
        _shown(resource, form, filled, before, trial),
        status=422 if filled.errors else 200,
    )


@require_POST
def end(request: HttpRequest, code: str, number: int) -> HttpResponse:
    resource = queries.get_own(actor_of(request), code)
    commands.end(actor_of(request), resource.code, number, now=timezone.now())
    messages.success(request, _("已停用，此后发布的文件不再按此规则核对。"))
    return redirect("declared:rules", resource.path_code)


def _was_tried(request: HttpRequest, rule: Rule) -> bool:
    """What is declared is what was tried: whoever changed it since sees its trial first."""
    return request.POST.get("act") == "declare" and request.POST.get("tried") == wording.asked(rule).zh


def _declared(request: HttpRequest, resource: Resource, filled: RuleForm, before: CheckRule | None) -> HttpResponse:
    number = before.pk if before else None
    commands.declare(actor_of(request), resource.code, filled.draft(), replaces=number, now=timezone.now())
    messages.success(request, _("已声明，此后发布的文件按此规则核对。"))
    return redirect("declared:rules", resource.path_code)


def _before(request: HttpRequest, resource: Resource) -> CheckRule | None:
    number = request.POST.get("replaces") or request.GET.get("replaces") or ""
    if not number:
        return None
    return queries.get_rule(resource, int(number) if number.isdecimal() and len(number) < 19 else 0)


def _shown(
    resource: Resource, form: str, filled: RuleForm, before: CheckRule | None, trial: Trial | None
) -> dict[str, Any]:
    return {
        "resource": resource,
        "entry": resource.current,
        "word": _form_word(form),
        "form": filled,
        "fields": [field for field in filled if field.name not in ("zh", "en")],
        "before": before,
        "trial": trial,
        "words": _in_language(wording.asked(trial.rule)) if trial else "",
        "tried": wording.asked(trial.rule).zh if trial else "",
        "message": _in_language(_said(trial, filled)) if trial else "",
    }


def _said(trial: Trial, filled: RuleForm) -> wording.Words:
    """What will be written to whoever provides the record."""
    fault = wording.fault(trial.rule, filled.cleaned_data["zh"], filled.cleaned_data["en"])
    return wording.Words(fault.zh, fault.en)


def _form_word(form: str) -> str:
    return {
        "pattern": _("格式"),
        "range": _("取值范围"),
        "compare": _("两项比较"),
        "when": _("条件"),
        "sum": _("合计"),
    }[form]


def _in_language(words: wording.Words) -> str:
    return words.en if language() == "en" else words.zh
