"""Forms of this slice: how a person receives notices, and a system's webhook."""

from django import forms
from django.utils.translation import gettext_lazy as _

from yishu.notices import kinds
from yishu.notices.commands import PORTAL, Wanted
from yishu.notices.hooks import LONGEST
from yishu.notices.models import Pace, Preference

HOURS = [(str(hour), f"{hour}:00") for hour in range(24)]
PACES = [(PORTAL, _("只在平台内查看")), *Pace.choices]


class PreferenceForm(forms.Form):
    """One channel; its fields carry the channel's code as their prefix."""

    pace = forms.ChoiceField(label=_("何时发送"), choices=PACES)
    address = forms.CharField(label=_("地址"), max_length=200, required=False)
    hour = forms.ChoiceField(label=_("汇总时间"), choices=HOURS, help_text=_("每天或每周一汇总时，在这个时间发送。"))
    working_days = forms.BooleanField(
        label=_("只在工作日发送"), required=False, help_text=_("休息日的通知留到下一个工作日 9 点以后。")
    )
    language = forms.ChoiceField(label=_("语言"), choices=Preference.Language.choices)

    def __init__(self, code: str, address_label: str, held: Preference | None, data: object = None) -> None:
        start = {"pace": PORTAL, "hour": "9", "language": "zh"}
        if held is not None:
            start = {"pace": held.pace, "address": held.address, "hour": str(held.hour)}
            start |= {"working_days": held.working_days, "language": held.language}  # type: ignore[dict-item]
        super().__init__(data, initial=start, prefix=code)  # type: ignore[arg-type]
        self.fields["address"].label = address_label

    @property
    def wanted(self) -> Wanted:
        given = self.cleaned_data
        return Wanted(
            channel=str(self.prefix),
            pace=given["pace"],
            address=given["address"].strip(),
            hour=int(given["hour"]),
            working_days=given["working_days"],
            language=given["language"],
        )


class WebhookForm(forms.Form):
    """A new webhook of one system."""

    url = forms.CharField(
        label=_("接收地址"),
        max_length=LONGEST,
        help_text=_("以 https:// 开头，由该应用系统接收；不跟随跳转。"),
        widget=forms.TextInput(attrs={"inputmode": "url", "spellcheck": "false", "autocomplete": "off"}),
    )
    kinds = forms.MultipleChoiceField(
        label=_("接收哪些通知"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("一个都不选即接收全部，包括今后新增的种类。"),
    )

    def __init__(self, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.fields["kinds"].choices = [(kind.code, kind.label) for kind in kinds.for_systems()]  # type: ignore[attr-defined]
