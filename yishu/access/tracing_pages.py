"""The page that finds whose copy a leaked file is (追溯副本, 20.2). The file is read and forgotten; the tracing is on record."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from yishu.access import tracing
from yishu.agencies.middleware import actor_of
from yishu.agencies.roles import require
from yishu.core.errors import Problem
from yishu.hosting.spooling import spooled
from yishu.shell.fields import add_errors


class TraceForm(forms.Form):
    resource = forms.CharField(
        label=_("资源代码"), max_length=40, required=False, help_text=_("如 307022001/000123；不填则按文件的列查找。")
    )
    file = forms.FileField(
        label=_("可疑文件"),
        help_text=_("CSV、XLSX、Parquet、Arrow 流或 JSON 行，不超过 12 MiB；更大的请在服务器上运行 yishu trace。"),
    )


@never_cache
@require_http_methods(["GET", "POST"])
def trace(request: HttpRequest) -> HttpResponse:
    """Which agency and system hold the copy that this file comes from, and on what grounds."""
    actor = actor_of(request)
    require(actor, *tracing.OVERSEERS, *tracing.OF_PROVIDER)
    form = TraceForm(request.POST or None, request.FILES or None)
    found = None
    if request.method == "POST" and form.is_valid():
        try:
            with spooled(form.cleaned_data["file"].chunks(), "trace-") as path:
                found = tracing.trace(actor, form.cleaned_data["resource"].strip(), path)
        except Problem as problem:
            if problem.status == 403 or problem.status >= 500:
                raise
            add_errors(form, problem, field="file" if problem.status in (415, 422) else "resource")
    return render(request, "access/trace.html", {"form": form, "found": found}, status=422 if form.errors else 200)
