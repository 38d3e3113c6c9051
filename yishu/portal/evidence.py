"""使用留痕: the evidence for one's own agency, on both sides; for inspector and coordinator all of it (30.1, 32.1)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from yishu.agencies.middleware import actor_of
from yishu.agencies.models import Agency, Role
from yishu.audit import queries
from yishu.audit.queries import Filters, Scope, Seen
from yishu.audit.record import Record
from yishu.audit.subject_lists import COUNT, is_whole
from yishu.audit.words import ACTIONS, OUTCOMES, VALUES, action_word, detail_word
from yishu.catalogue.models import Resource
from yishu.catalogue.queries import is_coordinator
from yishu.core.actor import Actor
from yishu.core.errors import Problem
from yishu.shell.words import in_english

MOST_NAMES: Final = 5000
SIDES: Final = [
    ("", gettext_lazy("双方")),
    ("used", gettext_lazy("我们使用的")),
    ("provided", gettext_lazy("我们提供的")),
]
ANY: Final = ("", gettext_lazy("全部"))
CALLS: Final = "data:"


def _day(label: Any) -> forms.DateField:
    """A day on which there can be evidence."""
    this_age = [MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2100, 1, 1))]
    shown = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=shown, validators=this_age)


class FilterForm(forms.Form):
    """What to look for; every field may stay empty."""

    side = forms.ChoiceField(label=gettext_lazy("哪一方"), choices=SIDES, required=False)
    action = forms.ChoiceField(
        label=gettext_lazy("操作"),
        choices=[ANY, (CALLS, gettext_lazy("全部数据使用")), *ACTIONS.items()],
        required=False,
    )
    outcome = forms.ChoiceField(label=gettext_lazy("结果"), choices=[ANY, *OUTCOMES.items()], required=False)
    resource = forms.CharField(label=gettext_lazy("信息资源（名称或代码）"), max_length=80, required=False)
    agency = forms.CharField(label=gettext_lazy("使用单位（名称或代码）"), max_length=80, required=False)
    case = forms.CharField(label=gettext_lazy("办件编号"), max_length=200, required=False)
    since = _day(gettext_lazy("自"))
    until = _day(gettext_lazy("至"))
    receipt = forms.CharField(label=gettext_lazy("回执编号"), max_length=120, required=False)

    def clean_receipt(self) -> str:
        """The number of a record, alone or with the hash behind the point."""
        given = self.cleaned_data["receipt"].strip().lower()
        if given:
            try:
                UUID(given.partition(".")[0])
            except ValueError:
                raise forms.ValidationError(_("回执编号不完整，请从回执上完整复制。")) from None
        return given


@dataclass(frozen=True, slots=True)
class Row:
    """A record as the list shows it, codes with their names."""

    seen: Seen
    action: str
    agency: str
    resource: str
    is_own: bool

    @property
    def record(self) -> Record:
        return self.seen.record

    @property
    def is_call(self) -> bool:
        return self.record.action.startswith(CALLS)

    @property
    def target(self) -> str:
        """What it was about where that is no resource; how a session was opened is no thing."""
        return "" if self.record.action.startswith("session:") else self.record.target


@require_GET
def evidence(request: HttpRequest) -> HttpResponse:
    """The list, newest first."""
    actor = actor_of(request)
    scope = scope_of(actor)
    form = FilterForm(request.GET or None)
    filters = _filters(form) if form.is_valid() else Filters()
    if filters.number:
        wanted = form.cleaned_data["receipt"].partition(".")[2]
        query = f"?{urlencode({'hash': wanted})}" if wanted else ""
        return redirect(f"{filters.number}/{query}")
    page = queries.list_records(scope, filters, before=_before(request))
    given = {
        "form": form if form.is_bound else FilterForm(),
        "is_filtered": any(request.GET.get(name) for name in form.fields if name != "side"),
        "sides": SIDES,
        "side": filters.side,
        "rows": rows_of(actor, page.records),
        "next_page": page.before,
        "is_first": "before" not in request.GET,
        "sees_all": scope.everything,
    }
    return render(request, "portal/evidence.html", given, status=422 if form.errors else 200)


@require_GET
def record(request: HttpRequest, number: UUID) -> HttpResponse:
    """One record: its body in words, its receipt, and its hash computed again."""
    actor = actor_of(request)
    seen = queries.get_record(scope_of(actor), number)
    claimed = request.GET.get("hash", "").strip().lower()
    given = {
        "row": rows_of(actor, [seen])[0],
        "seen": seen,
        "record": seen.record,
        "receipt": f"{seen.record.id}.{seen.leaf}",
        "reason": reason_words(seen.record.reason),
        "outcome": OUTCOMES.get(seen.record.outcome, seen.record.outcome),
        "items": _item_names(seen.record),
        "detail": [(detail_word(name), _detail_words(value)) for name, value in _details(seen.record)],
        "subjects": len(seen.record.subjects) // 16,
        "listed": seen.record.detail.get(COUNT),
        "list_holds": is_whole(seen.record),
        "claimed": claimed,
        "claim_holds": claimed == seen.leaf,
    }
    return render(request, "portal/record.html", given)


def scope_of(actor: Actor) -> Scope:
    """What of the evidence this person sees."""
    if Role.INSPECTOR in actor.roles or is_coordinator(actor):
        return Scope(actor.agency_code, own_resources(actor), everything=True)
    return Scope(actor.agency_code, own_resources(actor))


def own_resources(actor: Actor) -> tuple[str, ...]:
    """The codes of the resources that one's own agency provides."""
    return tuple(Resource.objects.filter(provider_id=actor.agency_id).values_list("code", flat=True))


