"""The entry editor: fields of 8.1 and rows of items, turned into a draft that the rules look at."""

import re

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from yishu.catalogue.models import (
    Category,
    Cycle,
    Entry,
    Format,
    Item,
    ItemType,
    Mode,
    Openness,
    Provision,
    ResourceKind,
    Sensitivity,
)
from yishu.catalogue.rules import EntryDraft, ItemDraft
from yishu.catalogue.words import KEY_WORDS
from yishu.core.errors import FieldError, Problem
from yishu.shell.components import category_look
from yishu.shell.fields import LinkedError, language, of_form

MORE_ROWS = 5
MOST_ITEMS = 400


def _choice(label: object, choices: object, **more: object) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, **more)  # type: ignore[arg-type]


def _text(name: str, **more: object) -> forms.CharField:
    """A text field as the model has it: its words and its length."""
    column = Entry._meta.get_field(name)
    given: dict[str, object] = {"label": column.verbose_name, "max_length": column.max_length, "required": False}
    return forms.CharField(**{**given, **more})  # type: ignore[arg-type]


def _area(name: str, **more: object) -> forms.CharField:
    return _text(name, widget=forms.Textarea(attrs={"rows": 3}), max_length=4000, **more)


class EntryForm(forms.Form):
    """What the rules of an entry require is told by them, once for form and API: here only what can be read at all."""

    name = _text("name", required=True, help_text=_("按“对象＋内容”命名，不带单位名和年份，如“婚姻登记信息”。"))
    summary = _area("summary", required=True, help_text=_("有什么、管什么、从什么业务来。"))
    kind = _choice(_("资源种类"), ResourceKind, initial=ResourceKind.DATA, required=False)
    format = _choice(_("数据格式"), Format)
    domain = _text("domain")
    tags = forms.CharField(label=_("标签"), required=False, max_length=300, help_text=_("用顿号或逗号分开。"))
    category = forms.ChoiceField(label=_("共享类别"), widget=forms.RadioSelect)
    condition = _area("condition", help_text=_("受限共享必填：以何种特定方式、或向哪些指定对象提供。"))
    legal_basis = _area("legal_basis", help_text=_("非共享必填：禁止共享的法律、法规或规章，写明条款。"))
    modes = forms.MultipleChoiceField(
        label=_("共享模式"), choices=Mode, required=False, widget=forms.CheckboxSelectMultiple
    )
    scope = _text("scope", required=True, help_text=_("如“全省行政机关”“省级有关部门”。"))
    case_required = forms.BooleanField(label=_("每次调用须填写办件编号"), required=False)
    provision = _choice(
        _("提供方式"),
        [(str(one), one.label) for one in (Provision.HOSTED, Provision.PROXIED)],
        initial=Provision.HOSTED,
        required=False,
        help_text=_("确实暂不能托管的，可经本单位接口提供，发布后由数据专员挂接，写明原因和期限（第七条）。"),
    )
    openness = _choice(_("向社会开放"), Openness, initial=Openness.CLOSED)
    open_condition = _text("open_condition", help_text=_("有条件开放必填。"))
    cycle = _choice(_("更新频度"), Cycle, initial=Cycle.MONTHLY)
    timeliness = _text("timeliness", required=True, help_text=_("如“产生后 2 个工作日内”。"))
    collection_rule = _area("collection_rule", help_text=_("由谁采集、按什么规则发布和维护。"))
    key_kind = _choice(
        _("主键类型"), list(KEY_WORDS.items()), help_text=_("记录以什么识别；下面的信息项中请勾选主键。")
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, use_required_attribute=False, **kwargs)  # type: ignore[arg-type]
        chooser = self.fields["category"]
        assert isinstance(chooser, forms.ChoiceField)
        chooser.choices = [(str(one), category_look(one).word) for one in Category]

    def clean_tags(self) -> tuple[str, ...]:
        return tuple(tag for tag in re.split(r"[、,，;；\s]+", self.cleaned_data["tags"]) if tag)


