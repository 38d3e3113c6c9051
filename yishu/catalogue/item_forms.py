"""The rows of the items' table in the editor, and the items that come of them (8.1)."""

import re
from dataclasses import replace

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from yishu.catalogue.drafting import ITEM_FIELDS
from yishu.catalogue.form_fields import choice
from yishu.catalogue.item_codes import proposed_code
from yishu.catalogue.models import Entry, Item
from yishu.catalogue.rules import ItemDraft
from yishu.catalogue.rules.completeness import MOST_ITEMS
from yishu.catalogue.vocabulary import (
    AlternativeKey,
    Category,
    Comparison,
    ItemRole,
    ItemType,
    Mask,
    Openness,
    Sensitivity,
)
from yishu.catalogue.words import key_name
from yishu.core.text import folded_name
from yishu.standards import queries as standards

MAIN_FIELDS = ("name", "type", "length", "sensitivity", "meaning", "is_key", "required")


PLACEHOLDERS = {
    "code": _("自动生成"),
    "codes": _("如 1=有效；2=注销"),
    "code_list": _("标准代码集的编号"),
    "data_element": _("数据元的编号"),
}


class ItemForm(forms.Form):
    """A row of the items' table; a row without name and code does not count."""

    name = forms.CharField(label=_("名称"), required=False, max_length=120)
    code = forms.CharField(label=_("代码"), required=False, max_length=48)
    type = choice(_("类型"), ItemType, initial=ItemType.STRING)
    length = forms.IntegerField(label=_("长度"), required=False, min_value=1, max_value=100_000)
    sensitivity = choice(_("敏感级别"), Sensitivity, initial=Sensitivity.ORDINARY)
    meaning = forms.CharField(label=_("含义"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 1}))
    is_key = forms.BooleanField(label=_("主键"), required=False)
    required = forms.BooleanField(label=_("必填"), required=False)
    codes = forms.CharField(label=_("代码表"), required=False, max_length=4000)
    code_list = forms.CharField(label=_("代码集"), required=False, max_length=60)
    data_element = forms.CharField(label=_("数据元"), required=False, max_length=60)
    role = choice(_("与数据元的关系"), [("", _("自动判断")), *ItemRole.choices], required=False)
    sharing = choice(_("共享类别"), [("", _("随条目")), *Category.choices], required=False)
    openness = choice(
        _("开放属性"),
        [("", _("随条目")), *((str(one), one.label) for one in Openness if one != Openness.UNSTATED)],
        required=False,
    )
    mask = choice(_("脱敏方式"), [("", _("不脱敏")), *Mask.choices], required=False)
    comparison = choice(_("比对方式"), [("", _("不计大小写空格")), *Comparison.choices], required=False)
    alternative = choice(_("替代主键"), [("", _("不是")), *AlternativeKey.choices], required=False)
    remove = forms.BooleanField(label=_("删除此项"), required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **{**kwargs, "empty_permitted": True, "use_required_attribute": False})  # type: ignore[arg-type]
        for field_name, field in self.fields.items():
            if isinstance(field.widget, forms.CheckboxInput):
                css = "form-check-input"
            else:
                css = "form-select" if isinstance(field.widget, forms.Select) else "form-control"
            field.widget.attrs.update({"class": css, "aria-label": field.label})
            if field_name in ("code", "code_list", "data_element"):
                field.widget.attrs.update({"spellcheck": "false", "autocapitalize": "none"})
            if placeholder := PLACEHOLDERS.get(field_name):
                field.widget.attrs["placeholder"] = placeholder

    def clean_meaning(self) -> str:
        """Its box grows with the text, which is one line all the same."""
        return " ".join(self.cleaned_data["meaning"].split())

    def clean_codes(self) -> dict[str, str]:
        pairs = [part.partition("=") for part in re.split(r"[;；\n]+", self.cleaned_data["codes"]) if part.strip()]
        if any(not mark for _code, mark, _word in pairs):
            raise forms.ValidationError(_("请写成“1=男；2=女”。"))
        return {code.strip(): word.strip() for code, _mark, word in pairs}

    @property
    def main_fields(self) -> list[forms.BoundField]:
        return [bound for bound in self.visible_fields() if bound.name in MAIN_FIELDS]

    @property
    def more_fields(self) -> list[forms.BoundField]:
        """What most items leave as it is; shown on demand."""
        return [bound for bound in self.visible_fields() if bound.name not in MAIN_FIELDS]

    @property
    def says_more(self) -> list[str]:
        """What of those was filled in, in a few words."""
        return [
            f"{bound.label} {_shown(bound)}" for bound in self.more_fields if bound.value() and bound.name != "remove"
        ]

    @property
    def is_wrong_in_more(self) -> bool:
        return any(bound.errors for bound in self.more_fields)

    def counts(self) -> bool:
        """Whether this row is an item: it says something and is not to be removed."""
        given = self.cleaned_data if hasattr(self, "cleaned_data") else {}
        return not given.get("remove") and bool(given.get("name") or given.get("code") or self.errors)

    def draft(self) -> ItemDraft:
        given = {name: self.cleaned_data[name] for name in ITEM_FIELDS if self.cleaned_data.get(name) not in (None, "")}
        return ItemDraft(**{"code": "", "name": "", **given})


def _shown(bound: forms.BoundField) -> str:
    value = str(bound.value())
    choices = dict(getattr(bound.field, "choices", ()))
    return str(choices.get(value, value))[:40]


MORE_ROWS = 5
ItemRows = formset_factory(ItemForm, extra=0, max_num=MOST_ITEMS, absolute_max=MOST_ITEMS + 50)


def first_rows(entry: Entry | None) -> list[dict[str, object]]:
    """The rows that an editor opens with: none for a new entry, whose items are listed first."""
    return [_row(item) for item in entry.items.all()] if entry else []


def _row(item: Item) -> dict[str, object]:
    """The codes of a standard's list stand in the list, not in the row."""
    row: dict[str, object] = {name: getattr(item, name) for name in ITEM_FIELDS}
    whole = item.code_list and item.codes == standards.code_list_values(item.code_list)
    return row | {"codes": "" if whole else "；".join(f"{code}={word}" for code, word in item.codes.items())}


def items_of(rows: "BaseFormSet[ItemForm]", key_kind: str) -> tuple[ItemDraft, ...]:
    """The items that were filled in; without one ticked as the key, the one called as the key's kind is it; codes are made of names."""
    return _with_codes(_with_key([row.draft() for row in rows if row.counts()], key_kind))


def _with_key(items: list[ItemDraft], kind: str) -> list[ItemDraft]:
    """Where no item is ticked as the key, the one that is called as the key's kind is it: 公民身份号码, 统一社会信用代码."""
    word = key_name(kind)
    called = [n for n, item in enumerate(items) if word and folded_name(item.name) == word]
    if len(called) != 1 or any(item.is_key for item in items):
        return items
    return [replace(item, is_key=True) if n in called else item for n, item in enumerate(items)]


def _with_codes(items: list[ItemDraft]) -> tuple[ItemDraft, ...]:
    """Those without a code get one from their names."""
    taken = {item.code for item in items}
    made: list[ItemDraft] = []
    for item in items:
        if item.name.strip() and not item.code:
            item = replace(item, code=proposed_code(item.name, taken))
            taken.add(item.code)
        made.append(item)
    return tuple(made)
