"""Pages of the provider's data officer: what is on its way in, how it stands, and batches that wait for a decision (13.1, 20.1, 21.2)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yishu.agencies.middleware import actor_of
from yishu.agencies.models import Role
from yishu.agencies.roles import require
from yishu.core.errors import Problem
from yishu.hosting.declared.queries import get_own
from yishu.hosting.quarantine.words import rule_word
from yishu.hosting.uploads import holding, queries, receiving
from yishu.hosting.uploads.forms import DecisionForm, ShareForm
from yishu.hosting.uploads.models import Upload
from yishu.hosting.uploads.shown import shown_sample, table_of_upload
from yishu.shell.fields import language

ENDED_SHOWN = 30


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """What waits for a decision, what is under way, and the last that ended."""
    actor = actor_of(request)
    require(actor, Role.DATA_OFFICER)
    under_way = list(queries.list_under_way(actor))
    given = {
        "held": [one for one in under_way if one.state == Upload.State.HELD],
        "under_way": [one for one in under_way if one.state != Upload.State.HELD],
        "ended": queries.list_ended(actor)[:ENDED_SHOWN],
    }
    return render(request, "uploads/list.html", given)


@require_GET
def upload(request: HttpRequest, number: object) -> HttpResponse:
    """How one file stands; a held one with what is wrong with it. Once it is published, its receipt."""
    found = queries.get_of_agency(actor_of(request), str(number))
    if found.batch_id and not request.htmx:  # type: ignore[attr-defined]
        return redirect("hosting:batch", found.batch_id)
    return shown_page(request, found)


@require_POST
def abandon(request: HttpRequest, number: object) -> HttpResponse:
    actor = actor_of(request)
    found = queries.get_of_agency(actor, str(number))
    receiving.abandon(actor, found.resource.code, str(number), now=timezone.now())
    messages.success(request, _("已放弃上传，文件已清除。"))
    return redirect("uploads:list")


@require_POST
def release(request: HttpRequest, number: object) -> HttpResponse:
    """A held batch is published after all."""
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return shown_page(request, queries.get_of_agency(actor_of(request), str(number)), releasing=form)
    holding.release(actor_of(request), str(number), reason=form.cleaned_data["reason"], now=timezone.now())
    messages.success(request, _("已放行，正在入库。"))
    return redirect("uploads:upload", number)


@require_POST
def discard(request: HttpRequest, number: object) -> HttpResponse:
    """A held batch is thrown away."""
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return shown_page(request, queries.get_of_agency(actor_of(request), str(number)), discarding=form)
    holding.discard(actor_of(request), str(number), reason=form.cleaned_data["reason"], now=timezone.now())
    messages.success(request, _("已弃用，未入库任何记录，文件已清除。"))
    return redirect("uploads:upload", number)


@require_http_methods(["GET", "POST"])
def share(request: HttpRequest, code: str) -> HttpResponse:
    """The share of bad records above which batches of one's own resource are held: declared anew, or ended."""
    actor = actor_of(request)
    resource = get_own(actor, code)
    rule = queries.find_hold_rule(resource)
    if request.method == "POST" and "end" in request.POST:
        holding.end(actor, code, now=timezone.now())
        messages.success(request, _("已取消，此后的批次不再暂存。"))
        return redirect("declared:rules", resource.path_code)
    form = ShareForm(request.POST or None, initial={"percent": rule.percent.normalize() if rule else None})
    if request.method == "POST" and form.is_valid():
        try:
            holding.declare(actor, code, form.cleaned_data["percent"], now=timezone.now())
        except Problem as problem:
            if not problem.errors:
                raise
            form.take(problem)
        else:
            messages.success(request, _("已声明，此后的批次按此比例暂存。"))
            return redirect("declared:rules", resource.path_code)
    given = {"resource": resource, "form": form, "rule": rule}
    return render(request, "uploads/share.html", given, status=422 if form.errors else 200)


def shown_page(
    request: HttpRequest,
    found: Upload,
    *,
    releasing: DecisionForm | None = None,
    discarding: DecisionForm | None = None,
) -> HttpResponse:
    held, table = queries.find_held(found), table_of_upload(found)
    wrong = releasing or discarding
    given: dict[str, Any] = {
        "upload": found,
        "resource": found.resource,
        "held": held,
        "is_mine": found.actor == actor_of(request).ref,
        "waits": found.state in (Upload.State.RECEIVING, Upload.State.RECEIVED),
        "is_behind": found.state == Upload.State.RECEIVED and queries.is_behind(found),
        "problem": found.refusal and found.refusal[language()],
        "faults": [
            {**each, "item": table.name_of(each["field"]), "word": rule_word(each["rule"]), "message": each[language()]}
            for each in (held.faults if held else ())
        ],
        "sample": shown_sample(held.sample if held else [], table, language()),
        "releasing": releasing or DecisionForm(auto_id="release_%s"),
        "discarding": discarding or DecisionForm(auto_id="discard_%s"),
        "wrong": wrong,
    }
    status = 422 if wrong else 200
    if found.batch_id and request.htmx:  # type: ignore[attr-defined]
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "uploads/upload.html", given, status=status)
