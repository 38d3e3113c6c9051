"""Forms of proposals and of what the coordinator decides. What they hold is judged by `rules`, as a file's rows and messages are."""

import re
from dataclasses import fields
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from yishu.standards.drafts import CodeListDraft, Draft, ElementDraft, StandardDraft, ValueDraft
from yishu.standards.importing import listed
from yishu.standards.models import (
    CodeList,
    ElementSensitivity,
    ElementType,
    Kind,
    ScopeKind,
    StandardKind,
    State,
)
from yishu.standards.queries import in_force_today

_PLAIN = {"autocomplete": "off", "spellcheck": "false"}
_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ProposalForm(forms.Form):
    """Common to all three: what it replaces, and a note."""

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **{"use_required_attribute": False, **given})
        choices = {"standard": self._standards, "code_list": self._lists}
        for name, found in choices.items():
            if name in self.fields:
                chooser = self.fields[name]
                assert isinstance(chooser, forms.ChoiceField)
                chooser.choices = [("", "—"), *found()]

    def draft(self) -> Draft:
        raise NotImplementedError

    @staticmethod
    def _standards() -> list[tuple[str, str]]:
        return [(one.code, str(one)) for one in in_force_today()]

    @staticmethod
    def _lists() -> list[tuple[str, str]]:
        found = CodeList.objects.filter(state=State.IN_FORCE)
        return [(one.identifier, str(one)) for one in found]


