from django import forms
from django.utils.translation import gettext_lazy as _

from yishu.agencies.models import Agency
from yishu.catalogue.vocabulary import ResourceKind
from yishu.sharing.demands.commands import Need
from yishu.sharing.demands.queries import Suggestion
from yishu.shell.fields import choose

OTHER = "other"


class DemandForm(forms.Form):
    """What is needed, for which duty, why, and whom to ask."""

    name = forms.CharField(label=_("需要什么信息"), max_length=200, help_text=_("如“残疾人证持证信息”。"))
    kind = forms.ChoiceField(label=_("资源种类"), choices=ResourceKind, initial=ResourceKind.DATA)
    items = forms.CharField(
        label=_("需要的信息项"),
        max_length=12_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("一行一个，只列必需的。"),
    )
    duty = forms.ChoiceField(label=_("履职事项"))
    own_duty = forms.CharField(
        label=_("其他履职事项"), required=False, max_length=200, help_text=_("上面选“其他”时填写。")
    )
    basis = forms.CharField(label=_("履职依据"), max_length=1000, help_text=_("法律法规条款、文件或“三定”规定。"))
    why = forms.CharField(label=_("为什么需要"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    provider = forms.ChoiceField(label=_("向哪个单位提出"), required=False)

    def __init__(self, agency: Agency, *args: object, suggested: tuple[Suggestion, ...] = (), **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        duties = list(agency.duties.values_list("name", flat=True))
        choose(self, "duty", [*((duty, duty) for duty in duties), (OTHER, _("其他（自行填写）"))])
        first = [one.agency for one in suggested]
        others = Agency.objects.filter(is_active=True).exclude(pk__in=[agency.pk, *(one.pk for one in first)])
        known = [(one.code, one.name) for one in others.order_by("tier", "code")]
        fitting = [(one.code, one.name) for one in first]
        groups = [(_("职责或目录相符"), fitting), (_("其他单位"), known)] if fitting else known
        choose(self, "provider", [("", _("请选择")), *groups])
        if fitting:
            self.initial.setdefault("provider", fitting[0][0])

    def clean(self) -> dict[str, object]:
        given = self.cleaned_data
        if given.get("duty") == OTHER and not given.get("own_duty"):
            self.add_error("own_duty", _("请写明履职事项。"))
        return given

    @property
    def item_names(self) -> tuple[str, ...]:
        return tuple(name for line in self.cleaned_data["items"].splitlines() if (name := line.strip()))

    def need(self) -> Need:
        given = self.cleaned_data
        return Need(
            name=given["name"],
            items=self.item_names,
            duty=given["own_duty"] if given["duty"] == OTHER else given["duty"],
            basis=given["basis"],
            why=given["why"],
            kind=given["kind"],
        )


class AcceptForm(forms.Form):
    """Accepting, and naming what will answer it."""

    resource = forms.ChoiceField(
        label=_("以哪个资源答复"),
        required=False,
        help_text=_("在编或已发布的本单位资源；可以稍后再指定。发布后需求即为满足。"),
    )
    opinion = forms.CharField(
        label=_("答复意见"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, choices: list[tuple[str, str]], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        choose(self, "resource", [("", _("稍后指定")), *choices])


class PassOnForm(forms.Form):
    """Passing on to the agency whose duty it is."""

    to = forms.ChoiceField(label=_("转送哪个单位"))
    reason = forms.CharField(label=_("转送理由"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, but: tuple[int, ...], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        others = Agency.objects.filter(is_active=True).exclude(pk__in=but).order_by("tier", "code")
        choose(self, "to", [("", _("请选择")), *((one.code, one.name) for one in others)])


class RefuseForm(forms.Form):
    """Refusing with the law by which it may not be provided."""

    legal_basis = forms.CharField(
        label=_("不予提供的依据"),
        max_length=300,
        help_text=_("写明法律、法规或规章及条款，如“《…法》第三条”；平台主管部门可见。"),
    )
    reason = forms.CharField(label=_("理由"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
