from datetime import date, timedelta

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from yishu.agencies.models import Agency, ApplicationSystem, Scope
from yishu.catalogue.vocabulary import Mode
from yishu.exchange.applying import Wanted
from yishu.exchange.entries import row_items
from yishu.exchange.models import ForeignApplication, ForeignEntry
from yishu.sharing.forms import DateInput
from yishu.sharing.row_fields import RowFields
from yishu.shell.fields import choose


class JoinForm(forms.Form):
    """Joining an upper node by its invitation."""

    url = forms.CharField(
        label=_("上级平台地址"), max_length=200, help_text=_("如 https://share.zj.gov.cn，不带路径。")
    )
    token = forms.CharField(
        label=_("邀请码"),
        max_length=200,
        help_text=_("由上级平台的系统管理员签发，三天内用一次。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    own_url = forms.CharField(label=_("本平台地址"), max_length=200, help_text=_("上级平台经此地址访问本平台。"))


class ApplyForm(RowFields):
    """Applying for a resource of another node."""

    field_order = ["system", "duty", "basis", "items", "modes"]

    system = forms.ChoiceField(label=_("使用数据的应用系统"))
    duty = forms.CharField(
        label=_("履职事项"), max_length=200, help_text=_("数据只能用于此事项，每次调用都会核对并留痕。")
    )
    basis = forms.CharField(label=_("履职依据"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    items = forms.MultipleChoiceField(label=_("信息项"), widget=forms.CheckboxSelectMultiple)
    modes = forms.MultipleChoiceField(label=_("共享模式"), widget=forms.CheckboxSelectMultiple)
    until = forms.DateField(label=_("使用期限"), widget=DateInput)
    reason = forms.CharField(
        label=_("申请说明"), required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("写给提供单位看。")
    )

    def __init__(
        self,
        entry: ForeignEntry,
        agency: Agency,
        sent: QueryDict | None,
        *,
        today: date,
        held: ForeignApplication | None = None,
    ) -> None:
        """Begun with what `held` asked for, where one came back."""
        super().__init__(sent, initial=_first_of(held) if held else {"until": today + timedelta(days=365)})
        own = ApplicationSystem.objects.filter(agency=agency, is_active=True, scopes__contains=[Scope.DATA])
        duty = agency.duties.first()
        choose(self, "system", [(name, name) for name in own.values_list("name", flat=True)])
        choose(self, "items", [(item["code"], item["name"]) for item in entry.items])
        choose(self, "modes", [(mode, Mode(mode).label) for mode in entry.modes])
        self.fields["duty"].initial = duty.name if duty else ""
        self._entry = entry
        self.offer_rows(row_items(entry), rule=held.row_rule if held else None, division=agency.division_id)

    def wanted(self) -> Wanted:
        given = self.cleaned_data
        return Wanted(
            resource=self._entry.full_code,
            system=given["system"],
            duty=given["duty"],
            items=tuple(given["items"]),
            modes=tuple(given["modes"]),
            until=given["until"],
            basis=given["basis"],
            reason=given["reason"],
            rows=self.row_rule,
        )


def _first_of(held: ForeignApplication) -> dict[str, object]:
    names = ("duty", "basis", "items", "modes", "until", "reason")
    return {"system": held.system.name, **{name: getattr(held, name) for name in names}}
