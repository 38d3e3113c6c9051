"""One collection task: what became of its items, and whatever this person may do with it (16.2)."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from yishu.agencies.middleware import actor_of
from yishu.agencies.models import Role
from yishu.catalogue.collection.line_forms import CitationForm, ReviewForm
from yishu.catalogue.collection.lines import CollectedLine
from yishu.catalogue.overseeing import oversees
from yishu.catalogue.queries import is_coordinator
from yishu.catalogue.tasks import answering, laying, queries
from yishu.catalogue.tasks.answering import Word
from yishu.catalogue.tasks.errors import TaskNotFound
from yishu.catalogue.tasks.forms import DecisionForm, ReasonForm
from yishu.catalogue.tasks.models import Bearing, Task, TaskItem
from yishu.catalogue.tasks.shown import BearingShown, course_of, shown_bearings, shown_tasks
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.core.errors import Problem
from yishu.shell.fields import add_errors


def task(request: HttpRequest, number: str) -> HttpResponse:
    """The newest version, or an earlier one by `?version=`; acts are those of the newest."""
    actor = actor_of(request)
    found = _asked_for(actor, number, request.GET.get("version", ""))
    desk = _Desk(actor, found, list(found.items.select_related("resource")), shown_bearings(found))
    act = request.POST.get("act", "")
    openings = desk.open_forms(act, request.POST if request.method == "POST" else None)
    problem = None
    form = openings.get(act)
    if request.method == "POST" and act in _ACTS and (form is None or form.is_valid()):
        try:
            messages.success(request, _ACTS[act](actor, number, form, request.POST))
            return redirect("collection_tasks:task", number)
        except Problem as wrong:
            if wrong.status != 422:
                raise
            problem = wrong
            if form is not None:
                add_errors(form, wrong)
    given = desk.shown(openings) | {
        "problem": problem if form is None else None,
        "answer_rows": desk.answer_rows(request.POST) if desk.may_answer else [],
    }
    failed = problem is not None or (form is not None and bool(form.errors))
    return render(request, "collection_tasks/task.html", given, status=422 if failed else 200)


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """An item that waits for this agency's word, as the page asks for it."""

    item: TaskItem
    objects: bool
    objection: str


@dataclass(frozen=True, slots=True)
class _Desk:
    """A task with what one person may do at it."""

    actor: Actor
    task: Task
    items: list[TaskItem]
    bearings: list[BearingShown]

    @property
    def is_imposer(self) -> bool:
        return self.task.imposer_id == self.actor.agency_id

    @property
    def own(self) -> BearingShown | None:
        return next((one for one in self.bearings if one.bearing.agency_id == self.actor.agency_id), None)

    @property
    def signs(self) -> bool:
        return bool(self.actor.roles & {Role.REVIEWER, Role.SIGNER})

    def open_forms(self, act: str, posted: QueryDict | None) -> dict[str, forms.Form]:
        """The forms of what may be done now, by act; the one that was sent is bound."""
        found: dict[str, forms.Form] = {}
        draft = self.task.state == Task.State.DRAFT
        struck = [item for item in self.items if item.is_struck and item.citation != CollectedLine.Citation.WAITING]
        if draft and self.is_imposer and Role.CATALOGUER in self.actor.roles and struck:
            found["cite"] = CitationForm(struck, posted if act == "cite" else None, auto_id="id_cite_%s")
        waiting = [item for item in self.items if item.citation == CollectedLine.Citation.WAITING]
        if draft and waiting and is_coordinator(self.actor):
            sent = posted if act in ("pass", "refuse") else None
            found["pass"] = found["refuse"] = ReviewForm(waiting, sent, auto_id="id_review_%s")
        if self.may_end:
            found["end"] = ReasonForm(posted if act == "end" else None, auto_id="id_end_%s")
        return found | self._decisions(act, posted)

    def _decisions(self, act: str, posted: QueryDict | None) -> dict[str, forms.Form]:
        """One form for each agency that objects or is silent; keyed by its code, and the one that was sent by its act too."""
        found: dict[str, forms.Form] = {}
        if not (is_coordinator(self.actor) or (self.is_imposer and self.signs)):
            return found
        for one in self.bearings:
            if not (one.objected or one.is_silent):
                continue
            code = one.bearing.agency.code
            is_sent = posted is not None and act in ("keep", "drop") and posted.get("agency") == code
            choices = [(str(each.item.position), f"{each.item.name}：{each.objection}") for each in one.objected]
            form = DecisionForm(choices, posted if is_sent else None, auto_id=f"id_{code}_%s", initial={"agency": code})
            found[code] = form
            if is_sent:
                found[act] = form
        return found

    @property
    def may_end(self) -> bool:
        if self.task.state not in (Task.State.DRAFT, Task.State.LAID):
            return False
        return is_coordinator(self.actor) or (self.is_imposer and self.signs)

    @property
    def may_lay(self) -> bool:
        own = self.task.registered_by in self.actor.own_refs
        return self.task.state == Task.State.DRAFT and self.is_imposer and self.signs and not own

    @property
    def may_answer(self) -> bool:
        laid = self.task.state == Task.State.LAID
        return laid and self.signs and self.own is not None and self.own.bearing.state == Bearing.State.WAITING

    def answer_rows(self, posted: QueryDict) -> list[AnswerRow]:
        done = {one.item_id for one in self.own.answers} if self.own else set()
        return [
            AnswerRow(item, posted.get(f"word-{n}") == "object", posted.get(f"objection-{n}", ""))
            for item in self.items
            if not item.is_struck and item.pk not in done and (n := item.position)
        ]

    def shown(self, openings: dict[str, forms.Form]) -> dict[str, object]:
        (shown,) = shown_tasks([self.task])
        sees_all_bearers = self.is_imposer or oversees(self.actor)
        deciding = [
            (one, openings[one.bearing.agency.code]) for one in self.bearings if one.bearing.agency.code in openings
        ]
        return {
            "shown": shown,
            "task": self.task,
            "items": self.items,
            "open_items": sum(not item.is_struck and not item.is_key for item in self.items),
            "bearings": self.bearings if sees_all_bearers else [],
            "own": self.own,
            "own_agency": self.actor.agency_id,
            "forms": openings,
            "deciding": deciding,
            "keeps": is_coordinator(self.actor),
            "may_lay": self.may_lay,
            "waits_for_law": any(item.citation == CollectedLine.Citation.WAITING for item in self.items),
            "may_answer": self.may_answer,
            "may_change": self.is_imposer
            and Role.CATALOGUER in self.actor.roles
            and self.task.state in (Task.State.DRAFT, Task.State.LAID),
            "versions": list(queries.list_versions(self.actor, self.task.number)),
            "course": course_of(self.task),
            "today": shanghai_day(timezone.now()),
        }


