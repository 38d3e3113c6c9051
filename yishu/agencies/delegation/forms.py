from django import forms
from django.utils.translation import gettext_lazy as _

from yishu.agencies.delegation.rules import LENDABLE, LONGEST_REASON
from yishu.agencies.models import Person
from yishu.shell.fields import choose


class DelegationForm(forms.Form):
    """Who stands in for whom, for what, from when until when."""

    person = forms.ChoiceField(label=_("被代理人"), error_messages={"required": _("请选择由谁的职责需要代理。")})
    deputy = forms.ChoiceField(
        label=_("代理人"),
        help_text=_("本单位在岗人员。代理人不能审核自己或被代理人提交的事项。"),
        error_messages={"required": _("请选择代理人。")},
    )
    roles = forms.MultipleChoiceField(
        label=_("代理的职责"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("只有审核、审签、主管、监督类职责可以代理。"),
        error_messages={"required": _("请至少选择一项职责。")},
    )
    first_day = forms.DateField(label=_("第一天"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    last_day = forms.DateField(label=_("最后一天"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    reason = forms.CharField(
        label=_("原因"),
        max_length=LONGEST_REASON,
        help_text=_("如“出差”“年休假”。"),
        error_messages={"required": _("请写明原因。")},
    )

    def __init__(self, *arguments: object, away: list[Person], deputies: list[Person], **named: object) -> None:
        super().__init__(*arguments, **named)  # type: ignore[arg-type]
        held = {each.role for person in away for each in person.appointments.all()}
        choose(self, "person", [(str(one.pk), one.name) for one in away])
        choose(self, "deputy", [("", _("请选择"))] + [(str(one.pk), one.name) for one in deputies])
        choose(self, "roles", [(str(role), role.label) for role in LENDABLE if role in held])
