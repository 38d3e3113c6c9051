"""The page of synonyms: everybody who has logged in reads it, the coordinator changes it."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from yishu.agencies.middleware import actor_of
from yishu.agencies.models import Role
from yishu.catalogue.models import Synonym
from yishu.catalogue.queries import is_coordinator
from yishu.catalogue.synonyms import commands
from yishu.core.errors import Invalid
from yishu.core.text import fold
from yishu.shell.fields import add_errors


class SynonymForm(forms.Form):
    word = forms.CharField(label=gettext_lazy("词"), max_length=commands.LONGEST)
    also = forms.CharField(label=gettext_lazy("也查找"), max_length=commands.LONGEST)


def synonyms(request: HttpRequest) -> HttpResponse:
    """The pairs, and a form for one more."""
    actor = actor_of(request)
    form = SynonymForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = commands.add_synonym(actor, **form.cleaned_data)
            messages.success(
                request, _("已登记：搜索“{word}”也会找到“{also}”，反之亦然。").format(word=made.word, also=made.also)
            )
            return redirect("catalogue:synonyms")
        except Invalid as wrong:
            add_errors(form, wrong)
    q = request.GET.get("q", "").replace("\0", "")[: commands.LONGEST]
    pairs = Synonym.objects.order_by("word", "also")
    if q:
        pairs = pairs.filter(Q(word__contains=fold(q)) | Q(also__contains=fold(q)))
    given = {
        "form": form,
        "q": q,
        "page": Paginator(pairs, 50).get_page(request.GET.get("page")),
        "may_edit": Role.COORDINATOR in actor.roles and is_coordinator(actor),
    }
    return render(request, "catalogue/synonyms.html", given, status=422 if form.errors else 200)


@require_POST
def remove(request: HttpRequest, synonym_id: int) -> HttpResponse:
    """One pair less."""
    commands.remove_synonym(actor_of(request), synonym_id)
    messages.success(request, _("已删除。"))
    return redirect("catalogue:synonyms")
