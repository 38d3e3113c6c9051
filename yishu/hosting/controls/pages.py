"""The page of a resource's control records: what they look like, declaring them after a look, ending them (20.2)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from yishu.agencies.middleware import actor_of
from yishu.core.errors import Problem
from yishu.hosting.controls import commands, queries
from yishu.hosting.controls.commands import Wish
from yishu.hosting.declared.queries import get_own
from yishu.hosting.queries import get_holding, table_of
from yishu.hosting.tables import Table
from yishu.shell.fields import add_errors, choose


class ControlsForm(forms.Form):
    """What is asked of a key without a range of its own; of any resource, what is to stay empty."""

    item = forms.ChoiceField(label=gettext_lazy("主键"))
    text = forms.CharField(
        label=gettext_lazy("保留的开头"),
        help_text=gettext_lazy("真实记录现在没有、今后也不会有的开头，如 ZQ；发布时以此开头的记录一律退回。"),
        max_length=8,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    empty = forms.MultipleChoiceField(
        label=gettext_lazy("留空的信息项"),
        help_text=gettext_lazy("标识记录的其他信息项按类型和现有数据的样子取值，不取自任何真实记录。"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, table: Table, data: Any = None) -> None:
        super().__init__(data, use_required_attribute=False)
        keys = commands.keys_that_may(table)
        if keys:
            choose(self, "item", [(column.code, column.name) for column in keys])
        else:
            del self.fields["item"], self.fields["text"]
        optional = commands.may_be_empty(table)
        if optional:
            choose(self, "empty", [(column.code, column.name) for column in optional])
        else:
            del self.fields["empty"]

    def wish(self) -> Wish:
        given = self.cleaned_data
        return Wish(given.get("item", ""), given.get("text", "").strip(), tuple(given.get("empty", ())))


@require_http_methods(["GET", "POST"])
def controls(request: HttpRequest, code: str) -> HttpResponse:
    """Of one's own resource; what is declared is what was looked at."""
    actor = actor_of(request)
    resource = get_own(actor, code)
    table = table_of(get_holding(resource))
    found, form, seen = queries.find_declaration(resource), None, None
    if found is None:
        form = ControlsForm(table, request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                if request.POST.get("act") == "declare" and request.POST.get("seen") == repr(form.wish()):
                    commands.declare(actor, resource.code, form.wish(), now=timezone.now())
                    messages.success(request, _("已启用。此后批准的授权，其副本含标识记录。"))
                    return redirect("controls:controls", resource.path_code)
                proposed = commands.propose(actor, resource.code, form.wish(), now=timezone.now())
                seen = queries.sample_records(*proposed)
            except Problem as problem:
                if problem.status not in (409, 422):
                    raise
                add_errors(form, problem)
    else:
        seen = queries.sample_records(table, found.rule)
    given = {
        "resource": resource,
        "found": found,
        "form": form,
        "seen": seen,
        "wish": repr(form.wish()) if form and seen else "",
        "past": [each for each in queries.list_declarations(resource) if each.ended_at],
    }
    return render(request, "controls/controls.html", given, status=422 if form and form.errors else 200)


@require_POST
def end(request: HttpRequest, code: str) -> HttpResponse:
    resource = get_own(actor_of(request), code)
    commands.end(actor_of(request), resource.code, now=timezone.now())
    messages.success(request, _("已停用。此后的副本不含标识记录；已发出的照常可以追溯。"))
    return redirect("controls:controls", resource.path_code)
