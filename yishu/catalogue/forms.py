"""The entry editor: fields of 8.1 and rows of items, turned into a draft that the rules look at."""

import re
from dataclasses import replace

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from yishu.catalogue.drafting import ITEM_FIELDS
from yishu.catalogue.item_codes import proposed_code
from yishu.catalogue.models import (
    BaseDatabase,
    Category,
    Cycle,
    Digitisation,
    Entry,
    Format,
    Item,
    ItemRole,
    ItemType,
    Mask,
    Mode,
    Openness,
    Provision,
    ResourceKind,
    Sensitivity,
)
from yishu.catalogue.rules import EntryDraft, ItemDraft
from yishu.catalogue.rules.completeness import MOST_ITEMS
from yishu.catalogue.words import KEY_WORDS
from yishu.core.errors import FieldError, Problem
from yishu.core.text import folded_name
from yishu.shell.components import category_look
from yishu.shell.fields import LinkedError, language, of_form

MORE_ROWS = 5
LISTS = ("tags", "matters", "related", "standards")
"""Fields that hold several words, filled in with 、 between them."""


def _choice(label: object, choices: object, **more: object) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, **more)  # type: ignore[arg-type]


def _text(name: str, **more: object) -> forms.CharField:
    """A text field as the model has it: its words and its length."""
    column = Entry._meta.get_field(name)
    given: dict[str, object] = {"label": column.verbose_name, "max_length": column.max_length, "required": False}
    return forms.CharField(**{**given, **more})  # type: ignore[arg-type]


def _words(label: object, help_text: object, most: int = 2000) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=most, help_text=help_text)  # type: ignore[arg-type]


def _area(name: str, **more: object) -> forms.CharField:
    return _text(name, widget=forms.Textarea(attrs={"rows": 3}), max_length=4000, **more)


CONDITIONAL = ("modes", "condition", "legal_basis", "open_condition", "cycle_note", "digitisation_plan")
"""Fields that other choices make required: their hints say when, and no mark calls them optional."""


