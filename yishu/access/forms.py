"""The form of the page for verifying and querying: made from the grant, so that it asks for nothing that the grant does not hold."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from yishu.access.queries import Desk, DeskItem
from yishu.access.words import key_hint
from yishu.core.errors import Language, Problem
from yishu.core.identifiers import KeyKind
from yishu.core.identity_documents import DOCUMENT_TYPES, RESIDENT_TYPES
from yishu.shell.words import in_english
from yishu.wire.data import Purpose, QueryRequest, VerifyRequest

LONGEST: Final = 200
CLAIM: Final = "claim_"
KEY: Final = "key_"


class DeskForm(forms.Form):
    """Duty and case, the subject, and per mode the values to compare or the items wanted."""

    duty = forms.ChoiceField(label=_("履职事项"), widget=forms.RadioSelect)
    case = forms.CharField(label=_("办件编号"), max_length=LONGEST)

    def __init__(self, desk: Desk, mode: str, data: Any = None) -> None:
        super().__init__(data, use_required_attribute=False)
        self.desk, self.mode = desk, mode
        self._prepare_purpose()
        self._add_subject()
        if mode == "verify":
            self._add_claims()
        else:
            self._add_items()

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if self.mode == "verify" and not self.errors and not self.claims():
            first = next(name for name in self.fields if name.startswith(CLAIM))
            self.add_error(first, _("请至少填写一项要比对的内容。"))
        return given

    def request(self) -> VerifyRequest | QueryRequest:
        """The call that the form asks for; the form must be valid."""
        given = self.cleaned_data
        purpose, grant = Purpose(given["duty"], given["case"]), str(self.desk.grant.pk)
        if self.mode == "verify":
            return VerifyRequest(purpose, subject=self.subject(), claims=self.claims(), grant=grant)
        return QueryRequest(purpose, items=given["items"], subject=self.subject(), grant=grant)

    def subject(self) -> Any:
        """A string, `{"type","value"}`, or an object by item code, as the resource's key is."""
        given = self.cleaned_data
        if "subject_type" in given:
            return {"type": given["subject_type"], "value": given["subject"]}
        if "subject" in given:
            return given["subject"]
        return {item.code: value for item, value in self.key_values()}

    def key_values(self) -> list[tuple[DeskItem, str]]:
        """Of a key of several items, each with the value given."""
        return [(item, self.cleaned_data[KEY + item.code]) for item in self.desk.keys]

    def claims(self) -> dict[str, str]:
        """The values filled in, by item code."""
        given = self.cleaned_data
        return {name.removeprefix(CLAIM): value for name, value in given.items() if name.startswith(CLAIM) and value}

    def take(self, problem: Problem) -> Problem | None:
        """Put what is wrong with fields beside them; gives back a problem that is about none of them."""
        language: Language = "en" if in_english() else "zh"
        for error in problem.errors:
            self.add_error(self._field_of(error.field), error.message(language))
        return None if problem.errors else problem

    def claim_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(CLAIM)]

    def subject_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(("subject", KEY))]

    def item_choices(self) -> list[tuple[Any, DeskItem]]:
        """The boxes of the items, each with its item."""
        return list(zip(self["items"].subwidgets, self.desk.granted, strict=True))

    def _prepare_purpose(self) -> None:
        duties = self.desk.terms.duties
        duty = self.fields["duty"]
        assert isinstance(duty, forms.ChoiceField)
        duty.choices = [(text, text) for text in duties]
        if len(duties) == 1:
            duty.initial, duty.widget = duties[0], forms.HiddenInput()
        case = self.fields["case"]
        case.required = self.desk.terms.case_required
        case.widget.attrs["autocomplete"] = "off"
        if case.required:
            case.help_text = _("提供单位要求每次使用写明所办的件。")

    def _add_subject(self) -> None:
        keys = self.desk.keys
        if len(keys) != 1:
            for item in keys:
                self.fields[KEY + item.code] = _field_of(item, required=True)
            return
        kind = self.desk.table.key_kind
        if kind is KeyKind.IDENTITY_DOCUMENT:
            label = _("证件类型")
            self.fields["subject_type"] = forms.ChoiceField(label=label, choices=_document_types(), initial="111")
        field = forms.CharField(label=keys[0].name, max_length=LONGEST, help_text=str(key_hint(kind)))
        field.widget.attrs.update(autocomplete="off", spellcheck="false")
        self.fields["subject"] = field

    def _add_claims(self) -> None:
        """Every granted item but the key: it is what the subject is found by."""
        told = [item for item in self.desk.granted if item.column.type != "geometry"]  # which nobody types
        items = [item for item in told if not item.column.is_key] or told
        for item in items:
            self.fields[CLAIM + item.code] = _field_of(item, required=False)

    def _add_items(self) -> None:
        chosen = [(item.code, item.name) for item in self.desk.granted]
        error = {"required": _("请至少选择一个信息项：只选办理此件所需的。")}
        self.fields["items"] = forms.MultipleChoiceField(
            label=_("需要的信息项"),
            choices=chosen,
            widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
            error_messages=error,
        )

    def _field_of(self, path: str) -> str | None:
        """The form's field for a field of the call: `subject.id_number`, `purpose.case`."""
        last = path.rsplit(".", 1)[-1]
        for name in (path, KEY + last, CLAIM + last, last, "subject"):
            if name in self.fields:
                return name
        return None


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
    at = 1 if in_english() else 0
    resident = [(code, text) for code, text in RESIDENT_TYPES.items()]
    return resident + [(code, (kind.zh, kind.en)[at]) for code, kind in DOCUMENT_TYPES.items()]
