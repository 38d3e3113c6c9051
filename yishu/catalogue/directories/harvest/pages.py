"""The page of foreign catalogues that are harvested: the coordinator's (8.2)."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from yishu.agencies.middleware import actor_of
from yishu.catalogue.directories.harvest import keeping
from yishu.catalogue.directories.models import Source
from yishu.catalogue.overseeing import require_coordinator
from yishu.core.errors import Problem
from yishu.shell.fields import add_errors

RHYTHMS = ((24, gettext_lazy("每天")), (168, gettext_lazy("每周")), (0, gettext_lazy("只在要求时")))


class SourceForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("名称"), max_length=120, help_text=gettext_lazy("如“省数据开放目录”。同名的来源会改为新的地址。"))  # fmt: skip
    url = forms.CharField(
        label=gettext_lazy("目录地址"),
        max_length=500,
        help_text=gettext_lazy("DCAT 目录的地址，Turtle 或 JSON-LD 格式。"),
    )
    every_hours = forms.TypedChoiceField(label=gettext_lazy("采集频度"), choices=RHYTHMS, coerce=int)


def sources(request: HttpRequest) -> HttpResponse:
    """Each with what is here of it and how its last run ended, and a form for one more."""
    actor = actor_of(request)
    require_coordinator(actor)
    form = SourceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = keeping.register_remote(actor, **form.cleaned_data, now=timezone.now())
        except Problem as refused:
            add_errors(form, refused, field="url")
        else:
            messages.success(request, _("已登记“{name}”，后台随即采集。").format(name=made.name))
            return redirect("directories:sources")
    entries = Count("entries", filter=Q(entries__is_gone=False))
    given = {
        "rows": [(source, _rhythm(source)) for source in Source.objects.annotate(there=entries)],
        "form": form,
        "origins": sorted(settings.YISHU_SOURCES),
    }
    return render(request, "directories/sources.html", given, status=422 if form.errors else 200)


@require_POST
def ask(request: HttpRequest, source_id: int) -> HttpResponse:
    """Harvest a source again at the worker's next turn."""
    source = keeping.ask_again(actor_of(request), source_id)
    messages.success(request, _("后台随即采集“{name}”。").format(name=source.name))
    return redirect("directories:sources")


def _rhythm(source: Source) -> str:
    words = dict(RHYTHMS)
    known = words.get(source.every_hours)
    return str(known) if known else _("每 {hours} 小时").format(hours=source.every_hours)
