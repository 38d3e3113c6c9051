"""The forms of the page for verifying and querying: made from the grant, so that they ask for nothing that the grant does not hold."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from yishu.access.asked import Asked
from yishu.access.masks import masked
from yishu.access.queries import Desk, DeskItem
from yishu.access.recent import Recent
from yishu.access.words import key_hint
from yishu.core.errors import FieldError, Language, Problem
from yishu.core.identifiers import KeyKind
from yishu.core.identity_documents import named_types
from yishu.shell.words import in_english
from yishu.wire.data import Claimed, Purpose, QueryRequest, VerifyRequest

LONGEST: Final = 200
CLAIM: Final = "claim_"
KEY: Final = "key_"


class DeskForm(forms.Form):
    """Duty and case; what is asked about what, its kinds add: `OneForm`, `ManyForm`, and by place `PlaceForm`."""

    duty = forms.ChoiceField(label=_("履职事项"), widget=forms.RadioSelect)
    case = forms.CharField(label=_("办件编号"), max_length=LONGEST)

    def __init__(self, desk: Desk, mode: str, data: Any = None, **more: Any) -> None:
        super().__init__(data, use_required_attribute=False, **more)
        self.desk, self.mode = desk, mode
        self._prepare_purpose()

    def take(self, problem: Problem) -> Problem | None:
        """Put what is wrong with fields beside them; gives back a problem that is about none of them."""
        language: Language = "en" if in_english() else "zh"
        for error in problem.errors:
            self.add_error(*self._beside(error, error.message(language)))
        return None if problem.errors else problem

    def item_choices(self) -> list[tuple[Any, DeskItem]]:
        """The boxes of the items, each with its item."""
        return list(zip(self["items"].subwidgets, self.offered_items(), strict=True))

    def offered_items(self) -> list[DeskItem]:
        """The items that are asked for; of those compared not the key, which is what the subject is found by, nor a shape, which nobody types."""
        if self.mode != "verify":
            return list(self.desk.granted)
        told = [item for item in self.desk.granted if item.column.type != "geometry"]
        naming = {item.code for item in (*self.desk.key, *self.desk.keys)}
        return [item for item in told if item.code not in naming] or told

    def _beside(self, error: FieldError, message: str) -> tuple[str | None, str]:
        """The field of the form that an error of the call belongs to (`subject.id_number`, `purpose.case`), and what is said there."""
        return self._field_of(error.field), message

    def _field_of(self, path: str) -> str | None:
        last = path.rsplit(".", 1)[-1]
        names = (path, KEY + last, CLAIM + last, last, "subject")
        return next((name for name in names if name in self.fields), None)

    def _prepare_purpose(self) -> None:
        self._prepare_duty()
        case = self.fields["case"]
        case.required = self.desk.terms.case_required
        case.widget.attrs["autocomplete"] = "off"
        if case.required:
            case.help_text = _("提供单位要求每次使用写明所办的件。")

    def _prepare_duty(self) -> None:
        duties = self.desk.terms.duties
        duty = self.fields["duty"]
        assert isinstance(duty, forms.ChoiceField)
        duty.choices = [(text, text) for text in duties]
        if len(duties) == 1:
            duty.initial, duty.widget = duties[0], forms.HiddenInput()

    def _add_items(self, label: Any, error: Any) -> None:
        chosen = [(item.code, item.name) for item in self.offered_items()]
        self.fields["items"] = forms.MultipleChoiceField(
            label=label,
            choices=chosen,
            widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
            error_messages={"required": error},
        )


class SubjectsForm(DeskForm):
    """About subjects. `known`: whom this person has asked about in the case already."""

    many = False

    def __init__(self, desk: Desk, mode: str, known: Sequence[Recent], data: Any = None, **more: Any) -> None:
        super().__init__(desk, mode, data, **more)
        self.known = known

    def asked(self) -> list[Asked]:
        """Whom, and what is claimed of them; the form must be valid."""
        raise NotImplementedError

    def request(self) -> VerifyRequest | QueryRequest:
        """The call that the form asks for; the form must be valid."""
        given, asked = self.cleaned_data, self.asked()
        purpose, grant = Purpose(given["duty"], given["case"]), str(self.desk.grant.pk)
        codes = [item.code for item in self.desk.keys]
        subjects = [each.subject(codes, as_object=bool(self.desk.by)) for each in asked]
        if self.mode == "verify":
            claimed = [Claimed(subject, each.claims) for subject, each in zip(subjects, asked, strict=True)]
            if self.many:
                return VerifyRequest(purpose, subjects=claimed, grant=grant)
            return VerifyRequest(purpose, subject=subjects[0], claims=asked[0].claims, grant=grant)
        if self.many:
            return QueryRequest(purpose, items=given["items"], subjects=subjects, grant=grant)
        return QueryRequest(purpose, items=given["items"], subject=subjects[0], grant=grant)

    def masked(self, values: Iterable[str]) -> str:
        """A subject as it is shown."""
        pairs = zip(self.desk.keys, values, strict=True)
        return " · ".join(str(masked(self.desk.table, item.column, value)) for item, value in pairs)

    def _add_document(self) -> None:
        """The type, where the key is a document."""
        if len(self.desk.keys) == 1 and self.desk.key_kind is KeyKind.IDENTITY_DOCUMENT:
            label = _("证件类型")
            self.fields["subject_type"] = forms.ChoiceField(label=label, choices=_document_types(), initial="111")


class OneForm(SubjectsForm):
    """About one subject: typed, or one of those asked about before in the case; per mode the values to compare or the items wanted."""

    def __init__(self, desk: Desk, mode: str, known: Sequence[Recent], data: Any = None, **more: Any) -> None:
        super().__init__(desk, mode, known, data, **more)
        self._add_subject()
        if mode == "verify":
            for item in self.offered_items():
                self.fields[CLAIM + item.code] = _field_of(item, required=False)
        else:
            self._add_items(_("需要的信息项"), _("请至少选择一个信息项：只选办理此件所需的。"))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        self._require_subject(given)
        if self.mode == "verify" and not self.errors and not self._claims():
            first = next(name for name in self.fields if name.startswith(CLAIM))
            self.add_error(first, _("请至少填写一项要比对的内容。"))
        return given

    def asked(self) -> list[Asked]:
        given, claims = self.cleaned_data, self._claims()
        if chosen := self._chosen(given):
            return [Asked(chosen.values, chosen.document, claims)]
        return [Asked(tuple(given[name] for name in self._typed()), given.get("subject_type", ""), claims)]

    def subject_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(("subject", KEY))]

    def claim_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(CLAIM)]

    def _claims(self) -> dict[str, str]:
        """The values filled in, by item code."""
        given = self.cleaned_data
        return {name.removeprefix(CLAIM): value for name, value in given.items() if name.startswith(CLAIM) and value}

    def _chosen(self, given: dict[str, Any]) -> Recent | None:
        return next((each for each in self.known if str(each.number) == given.get("recent")), None)

    def _typed(self) -> list[str]:
        """The fields of the key's items, in their order."""
        return [name for name in self.fields if name == "subject" or name.startswith(KEY)]

    def _require_subject(self, given: dict[str, Any]) -> None:
        """Typed or chosen, and not both: what was meant would be a guess."""
        chosen, names = self._chosen(given), self._typed()
        for name in names:
            if not chosen and not given.get(name) and name not in self.errors:
                self.add_error(name, forms.Field.default_error_messages["required"])
        if chosen and any(given.get(name) for name in names):
            self.add_error("recent", _("已另填号码：请清除号码，或改选“另填号码”。"))

    def _add_subject(self) -> None:
        if self.known:
            choices = [(str(each.number), f"{self.masked(each.values)} · {each.at}") for each in self.known]
            self.fields["recent"] = forms.ChoiceField(
                label=_("本案问过的对象"),
                choices=[*choices, ("", _("另填号码"))],
                widget=forms.RadioSelect,
                required=False,
            )
            self.fields["recent"].conditional = True  # type: ignore[attr-defined]
        keys = self.desk.keys
        self._add_document()
        if len(keys) != 1 or self.desk.by:
            for item in keys:
                self.fields[KEY + item.code] = _field_of(item, required=True)
        else:
            hint = str(key_hint(self.desk.table.key_kind))
            field = forms.CharField(label=keys[0].name, max_length=LONGEST, help_text=hint)
            field.widget.attrs.update(autocomplete="off", spellcheck="false")
            self.fields["subject"] = field
        for name in self._typed():
            self.fields[name].required = False  # of both ways one is asked for: see `_require_subject`
            self.fields[name].conditional = True  # type: ignore[attr-defined]


def _field_of(item: DeskItem, *, required: bool) -> forms.Field:
    """An input that fits the item's type; codes are chosen by their meaning."""
    if item.codes:
        choices = [("", "—"), *((code, f"{code} {text}".strip()) for code, text in item.codes.items())]
        return forms.ChoiceField(label=item.name, choices=choices, required=required)
    if item.column.type == "boolean":
        return forms.ChoiceField(
            label=item.name, choices=[("", "—"), ("true", _("是")), ("false", _("否"))], required=required
        )
    field = forms.CharField(label=item.name, max_length=LONGEST, required=required, help_text=item.meaning)
    field.widget.attrs.update(autocomplete="off", spellcheck="false")
    if item.column.type == "date":
        field.widget.attrs["placeholder"] = "2026-11-22"
    return field


def _document_types() -> list[tuple[str, str]]:
    return named_types(in_english=in_english())
