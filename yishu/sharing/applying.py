"""Pages of applying: one application for one or several resources, filled in, kept, checked, sent (26.1)."""

from datetime import date
from typing import TypeVar

from django.contrib import messages
from django.forms import MultipleChoiceField
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from yishu.agencies import queries as agencies
from yishu.agencies.middleware import actor_of
from yishu.agencies.models import Person, Role
from yishu.agencies.roles import require
from yishu.catalogue import queries as catalogue
from yishu.catalogue.models import Resource
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.core.errors import Invalid, Problem
from yishu.node import clocks
from yishu.sharing import commands, queries
from yishu.sharing.basket import commands as basket
from yishu.sharing.basket import queries as baskets
from yishu.sharing.checking import beginning as checks
from yishu.sharing.forms import OTHER, ApplicationForm, LineForm, default_until
from yishu.sharing.models import Application, Grant, Line
from yishu.sharing.signing import rounds
from yishu.sharing.signing.models import Stage
from yishu.shell.fields import LinkedError, add_errors, language, of_form

_NOT_KEPT = ("csrfmiddlewaretoken", "step", "draft")


class _Page:
    """One request: the fields given (sent now, or kept in a draft), and the grant that is to be replaced, if one is."""

    def __init__(self, request: HttpRequest, actor: Actor) -> None:
        self.request, self.actor = request, actor
        self.step = request.POST.get("step", "")
        named = (request.POST or request.GET).get("draft", "")
        self.draft = baskets.get_draft(actor, int(named)) if named.isascii() and named.isdigit() else None
        self.sent = request.POST if request.method == "POST" else None
        self.kept = self._kept()
        self.named = request.POST or self.kept or request.GET
        renewed = self.named.get("renew", "")
        self.renewed = queries.get_grant(actor, renewed) if renewed else None
        self.resources = self._resources()
        self.turns = rounds.turns_in_force(actor.agency_id, Stage.APPLICATION)
        self.form = self._form()
        self.lines = [self._line(resource) for resource in self.resources]

    @property
    def is_immediate(self) -> bool:
        return all(line.is_immediate for line in self.lines)

    def _kept(self) -> QueryDict | None:
        if self.draft is None:
            return None
        kept = QueryDict(mutable=True)
        for name, values in self.draft.fields.items():
            kept.setlist(name, values)
        return kept

    def _resources(self) -> list[Resource]:
        """Each once, in order; one that cannot be applied for raises its Problem, but only leaves a draft."""
        codes = [code.replace("\0", "").strip() for code in self.named.getlist("resource")]
        found: dict[int, Resource] = {}
        for code in [code for code in codes if code][: basket.MOST]:
            try:
                resource = catalogue.get_resource(code, viewer=self.actor)
                commands.require_applicable(self.actor, resource)
            except Problem as problem:
                if self.request.method == "POST" or self.draft is None:
                    raise
                told = _("{code} 已不能申请，未带入：{why}").format(code=code[:60], why=problem.detail(language()))
                messages.warning(self.request, told)
                continue
            found[resource.pk] = resource
        return list(found.values())

    def _form(self) -> ApplicationForm:
        person = self.request.user
        assert isinstance(person, Person)
        agency = agencies.get_agency(self.actor.agency_code)
        first = _first_of(self.renewed) if self.renewed and self.sent is None else {}
        self.division = agency.division_id
        form = ApplicationForm(agency, self.sent, initial=first, today=_today(), user=person)
        return _filled(form, self.kept)

    def _line(self, resource: Resource) -> LineForm:
        first: dict[str, object] = {}
        if wanted := self.request.GET.getlist("items"):  # a link may name the items that it came from
            first["items"] = wanted
        line = LineForm(resource, self.sent, initial=first, division=self.division)
        if self.renewed and self.sent is None:
            line.initial.pop("rows_item", None)
            line.initial.update(_line_of(self.renewed))
        return _filled(line, self.kept)


Form = TypeVar("Form", ApplicationForm, LineForm)


def _filled(form: Form, kept: QueryDict | None) -> Form:
    """Begun with what a draft holds: complete or not, nothing is found wrong before it is sent."""
    if kept is None:
        return form
    for name, field in form.fields.items():
        values = kept.getlist(form.add_prefix(name))
        form.initial[name] = values if isinstance(field, MultipleChoiceField) else (values[-1] if values else "")
    return form


