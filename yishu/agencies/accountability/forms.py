"""Naming who answers for something."""

from django import forms
from django.utils.translation import gettext_lazy as _

from yishu.agencies.accountability.commands import Naming
from yishu.agencies.models import Agency, Person


class NamingForm(forms.Form):
    """`was` is who answered for it when the form was made."""

    was = forms.IntegerField(required=False, widget=forms.HiddenInput)
    person = forms.ModelChoiceField(label=_("责任人"), queryset=Person.objects.none(), empty_label=_("请选择"))
    deputy = forms.ModelChoiceField(
        label=_("副责任人"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("不指定"),
        help_text=_("责任人离岗而尚未变更时，由副责任人负责。"),
    )
    reason = forms.CharField(label=_("变更原因"), required=False, max_length=200, help_text=_("变更责任人时填写。"))
    with_work = forms.BooleanField(label=_("原责任人名下未办结的一并移交"), required=False)

    def __init__(self, agency: Agency, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for name in ("person", "deputy"):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = Person.objects.filter(agency=agency, is_active=True)

    @property
    def naming(self) -> Naming:
        return Naming(**self.cleaned_data)
