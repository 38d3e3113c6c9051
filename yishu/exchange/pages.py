"""Pages of exchange: the links and how they are, other nodes' entries, applying there (37.1)."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from yishu.agencies import queries as agencies
from yishu.agencies.middleware import actor_of
from yishu.agencies.models import Role
from yishu.agencies.roles import require
from yishu.audit.log.cosigning import name_of, newest_of
from yishu.audit.models import Cosignature
from yishu.catalogue.vocabulary import AlternativeKey, Comparison
from yishu.core.calendar import shanghai_day
from yishu.core.errors import Invalid, Problem
from yishu.exchange import applying, linking
from yishu.exchange.application_pages import told_of
from yishu.exchange.course import TONES
from yishu.exchange.entries import get_entry, search
from yishu.exchange.forms import ApplyForm, JoinForm
from yishu.exchange.models import Cursor, Flow, Link
from yishu.exchange.witnessing.commands import begin_anew
from yishu.exchange.witnessing.models import Watch
from yishu.node.own_key import key_id_of, own_public_key
from yishu.sharing.signing import rounds
from yishu.sharing.signing.models import Stage
from yishu.shell.addresses import own_address
from yishu.shell.fields import add_errors
from yishu.shell.words import in_english

_COMPARISONS, _ALTERNATIVES = dict(Comparison.choices), dict(AlternativeKey.choices)
"""What a node of a later version says besides is not shown."""


@dataclass(frozen=True, slots=True)
class LinkShown:
    """A link with what has come over it, and what waits."""

    link: Link
    tone: str
    word: str
    entries: int
    behind: int  # positions that the other node has told of and that are not taken yet
    waiting: int
    watch: Watch | None
    witnessed: Cosignature | None
    """What the neighbour has cosigned of our log last."""


@require_GET
def links(request: HttpRequest) -> HttpResponse:
    """The nodes that this one is linked to: last contact, what waits, what is wrong."""
    actor = actor_of(request)
    require(actor, Role.SYSTEM_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR, Role.COORDINATOR)
    return _links(request)


@require_POST
@never_cache
def invite(request: HttpRequest) -> HttpResponse:
    """A new invitation, shown once."""
    token = linking.invite(actor_of(request), now=timezone.now())
    return _links(request, token=token)


@require_POST
def join(request: HttpRequest) -> HttpResponse:
    """Join an upper node."""
    actor, form = actor_of(request), JoinForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            made = linking.join(
                actor, parent_url=given["url"], token=given["token"], own_url=given["own_url"], now=timezone.now()
            )
        except Problem as problem:
            if problem.code == "role_missing":
                raise
            add_errors(form, problem)
        else:
            messages.success(request, _("已接入{name}，待其管理员确认后开始交换。").format(name=made.name))
            return redirect("exchange:links")
    return _links(request, form=form)


@require_POST
def confirm(request: HttpRequest, code: str) -> HttpResponse:
    """A lower node is heard from now on."""
    made = linking.confirm(actor_of(request), code, now=timezone.now())
    messages.success(request, _("与{name}的级联通道已接通。").format(name=made.name))
    return redirect("exchange:links")


@require_POST
def close(request: HttpRequest, code: str) -> HttpResponse:
    """Neither side is heard any more."""
    made = linking.close(actor_of(request), code, reason=request.POST.get("reason", "")[:200])
    messages.success(request, _("与{name}的级联通道已关闭。").format(name=made.name))
    return redirect("exchange:links")


@require_POST
def witness_anew(request: HttpRequest, code: str) -> HttpResponse:
    """A neighbour's log is witnessed from where it stands."""
    try:
        begin_anew(actor_of(request), code, reason=request.POST.get("reason", ""), now=timezone.now())
    except Invalid as wrong:
        messages.error(request, wrong.errors[0].message("en" if in_english() else "zh"))
    else:
        messages.success(request, _("已重新开始见证，核实结果已留痕。"))
    return redirect("exchange:links")


@require_GET
def entries(request: HttpRequest) -> HttpResponse:
    """What other nodes offer."""
    actor_of(request)
    words = request.GET.get("q", "").strip()[:100]
    page = Paginator(search(words), 30).get_page(request.GET.get("page"))
    given = {"page": page, "words": words, "is_linked": Link.objects.exclude(state=Link.State.CLOSED).exists()}
    return render(request, "exchange/entries.html", given)


def entry(request: HttpRequest, code: str) -> HttpResponse:
    """One entry of another node, and applying for it."""
    actor, found = actor_of(request), get_entry(code)
    agency = agencies.get_agency(actor.agency_code)
    form = ApplyForm(found, agency, request.POST or None, today=shanghai_day(timezone.now()))
    if request.method == "POST":
        require(actor, Role.HANDLER)
        if form.is_valid():
            try:
                made = applying.apply(actor, form.wanted(), now=timezone.now())
            except Problem as problem:
                if problem.status != 422:
                    raise
                add_errors(form, problem)
            else:
                messages.success(request, told_of(made))
                return redirect("exchange:application", made.pk)
    given = {
        "entry": found,
        "items": [_item_shown(item) for item in found.items],
        "form": form,
        "may_apply": Role.HANDLER in actor.roles and found.is_offered,
        "turns": rounds.turns_in_force(actor.agency_id, Stage.APPLICATION),
        "asked": [(one, TONES[one.state]) for one in applying.list_applications(actor).filter(entry=found)[:5]],
    }
    return render(request, "exchange/entry.html", given, status=422 if form.errors else 200)


def _item_shown(item: dict[str, Any]) -> tuple[dict[str, Any], object, object]:
    """How claims about it are compared, and the alternative key of which it is a part, in words."""
    return item, _COMPARISONS.get(item.get("comparison", ""), ""), _ALTERNATIVES.get(item.get("alternative", ""), "")


def _links(request: HttpRequest, *, token: str = "", form: JoinForm | None = None) -> HttpResponse:
    actor = actor_of(request)
    own = own_address(request)
    given = {
        "links": [_shown(link) for link in Link.objects.all()],
        "token": token,
        "own_url": own,
        "form": form or JoinForm(initial={"own_url": own}),
        "key_id": key_id_of(own_public_key()),
        "may_link": Role.SYSTEM_ADMINISTRATOR in actor.roles,
        "may_witness": not actor.roles.isdisjoint({Role.COORDINATOR, Role.AUDIT_ADMINISTRATOR}),
    }
    return render(request, "exchange/links.html", given, status=422 if form is not None and form.errors else 200)


def _shown(link: Link) -> LinkShown:
    cursor = Cursor.objects.filter(link=link, flow=Flow.ENTRIES).first()
    tone, word = "good", _("畅通")
    if link.state != Link.State.ACTIVE:
        tone, word = "grey", str(Link.State(link.state).label)
    elif link.is_down:
        tone, word = "bad", _("中断")
    elif link.last_contact is None:
        tone, word = "blue", _("待首次联络")
    return LinkShown(
        link=link,
        tone=tone,
        word=word,
        entries=link.entries.filter(state="published").count(),
        behind=max(cursor.head - cursor.position, 0) if cursor else 0,
        waiting=applying.list_waiting(link).count(),
        watch=(watch := Watch.objects.filter(link=link).first()),
        witnessed=newest_of(name_of(link.code)) if watch else None,
    )
