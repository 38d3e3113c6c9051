from django import forms
from django.utils.translation import gettext_lazy as _

from yishu.catalogue.collection.line_forms import LinesForm, ListForm
from yishu.catalogue.collection.lines import CollectedLine
from yishu.catalogue.projects.commands import ProjectDraft
from yishu.catalogue.projects.models import Project


class ProjectForm(ListForm):
    """A project and the items that it means to collect or keep."""

    name = forms.CharField(label=_("项目名称"), max_length=120)
    systems = forms.CharField(
        label=_("建设的系统"), max_length=2600, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("一行一个。")
    )
    approval = forms.CharField(label=_("立项批文号"), required=False, max_length=60)
    budget = forms.CharField(label=_("经费来源"), required=False, max_length=120, help_text=_("预算科目或者专项名称。"))
    field_order = ["name", "systems", "approval", "budget", "names", "file", "keys"]

    def draft(self) -> ProjectDraft:
        """Raises HeaderUnreadable."""
        given = self.cleaned_data
        return ProjectDraft(
            name=given["name"],
            systems=tuple(given["systems"].splitlines()),
            approval=given["approval"],
            budget=given["budget"],
            names=self.listed(),
            keys=self.listed_keys(),
        )


def initial_of(project: Project) -> dict[str, object]:
    """A project as its form fills it in, for a change."""
    items = list(project.items.all())
    return {
        "name": project.name,
        "systems": "\n".join(project.systems),
        "approval": project.approval,
        "budget": project.budget,
        "names": "\n".join(item.name for item in items),
        "keys": "、".join(item.name for item in items if item.is_key),
    }


class PlanForm(LinesForm):
    """New items, and the entry that will hold them."""

    name = forms.CharField(label=_("拟编条目名称"), max_length=200, help_text=_("如“养老机构入住信息”。"))

    def label_of(self, line: CollectedLine) -> str:
        return line.name


class OpinionForm(forms.Form):
    opinion = forms.CharField(
        label=_("意见"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("有条件通过的写明条件，退回的写明理由。"),
    )