class ItemForm(forms.Form):
    """A row of the items' table; a row without name and code does not count."""

    name = forms.CharField(label=_("名称"), required=False, max_length=120)
    code = forms.CharField(label=_("代码"), required=False, max_length=48)
    type = _choice(_("类型"), ItemType, initial=ItemType.STRING)
    length = forms.IntegerField(label=_("长度"), required=False, min_value=1, max_value=100_000)
    sensitivity = _choice(_("敏感级别"), Sensitivity, initial=Sensitivity.ORDINARY)
    meaning = forms.CharField(label=_("含义"), required=False, max_length=300)
    codes = forms.CharField(label=_("代码表"), required=False, max_length=4000)
    is_key = forms.BooleanField(label=_("主键"), required=False)
    required = forms.BooleanField(label=_("必填"), required=False)
    remove = forms.BooleanField(label=_("删除"), required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **{**kwargs, "empty_permitted": True, "use_required_attribute": False})  # type: ignore[arg-type]
        for field_name, field in self.fields.items():
            if isinstance(field.widget, forms.CheckboxInput):
                css = "form-check-input"
            else:
                css = "form-select" if isinstance(field.widget, forms.Select) else "form-control"
            field.widget.attrs.update({"class": css, "aria-label": field.label})
            if field_name == "code":
                field.widget.attrs.update({"spellcheck": "false", "autocapitalize": "none"})

    def clean_codes(self) -> dict[str, str]:
        pairs = [part.partition("=") for part in re.split(r"[;；\n]+", self.cleaned_data["codes"]) if part.strip()]
        if any(not mark for _code, mark, _word in pairs):
            raise forms.ValidationError(_("请写成“1=男；2=女”。"))
        return {code.strip(): word.strip() for code, _mark, word in pairs}

    def counts(self) -> bool:
        """Whether this row is an item: it says something and is not to be removed."""
        given = self.cleaned_data if hasattr(self, "cleaned_data") else {}
        return not given.get("remove") and bool(given.get("name") or given.get("code") or self.errors)

    def draft(self) -> ItemDraft:
        names = ("code", "name", "type", "length", "meaning", "sensitivity", "codes", "is_key", "required")
        given = {name: self.cleaned_data[name] for name in names if self.cleaned_data.get(name) not in (None, "")}
        return ItemDraft(**{"code": "", "name": "", **given})


ItemRows = formset_factory(ItemForm, extra=0, max_num=MOST_ITEMS, absolute_max=MOST_ITEMS + 50)


def first_rows(entry: Entry | None) -> list[dict[str, object]]:
    """The rows that an editor opens with."""
    if entry is None:
        return [{} for _n in range(MORE_ROWS)]
    return [_row(item) for item in entry.items.all()]


def first_fields(entry: Entry | None) -> dict[str, object]:
    if entry is None:
        return {"category": Category.RESTRICTED, "format": Format.DATABASE, "key_kind": "plain"}
    given: dict[str, object] = {name: getattr(entry, name) for name in EntryForm.base_fields}
    return given | {"tags": "、".join(entry.tags)}


def _row(item: Item) -> dict[str, object]:
    names = ("code", "name", "type", "length", "meaning", "sensitivity", "is_key", "required")
    row: dict[str, object] = {name: getattr(item, name) for name in names}
    return row | {"codes": "；".join(f"{code}={word}" for code, word in item.codes.items())}


def draft_of(form: EntryForm, rows: "BaseFormSet[ItemForm]") -> EntryDraft:
    """What was filled in, as the rules take it. Fields that cannot be read are empty in it."""
    given = {name: form.cleaned_data[name] for name in form.fields if form.cleaned_data.get(name) not in (None, "")}
    texts = dict.fromkeys(("name", "summary", "category", "format", "cycle", "openness"), "")
    items = tuple(row.draft() for row in rows if row.counts())
    return EntryDraft(**{**texts, **given, "modes": tuple(given.get("modes", ())), "items": items})


def show_errors(
    form: EntryForm, rows: "BaseFormSet[ItemForm]", problem: Problem | list[FieldError]
) -> list[FieldError]:
    """Put the rules' errors where they belong; what belongs to the items as a whole is given back."""
    counted = [row for row in rows if row.counts()]
    whole: list[FieldError] = []
    for error in problem.errors if isinstance(problem, Problem) else problem:
        message = error.message(language())
        if found := re.fullmatch(r"items\[(\d+)]\.(\w+)", error.field):
            row, name = counted[int(found[1])], found[2]
            if name not in row.errors:
                row.add_error(name, message)
        elif error.field in form.fields:
            if error.field not in form.errors:
                form.add_error(error.field, message)
        else:
            whole.append(error)
    return whole


def summary_of(form: EntryForm, rows: "BaseFormSet[ItemForm]", whole: list[FieldError]) -> list[LinkedError]:
    """All errors for the summary on top, each linked to its input."""
    found = of_form(form)
    found += [LinkedError(error.message(language()), "items", _("信息项")) for error in whole]
    for n, row in enumerate(rows, 1):
        found += [
            LinkedError(error.message, error.target, _("第 {n} 行 {label}").format(n=n, label=error.label))
            for error in of_form(row)
        ]
    return found


class SignOffForm(forms.Form):
    """The secrecy reviewer's statement, or the reason why it goes back."""

    scope = forms.CharField(
        label=_("审查范围"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("审查了什么，如“全部信息项及其结构化数据批次”。结构化数据按此审查持续发布。"),
    )
    opinion = forms.CharField(
        label=_("退回意见"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("退回时必填：哪里不妥、怎样修改。"),
    )


class PublishForm(forms.Form):
    """The coordinator's opinion."""

    opinion = forms.CharField(
        label=_("审核意见"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("退回时必填：哪里不妥、怎样修改。"),
    )
