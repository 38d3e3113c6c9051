from django import forms
from django.utils.translation import gettext_lazy as _

from yishu.sharing.models import Grant, OnwardUse
from yishu.sharing.onward.commands import Publication
from yishu.shell.fields import choose

Route = OnwardUse.Route


class OnwardForm(forms.Form):
    """What is to go to the public, and on which way."""

    route = forms.ChoiceField(
        label=_("方式"),
        choices=Route,
        initial=Route.CONSENT,
        widget=forms.RadioSelect,
        help_text=_("属于政府信息公开范围的无须同意，但须写明依据并告知提供单位。"),
    )
    items = forms.MultipleChoiceField(
        label=_("要公布的信息项"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请至少选择一个信息项。")},
    )
    form = forms.CharField(label=_("以何种形式"), max_length=200, help_text=_("如“按县汇总的统计图表”。"))
    place = forms.CharField(label=_("在哪里公布"), max_length=200, help_text=_("如“本单位门户网站”。"))
    purpose = forms.CharField(label=_("用途"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    basis = forms.CharField(
        label=_("公开依据"),
        required=False,
        max_length=1000,
        help_text=_("属于政府信息公开的必填：法律法规及条款，如“《政府信息公开条例》第二十条”。"),
    )

    def __init__(self, grant: Grant, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        granted = grant.read_terms().items
        choose(self, "items", [(item.code, item.name) for item in grant.line.entry.items.all() if item.code in granted])

    @property
    def is_disclosure(self) -> bool:
        return self.cleaned_data["route"] == Route.DISCLOSURE

    def publication(self) -> Publication:
        given = self.cleaned_data
        return Publication(tuple(given["items"]), given["form"], given["place"], given["purpose"], given["basis"])


class ConsentForm(forms.Form):
    """Consent, on conditions or without."""

    conditions = forms.CharField(
        label=_("同意的条件"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("如“只公布汇总数，不得含个人信息”。"),
    )


class RefusalForm(forms.Form):
    """Refusal with its reason."""

    reason = forms.CharField(label=_("不同意的理由"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