def apply(request: HttpRequest) -> HttpResponse:
    """Filled in, kept as a draft, checked, sent."""
    actor = actor_of(request)
    require(actor, Role.HANDLER)
    page = _Page(request, actor)
    if not page.resources:
        return render(request, "sharing/apply_empty.html")
    if request.method == "POST" and page.step == "draft":
        return _keep(page)
    if request.method != "POST" or page.step == "edit":
        return _asking(page)
    unsound = [one for one in (page.form, *page.lines) if not one.is_valid()]  # each asked: all errors show at once
    if unsound:
        return _asking(page)
    if page.step == "check" and not (page.is_immediate and not page.turns):
        due = clocks.deadline(clocks.REVIEW, timezone.now())
        return render(request, "sharing/apply_check.html", {**_given(page), "due": due})
    return _send(page)


def _given(page: _Page) -> dict[str, object]:
    return {
        "form": page.form,
        "lines": page.lines,
        "is_immediate": page.is_immediate,
        "turns": page.turns,
        "is_checked": checks.is_required(),
        "draft": page.draft,
        "renewed": page.renewed,
    }


def _asking(page: _Page) -> HttpResponse:
    errors: list[LinkedError] = []
    if page.request.method == "POST" and page.step != "edit":
        errors = [*of_form(page.form), *(error for line in page.lines for error in of_form(line))]
    given = {**_given(page), "errors": errors}
    return render(page.request, "sharing/apply.html", given, status=422 if errors else 200)


def _keep(page: _Page) -> HttpResponse:
    """As it stands, sound or not."""
    sent = page.request.POST
    fields = {name: sent.getlist(name) for name in sent if name not in _NOT_KEPT}
    duty = sent.get("own_duty", "") if sent.get("duty") == OTHER else sent.get("duty", "")
    names = _("、").join(line.entry.name for line in page.lines[:3])
    title = "：".join(part for part in (duty.strip(), names) if part)
    draft_id = page.draft.pk if page.draft else None
    basket.keep_draft(page.actor, fields, title=title, draft_id=draft_id, now=timezone.now())
    messages.success(page.request, _("草稿已保存，可随时继续填写。"))
    return redirect("basket:basket")


def _send(page: _Page) -> HttpResponse:
    given = page.form.cleaned_data
    try:
        made = commands.apply(
            page.actor,
            duty=page.form.duty_words,
            basis=given["basis"],
            case_kind=given["case_kind"],
            purpose=given["purpose"],
            requests=tuple(line.request(page.form, page.renewed) for line in page.lines),
            extra=page.form.extra,
            now=timezone.now(),
        )
    except Invalid as wrong:
        add_errors(page.form, wrong)
        return _asking(page)
    basket.drop(page.actor, [resource.code for resource in page.resources])
    if page.draft:
        basket.discard_draft(page.actor, page.draft.pk)
    return _sent(page.request, made)


def _sent(request: HttpRequest, made: Application) -> HttpResponse:
    lines = list(made.lines.select_related("grant"))
    granted = [line for line in lines if line.state == Line.State.GRANTED]
    if len(lines) == len(granted) == 1:
        messages.success(request, _("已开通。用下面的调用示例即可使用。"))
        return redirect("sharing:grant", granted[0].grant.pk)
    told = _("申请 {number} 已提交。")
    if any(line.state == Line.State.SIGNING for line in lines):
        told = _("申请 {number} 已送本单位审批，审批完成后发出。")
    messages.success(request, told.format(number=made.number))
    return redirect("sharing:application", made.number)


def _line_of(grant: Grant) -> dict[str, object]:
    """What a grant opens, to begin with."""
    terms = grant.read_terms()
    first: dict[str, object] = {"items": list(terms.items), "modes": list(terms.modes)}
    if terms.rows is not None:
        first |= {"rows_item": terms.rows.item, "rows_match": terms.rows.match}
        first["rows_values"] = "、".join(terms.rows.values)
    return first


def _first_of(grant: Grant) -> dict[str, object]:
    """The common part of what a grant was given for; a year from now."""
    asked, terms = grant.line.application, grant.read_terms()
    known = grant.consumer.duties.filter(name=terms.duties[0]).exists()
    return {
        "duty": terms.duties[0] if known else OTHER,
        "own_duty": "" if known else terms.duties[0],
        "basis": asked.basis,
        "case_kind": asked.case_kind,
        "purpose": asked.purpose,
        "systems": [system.name for system in grant.line.systems.all()],
        "users": [user.login for user in grant.line.users.all()],
        "until": default_until(max(_today(), grant.last_day)),
    }


def _today() -> date:
    return shanghai_day(timezone.now())
