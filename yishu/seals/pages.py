"""Pages of the agency that issues: its kinds, its documents, one document from draft to archive (23.1, 24.2)."""

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from yishu.agencies.middleware import actor_of
from yishu.agencies.models import Role
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.core.errors import Problem
from yishu.node import clocks
from yishu.node.clocks import Remaining
from yishu.seals import commands, queries
from yishu.seals.course import TONES, steps_of
from yishu.seals.errors import KindHasNoResource, RecordNotFound
from yishu.seals.forms import KindForm, PaperForm, RecordForm, RevocationForm, SubjectForm
from yishu.seals.models import Document, LicenceKind
from yishu.seals.rules import shown_code
from yishu.shell.fields import add_errors


@require_GET
def documents(request: HttpRequest) -> HttpResponse:
    """The documents of one's own agency."""
    actor = actor_of(request)
    state = request.GET.get("state", "")
    state = state if state in Document.State.values else ""
    page = Paginator(queries.list_documents(actor, state), 30).get_page(request.GET.get("page"))
    given = {
        "page": page,
        "rows": [(one, TONES[one.state]) for one in page],
        "state": state,
        "states": Document.State.choices,
        "may_use": bool(actor.roles & {Role.HANDLER, Role.SIGNER}),
    }
    return render(request, "seals/documents.html", given)


@require_GET
def kinds(request: HttpRequest) -> HttpResponse:
    """The kinds of one's own agency."""
    actor = actor_of(request)
    given = {
        "kinds": queries.list_kinds(actor),
        "may_define": Role.AGENCY_ADMINISTRATOR in actor.roles,
        "may_draft": Role.HANDLER in actor.roles,
    }
    return render(request, "seals/kinds.html", given)


