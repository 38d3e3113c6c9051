"""Forms of the records sent back."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _

from yishu.catalogue.models import Item
from yishu.core.errors import FieldError
from yishu.hosting.faults import TYPE_WORDS
from yishu.hosting.models import Batch, QuarantinedRecord
from yishu.hosting.quarantine.commands import LONGEST_REASON
from yishu.shell.fields import language

ITEM = "item_"
LONG = 80  # characters that still fit a line


class CorrectionForm(forms.Form):
    """The items of one record as texts, as they came: whether they are right, publishing says."""

    def __init__(self, record: QuarantinedRecord, data: Any = None) -> None:
        came = {ITEM + code: value or "" for code, value in record.values.items()}
        super().__init__(came if data is None else data, use_required_attribute=False)
        for item in items_of(record):
            self.fields[ITEM + item.code] = _field(item, record.values.get(item.code) or "")
        if data is None:  # shown with the faults that it was sent back for, and no others yet
            self._errors, self.cleaned_data = ErrorDict(), {}
            self.take(FieldError(each["field"], each["rule"], each["zh"], each["en"]) for each in record.errors)

    def values(self) -> dict[str, str | None]:
        """By item code; the form must be valid."""
        return {name.removeprefix(ITEM): value or None for name, value in self.cleaned_data.items()}

    def take(self, errors: Iterator[FieldError]) -> None:
        """What is wrong, beside its item; above all of them where it is about the record, or an item that is no more."""
        for error in errors:
            name = ITEM + error.field
            text = error.zh if language() == "zh" else error.en
            self.add_error(name if name in self.fields else None, text.replace("{{", "{").replace("}}", "}"))


class ReasonForm(forms.Form):
    """Why a record is put aside, or an override ends."""

    reason = forms.CharField(
        label=_("理由"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 2}), help_text=_("如：查无此人，源系统已删除。")
    )  # fmt: skip


class BasisForm(forms.Form):
    """By what document a key is right although its check digit does not fit."""

    basis = forms.CharField(
        label=_("依据"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 2}), help_text=_("写明文号，或发证机关的说明及日期。")
    )  # fmt: skip


def items_of(record: QuarantinedRecord) -> list[Item]:
    """What the record is to be filled in by: the items of the entry in force; of a deletion its keys."""
    holding = record.batch.holding
    items = (holding.resource.current or holding.entry).items.all()
    return [item for item in items if item.is_key or record.batch.how != Batch.How.DELETE]


def _field(item: Item, value: str) -> forms.Field:
    required = item.is_key or item.required
    hint = _hint(item)
    if item.codes:
        return forms.ChoiceField(
            label=item.name, required=required, choices=_choices(item.codes, value, required=required), help_text=hint
        )
    is_long = item.type == "string" and (len(value) > LONG or "\n" in value)
    widget = forms.Textarea(attrs={"rows": 3}) if is_long else forms.TextInput(attrs={"autocomplete": "off"})
    return forms.CharField(label=item.name, required=required, strip=False, widget=widget, help_text=hint)


def _choices(codes: Mapping[str, str], value: str, *, required: bool) -> list[tuple[str, str]]:
    """The list's, and what came, which may be wrong: it is not lost by being shown."""
    known = [(code, f"{code} {name}".strip()) for code, name in codes.items()]
    empty = [] if required and value else [("", "—")]
    return empty + ([] if value in codes or not value else [(value, value)]) + known


def _hint(item: Item) -> str:
    if item.codes or item.type == "string":
        return ""
    zh, en = TYPE_WORDS[item.type]
    return f"{en[0].upper()}{en[1:]}." if language() == "en" else f"{zh}。"
