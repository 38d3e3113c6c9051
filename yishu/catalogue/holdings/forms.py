from django import forms
from django.utils.translation import gettext_lazy as _


class ExemptionForm(forms.Form):
    """The law by which a duty's data stays out of the catalogue."""

    law = forms.CharField(label=_("法律、法规或规章"), max_length=200, help_text=_("如“《中华人民共和国统计法》”。"))
    article = forms.CharField(label=_("条款"), max_length=60, help_text=_("写到条，如“第九条”。"))
    reason = forms.CharField(label=_("理由"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))


class LinkForm(forms.Form):
    """A resource of one's own agency that holds the duty's data."""

    resource = forms.ChoiceField(
        label=_("由哪个资源承载"), help_text=_("在编或已发布的本单位资源；发布后即不再列为应编未编。")
    )

    def __init__(self, choices: list[tuple[str, str]], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        chooser = self.fields["resource"]
        assert isinstance(chooser, forms.ChoiceField)
        chooser.choices = [("", _("请选择")), *choices]  # type: ignore[assignment]
