from django import forms
from django.utils.translation import gettext_lazy as _

from yishu.agencies.models import Agency
from yishu.catalogue.collected.commands import FormDraft
from yishu.catalogue.collected.models import CollectedForm
from yishu.catalogue.collection.line_forms import LinesForm, ListForm

OTHER = "other"


class RegisterForm(ListForm):
    """A form in use and its items."""

    name = forms.CharField(label=_("表单名称"), max_length=120, help_text=_("如“困难家庭申请表”。"))
    audience = forms.ChoiceField(label=_("向谁采集"), choices=CollectedForm.Audience)
    duty = forms.ChoiceField(label=_("履职事项"), help_text=_("不属于本单位履职事项的采集，会标记为超范围。"))
    own_duty = forms.CharField(
        label=_("其他履职事项"), required=False, max_length=200, help_text=_("上面选“其他”时填写。")
    )
    basis = forms.CharField(label=_("采集依据"), required=False, max_length=300)
    field_order = ["name", "audience", "duty", "own_duty", "basis", "names", "file", "keys"]

    def __init__(self, agency: Agency, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        chooser = self.fields["duty"]
        assert isinstance(chooser, forms.ChoiceField)
        duties = agency.duties.values_list("name", flat=True)
        chooser.choices = [*((duty, duty) for duty in duties), (OTHER, _("其他（自行填写）"))]  # type: ignore[assignment]

    def clean(self) -> dict[str, object]:
        given = self.cleaned_data
        if given.get("duty") == OTHER and not given.get("own_duty"):
            self.add_error("own_duty", _("请写明履职事项。"))
        return given

    def draft(self) -> FormDraft:
        """Raises HeaderUnreadable."""
        given = self.cleaned_data
        return FormDraft(
            name=given["name"],
            audience=given["audience"],
            duty=given["own_duty"] if given["duty"] == OTHER else given["duty"],
            basis=given["basis"],
            names=self.listed(),
            keys=self.listed_keys(),
        )


class EndForm(LinesForm):
    """Items that are not collected any more."""
