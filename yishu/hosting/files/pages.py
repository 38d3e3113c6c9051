"""Pages of the providing agency: its resources of files, the documents of one, one document with its versions, review and withdrawal (19.1, 21.1)."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from yishu.agencies.middleware import actor_of
from yishu.agencies.models import Role
from yishu.agencies.roles import require
from yishu.catalogue.models import Resource
from yishu.core.actor import Actor
from yishu.core.errors import Problem
from yishu.hosting.files import commands, queries
from yishu.hosting.files.errors import HeldDocumentNotFound
from yishu.hosting.files.forms import WHOLE_SCOPE, ReviewForm, UploadForm, WithdrawalForm
from yishu.hosting.files.models import Document, DocumentVersion
from yishu.hosting.files.sending import version_response
from yishu.shell.fields import add_errors

PAGE = 30
TONES = {"waiting": "warn", "provided": "good", "returned": "bad", "withdrawn": "grey"}


@require_GET
def shelves(request: HttpRequest) -> HttpResponse:
    """The agency's resources of files, and what waits for review."""
    actor = actor_of(request)
    require(actor, Role.DATA_OFFICER, Role.SECRECY_REVIEWER)
    waiting = list(queries.list_waiting(actor)[:PAGE])
    given = {
        "resources": queries.list_own(actor),
        "waiting": [(one, one.uploaded_by in actor.own_refs) for one in waiting],
        "reviews": Role.SECRECY_REVIEWER in actor.roles,
    }
    return render(request, "files/shelves.html", given)


@require_http_methods(["GET", "POST"])
def shelf(request: HttpRequest, code: str) -> HttpResponse:
    """The documents of one resource; further ones are handed in here."""
    actor = actor_of(request)
    require(actor, Role.DATA_OFFICER, Role.SECRECY_REVIEWER)
    resource = queries.get_own(actor, code)
    form = UploadForm(request.POST or None, request.FILES or None, initial={"number": request.GET.get("number", "")})
    if request.method == "POST" and form.is_valid() and (answer := _handed_in(request, actor, resource, form)):
        return answer
    page = Paginator(queries.list_documents(resource), PAGE).get_page(request.GET.get("page"))
    given = {
        "resource": resource,
        "entry": resource.current,
        "form": form,
        "page": page,
        "rows": [(one, one.versions.all()[0]) for one in page],
        "may_upload": Role.DATA_OFFICER in actor.roles,
    }
    return render(request, "files/shelf.html", given, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def document(request: HttpRequest, code: str, key: int) -> HttpResponse:
    """One document: every version, who did what with it, and what may be done next."""
    actor = actor_of(request)
    require(actor, Role.DATA_OFFICER, Role.SECRECY_REVIEWER)
    found = queries.get_document(actor, code, key)
    acted, form = "", None
    if request.method == "POST":
        act, acted = request.POST.get("act", ""), request.POST.get("n", "")
        form = (WithdrawalForm if act == "withdraw" else ReviewForm)(request.POST, auto_id=f"id_{acted}_%s")
        if form.is_valid() and _done(request, actor, _version(found, acted), act, form):
            return redirect("files:document", code, key)
    given = {
        "resource": found.shelf.resource,
        "document": found,
        "versions": [
            _shown(actor, one, form if acted == str(one.n) else None)
            for one in found.versions.prefetch_related("subjects")
        ],
        "may_upload": Role.DATA_OFFICER in actor.roles,
    }
    return render(request, "files/document.html", given, status=422 if form is not None and form.errors else 200)


@require_GET
def file(request: HttpRequest, code: str, key: int, n: int) -> HttpResponseBase:
    """The bytes for one's own agency, on record."""
    actor = actor_of(request)
    version = _version(queries.get_document(actor, code, key), str(n))
    return version_response(request, commands.open_own(actor, version.pk))


def _handed_in(request: HttpRequest, actor: Actor, resource: Resource, form: UploadForm) -> HttpResponse | None:
    """Each file by itself: what was good stays, and the form says which was not. None where one was refused."""
    new, refused = 0, False
    for said, upload in form.submissions():
        try:
            new += commands.upload(actor, resource.code, said, upload.chunks(), now=timezone.now()).is_new
        except Problem as problem:
            if problem.status >= 500:
                raise
            refused = True
            form.take(upload, problem)
    if new:
        said_new = ngettext("已上传 {n} 份，待保密审查后提供。", "已上传 {n} 份，待保密审查后提供。", new)
        messages.success(request, said_new.format(n=new))
    elif not refused:
        messages.info(request, _("与现有的一版完全相同，没有变化。"))
    return None if refused else redirect("files:shelf", resource.path_code)


def _done(
    request: HttpRequest, actor: Actor, version: DocumentVersion, act: str, form: ReviewForm | WithdrawalForm
) -> bool:
    given, now = form.cleaned_data, timezone.now()
    try:
        if act == "withdraw":
            commands.withdraw(actor, version.pk, reason=given["reason"], now=now)
            messages.success(request, _("已撤回，使用单位即刻不能再取得这一版。"))
        elif act == "return":
            commands.return_version(actor, version.pk, opinion=given["opinion"], now=now)
            messages.success(request, _("已退回上传人修改。"))
        else:
            commands.sign_off(actor, version.pk, scope=given["scope"], now=now)
            messages.success(request, _("已签署，获得授权的单位现在可以取得这一版。"))
    except Problem as problem:
        if problem.status != 422:
            raise
        add_errors(form, problem, field="opinion" if act == "return" else "scope" if act != "withdraw" else "reason")
        return False
    return True


def _version(document: Document, n: str) -> DocumentVersion:
    """Raises HeldDocumentNotFound."""
    found = document.versions.filter(n=int(n) if n.isascii() and n.isdigit() and len(n) < 10 else 0).first()
    if found is None:
        raise HeldDocumentNotFound(code=document.shelf.resource.code)
    return found


def _shown(actor: Actor, version: DocumentVersion, form: ReviewForm | WithdrawalForm | None) -> dict[str, object]:
    """A version with its own forms; `form` is the one that was sent, with its errors."""
    is_waiting = version.state == DocumentVersion.State.WAITING
    reviews, ids = Role.SECRECY_REVIEWER in actor.roles, f"id_{version.n}_%s"
    return {
        "version": version,
        "tone": TONES[version.state],
        "may_review": is_waiting and reviews and version.uploaded_by not in actor.own_refs,
        "own": is_waiting and reviews and version.uploaded_by in actor.own_refs,
        "may_withdraw": version.state in (DocumentVersion.State.WAITING, DocumentVersion.State.PROVIDED),
        "review": form if isinstance(form, ReviewForm) else ReviewForm(initial={"scope": _(WHOLE_SCOPE)}, auto_id=ids),
        "withdrawal": form if isinstance(form, WithdrawalForm) else WithdrawalForm(auto_id=ids),
    }
