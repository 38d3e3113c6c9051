"""What to look for in the evidence, as people type it: names beside codes, and all of it in the address, so that a search can be kept. A personal number is never part of it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q, Value
from django.db.models.functions import Length, Replace
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yishu.access.refused import WHY, why
from yishu.agencies.models import Agency, ApplicationSystem, Person
from yishu.audit.action_groups import grouped_actions
from yishu.audit.errors import RecordNotFound
from yishu.audit.queries import Filters, Scope, get_record
from yishu.audit.record import SUBJECT_BYTES, Action, Record
from yishu.audit.words import OUTCOMES
from yishu.catalogue.models import Resource
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.core.identifiers import KeyKind, check, normalise
from yishu.portal.errors import LookOver
from yishu.shell.refusals import refusal_texts

MOST_NAMES: Final = 100
OFFERED: Final = 10
_GOVERNMENT_WORDS: Final = ("人民", "政府")
_GOVERNMENT: Final = "".join(_GOVERNMENT_WORDS)
"""Every government has 民政, the department of civil affairs, in its name by accident: a name is looked for over this border of words only where nothing else fits."""
LOOK_WINDOW: Final = timedelta(minutes=15)
"""As long as the pages of a look at a subject's uses can be turned, its records can be searched."""
SIDES: Final = [
    ("", gettext_lazy("双方")),
    ("used", gettext_lazy("我们使用的")),
    ("provided", gettext_lazy("我们提供的")),
]
ANY: Final = ("", gettext_lazy("全部"))
CALLS: Final = "data:"
REFUSED: Final = "refused"
NO_NUMBER: Final = gettext_lazy("这里不填证件号码：按人查请用“查对象”，写明依据。")
_NUMBER: Final = re.compile("[1-9][0-9]{5}(18|19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]")
NO_CASE: Final = gettext_lazy("没有写办件编号的数据使用")
HOURS: Final = [ANY, *((str(hour), f"{hour:02d}:00") for hour in range(24))]


def day_field(label: Any, *, required: bool = False) -> forms.DateField:
    """A day on which there can be evidence."""
    this_age = [MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2100, 1, 1))]
    shown = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    said = {"invalid": gettext_lazy("没有这一天：请写成 2026-03-01 这样。")}
    return forms.DateField(label=label, required=required, widget=shown, validators=this_age, error_messages=said)


def _text(label: Any, longest: int) -> forms.CharField:
    return forms.CharField(label=label, max_length=longest, required=False)


def _name(label: Any, longest: int) -> forms.CharField:
    """A browser does not send a personal number that is typed here: it would stand in the address."""
    field = _text(label, longest)
    field.widget.attrs |= {"pattern": f"(?!.*{_NUMBER.pattern}).*", "title": NO_NUMBER}
    return field


def without_numbers(given: QueryDict) -> str:
    """The query of the address without the resident numbers that were typed as names; nothing where there are none. A case may have a number like that, and is taken as it is."""
    wrong = [name for name in ("actor", "agency", "resource", "reason") if _holds_number(given.get(name, ""))]
    if not wrong:
        return ""
    kept = given.copy()
    for name in wrong:
        del kept[name]
    kept[REFUSED] = "number"
    return kept.urlencode()


def _holds_number(text: str) -> bool:
    today = shanghai_day(timezone.now())
    typed = normalise(KeyKind.RESIDENT_ID, text)
    return any(check(KeyKind.RESIDENT_ID, each[0], today=today) is None for each in _NUMBER.finditer(typed))


def action_field() -> forms.ChoiceField:
    choices = [ANY, (CALLS, gettext_lazy("全部数据使用")), *grouped_actions()]
    return forms.ChoiceField(label=gettext_lazy("操作"), choices=choices, required=False)


def cleaned_receipt(text: str) -> str:
    """Raises ValidationError where something else was typed."""
    given = text.strip().lower()
    if given:
        try:
            UUID(given.partition(".")[0])
        except ValueError:
            raise forms.ValidationError(_("回执编号不完整，请从回执上完整复制。")) from None
    return given