def define(request: HttpRequest) -> HttpResponse:
    """A new kind."""
    actor = actor_of(request)
    form = KindForm(actor, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = commands.define_kind(actor, form.draft(), now=timezone.now())
        except Problem as problem:
            _raise_unless_input(problem)
            add_errors(form, problem)
        else:
            messages.success(request, _("已设立种类“{name}”。").format(name=made.name))
            return redirect("seals:kinds")
    return render(request, "seals/define.html", {"form": form}, status=422 if form.errors else 200)


def draft(request: HttpRequest, code: str) -> HttpResponse:
    """A document from its record: typed in, or begun from one record of the kind's resource."""
    actor = actor_of(request)
    kind = queries.get_kind(actor, code)
    subject = SubjectForm(request.POST if "subject" in request.POST else None)
    if subject.is_bound:
        return _begun_from_record(request, actor, kind, subject)
    form = RecordForm(kind, request.POST or None)

    def make(record: dict[str, str]) -> Document:
        return commands.draft(actor, code, record, now=timezone.now())

    return _made(request, form, make) or _drafting(request, kind, form, subject)


def amend(request: HttpRequest, number: str) -> HttpResponse:
    """A draft in place of an issued document."""
    actor = actor_of(request)
    before = queries.get_document(actor, number)
    started = RecordForm.holding(before.kind, dict(before.record))
    form = RecordForm(before.kind, request.POST) if request.method == "POST" else started

    def make(record: dict[str, str]) -> Document:
        return commands.amend(actor, number, record, now=timezone.now())

    return _made(request, form, make) or _drafting(request, before.kind, form, None, before)


def document(request: HttpRequest, number: str) -> HttpResponse:
    """One document, with its course and what may be done next."""
    actor = actor_of(request)
    found = queries.get_document(actor, number)
    forms = {"revoke": RevocationForm(), "paper": PaperForm(initial={"location": found.paper_location})}
    if request.method == "POST":
        act = request.POST.get("act", "")
        bound = {"revoke": RevocationForm, "paper": PaperForm}.get(act)
        form = bound(request.POST) if bound else None
        if form is None or form.is_valid():
            _done(request, actor, found, act, form.cleaned_data if form else {})
            return redirect("seals:document", number)
        forms[act] = form
    return _shown(request, actor, found, forms)


@require_GET
def file(request: HttpRequest, number: str) -> HttpResponse:
    """The sealed PDF for its own agency."""
    found, content = commands.open_own(actor_of(request), number)
    return pdf_response(found.number, content)


def pdf_response(number: str, content: bytes) -> HttpResponse:
    """A sealed file to be kept: shown outside the portal."""
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{number}.pdf"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _begun_from_record(request: HttpRequest, actor: Actor, kind: LicenceKind, subject: SubjectForm) -> HttpResponse:
    form = RecordForm(kind)
    if subject.is_valid():
        try:
            made = commands.draft_from_record(actor, kind.code, subject.cleaned_data["subject"], now=timezone.now())
        except (RecordNotFound, KindHasNoResource) as problem:
            add_errors(subject, problem, field="subject")
        except Problem as problem:
            _raise_unless_input(problem)
            add_errors(subject, problem)
        else:
            return redirect("seals:document", made.number)
    return _drafting(request, kind, form, subject)


def _made(request: HttpRequest, form: RecordForm, make: Callable[[dict[str, str]], Document]) -> HttpResponse | None:
    """The draft's page, or None while the record is not sound."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        made = make(form.record())
    except Problem as problem:
        _raise_unless_input(problem)
        add_errors(form, problem)
        return None
    messages.success(request, _("草稿已提交，由本单位另一名审签人盖章签发。"))
    return redirect("seals:document", made.number)


def _drafting(
    request: HttpRequest,
    kind: LicenceKind,
    form: RecordForm,
    subject: SubjectForm | None,
    before: Document | None = None,
) -> HttpResponse:
    wrong = bool(form.errors or (subject and subject.errors))
    given = {"kind": kind, "form": form, "subject": subject, "before": before}
    return render(request, "seals/draft.html", given, status=422 if wrong else 200)


def _done(request: HttpRequest, actor: Actor, found: Document, act: str, given: dict[str, str]) -> None:
    now, number = timezone.now(), found.number
    if act == "issue":
        commands.issue(actor, number, now=now)
        messages.success(request, _("已加盖电子印章并签发。"))
    elif act == "discard":
        commands.discard(actor, number, now=now)
        messages.success(request, _("草稿已作废。"))
    elif act == "revoke":
        commands.revoke(actor, number, reason=given["reason"], now=now)
        messages.success(request, _("已撤销，核验时会如实告知。"))
    elif act == "paper":
        commands.record_paper_copy(actor, number, location=given["location"], now=now)
        messages.success(request, _("已登记纸质件存放位置。"))


def _shown(request: HttpRequest, actor: Actor, found: Document, forms: dict[str, object]) -> HttpResponse:
    remaining, may = _remaining(found), _permitted(actor, found)
    given = {
        "document": found,
        "tone": TONES[found.state],
        "check_code": shown_code(found.check_code),
        "steps": steps_of(found, remaining),
        "remaining": remaining,
        "today": shanghai_day(timezone.now()),
        "successor": queries.successor_of(found),
        "may": may,
        "revocation": forms["revoke"],
        "paper": forms["paper"],
    }
    wrong = any(form.errors for form in forms.values())  # type: ignore[attr-defined]
    return render(request, "seals/document.html", given, status=422 if wrong else 200)


def _permitted(actor: Actor, found: Document) -> dict[str, bool]:
    is_draft, in_force = found.state == Document.State.DRAFT, found.state == Document.State.ISSUED
    signs, handles = Role.SIGNER in actor.roles, Role.HANDLER in actor.roles
    return {
        "issue": is_draft and signs and found.drafted_by not in actor.own_refs,
        "discard": is_draft and (signs or handles),
        "amend": in_force and handles,
        "revoke": in_force and signs,
        "paper": found.kind.is_permanent and found.issued_at is not None and (signs or handles),
    }


def _remaining(found: Document) -> Remaining | None:
    if found.archive_due is None or found.bag is not None:
        return None
    today = shanghai_day(timezone.now())
    return clocks.remaining(found.archive_due, found.archive_due_provisional, today, clocks.calendar())


def _raise_unless_input(problem: Problem) -> None:
    """Only what can be mended in the form is shown in it."""
    if problem.status != 422:
        raise problem
