"""Forms of misuse: filters, what becomes of a finding, what holds use back, canaries, thresholds."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from yishu.operations.misuse.models import Finding, Follows
from yishu.operations.misuse.thresholds import Effective

ANY: Final = ("", _("全部"))


class FilterForm(forms.Form):
    """What to look for; every field may stay empty."""

    state = forms.ChoiceField(label=_("状态"), choices=[ANY, *Finding.State.choices], required=False)
    agency = forms.CharField(label=_("使用单位（名称或代码）"), max_length=80, required=False)
    resource = forms.CharField(label=_("信息资源（名称或代码）"), max_length=80, required=False)


class TextForm(forms.Form):
    text = forms.CharField(label=_("说明"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, label: Any, data: Any = None, *, hint: Any = "", initial: str = "", auto_id: str) -> None:
        super().__init__(data, auto_id=auto_id, initial={"text": initial})
        self.fields["text"].label, self.fields["text"].help_text = label, hint


class RestraintForm(forms.Form):
    """To throttle or suspend: one grant, or all use of the caller."""

    on = forms.ChoiceField(label=_("对象"))
    second = forms.IntegerField(label=_("每秒人次"), required=False)
    day = forms.IntegerField(label=_("每天人次"), required=False)
    until = forms.DateTimeField(
        label=_("截至"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
    )
    reason = forms.CharField(label=_("原因"), max_length=500, help_text=_("会告知使用单位，不要写个人信息。"))

    def __init__(self, choices: list[tuple[str, str]], data: Any = None) -> None:
        super().__init__(data, auto_id="restrain_%s")
        field = self.fields["on"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


class CanaryForm(forms.Form):
    """A canary of a resource: named, or drawn at random."""

    resource = forms.CharField(label=_("资源代码"), max_length=20, help_text=_("如 307022001/000123。"))
    how = forms.ChoiceField(
        label=_("方式"),
        choices=[
            ("invent", _("由平台编造一个不属于任何人的对象")),
            ("plant", _("编造，并发布一条编造的记录")),
            ("name", _("自行填写")),
        ],
        widget=forms.RadioSelect,
        initial="invent",
    )
    subject = forms.CharField(
        label=_("监测对象"), max_length=200, required=False, help_text=_("自行填写时的主键值，如证件号码。")
    )
    note = forms.CharField(label=_("备注"), max_length=200, required=False)
    sure = forms.BooleanField(label=_("数据中有这条记录，仍要设置"), required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, **given: Any) -> None:
        super().__init__(data, **given)
        if data and data.get("sure"):
            self.ask_whether_sure()

    def ask_whether_sure(self) -> None:
        """From now on the box is there to be ticked."""
        self.fields["sure"].widget = forms.CheckboxInput()

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("how") == "name" and not given.get("subject", "").strip():
            self.add_error("subject", str(_("请填写监测对象。")))
        return given


class ThresholdForm(forms.Form):
    """The numbers of one threshold, and what follows by itself."""

    amount = forms.IntegerField(min_value=1)
    ratio = forms.IntegerField(min_value=1)
    follows = forms.ChoiceField(label=_("自动措施"), choices=Follows.choices)
    basis = forms.CharField(label=_("依据"), max_length=200)

    def __init__(self, one: Effective, data: Any = None) -> None:
        basis = one.local.basis if one.local else ""
        super().__init__(
            data, initial={"amount": one.amount, "ratio": one.ratio, "follows": one.follows, "basis": basis}
        )
        self.fields["amount"].label, self.fields["ratio"].label = one.common.amount_says, one.common.ratio_says
        for name, says in (("amount", one.common.amount_says), ("ratio", one.common.ratio_says)):
            if not says:
                self.fields[name].required, self.fields[name].widget = False, forms.HiddenInput()
        if one.common.follows is None:
            del self.fields["follows"]
