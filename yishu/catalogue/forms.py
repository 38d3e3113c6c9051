"""The entry editor: fields of 8.1 and rows of items, turned into a draft that the rules look at."""

import re

from django import forms
from django.forms import BaseFormSet
from django.utils.translation import gettext_lazy as _

from yishu.catalogue.form_fields import area, choice, text, words
from yishu.catalogue.item_forms import ItemForm, items_of
from yishu.catalogue.models import Entry
from yishu.catalogue.rules import EntryDraft
from yishu.catalogue.vocabulary import (
    BaseDatabase,
    Category,
    Cycle,
    Digitisation,
    Format,
    Mode,
    Openness,
    Provision,
    ResourceKind,
)
from yishu.catalogue.words import KEY_WORDS
from yishu.core.errors import FieldError, Problem
from yishu.shell.components import category_look
from yishu.shell.fields import LinkedError, language, of_form

LISTS = ("tags", "matters", "related", "standards")
"""Fields that hold several words, filled in with 、 between them."""
CONDITIONAL = ("modes", "condition", "legal_basis", "open_condition", "cycle_note", "digitisation_plan")
"""Fields that other choices make required: their hints say when, and no mark calls them optional."""
IN_TWO_DAYS = "产生后 2 个工作日内"
"""What the regulation itself asks of most data (25.1)."""
BY_THE_TENTH = "每月 10 日前更新上月数据"
"""What goes with the cycle that a new entry begins with."""
SUMMARIES = (("来自本单位办理相关业务时的登记", ""), ("由本单位和下级机关在办理业务时采集", ""))
CONDITIONS = (
    ("因履行职责需要，经本单位审核同意后使用", ""),
    ("限办理行政审批、监管事项，经本单位审核同意后使用", ""),
    ("限本系统各级机关使用", ""),
)
SCOPES = (("全省行政机关", ""), ("省级有关部门", ""), ("全市行政机关", ""), ("本系统各级机关", ""))
TIMES = (
    ("实时更新", "cycle=realtime"),
    (IN_TWO_DAYS, ""),
    ("每日更新前一日数据", "cycle=daily"),
    ("每周一更新上周数据", "cycle=weekly"),
    (BY_THE_TENTH, "cycle=monthly"),
    ("每季度第一个月上旬更新上季度数据", "cycle=quarterly"),
    ("每半年更新一次，1 月、7 月上旬完成", "cycle=half_yearly"),
    ("每年 1 月底前更新上年数据", "cycle=yearly"),
)
CYCLE_NOTES = (("发生变更时更新", "cycle=irregular"), ("历史数据，不再变化", "cycle=never"))
RULES = (("由本单位在办理业务时采集，按更新频度经平台发布，由数据专员维护", ""),)


