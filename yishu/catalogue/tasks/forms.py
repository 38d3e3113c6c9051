from django import forms
from django.utils.translation import gettext_lazy as _

from yishu.agencies.models import Agency
from yishu.catalogue.collection.line_forms import ListForm
from yishu.catalogue.tasks.laying import TaskDraft
from yishu.catalogue.tasks.models import Cycle, Task
from yishu.shell.fields import choose


class TaskForm(ListForm):
    """What is asked of whom, until when."""

    title = forms.CharField(label=_("任务名称"), max_length=120, help_text=_("如“农村留守老年人情况月报”。"))
    basis = forms.CharField(label=_("采集依据"), max_length=300, help_text=_("法律法规条款、文件或“三定”规定。"))
    cycle = forms.ChoiceField(label=_("采集频度"), choices=Cycle)
    until = forms.DateField(label=_("截止日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    counterparts = forms.BooleanField(label=_("全部隶属本单位的下级对口单位"), required=False)
    division = forms.ChoiceField(label=_("一个区划内的全部下级单位"), required=False, help_text=_("含其下各级区划。"))
    bearers = forms.MultipleChoiceField(label=_("逐个选择"), required=False, widget=forms.CheckboxSelectMultiple)
    field_order = ["title", "basis", "cycle", "until", "counterparts", "division", "bearers", "names", "file", "keys"]

    def __init__(self, lower: list[Agency], counterparts: set[int], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._lower, self._counterparts = lower, counterparts
        divisions = {agency.division_id: agency.division.name for agency in lower}
        choose(self, "division", [("", _("不按区划选择")), *sorted(divisions.items())])
        choose(self, "bearers", [(one.code, f"{one.name}（{divisions[one.division_id]}）") for one in lower])

    def clean(self) -> dict[str, object]:
        given = self.cleaned_data
        if "bearers" in given and not self._chosen():
            self.add_error("bearers", _("请选择向哪些下级单位布置。"))
        return given

    def draft(self) -> TaskDraft:
        """Raises HeaderUnreadable."""
        given = self.cleaned_data
        return TaskDraft(
            title=given["title"],
            basis=given["basis"],
            cycle=given["cycle"],
            until=given["until"],
            names=self.listed(),
            keys=self.listed_keys(),
            bearers=self._chosen(),
        )

    def _chosen(self) -> tuple[str, ...]:
        given = self.cleaned_data
        named, division = set(given["bearers"]), given.get("division") or ""
        return tuple(
            agency.code
            for agency in self._lower
            if agency.code in named
            or (given.get("counterparts") and agency.pk in self._counterparts)
            or (division and _is_within(agency.division_id, division))
        )


def initial_of(task: Task) -> dict[str, object]:
    """A task as its form fills it in, for a change."""
    items = list(task.items.all())
    return {
        "title": task.title,
        "basis": task.basis,
        "cycle": task.cycle,
        "until": task.until,
        "bearers": [bearing.agency.code for bearing in task.bearings.select_related("agency")],
        "names": "\n".join(item.name for item in items),
        "keys": "、".join(item.name for item in items if item.is_key),
    }


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("理由"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))


class DecisionForm(forms.Form):
    """A decision on what one agency objects to, or did not answer."""

    agency = forms.CharField(widget=forms.HiddenInput)
    positions = forms.MultipleChoiceField(label=_("信息项"), required=False, widget=forms.CheckboxSelectMultiple)
    opinion = forms.CharField(label=_("核定意见"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, choices: list[tuple[str, str]], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        choose(self, "positions", choices)
        self.fields["positions"].required = bool(choices)  # nothing to choose from where an agency said nothing at all


def _is_within(code: str, division: str) -> bool:
    """GB/T 2260: a province's code ends in four zeros, a city's in two."""
    return code.startswith(
        division[:2] if division.endswith("0000") else division[:4] if division.endswith("00") else division
    )
