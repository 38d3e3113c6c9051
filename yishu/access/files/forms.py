"""How a person looks for documents under a grant."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from yishu.access.asks import LONGEST_TEXT
from yishu.hosting.files.rules import LONGEST
from yishu.sharing.rules import Terms
from yishu.shell.fields import choose

_PLAIN: dict[str, Any] = {"autocomplete": "off", "spellcheck": "false"}
_DAY: dict[str, Any] = {"type": "date"}


class FilterForm(forms.Form):
    """Of the list of a grant with bulk."""

    number = forms.CharField(label=_("文件编号"), required=False, max_length=LONGEST["number"])
    dated_from = forms.DateField(
        label=_("成文日期自"), required=False, widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d")
    )
    dated_until = forms.DateField(label=_("至"), required=False, widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"))


class QueryForm(forms.Form):
    """For a duty and a case: by the document's number, or by whom it is about."""

    TYPES: ClassVar[tuple[tuple[str, Any], ...]] = (
        ("uscc", _("统一社会信用代码")),
        ("org_code", _("组织机构代码")),
        ("resident_id", _("身份证")),
        ("licence_no", _("营业执照")),
    )

    duty = forms.ChoiceField(label=_("履职事项"))
    case = forms.CharField(
        label=_("办件编号"), required=False, max_length=LONGEST_TEXT, widget=forms.TextInput(attrs=_PLAIN)
    )
    number = forms.CharField(
        label=_("文件编号"), required=False, max_length=LONGEST["number"], help_text=_("与涉及对象填一项。")
    )
    subject_type = forms.ChoiceField(label=_("涉及对象的证件类型"), choices=TYPES, required=False)
    subject = forms.CharField(
        label=_("涉及对象的号码"), required=False, max_length=60, widget=forms.TextInput(attrs=_PLAIN)
    )

    def __init__(self, terms: Terms, data: Any = None) -> None:
        super().__init__(data, use_required_attribute=False)
        choose(self, "duty", [(duty, duty) for duty in terms.duties])
        self.fields["case"].required = terms.case_required

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if bool(given.get("number")) == bool(given.get("subject")):
            self.add_error("number", _("请填写文件编号或涉及对象的号码，只填一项。"))
        return given