class FilterForm(forms.Form):
    """Every field may stay empty; all that are filled in hold together. Names are looked up when the form is read."""

    side = forms.ChoiceField(label=gettext_lazy("哪一方"), choices=SIDES, required=False)
    action = action_field()
    outcome = forms.ChoiceField(label=gettext_lazy("结果"), choices=[ANY, *OUTCOMES.items()], required=False)
    why = forms.ChoiceField(label=gettext_lazy("拒绝原因"), choices=[ANY, *WHY.items()], required=False)
    reason = _name(gettext_lazy("其他拒绝原因（关键词或代码）"), 60)
    actor = _name(gettext_lazy("使用人（姓名、登录名或系统）"), 80)
    agency = _name(gettext_lazy("使用单位（名称或代码）"), 80)
    resource = _name(gettext_lazy("信息资源（名称或代码）"), 80)
    grant = forms.UUIDField(
        label=gettext_lazy("授权编号"),
        required=False,
        error_messages={"invalid": gettext_lazy("授权编号不完整，请从留痕或授权页面完整复制。")},
    )
    case = _text(gettext_lazy("办件编号（须完整）"), 200)
    no_case = forms.ChoiceField(label=gettext_lazy("有无办件"), choices=[ANY, ("none", NO_CASE)], required=False)
    since = day_field(gettext_lazy("自"))
    until = day_field(gettext_lazy("至"))
    from_hour = forms.ChoiceField(label=gettext_lazy("每天自几时"), choices=HOURS, required=False)
    to_hour = forms.ChoiceField(label=gettext_lazy("每天至几时"), choices=HOURS, required=False)
    receipt = _text(gettext_lazy("回执编号"), 120)
    look = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def clean_receipt(self) -> str:
        """The number of a record, alone or with the hash behind the point."""
        return cleaned_receipt(self.cleaned_data["receipt"])

    def clean_agency(self) -> tuple[str, ...] | None:
        return codes_of(Agency.objects, "name", self.cleaned_data["agency"])

    def clean_resource(self) -> tuple[str, ...] | None:
        return codes_of(Resource.objects, "current__name", self.cleaned_data["resource"])

    def clean_actor(self) -> tuple[str, ...] | None:
        return _actors(self.cleaned_data["actor"].strip())

    def clean_reason(self) -> tuple[str, ...] | None:
        """Refusals whose sentence holds these words, in either language."""
        text = self.cleaned_data["reason"].strip().lower()
        if not text:
            return None
        return tuple(
            sorted(
                code
                for code, words in refusal_texts().items()
                if text == code or text in words or text in why(code).lower()
            )
            or [text]
        )  # one that no code here raises any more may still be on record

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        since, until = given.get("since"), given.get("until")
        if since and until and until < since:
            self.add_error("until", _("不能早于起始日期。"))
        elif since and since > shanghai_day(timezone.now()):
            self.add_error("since", _("这一天还没有到。"))
        if given.get("case", "").strip() and given.get("no_case"):
            self.add_error("no_case", _("不能与办件编号同时填。"))
        return given

    def unknown(self) -> list[tuple[str, str]]:
        """Of a valid form: names that stand for nobody and nothing, which is why nothing fits."""
        named = [name for name in ("actor", "agency", "resource") if self.cleaned_data[name] == ()]
        return [(str(self.fields[name].label), str(self.data[name]).strip()) for name in named]

    def offered(self) -> list[tuple[str, str, str]]:
        """Where a name fits too many: the field, and code and name of the first."""
        found = [(name, each) for name, errors in self.errors.as_data().items() for each in errors]
        return [(name, *one) for name, each in found if isinstance(each, TooMany) for one in each.offered]

    def filters(self) -> Filters:
        """Of a valid form; without the subject, for which a look is needed (`subject_of`)."""
        given = self.cleaned_data
        receipt = given["receipt"].partition(".")[0]
        return Filters(
            action=given["action"] or (CALLS if given["no_case"] else ""),
            outcome=given["outcome"],
            case=given["case"].strip(),
            resources=given["resource"],
            agencies=given["agency"],
            actors=given["actor"],
            reasons=_both((given["why"],) if given["why"] else None, given["reason"]),
            hours=_hours(given["from_hour"], given["to_hour"]),
            grant=str(given["grant"] or ""),
            since=given["since"],
            until=given["until"],
            number=UUID(receipt) if receipt else None,
            side=given["side"],
            without_case=bool(given["no_case"]),
        )

    def told(self) -> list[tuple[str, str]]:
        """What was asked, in words, for a page or a file."""
        found = []
        for name, field in self.fields.items():
            value = str(self.data.get(name, "")).strip()
            if value and name not in ("side", "look"):
                shown = _words_of(getattr(field, "choices", ())).get(value, value)
                found.append((str(field.label), str(shown)))
        return found

    def as_query(self) -> str:
        """The same search as the query of an address; what a look is needed for is left out."""
        given = {name: str(self.data.get(name, "")).strip() for name in self.fields if name != "look"}
        return urlencode({name: value for name, value in given.items() if value})


