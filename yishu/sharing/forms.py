from datetime import date, timedelta
from functools import cache

from django import forms
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from yishu.agencies.models import Agency, ApplicationSystem, Person, Scope
from yishu.catalogue.models import Entry, Item, Resource
from yishu.catalogue.vocabulary import Category, Mode
from yishu.core.errors import FieldError
from yishu.core.rows import RowRule
from yishu.sharing import local_fields
from yishu.sharing.asked import LONGEST_DAYS, MOST_VOLUME, LineRequest
from yishu.sharing.bound_fields import BoundFields
from yishu.sharing.models import Grant, Line
from yishu.sharing.refusing.shown import template_choices
from yishu.sharing.row_fields import RowFields
from yishu.sharing.rows import check_part_of_rows, row_items
from yishu.shell.fields import choose

OTHER = "other"
Choices = list[tuple[str, object]]


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class ApplicationForm(forms.Form):
    """What holds for the whole application: the duty, who will use the data, until when."""

    duty = forms.ChoiceField(label=_("履职事项"), help_text=_("数据只能用于此事项，每次调用都会核对并留痕。"))
    own_duty = forms.CharField(
        label=_("其他履职事项"), required=False, max_length=200, help_text=_("上面选“其他”时填写。")
    )
    basis = forms.CharField(
        label=_("履职依据"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("法律法规条款、文件或“三定”规定，便于提供单位审核。"),
    )
    case_kind = forms.CharField(
        label=_("办件类型"), required=False, max_length=120, help_text=_("在办理哪一类办件时使用，如“临时救助申请”。")
    )
    purpose = forms.CharField(
        label=_("使用目的"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("取得的数据用来做什么，用后怎样处理。"),
    )
    systems = forms.MultipleChoiceField(
        label=_("使用数据的应用系统"), required=False, widget=forms.CheckboxSelectMultiple
    )
    users = forms.MultipleChoiceField(
        label=_("使用数据的政务用户"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("在页面上核验查询的人员，只限本单位。应用系统和政务用户至少选一个。"),
    )
    until = forms.DateField(label=_("使用期限"), widget=DateInput(), help_text=_("最长三年；到期自动失效，可再申请。"))

    def __init__(self, agency: Agency, *args: object, today: date, user: Person, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.today = today
        duties = list(agency.duties.values_list("name", flat=True))
        systems = _callers(agency)
        choose(self, "duty", [*((duty, duty) for duty in duties), (OTHER, _("其他（自行填写）"))])
        choose(self, "systems", [(one.name, one.name) for one in systems])
        choose(self, "users", cache(lambda: _people(agency)))
        self.initial.setdefault("until", default_until(today))
        self.initial.setdefault("users", [user.login])
        if len(systems) == 1:
            self.initial.setdefault("systems", [systems[0].name])
        self.local: dict[str, str] = {}
        for one in local_fields.asked():
            name = local_fields.NAME.format(one.pk)
            self.local[name] = one.label
            self.fields[name] = forms.CharField(
                label=one.label, help_text=one.help, required=one.required, max_length=local_fields.LONGEST
            )

    def clean_until(self) -> date:
        until = self.cleaned_data["until"]
        if not self.today <= until <= self.today + timedelta(days=LONGEST_DAYS):
            raise forms.ValidationError(_("使用期限须为今天起三年内的日期。"))
        return until

    def clean(self) -> dict[str, object]:
        given = self.cleaned_data
        if given.get("duty") == OTHER and not given.get("own_duty"):
            self.add_error("own_duty", _("请写明履职事项。"))
        if not given.get("systems") and not given.get("users"):
            self.add_error("systems", _("请指定使用数据的应用系统或政务用户。"))
        return given

    @property
    def extra(self) -> dict[str, str]:
        """The answers to the fields of this node's own rules, by label."""
        return {label: self.cleaned_data[name] for name, label in self.local.items()}

    @property
    def extra_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.local]

    @property
    def duty_words(self) -> str:
        given = self.cleaned_data
        return given["own_duty"] if given["duty"] == OTHER else given["duty"]


class LineForm(RowFields):
    """What is asked of one resource."""

    field_order = ["items", "modes"]

    items = forms.MultipleChoiceField(
        label=_("信息项"), widget=forms.CheckboxSelectMultiple, error_messages={"required": _("请至少选择一个信息项。")}
    )
    modes = forms.MultipleChoiceField(
        label=_("共享模式"),
        widget=forms.CheckboxSelectMultiple,
        choices=Mode,
        error_messages={"required": _("请至少选择一种共享模式。")},
    )
    reason = forms.CharField(
        label=_("用途说明"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("在办理什么、为什么需要这些信息项，尤其是个人信息。写清楚能更快获批。"),
    )
    volume = forms.IntegerField(
        label=_("预计每天查询人次"),
        required=False,
        min_value=1,
        max_value=MOST_VOLUME,
        help_text=_("便于提供单位核定限额；不清楚可不填。"),
    )
    confirms = forms.BooleanField(
        label=_("接受以上提供条件，并按条件使用"),
        error_messages={"required": _("请确认接受提供条件；不能接受的，请与提供单位协商，或提出共享需求。")},
    )

    def __init__(self, resource: Resource, *args: object, division: str = "", **kwargs: object) -> None:
        super().__init__(*args, prefix=resource.path_code, **kwargs)  # type: ignore[arg-type]
        self.resource = resource
        self.offer_rows(row_items(self.entry), division=division, own_first=not self.is_immediate)
        choose(self, "items", [(item.code, item.name) for item in self.known])
        choose(self, "modes", [(mode.value, mode.label) for mode in Mode if mode.value in self.entry.modes])
        if self.is_immediate or not self.entry.condition:
            del self.fields["confirms"]
        if self.is_immediate:
            self.initial.setdefault("items", [item.code for item in self.known if item.sharing != Category.RESTRICTED])
            self.initial.setdefault("modes", self.entry.modes)
        elif len(self.entry.modes) == 1:
            self.initial.setdefault("modes", self.entry.modes)

    @cached_property
    def entry(self) -> Entry:
        assert self.resource.current is not None
        return self.resource.current

    @cached_property
    def known(self) -> list[Item]:
        return self.entry.shared_items

    @property
    def is_immediate(self) -> bool:
        """Unrestricted: granted without a person."""
        return self.entry.category == Category.UNRESTRICTED

    def item_rows(self) -> list[tuple[object, Item]]:
        """Each checkbox beside its item."""
        return list(zip(self["items"], self.known, strict=True))

    def chosen_items(self) -> list[Item]:
        return [item for item in self.known if item.code in self.cleaned_data["items"]]

    def request(self, whole: ApplicationForm, replaces: Grant | None = None) -> LineRequest:
        """As the command takes it."""
        return LineRequest(
            resource=self.resource.code,
            items=tuple(self.cleaned_data["items"]),
            modes=tuple(self.cleaned_data["modes"]),
            systems=tuple(whole.cleaned_data["systems"]),
            users=tuple(whole.cleaned_data["users"]),
            until=whole.cleaned_data["until"],
            reason=self.cleaned_data["reason"],
            rows=self.row_rule,
            volume=self.cleaned_data["volume"],
            confirms=self.cleaned_data.get("confirms", True),
            replaces=str(replaces.pk) if replaces else None,
        )


class DecisionForm(RowFields, BoundFields):
    """The provider's decision on one line: a part of what was asked, or a refusal with its reason."""

    field_order = ["items", "modes"]

    items = forms.MultipleChoiceField(label=_("授权的信息项"), required=False, widget=forms.CheckboxSelectMultiple)
    modes = forms.MultipleChoiceField(label=_("授权的共享模式"), required=False, widget=forms.CheckboxSelectMultiple)
    start = forms.DateField(label=_("生效日期"), widget=DateInput(), required=False, help_text=_("不填为即刻生效。"))
    until = forms.DateField(label=_("授权期限"), widget=DateInput(), help_text=_("不晚于申请的日期。"))
    template = forms.ChoiceField(label=_("不予授权的理由"), required=False)
    reason = forms.CharField(
        label=_("意见"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("不予授权须说明理由（第二十六条）：选模板、自行填写，或两者都用。同意时可不填。"),
    )

    def __init__(self, line: Line, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.line = line
        self.known = [item for item in line.entry.items.all() if item.code in line.items]
        choose(self, "items", [(item.code, item.name) for item in self.known])
        choose(self, "modes", [(mode.value, mode.label) for mode in Mode if mode.value in line.modes])
        self.initial = {"items": line.items, "modes": line.modes, "until": line.until, **self.initial}
        division = line.application.consumer.division_id
        self.offer_rows(row_items(line.entry), rule=line.row_rule, division=division)
        self.offer_bounds(self.known)
        choose(self, "template", [("", _("不用模板，直接填写理由")), *template_choices()])
        self.fields["rows_item"].help_text = _("可以限定，或在申请的范围内收窄；不选为全部记录。")

    def clean(self) -> dict[str, object]:
        given = super().clean()
        assert given is not None
        if self.line.rows and not given.get("rows_item") and self.data.get("outcome") != "refuse":
            self.add_error("rows_item", _("申请只要部分记录，不能授权全部；请保持不变或收窄。"))
        return given

    def faults(self, asked: RowRule) -> list[FieldError]:
        return check_part_of_rows(self.line, asked)

    def item_rows(self) -> list[tuple[object, Item]]:
        return list(zip(self["items"], self.known, strict=True))


class WithdrawalForm(forms.Form):
    """Ending a grant."""

    reason = forms.CharField(
        label=_("理由"),
        required=True,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("请说明理由。")},
    )


def default_until(today: date) -> date:
    """A year from today."""
    return today + timedelta(days=365)


def _people(agency: Agency) -> Choices:
    return [(one.login, f"{one.name}（{one.login}）") for one in agency.people.filter(is_active=True)]


def _callers(agency: Agency) -> list[ApplicationSystem]:
    """The systems that may call for data."""
    systems: QuerySet[ApplicationSystem] = agency.systems.filter(is_active=True)
    return [one for one in systems if Scope.DATA in one.scopes]
