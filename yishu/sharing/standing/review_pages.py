"""One standing authorisation: its terms, its document, its course; and what its provider and its consumer may do next."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from yishu.agencies.middleware import actor_of
from yishu.agencies.models import Role
from yishu.catalogue.models import Item
from yishu.catalogue.queries import is_coordinator
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.core.errors import Invalid, Problem
from yishu.core.text import MaskKind
from yishu.hosting.masking import masks_of, stricter
from yishu.sharing.bounds import LIMIT_WORDS
from yishu.sharing.rows import words_of
from yishu.sharing.standing import answering, commands, queries
from yishu.sharing.standing.course import course_of, shown
from yishu.sharing.standing.forms import AcknowledgementForm, FileForm, ReasonForm
from yishu.sharing.standing.models import OPEN, StandingAuthorisation, State
from yishu.shell.fields import add_errors


@dataclass(frozen=True, slots=True)
class _May:
    """What this person may do now."""

    amend: bool
    document: bool
    confirm: bool
    send_back: bool
    acknowledge: bool
    convert: bool
    is_own: bool
    """They brought it in, or attached its document: somebody else confirms."""


class _Forms:
    """The forms of the page, that of the act that was sent filled."""

    def __init__(self, request: HttpRequest, one: StandingAuthorisation) -> None:
        self.act = request.POST.get("act", "") if request.method == "POST" else ""
        sent = request.POST if self.act else None
        self.acknowledge = AcknowledgementForm(
            one.consumer, sent if self.act == "acknowledge" else None, initial={"fingerprint": one.fingerprint}
        )
        self.document = FileForm(
            sent if self.act == "document" else None, request.FILES if self.act == "document" else None
        )
        reasons = {
            name: ReasonForm(sent if self.act == name else None, auto_id=f"{name}-%s")
            for name in ("send_back", "object", "drop")
        }
        self.send_back, self.object, self.drop = reasons["send_back"], reasons["object"], reasons["drop"]

    @property
    def sent(self) -> Form | None:
        return (
            getattr(self, self.act, None)
            if self.act in ("acknowledge", "document", "send_back", "object", "drop")
            else None
        )


def standing(request: HttpRequest, number: str) -> HttpResponse:
    """GET: all of it. POST `act`: document, confirm, send_back, acknowledge, object, drop."""
    actor = actor_of(request)
    one = queries.get_standing(actor, number)
    forms = _Forms(request, one)
    sent = forms.sent
    if forms.act and (sent is None or sent.is_valid()):
        try:
            return _done(request, actor, one, forms)
        except Problem as refused:
            if sent is None or not (isinstance(refused, Invalid) or refused.status == 422):
                raise
            add_errors(sent, refused)
    return render(
        request, "standing/standing.html", _given(actor, one, forms), status=422 if sent and sent.errors else 200
    )


def _done(request: HttpRequest, actor: Actor, one: StandingAuthorisation, forms: _Forms) -> HttpResponse:
    act = _ACTS.get(forms.act)
    if act is None:
        return redirect("standing:standing", one.number)
    messages.success(request, act(actor, one.number, forms))
    return redirect("standing:standing", one.number)


def _document(actor: Actor, number: str, forms: _Forms) -> str:
    given = forms.document.cleaned_data
    commands.document(
        actor,
        number,
        name=given["file"].name or "",
        content=forms.document.content(),
        for_all=given["for_all"],
        now=timezone.now(),
    )
    return _("依据文件已上传。")


def _confirm(actor: Actor, number: str, _forms: _Forms) -> str:
    answering.confirm(actor, number, now=timezone.now())
    return _("已复核，送使用单位确认。")


def _send_back(actor: Actor, number: str, forms: _Forms) -> str:
    answering.send_back(actor, number, reason=forms.send_back.cleaned_data["reason"], now=timezone.now())
    return _("已退回修改。")


def _acknowledge(actor: Actor, number: str, forms: _Forms) -> str:
    given = forms.acknowledge.cleaned_data
    answering.acknowledge(
        actor,
        number,
        systems=tuple(given["systems"]),
        users=tuple(given["users"]),
        fingerprint=given["fingerprint"],
        now=timezone.now(),
    )
    return _("已确认，授权即刻生效。")


def _object(actor: Actor, number: str, forms: _Forms) -> str:
    answering.object_to(actor, number, reason=forms.object.cleaned_data["reason"], now=timezone.now())
    return _("异议已送提供单位。")


def _drop(actor: Actor, number: str, forms: _Forms) -> str:
    commands.drop(actor, number, reason=forms.drop.cleaned_data["reason"], now=timezone.now())
    return _("已撤销登记。")


_ACTS: dict[str, Callable[[Actor, str, _Forms], str]] = {
    "document": _document,
    "confirm": _confirm,
    "send_back": _send_back,
    "acknowledge": _acknowledge,
    "object": _object,
    "drop": _drop,
}


def _given(actor: Actor, one: StandingAuthorisation, forms: _Forms) -> dict[str, object]:
    now = timezone.now()
    (row,) = shown([one], now)
    limits = [(words, getattr(one.limit_rule, name)) for name, words in LIMIT_WORDS.items()]
    return {
        "one": one,
        "shown": row,
        "today": shanghai_day(now),
        "items": _items(one),
        "rows_words": words_of(one.row_rule, one.entry),
        "limits": [(words, number) for words, number in limits if number is not None],
        "steps": course_of(one, now),
        "may": _may(actor, one),
        "forms": forms,
        "has_systems": bool(forms.acknowledge.fields["systems"].choices),  # type: ignore[attr-defined]
        "is_consumer": actor.agency_id == one.consumer_id,
    }


def _may(actor: Actor, one: StandingAuthorisation) -> _May:
    acts = bool(actor.roles & {Role.HANDLER, Role.SIGNER})
    is_provider, is_consumer = actor.agency_id == one.provider_id, actor.agency_id == one.consumer_id
    brings = is_coordinator(actor) or (is_provider and acts)
    waits = one.state == State.TO_CONFIRM and is_provider and acts
    is_own = not actor.own_refs.isdisjoint((one.brought_by, one.file_by))
    return _May(
        amend=brings and one.state in OPEN,
        document=brings and one.state in (State.TO_CONFIRM, State.RETURNED, State.OBJECTED),
        confirm=waits and not is_own and bool(one.file_sha256),
        send_back=waits,
        acknowledge=one.state == State.TO_ACKNOWLEDGE and is_consumer and acts,
        convert=one.state in (State.ACTIVE, State.LAPSED) and is_consumer and Role.HANDLER in actor.roles,
        is_own=waits and is_own,
    )


def _items(one: StandingAuthorisation) -> list[Item]:
    """With the masks of the entry in force and of the agreement."""
    masks = stricter(masks_of(one.resource.current), {item: MaskKind.of(kind) for item, kind in one.masks.items()})
    items = [item for item in one.entry.items.all() if item.code in one.items]
    for item in items:
        item.mask = masks.get(item.code, "")
    return items
