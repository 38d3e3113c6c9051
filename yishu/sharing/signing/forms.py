from django import forms
from django.utils.translation import gettext_lazy as _

from yishu.agencies.models import Agency, Role
from yishu.sharing.signing.commands import LONGEST_NAME, MOST, ROLES, StepDraft
from yishu.sharing.signing.models import SignOffStep
from yishu.sharing.wording import LONGEST_TEXT

EXAMPLES = (_("如“处室负责人审核”。不填即没有这一环节。"), _("如“法制机构审核”。"), _("如“分管领导审批”。"))


class StepsForm(forms.Form):
    """Up to three steps; one without a name is none."""

    def __init__(self, agency: Agency, steps: list[SignOffStep], *args: object) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        people = [(one.login, f"{one.name}（{one.login}）") for one in agency.people.filter(is_active=True)]
        roles = [("", _("不按角色，指定人员")), *((role.value, role.label) for role in ROLES)]
        for n in range(1, MOST + 1):
            held = steps[n - 1] if n <= len(steps) else None
            self.fields[f"name_{n}"] = forms.CharField(
                label=_("环节名称"), required=False, max_length=LONGEST_NAME, help_text=EXAMPLES[n - 1]
            )
            self.fields[f"role_{n}"] = forms.ChoiceField(label=_("由哪个角色审批"), required=False, choices=roles)
            self.fields[f"people_{n}"] = forms.MultipleChoiceField(
                label=_("或指定人员（其中任一人审批即可）"),
                required=False,
                choices=people,
                widget=forms.CheckboxSelectMultiple,
            )
            if held:
                self.initial[f"name_{n}"], self.initial[f"role_{n}"] = held.name, held.role
                self.initial[f"people_{n}"] = [person.login for person in held.people.all()]
            else:
                self.initial[f"role_{n}"] = Role.SIGNER

    def rows(self) -> list[tuple[int, forms.BoundField, forms.BoundField, forms.BoundField]]:
        """The fields of each step."""
        return [(n, self[f"name_{n}"], self[f"role_{n}"], self[f"people_{n}"]) for n in range(1, MOST + 1)]

    def kept(self) -> list[int]:
        """The numbers of the steps that are filled in: a problem counts those only."""
        return [
            n for n in range(1, MOST + 1) if self.cleaned_data[f"name_{n}"].strip() or self.cleaned_data[f"people_{n}"]
        ]

    def drafts(self) -> list[StepDraft]:
        """As the command takes them. Naming people means them and not the role that stands beside."""
        given = self.cleaned_data
        return [
            StepDraft(
                given[f"name_{n}"],
                "" if given[f"people_{n}"] else given[f"role_{n}"],
                tuple(given[f"people_{n}"]),
            )
            for n in self.kept()
        ]


class SignForm(forms.Form):
    """One opinion, for signing and for sending back: the latter needs it."""

    step = forms.IntegerField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    opinion = forms.CharField(
        label=_("意见"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("同意时可不填；退回须写明理由。"),
    )
