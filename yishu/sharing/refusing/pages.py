"""The node's templates: everybody reads them, the coordinator keeps them."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from yishu.agencies.middleware import actor_of
from yishu.catalogue.queries import is_coordinator, require_coordinator
from yishu.core.errors import FieldError, Invalid, Problem
from yishu.sharing.refusing import commands, queries
from yishu.sharing.refusing.models import RefusalTemplate
from yishu.sharing.refusing.shown import shown_name
from yishu.shell.fields import add_errors


class TemplateForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("代码"),
        max_length=commands.LONGEST_CODE,
        help_text=gettext_lazy("字母、数字和下划线，如 no_letter；定了不再改。"),
    )
    name = forms.CharField(label=gettext_lazy("名称"), max_length=commands.LONGEST["name"])
    text = forms.CharField(
        label=gettext_lazy("理由"),
        max_length=commands.LONGEST["text"],
        help_text=gettext_lazy("送申请单位的原文；审核人可在后面补充具体情况。"),
    )
    basis = forms.CharField(
        label=gettext_lazy("依据"),
        max_length=commands.LONGEST["basis"],
        help_text=gettext_lazy("法律、法规、规章的名称和条款。"),
    )


@require_GET
def templates(request: HttpRequest) -> HttpResponse:
    """Those that may be chosen; for the coordinator also those that are retired."""
    actor = actor_of(request)
    rows = [(one, shown_name(one)) for one in queries.list_templates(actor)]
    return render(request, "refusing/templates.html", {"rows": rows, "may_change": is_coordinator(actor)})


def new_template(request: HttpRequest) -> HttpResponse:
    """Add one."""
    require_coordinator(actor_of(request))
    return _edit(request, None)


def template(request: HttpRequest, code: str) -> HttpResponse:
    """Write one anew, or retire it. POST `act`: retire, or save and take it into use again."""
    actor, held = actor_of(request), queries.get_template(code)
    require_coordinator(actor)
    if request.method == "POST" and request.POST.get("act") == "retire":
        commands.retire_template(actor, held.code, now=timezone.now())
        messages.success(request, _("“{name}”已停用，不再供选择。").format(name=held.name))
        return redirect("refusing:templates")
    return _edit(request, held)


def _edit(request: HttpRequest, held: RefusalTemplate | None) -> HttpResponse:
    first = {name: getattr(held, name) for name in ("code", "name", "text", "basis")} if held else {}
    form = TemplateForm(request.POST or None, initial=first)
    if held:
        del form.fields["code"]
    if request.method == "POST" and form.is_valid():
        try:
            return _changed(request, form, held)
        except Problem as refused:
            if refused.status != 422:
                raise
            add_errors(form, refused, field="name")
    return render(request, "refusing/template.html", {"form": form, "held": held}, status=422 if form.errors else 200)


def _changed(request: HttpRequest, form: TemplateForm, held: RefusalTemplate | None) -> HttpResponse:
    actor, given, now = actor_of(request), form.cleaned_data, timezone.now()
    code = held.code if held else given["code"].strip()
    if held is None and RefusalTemplate.objects.filter(pk=code).exists():
        zh, en = (
            "该代码已有模板，请换一个，或修改原模板。",
            "A template has this code; choose another, or change that one.",
        )
        raise Invalid(errors=[FieldError("code", "once", zh, en)])
    text = {name: given[name] for name in ("name", "text", "basis")}
    made = commands.keep_template(actor, code, **text, now=now)
    messages.success(request, _("“{name}”已保存。").format(name=made.name))
    return redirect("refusing:templates")
