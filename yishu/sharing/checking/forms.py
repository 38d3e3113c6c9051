from django import forms
from django.utils.translation import gettext_lazy as _

from yishu.sharing.asked import LONGEST_CASE_KIND, LONGEST_DUTY
from yishu.sharing.checking.commands import Completion
from yishu.sharing.checking.models import Missing
from yishu.sharing.models import Application, Line
from yishu.sharing.wording import LONGEST_TEXT


def _text(label: object, *, rows: int = 2, help_text: object = "") -> forms.CharField:
    return forms.CharField(
        label=label,  # type: ignore[arg-type]
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": rows}),
        help_text=help_text,  # type: ignore[arg-type]
    )


class CheckForm(forms.Form):
    """Passing on needs nothing; sending back names what is missing."""

    missing = forms.MultipleChoiceField(
        label=_("缺少或不明确的内容"),
        required=False,
        choices=Missing.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("退回时须一次性写明，至少一项。"),
    )
    words = _text(_("说明"), rows=3, help_text=_("选“其他”的须写明；转送时可不填。"))


class CompletionForm(forms.Form):
    """The texts of an application that was sent back; items and modes stay as they were asked."""

    duty = forms.CharField(label=_("履职事项"), required=False, max_length=LONGEST_DUTY)
    basis = _text(_("履职依据"), help_text=_("法律法规条款、文件或“三定”规定。"))
    case_kind = forms.CharField(label=_("办件类型"), required=False, max_length=LONGEST_CASE_KIND)
    purpose = _text(_("使用目的"))

    def __init__(self, application: Application, lines: list[Line], *args: object) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        self.initial = {name: getattr(application, name) for name in ("duty", "basis", "case_kind", "purpose")}
        self.lines = lines
        for line in lines:
            self.fields[f"reason-{line.pk}"] = _text(_("用途说明：{name}").format(name=line.entry.name), rows=3)
            self.initial[f"reason-{line.pk}"] = line.reason

    def completion(self) -> Completion:
        given = self.cleaned_data
        reasons = {line.resource.code: given[f"reason-{line.pk}"] for line in self.lines}
        return Completion(given["duty"], given["basis"], given["case_kind"], given["purpose"], reasons)

    def reason_fields(self) -> list[forms.BoundField]:
        return [self[f"reason-{line.pk}"] for line in self.lines]
