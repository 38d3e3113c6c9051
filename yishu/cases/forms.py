import re
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from yishu.agencies.models import Agency, Duty
from yishu.cases.models import Matter
from yishu.cases.rules import MOST_STEPS, MatterDraft, NeedDraft, StepDraft
from yishu.core.errors import FieldError
from yishu.core.text import is_plain
from yishu.shell.fields import language

_NEED = re.compile(r"(?P<code>[\w/-]+)\s*[:：]\s*(?P<items>.+)")


class MatterForm(forms.Form):
    name = forms.CharField(label=_("事项名称"), max_length=200)
    note = forms.CharField(label=_("说明"), max_length=300, required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, use_required_attribute=False)


class StepForm(forms.Form):
    """A row of the steps; one without a name does not count."""

    name = forms.CharField(label=_("步骤名称"), required=False, max_length=120)
    duty = forms.ChoiceField(label=_("办理单位和履职事项"), required=False)
    needs = forms.CharField(
        label=_("需要的信息"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
        help_text=_("每行一项资源：资源代码：信息项代码、信息项代码。只写本步骤所需的。"),
    )

    def __init__(self, *args: Any, duties: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "empty_permitted": True, "use_required_attribute": False})
        chooser = self.fields["duty"]
        assert isinstance(chooser, forms.ChoiceField)
        chooser.choices = [("", "—"), *duties]

    def clean_needs(self) -> tuple[NeedDraft, ...]:
        needs = []
        for line in self.cleaned_data["needs"].splitlines():
            if not line.strip():
                continue
            if not (read := _NEED.fullmatch(line.strip())):
                raise forms.ValidationError(_("请写成“307022001/000123：name、birth_date”。"))
            items = tuple(item for item in re.split(r"[、,，\s]+", read["items"]) if item)
            needs.append(NeedDraft(read["code"].replace("-", "/", 1), items))
        return tuple(needs)

    def draft(self) -> StepDraft:
        agency, _mark, duty = self.cleaned_data.get("duty", "").partition("|")
        return StepDraft(self.cleaned_data.get("name", ""), agency, duty, self.cleaned_data.get("needs", ()))

    @property
    def counts(self) -> bool:
        return bool(self.errors or self.cleaned_data.get("name") or self.cleaned_data.get("needs"))


StepRows = formset_factory(StepForm, extra=4, max_num=MOST_STEPS, absolute_max=MOST_STEPS)


def duty_choices() -> list[tuple[str, str]]:
    """Every duty that an agency has registered: `agency code|duty`."""
    found = Duty.objects.filter(agency__in=Agency.objects.filter(is_active=True)).select_related("agency")
    return [(f"{duty.agency.code}|{duty.name}", f"{duty.agency.short_name} · {duty.name}") for duty in found]


def draft_of(form: MatterForm, rows: "BaseFormSet[StepForm]") -> MatterDraft:
    steps = tuple(row.draft() for row in rows if row.counts)
    return MatterDraft(form.cleaned_data.get("name", ""), steps, form.cleaned_data.get("note", ""))


def take(form: MatterForm, rows: "BaseFormSet[StepForm]", errors: list[FieldError]) -> None:
    """The rules' errors, beside their fields."""
    counted = [row for row in rows if row.counts]
    for error in errors:
        message = error.message(language())
        if found := re.fullmatch(r"steps\[(\d+)]\.(\w+)", error.field):
            name = "duty" if found[2] == "agency" else found[2]
            counted[int(found[1])].add_error(name, message)
        else:
            form.add_error(error.field if error.field in form.fields else None, message)


class OpenForm(forms.Form):
    """Whom a case is about; posted, never in an address."""

    subject = forms.CharField(
        label=_("办理对象"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, matter: Matter, label: str, hint: str, data: Any = None) -> None:
        super().__init__(data, use_required_attribute=False)
        self.matter = matter
        self.fields["subject"].label = label
        self.fields["subject"].help_text = hint


class StepDoneForm(forms.Form):
    """What the handler says at the end of a step: an opinion, or the reason for sending it back."""

    note = forms.CharField(
        label=_("办理意见或退回原因"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("退回时必填。"),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, use_required_attribute=False)

    def clean_note(self) -> str:
        note = " ".join(self.cleaned_data["note"].split())
        if not is_plain(note):
            raise forms.ValidationError(_("请去掉不可见字符。"))
        return note