def _both(chosen: tuple[str, ...] | None, typed: tuple[str, ...] | None) -> tuple[str, ...] | None:
    """What is in both, where both narrow."""
    if chosen is None or typed is None:
        return typed if chosen is None else chosen
    return tuple(code for code in chosen if code in typed)


def _words_of(choices: Iterable[tuple[Any, Any]]) -> dict[Any, Any]:
    """By value, out of their groups."""
    found: dict[Any, Any] = {}
    for value, words in choices:
        found |= dict(words) if isinstance(words, list) else {value: words}
    return found


def subject_of(actor: Actor, look: UUID, now: datetime) -> bytes:
    """Whom one's own look of the last minutes was about. Raises LookOver."""
    return record_of_look(actor, look, now).subjects


def record_of_look(actor: Actor, look: UUID, now: datetime) -> Record:
    """One's own look of the last minutes: what it was looked up by, and why, stands there (30.1). Raises LookOver."""
    try:
        record = get_record(Scope("", (), everything=True), look).record
    except RecordNotFound:
        raise LookOver from None
    is_own = record.action == Action.SUBJECT_LOOKED_UP and record.actor == actor.ref
    if not is_own or record.at < now - LOOK_WINDOW or len(record.subjects) != SUBJECT_BYTES:
        raise LookOver
    return record


class TooMany(forms.ValidationError):
    """More things have such a name than are searched for at once. `offered`: the first of them, code and name, to choose from."""

    def __init__(self, offered: Sequence[tuple[str, str]] = ()) -> None:
        self.offered = offered
        super().__init__(_("名称相符的超过 {most} 个，请写得更完整，或填写代码。").format(most=MOST_NAMES))


def codes_of(things: Any, name: str, text: str) -> tuple[str, ...] | None:
    """The codes that a name or code stands for; None where nothing was typed, none where nothing fits. Raises TooMany."""
    text = text.strip()
    if not text:
        return None
    parted = things.annotate(parted=Replace(name, Value(_GOVERNMENT), Value(" ".join(_GOVERNMENT_WORDS))))
    found = _named(parted, name, Q(code=text) | Q(parted__icontains=text)) or _named(
        things, name, Q(**{f"{name}__icontains": text})
    )
    if len(found) > MOST_NAMES:
        raise TooMany(found[:OFFERED])
    return tuple(dict.fromkeys(code for code, _name in found))


def _named(things: Any, name: str, fits: Q) -> list[tuple[str, str]]:
    """Code and name, short names first: those of the wider area."""
    return list(things.filter(fits).order_by(Length(name), "code").values_list("code", name)[: MOST_NAMES + 1])


def _actors(text: str) -> tuple[str, ...] | None:
    """People and systems as evidence names them, those who have left as well."""
    if not text:
        return None
    if text in ("platform", _("平台")):
        return ("platform",)
    if text.partition(":")[0] in ("person", "system"):
        return (text,)
    people = Person.objects.filter(Q(login=text) | Q(name__icontains=text)).values_list("pk", flat=True)
    systems = ApplicationSystem.objects.filter(name__icontains=text).values_list("pk", flat=True)
    return _few(
        [
            *(f"person:{pk}" for pk in people[: MOST_NAMES + 1]),
            *(f"system:{pk}" for pk in systems[: MOST_NAMES + 1]),
        ]
    )


def _few(found: Any) -> tuple[str, ...]:
    codes = tuple(found)
    if len(codes) > MOST_NAMES:
        raise TooMany
    return codes


def _hours(first: str, last: str) -> tuple[int, ...] | None:
    """The hours from the one until the other, over midnight where it is earlier; up to midnight where only one is given."""
    if not first and not last:
        return None
    begin, end = int(first or 0), int(last or 24) or 24
    if begin == end:
        return None  # all round the clock
    return tuple(hour % 24 for hour in range(begin, end if begin < end else end + 24))


def is_asked(request_data: Any) -> bool:
    """Whether anything narrows the list but the side."""
    return any(request_data.get(name) for name in FilterForm.base_fields if name != "side")


def of_subject(actor: Actor, filters: Filters, look: UUID | None) -> Filters:
    """The same, of one subject where a look is named. Raises LookOver."""
    return replace(filters, subject=subject_of(actor, look, timezone.now())) if look else filters