class EntryForm(forms.Form):
    """What the rules of an entry require is told by them, once for form and API: here only what can be read at all."""

    name = _text("name", required=True, help_text=_("按“对象＋内容”命名，不带单位名和年份，如“婚姻登记信息”。"))
    summary = _area("summary", required=True, help_text=_("有什么、管什么、从什么业务来。"))
    kind = _choice(_("资源种类"), ResourceKind, initial=ResourceKind.DATA, required=False)
    format = _choice(_("数据格式"), Format)
    domain = _text("domain")
    tags = _words(_("标签"), _("用顿号或逗号分开。"), 300)
    base_database = _choice(
        _("所属基础数据库"),
        [("", _("不属于基础数据库")), *BaseDatabase.choices],
        required=False,
        help_text=_("人口、法人单位等基础数据库，或本领域的专业数据库（第二十二条）。"),
    )
    standards = _words(_("遵循的标准"), _("数据标准登记册中的编号，如“GB/T 2261.1-2003”，用顿号分开。"))
    related = _words(_("关联资源"), _("相关资源的代码，如“307022001/000123”，用顿号分开；对方页面也会显示。"))
    category = forms.ChoiceField(label=_("共享类别"), widget=forms.RadioSelect)
    condition = _area("condition", help_text=_("受限共享必填：以何种特定方式、或向哪些指定对象提供。"))
    legal_basis = _area("legal_basis", help_text=_("非共享必填：禁止共享的法律、法规或规章，写明条款。"))
    modes = forms.MultipleChoiceField(
        label=_("共享模式"),
        choices=Mode,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("不共享的除外，至少选一种：比对验证只答是否一致；查询引用取一个对象的信息；批量复制取整份数据。"),
    )
    scope = _text("scope", required=True, help_text=_("如“全省行政机关”“省级有关部门”。"))
    case_required = forms.BooleanField(label=_("每次调用须填写办件编号"), required=False)
    matters = _words(
        _("需要该资源的跨部门事项"),
        _("联合审批、联合办公、综合治理等事项，用顿号分开；有此类事项的资源须共享（第六条）。"),
    )
    provision = _choice(
        _("提供方式"),
        [(str(one), one.label) for one in Provision if one != Provision.UNSTATED],
        initial=Provision.HOSTED,
        required=False,
        help_text=_("确实暂不能托管的，可经本单位接口提供，发布后由数据专员挂接，写明原因和期限（第七条）。"),
    )
    openness = _choice(_("向社会开放"), Openness, initial=Openness.CLOSED)
    open_condition = _text("open_condition", help_text=_("有条件开放必填。"))
    cycle = _choice(_("更新频度"), Cycle, initial=Cycle.MONTHLY)
    cycle_note = _text("cycle_note", help_text=_("不定期或不更新的，说明原因。"))
    timeliness = _text("timeliness", required=True, help_text=_("如“产生后 2 个工作日内”。"))
    collection_rule = _area("collection_rule", help_text=_("由谁采集、按什么规则发布和维护。"))
    digitisation = _choice(
        _("数字化状态"),
        Digitisation,
        initial=Digitisation.STRUCTURED,
        required=False,
        help_text=_("尚未结构化的，也应登记，并写明数字化计划（第十九条）。"),
    )
    digitisation_due = forms.DateField(
        label=_("计划完成日期"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    digitisation_plan = _area("digitisation_plan", help_text=_("尚未结构化的必填：怎样、由谁完成。"))
    territory = _text("territory", help_text=_("6 位行政区划代码；留空表示本单位辖区。"))
    subject_scope = _text("subject_scope", help_text=_("如“个体工商户”；留空表示全部对象。"))
    second_source_law = _text(
        "second_source_law", help_text=_("同一数据在同一范围只设一个来源；法律另有规定的，写明条款（第十五条）。")
    )
    key_kind = _choice(
        _("主键类型"), list(KEY_WORDS.items()), help_text=_("记录以什么识别；下面的信息项中请勾选主键。")
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, use_required_attribute=False, **kwargs)  # type: ignore[arg-type]
        for name in CONDITIONAL:
            self.fields[name].conditional = True  # type: ignore[attr-defined]
        chooser = self.fields["category"]
        assert isinstance(chooser, forms.ChoiceField)
        chooser.choices = [(str(one), category_look(one).word) for one in Category]

    def clean(self) -> dict[str, object]:
        for name in LISTS:
            apart = r"[、,，;；\s]+" if name == "tags" else r"[、，;；\n]+"
            words = (word.strip() for word in re.split(apart, self.cleaned_data.get(name, "")))
            self.cleaned_data[name] = tuple(dict.fromkeys(word for word in words if word))
        return self.cleaned_data


MAIN_FIELDS = ("name", "code", "type", "length", "sensitivity", "meaning", "is_key", "required")


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
    type = _choice(_("类型"), ItemType, initial=ItemType.STRING)
    length = forms.IntegerField(label=_("长度"), required=False, min_value=1, max_value=100_000)
    sensitivity = _choice(_("敏感级别"), Sensitivity, initial=Sensitivity.ORDINARY)
    meaning = forms.CharField(label=_("含义"), required=False, max_length=300)
    is_key = forms.BooleanField(label=_("主键"), required=False)
    required = forms.BooleanField(label=_("必填"), required=False)
    codes = forms.CharField(label=_("代码表"), required=False, max_length=4000)
    code_list = forms.CharField(label=_("代码集"), required=False, max_length=60)
    data_element = forms.CharField(label=_("数据元"), required=False, max_length=60)
    role = _choice(_("与数据元的关系"), [("", _("自动判断")), *ItemRole.choices], required=False)
    sharing = _choice(_("共享类别"), [("", _("随条目")), *Category.choices], required=False)
    openness = _choice(
        _("开放属性"),
        [("", _("随条目")), *((str(one), one.label) for one in Openness if one != Openness.UNSTATED)],
        required=False,
    )
    mask = _choice(_("脱敏方式"), [("", _("不脱敏")), *Mask.choices], required=False)
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
    def says_more(self) -> bool:
        """Whether any of those was filled in, or is wrong."""
        return any(bound.value() or bound.errors for bound in self.more_fields)

    def counts(self) -> bool:
        """Whether this row is an item: it says something and is not to be removed."""
        given = self.cleaned_data if hasattr(self, "cleaned_data") else {}
        return not given.get("remove") and bool(given.get("name") or given.get("code") or self.errors)

    def draft(self) -> ItemDraft:
        given = {name: self.cleaned_data[name] for name in ITEM_FIELDS if self.cleaned_data.get(name) not in (None, "")}
        return ItemDraft(**{"code": "", "name": "", **given})


ItemRows = formset_factory(ItemForm, extra=0, max_num=MOST_ITEMS, absolute_max=MOST_ITEMS + 50)


def first_rows(entry: Entry | None) -> list[dict[str, object]]:
    """The rows that an editor opens with."""
    rows = [_row(item) for item in entry.items.all()] if entry else []
    return rows or [{} for _n in range(MORE_ROWS)]


def first_fields(entry: Entry | None) -> dict[str, object]:
    if entry is None:
        return {"category": Category.RESTRICTED, "format": Format.DATABASE, "key_kind": "plain"}
    given: dict[str, object] = {name: getattr(entry, name) for name in EntryForm.base_fields}
    return given | {name: "、".join(getattr(entry, name)) for name in LISTS}


def _row(item: Item) -> dict[str, object]:
    row: dict[str, object] = {name: getattr(item, name) for name in ITEM_FIELDS}
    return row | {"codes": "；".join(f"{code}={word}" for code, word in item.codes.items())}


def draft_of(form: EntryForm, rows: "BaseFormSet[ItemForm]") -> EntryDraft:
    """What was filled in, as the rules take it. Fields that cannot be read are empty in it."""
    given = {name: form.cleaned_data[name] for name in form.fields if form.cleaned_data.get(name) not in (None, "")}
    texts = dict.fromkeys(("name", "summary", "category", "format", "cycle", "openness"), "")
    items = _with_codes(_with_key([row.draft() for row in rows if row.counts()], str(given.get("key_kind", ""))))
    return EntryDraft(**{**texts, **given, "modes": tuple(given.get("modes", ())), "items": items})


def only_lacks(form: EntryForm, rows: "BaseFormSet[ItemForm]") -> bool:
    """Whether all that keeps the form from being read is fields left empty, the name apart; they are complained of no more."""
    lacking = [name for name, errors in form.errors.as_data().items() if all(one.code == "required" for one in errors)]
    if len(lacking) < len(form.errors) or "name" in lacking or not rows.is_valid():
        return False
    for name in lacking:
        del form.errors[name]
    return True


def _with_key(items: list[ItemDraft], kind: str) -> list[ItemDraft]:
    """Where no item is ticked as the key, the one that is called as the key's kind is it: 公民身份号码, 统一社会信用代码."""
    with override("zh-hans"):  # items are named in Chinese, whatever the language of the page
        word = folded_name(str(KEY_WORDS.get(kind, "")))
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


def show_errors(
    form: EntryForm, rows: "BaseFormSet[ItemForm]", problem: Problem | list[FieldError]
) -> list[FieldError]:
    """Put the rules' errors where they belong; what belongs to the items as a whole is given back."""
    counted = [row for row in rows if row.counts()]
    whole: list[FieldError] = []
    for error in problem.errors if isinstance(problem, Problem) else problem:
        message = error.message(language())
        field = re.sub(r"\[\d+]$", "", error.field)  # one of several words in a field
        if found := re.fullmatch(r"items\[(\d+)]\.(\w+)", error.field):
            row, name = counted[int(found[1])], found[2]
            if name not in row.errors:
                row.add_error(name, message)
        elif field in form.fields:
            if field not in form.errors:
                form.add_error(field, message)
        else:
            whole.append(error)
    return whole


def summary_of(form: EntryForm, rows: "BaseFormSet[ItemForm]", whole: list[FieldError]) -> list[LinkedError]:
    """All errors for the summary on top, each linked to its input."""
    found = of_form(form)
    found += [LinkedError(error.message(language()), "items", _("信息项")) for error in whole]
    for n, row in enumerate(rows, 1):
        found += [LinkedError(error.message, error.target, _label_in(row, n, error.label)) for error in of_form(row)]
    return found


def _label_in(row: ItemForm, n: int, label: object) -> str:
    """A field of a row, by the item's name where it has one."""
    name = str(row["name"].value() or "")[:30]
    return f"{name} {label}" if name else str(_("第 {n} 行 {label}")).format(n=n, label=label)


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
    opinion.conditional = True  # type: ignore[attr-defined]


class PublishForm(forms.Form):
    """The coordinator's opinion."""

    opinion = forms.CharField(
        label=_("审核意见"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("退回时必填：哪里不妥、怎样修改。"),
    )
    opinion.conditional = True  # type: ignore[attr-defined]