def _asked_for(actor: Actor, number: str, version: str) -> Task:
    if not version:
        return queries.get_latest(actor, number)
    if not version.isdecimal() or len(version) > 6:
        raise TaskNotFound(number=number)
    return queries.get_version(actor, number, int(version))


def _cite(actor: Actor, number: str, form: forms.Form | None, _posted: QueryDict) -> str:
    assert isinstance(form, CitationForm)
    law = {name: form.cleaned_data[name] for name in ("law", "article", "reason")}
    laying.cite_law(actor, number, form.chosen, **law, now=timezone.now())
    return _("已引用依据，由平台主管部门审核。")


def _review(passes: bool) -> "Act":
    def act(actor: Actor, number: str, form: forms.Form | None, _posted: QueryDict) -> str:
        assert isinstance(form, ReviewForm)
        opinion = form.cleaned_data["opinion"]
        laying.review_citation(actor, number, form.chosen, passes=passes, opinion=opinion, now=timezone.now())
        return _("依据成立，可以采集。") if passes else _("依据不成立，仍予划除。")

    return act


def _lay(actor: Actor, number: str, _form: forms.Form | None, _posted: QueryDict) -> str:
    laying.lay_task(actor, number, now=timezone.now())
    return _("已下达，由下级单位逐项答复。")


def _answer(actor: Actor, number: str, _form: forms.Form | None, posted: QueryDict) -> str:
    words = {
        int(position): Word(posted[name] == "agree", posted.get(f"objection-{position}", ""))
        for name in posted
        if name.startswith("word-") and (position := name.removeprefix("word-")).isdecimal() and len(position) < 6
    }
    answering.answer_task(actor, number, words, now=timezone.now())
    return _("已答复。")


def _decide(keeps: bool) -> "Act":
    def act(actor: Actor, number: str, form: forms.Form | None, _posted: QueryDict) -> str:
        assert isinstance(form, DecisionForm)
        given, now = form.cleaned_data, timezone.now()
        agency, opinion = given["agency"], given["opinion"]
        positions = [int(position) for position in given["positions"]]
        if form.fields["positions"].choices:  # type: ignore[attr-defined]
            answering.decide_objection(actor, number, agency, positions, keeps=keeps, opinion=opinion, now=now)
        else:
            answering.decide_silence(actor, number, agency, keeps=keeps, opinion=opinion, now=now)
        return _("已核定保留。") if keeps else _("已核定取消。")

    return act


def _end(actor: Actor, number: str, form: forms.Form | None, _posted: QueryDict) -> str:
    assert form is not None
    laying.end_task(actor, number, reason=form.cleaned_data["reason"], now=timezone.now())
    return _("任务已终止。")


Act = Callable[[Actor, str, forms.Form | None, QueryDict], str]
_ACTS: dict[str, Act] = {
    "cite": _cite,
    "pass": _review(passes=True),
    "refuse": _review(passes=False),
    "lay": _lay,
    "answer": _answer,
    "keep": _decide(keeps=True),
    "drop": _decide(keeps=False),
    "end": _end,
}
"""What the buttons of the page do: each says in words what came of it. Who may do it, the commands know."""