def reason_words(code: str) -> str:
    """A refusal's code as its sentence, without the values that it was about."""
    if not code:
        return ""
    for problem in _problems(Problem):
        if problem.code == code:
            text = (problem.__doc__ or "").strip() if in_english() else problem.zh
            return text.format_map(defaultdict(lambda: "…")).replace("，见 errors", "").replace("; see errors", "")
    return code


def _problems(kind: type[Problem]) -> list[type[Problem]]:
    return [kind, *(found for child in kind.__subclasses__() for found in _problems(child))]


def _filters(form: FilterForm) -> Filters:
    given = form.cleaned_data
    receipt = given["receipt"].partition(".")[0]
    return Filters(
        action=given["action"],
        outcome=given["outcome"],
        case=given["case"].strip(),
        resources=_codes(Resource.objects, "current__name", given["resource"]),
        agencies=_codes(Agency.objects, "name", given["agency"]),
        since=given["since"],
        until=given["until"],
        number=UUID(receipt) if receipt else None,
        side=given["side"],
    )


def _codes(things: Any, name: str, text: str) -> tuple[str, ...] | None:
    """The codes that a name or code stands for; None where nothing was typed, none where nothing fits."""
    if not text.strip():
        return None
    fits = Q(code=text.strip()) | Q(**{f"{name}__icontains": text.strip()})
    return tuple(things.filter(fits).values_list("code", flat=True)[:MOST_NAMES])


def _before(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.GET["before"])
    except (KeyError, ValueError):
        return None


def rows_of(actor: Actor, records: list[Seen]) -> list[Row]:
    """Records with the names of their agencies and resources: two statements."""
    agencies = {seen.record.agency for seen in records}
    resources = {seen.record.resource for seen in records}
    short: dict[str, str] = dict(Agency.objects.filter(code__in=agencies).values_list("code", "short_name"))
    names: dict[str, str] = dict(Resource.objects.filter(code__in=resources).values_list("code", "current__name"))
    return [
        Row(
            seen,
            action_word(seen.record.action),
            short.get(seen.record.agency, seen.record.agency),
            names.get(seen.record.resource) or "",
            seen.record.agency == actor.agency_code,
        )
        for seen in records
    ]


def _item_names(record: Record) -> list[str]:
    """The items of a record by their names in the entry in force, with their codes."""
    found = Resource.objects.filter(code=record.resource, current__items__code__in=record.items)
    names: dict[str, str] = dict(found.values_list("current__items__code", "current__items__name"))
    return [f"{names[code]}（{code}）" if code in names else code for code in record.items]


def _details(record: Record) -> list[tuple[str, object]]:
    """But for how many subjects there are, which stands by itself."""
    return [(name, value) for name, value in record.detail.items() if name != COUNT]


def _detail_words(value: object) -> str:
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, list):
        return _("、").join(str(each) for each in value)
    return "" if value is None else str(VALUES.get(str(value), value))
