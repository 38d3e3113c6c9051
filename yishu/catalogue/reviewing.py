"""Pages on which submissions are signed off for secrecy, published or returned (10.1, 21.1)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from yishu.agencies.middleware import actor_of
from yishu.catalogue import commands, course, differences, queries
from yishu.catalogue.errors import ResourceNotFound
from yishu.catalogue.forms import PublishForm, SignOffForm
from yishu.catalogue.models import Entry, EntryStatus
from yishu.catalogue.pages import entry_facts
from yishu.core.actor import Actor
from yishu.core.errors import Problem
from yishu.shell.fields import add_errors


@require_GET
def review(request: HttpRequest) -> HttpResponse:
    """What waits for me."""
    waiting = queries.list_waiting_for(actor_of(request))
    return render(request, "catalogue/review.html", {"rows": [(one, course.TONES[one.status]) for one in waiting]})


def review_entry(request: HttpRequest, entry_id: int) -> HttpResponse:
    """One submission in full, and my decision."""
    actor = actor_of(request)
    entry = queries.list_waiting_for(actor).filter(pk=entry_id).first()
    if entry is None:
        raise ResourceNotFound(code=str(entry_id))
    form = _form(entry, request)
    if request.method == "POST" and form.is_valid():
        try:
            _decide(request, actor, entry, form)
            return redirect("catalogue:review")
        except Problem as refused:
            if refused.status != 422:
                raise
            add_errors(form, refused, field="opinion")
    given = {
        **entry_facts(entry, actor),
        "resource": entry.resource,
        "course": course.course_of(entry),
        "form": form,
        "step": entry.status,
        "before": entry.resource.current,
        "changed": differences.between(entry.resource.current, entry),
    }
    return render(request, "catalogue/review_entry.html", given, status=422 if form.errors else 200)


def _form(entry: Entry, request: HttpRequest) -> SignOffForm | PublishForm:
    if entry.status != EntryStatus.IN_SECRECY_REVIEW:
        return PublishForm(request.POST or None)
    return SignOffForm(request.POST or None, initial={"scope": _("本条目全部信息项及按其发布的结构化数据批次")})


def _decide(request: HttpRequest, actor: Actor, entry: Entry, form: SignOffForm | PublishForm) -> None:
    opinion, now = form.cleaned_data["opinion"], timezone.now()
    if request.POST.get("act") == "return":
        commands.return_entry(actor, entry.pk, opinion=opinion, now=now)
        messages.success(request, _("“{name}”已退回修改。").format(name=entry.name))
    elif entry.status == EntryStatus.IN_SECRECY_REVIEW:
        commands.sign_off(actor, entry.pk, scope=form.cleaned_data["scope"], now=now)
        messages.success(request, _("“{name}”已通过保密审查，转平台主管部门审核。").format(name=entry.name))
    elif entry.status == EntryStatus.IN_AGENCY_REVIEW:
        commands.pass_agency_review(actor, entry.pk, opinion=opinion, now=now)
        messages.success(request, _("“{name}”已通过单位审核，转保密审查。").format(name=entry.name))
    else:
        commands.publish_entry(actor, entry.pk, opinion=opinion, now=now)
        messages.success(request, _("“{name}”已发布，目录中即刻可查。").format(name=entry.name))
