"""Pages on which submissions are signed off for secrecy, published or returned (10.1, 21.1)."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from yishu.agencies.middleware import actor_of
from yishu.catalogue import bulk, course, differences, queries
from yishu.catalogue.errors import ResourceNotFound
from yishu.catalogue.models import Entry
from yishu.catalogue.outcomes import chosen, outcomes_page, plain
from yishu.catalogue.pages import entry_facts
from yishu.catalogue.review_forms import PublishForm, SignOffForm
from yishu.catalogue.vocabulary import EntryStatus
from yishu.core.actor import Actor
from yishu.core.errors import Problem
from yishu.shell.fields import add_errors

WHOLE_SCOPE = gettext_noop("本条目全部信息项及按其发布的结构化数据批次")


def review(request: HttpRequest) -> HttpResponse:
    """What waits for me; several of them are passed or returned in one go, each with its opinion."""
    actor = actor_of(request)
    if request.method == "POST":
        return _review_several(request, actor)
    waiting = queries.list_waiting_for(actor)
    page = Paginator(waiting, bulk.MOST).get_page(request.GET.get("page"))
    given = {
        "page": page,
        "rows": [(one, course.TONES[one.status]) for one in page],
        "by_secrecy": any(one.status == EntryStatus.IN_SECRECY_REVIEW for one in page),
        "scope": _(WHOLE_SCOPE),
    }
    return render(request, "catalogue/review.html", given)


def _review_several(request: HttpRequest, actor: Actor) -> HttpResponse:
    act = bulk.RETURN if request.POST.get("act") == "return" else bulk.PASS
    scope = plain(request, "scope")
    decisions = [
        bulk.Decision(entry_id, act, plain(request, f"opinion-{entry_id}"), scope) for entry_id in chosen(request)
    ]
    return outcomes_page(
        request,
        lambda: bulk.decide_all(actor, decisions, now=timezone.now()),
        title=_("退回结果") if act == bulk.RETURN else _("审核结果"),
        up="catalogue:review",
        up_label=_("目录审核"),
    )


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
    return SignOffForm(request.POST or None, initial={"scope": _(WHOLE_SCOPE)})


def _decide(request: HttpRequest, actor: Actor, entry: Entry, form: SignOffForm | PublishForm) -> None:
    act = bulk.RETURN if request.POST.get("act") == "return" else bulk.PASS
    given = bulk.Decision(entry.pk, act, form.cleaned_data["opinion"], form.cleaned_data.get("scope", ""))
    bulk.decide(actor, given, now=timezone.now())
    says = _("“{name}”已退回修改。") if act == bulk.RETURN else SAID[EntryStatus(entry.status)]
    messages.success(request, str(says).format(name=entry.name))


SAID = {
    EntryStatus.IN_AGENCY_REVIEW: gettext_lazy("“{name}”已通过单位审核，转保密审查。"),
    EntryStatus.IN_SECRECY_REVIEW: gettext_lazy("“{name}”已通过保密审查，转平台主管部门审核。"),
    EntryStatus.IN_COORDINATOR_REVIEW: gettext_lazy("“{name}”已发布，目录中即刻可查。"),
}
"""What a submission's passing means, by the step that it waited for."""