class EntryForm(forms.Form):
    """What the rules of an entry require is told by them, once for form and API: here only what can be read at all."""

    name = text("name", required=True, help_text=_("按“对象＋内容”命名，不带单位名和年份，如“婚姻登记信息”。"))
    summary = area("summary", required=True, help_text=_("有什么、管什么、从什么业务来。"), phrases=SUMMARIES)
    kind = choice(_("资源种类"), ResourceKind, initial=ResourceKind.DATA, required=False)
    format = choice(_("数据格式"), Format)
    domain = text("domain", help_text=_("如“市场监管”“社会保障”，目录按此归类。"))
    tags = words(_("标签"), _("用顿号或逗号分开。"), 300)
    base_database = choice(
        _("所属基础数据库"),
        [("", _("不属于基础数据库")), *BaseDatabase.choices],
        required=False,
        help_text=_("人口、法人单位等基础数据库，或本领域的专业数据库（第二十二条）。"),
    )
    standards = words(_("遵循的标准"), _("数据标准登记册中的编号，如“GB/T 2261.1-2003”，用顿号分开。"))
    related = words(_("关联资源"), _("相关资源的代码，如“307022001/000123”，用顿号分开；对方页面也会显示。"))
    category = forms.ChoiceField(
        label=_("共享类别"),
        widget=forms.RadioSelect,
        help_text=_("非受限：申请即得；受限：附条件，经本单位审核；非共享：法律、法规、规章禁止共享的。"),
    )
    condition = area(
        "condition", help_text=_("受限共享必填：以何种特定方式、或向哪些指定对象提供。"), phrases=CONDITIONS
    )
    legal_basis = area("legal_basis", help_text=_("非共享必填：禁止共享的法律、法规或规章，写明条款。"))
    modes = forms.MultipleChoiceField(
        label=_("共享模式"),
        choices=Mode,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("不共享的除外，至少选一种：比对验证只答是否一致；查询引用取一个对象的信息；批量复制取整份数据。"),
    )
    scope = text("scope", required=True, help_text=_("可以申请的单位。"), phrases=SCOPES)
    case_required = forms.BooleanField(label=_("每次调用须填写办件编号"), required=False)
    matters = words(
        _("需要该资源的跨部门事项"),
        _("联合审批、联合办公、综合治理等事项，用顿号分开；有此类事项的资源须共享（第六条）。"),
    )
    provision = choice(
        _("提供方式"),
        [(str(one), one.label) for one in Provision if one != Provision.UNSTATED],
        initial=Provision.HOSTED,
        required=False,
        help_text=_("确实暂不能托管的，可经本单位接口提供，发布后由数据专员挂接，写明原因和期限（第七条）。"),
    )
    openness = choice(_("向社会开放"), Openness, initial=Openness.CLOSED)
    open_condition = text("open_condition", help_text=_("有条件开放必填。"))
    cycle = choice(_("更新频度"), Cycle, initial=Cycle.MONTHLY)
    cycle_note = text("cycle_note", help_text=_("不定期或不更新的，说明原因。"), phrases=CYCLE_NOTES)
    timeliness = text(
        "timeliness", required=True, help_text=_("数据产生或变化后，多久能在平台上取到（第二十五条）。"), phrases=TIMES
    )
    collection_rule = area("collection_rule", help_text=_("由谁采集、按什么规则发布和维护。"), phrases=RULES)
    digitisation = choice(
        _("数字化状态"),
        Digitisation,
        initial=Digitisation.STRUCTURED,
        required=False,
        help_text=_("尚未结构化的，也应登记，并写明数字化计划（第十九条）。"),
    )
    digitisation_due = forms.DateField(
        label=_("计划完成日期"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    digitisation_plan = area("digitisation_plan", help_text=_("尚未结构化的必填：怎样、由谁完成。"))
    territory = text("territory", help_text=_("6 位行政区划代码；留空表示本单位辖区。"))
    subject_scope = text("subject_scope", help_text=_("如“个体工商户”；留空表示全部对象。"))
    second_source_law = text(
        "second_source_law", help_text=_("同一数据在同一范围只设一个来源；法律另有规定的，写明条款（第十五条）。")
    )
    key_kind = choice(
        _("主键类型"), list(KEY_WORDS.items()), help_text=_("一条记录以哪个号码识别，须与勾选的主键相符。")
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


def first_fields(entry: Entry | None) -> dict[str, object]:
    if entry is None:
        usual = {"category": Category.RESTRICTED, "modes": [Mode.VERIFY, Mode.QUERY]}
        return usual | {"format": Format.DATABASE, "key_kind": "plain", "timeliness": BY_THE_TENTH}
    given: dict[str, object] = {name: getattr(entry, name) for name in EntryForm.base_fields}
    return given | {name: "、".join(getattr(entry, name)) for name in LISTS}


def draft_of(form: EntryForm, rows: "BaseFormSet[ItemForm]") -> EntryDraft:
    """What was filled in, as the rules take it. Fields that cannot be read are empty in it."""
    given = {name: form.cleaned_data[name] for name in form.fields if form.cleaned_data.get(name) not in (None, "")}
    texts = dict.fromkeys(("name", "summary", "category", "format", "cycle", "openness"), "")
    items = items_of(rows, str(given.get("key_kind", "")))
    return EntryDraft(**{**texts, **given, "modes": tuple(given.get("modes", ())), "items": items})


def only_lacks(form: EntryForm, rows: "BaseFormSet[ItemForm]") -> bool:
    """Whether all that keeps the form from being read is fields left empty, the name apart; they are complained of no more."""
    lacking = [name for name, errors in form.errors.as_data().items() if all(one.code == "required" for one in errors)]
    if len(lacking) < len(form.errors) or "name" in lacking or not rows.is_valid():
        return False
    for name in lacking:
        del form.errors[name]
    return True


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