class ElementForm(ProposalForm):
    name = forms.CharField(label=_("名称"), max_length=200, help_text=_("中文业务名称，如“出生日期”；不加序号。"))
    definition = forms.CharField(
        label=_("定义"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("一句话说清是什么，与相近的数据元有何不同。"),
    )
    type = forms.ChoiceField(label=_("数据类型"), choices=ElementType.choices)
    length = forms.IntegerField(label=_("最大长度"), required=False, min_value=1, max_value=1_000_000)
    representation = forms.CharField(
        label=_("表示格式"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs=_PLAIN),
        help_text=_("如 c18（18 位）、c..50（至多 50 位）、n..10,2（含 2 位小数）、d8（年月日）、dt14。"),
    )
    code_list = forms.ChoiceField(label=_("代码集"), required=False)
    standard = forms.ChoiceField(label=_("所属标准"), required=False)
    sensitivity = forms.ChoiceField(label=_("敏感程度"), choices=ElementSensitivity.choices)
    is_reference = forms.BooleanField(
        label=_("标识或引用项"),
        required=False,
        help_text=_("姓名、公民身份号码等只用来指认对象，不另设权威来源。"),
    )
    scope_kind = forms.ChoiceField(
        label=_("权威来源划分"),
        choices=ScopeKind.choices,
        help_text=_("多个单位各管一部分时，按地域还是按对象划分；同一范围只有一个权威来源。"),
    )
    aliases = forms.CharField(
        label=_("别名"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, **_PLAIN}),
        help_text=_("其他叫法和字段名，如“身份证号、gmsfhm”，用顿号分开；编目时据此推荐。"),
    )
    name_en = forms.CharField(label=_("英文名称"), required=False, max_length=200)
    note = forms.CharField(label=_("说明"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    replaces = forms.CharField(
        label=_("替代的数据元"),
        required=False,
        max_length=400,
        widget=forms.TextInput(attrs=_PLAIN),
        help_text=_("发布后不再使用的其他数据元，如 DE00012；本数据元的上一版不必写。"),
    )

    def draft(self) -> ElementDraft:
        given = self.cleaned_data
        lists = {"aliases": listed(given["aliases"]), "replaces": listed(given["replaces"])}
        return ElementDraft(**{**{each.name: given[each.name] for each in fields(ElementDraft)}, **lists})


class CodeListForm(ProposalForm):
    identifier = forms.CharField(
        label=_("标识符"),
        max_length=40,
        widget=forms.TextInput(attrs=_PLAIN),
        help_text=_("如 GBT2261.1、ZJ.MINGSU_TYPE；用已有的标识符即为它的新版本。"),
    )
    name = forms.CharField(label=_("名称"), max_length=120)
    values = forms.CharField(
        label=_("代码和含义"),
        max_length=2_000_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, **_PLAIN, "placeholder": "1\t男性\n2\t女性"}),
        help_text=_(
            "一行一个，可从表格中粘贴：代码、含义、上级代码（选填）、英文含义（选填），用制表符分开；只有两列时也可用空格或等号。"
        ),
    )
    standard = forms.ChoiceField(label=_("所属标准"), required=False)
    source = forms.CharField(label=_("来源"), required=False, max_length=300)
    name_en = forms.CharField(label=_("英文名称"), required=False, max_length=200)
    note = forms.CharField(label=_("说明"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    replaces = forms.CharField(
        label=_("替代的代码集"),
        required=False,
        max_length=400,
        widget=forms.TextInput(attrs=_PLAIN),
        help_text=_("发布后不再使用的其他代码集的标识符。"),
    )

    def draft(self) -> CodeListDraft:
        given = self.cleaned_data
        told = {name: given[name] for name in ("identifier", "name", "standard", "source", "name_en", "note")}
        return CodeListDraft(**told, values=values_of_text(given["values"]), replaces=listed(given["replaces"]))


class StandardForm(ProposalForm):
    code = forms.CharField(
        label=_("标准编号"),
        max_length=60,
        widget=forms.TextInput(attrs=_PLAIN),
        help_text=_("连同年代号，如 GB/T 2261.1-2003。"),
    )
    title = forms.CharField(label=_("标准名称"), max_length=200)
    kind = forms.ChoiceField(label=_("类别"), choices=StandardKind.choices)
    version = forms.CharField(label=_("版本"), required=False, max_length=20)
    issued_by = forms.CharField(label=_("发布单位"), required=False, max_length=200)
    issued_on = forms.DateField(label=_("发布日期"), required=False, widget=_DAY)
    in_force_from = forms.DateField(label=_("实施日期"), required=False, widget=_DAY)
    in_force_until = forms.DateField(label=_("有效至"), required=False, widget=_DAY)
    url = forms.CharField(label=_("全文网址"), required=False, max_length=300)
    title_en = forms.CharField(label=_("英文名称"), required=False, max_length=300)
    note = forms.CharField(label=_("说明"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    replaces = forms.CharField(
        label=_("替代的标准"),
        required=False,
        max_length=400,
        widget=forms.TextInput(attrs=_PLAIN),
        help_text=_("被本标准代替的标准编号，用顿号分开。"),
    )

    def draft(self) -> StandardDraft:
        given = self.cleaned_data
        told = {each.name: given[each.name] for each in fields(StandardDraft)}
        return StandardDraft(**{**told, "replaces": listed(given["replaces"])})


FORMS: Final[dict[Kind, type[ProposalForm]]] = {
    Kind.ELEMENT: ElementForm,
    Kind.CODE_LIST: CodeListForm,
    Kind.STANDARD: StandardForm,
}


class AdoptForm(forms.Form):
    """With whom and by which document it is issued (5.3)."""

    jointly_with = forms.CharField(
        label=_("联合发布的标准化主管部门"), max_length=120, help_text=_("如“浙江省市场监督管理局”。")
    )
    document = forms.CharField(label=_("发布文号"), max_length=120, help_text=_("如“浙数标〔2026〕3号”。"))


class RejectForm(forms.Form):
    opinion = forms.CharField(label=_("不采纳的意见"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class AbolishForm(forms.Form):
    document = forms.CharField(label=_("废止文号"), max_length=120)
    reason = forms.CharField(label=_("废止理由"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class ImportForm(forms.Form):
    file = forms.FileField(
        label=_("文件"),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.json"}),
        help_text=_("CSV、XLSX 或 JSON，列与导出的文件相同，不超过 8 MB、20000 行。"),
    )


def initial_of(draft: Draft) -> dict[str, object]:
    """A draft as a form shows it."""
    shown: dict[str, object] = {}
    for each in fields(draft):
        value = getattr(draft, each.name)
        if each.name == "values":
            shown["values"] = "\n".join(_line(one) for one in value)
        else:
            shown[each.name] = "、".join(value) if isinstance(value, tuple) else value
    return shown


def values_of_text(text: str) -> tuple[ValueDraft, ...]:
    """A code a line: by tabs code, text, parent, English text; without tabs code and text, parted by the first blank or equals sign."""
    values = []
    for line in text.splitlines():
        if not line.strip():
            continue
        parts = line.split("\t") if "\t" in line else re.split(r"\s*[=＝]\s*|\s+", line.strip(), maxsplit=1)
        code, meaning, parent, english = ([part.strip() for part in parts] + [""] * 4)[:4]
        values.append(ValueDraft(code=code, text=meaning, text_en=english, parent=parent))
    return tuple(values)


def _line(value: ValueDraft) -> str:
    return "\t".join((value.code, value.text, value.parent, value.text_en)).rstrip("\t")
