from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yishu.agencies.models import Agency, ApplicationSystem, Person, Scope
from yishu.catalogue.models import Item, Resource
from yishu.catalogue.spreadsheets.tables import LARGEST_FILE
from yishu.catalogue.vocabulary import Mode
from yishu.core.errors import FieldError, Invalid
from yishu.sharing.attachments.commands import LARGEST
from yishu.sharing.bound_fields import BoundFields
from yishu.sharing.bounds import LIMIT_WORDS
from yishu.sharing.forms import DateInput
from yishu.sharing.row_fields import RowFields
from yishu.sharing.rows import row_items
from yishu.sharing.rules import Limits
from yishu.sharing.standing.agreement import LONGEST_LINE, Agreement
from yishu.sharing.standing.models import OPEN, State
from yishu.sharing.wording import LONGEST_TEXT
from yishu.shell.fields import choose


class AgreementForm(RowFields, BoundFields):
    """An agreement on one resource. The command says what is wrong with it; the form only what it cannot read."""

    field_order = ["consumer", "items", "modes"]

    consumer = forms.CharField(
        label=_("使用单位"), max_length=LONGEST_LINE, help_text=_("全称或统一社会信用代码；简称能唯一认定的也可以。")
    )
    items = forms.MultipleChoiceField(
        label=_("信息项"), widget=forms.CheckboxSelectMultiple, error_messages={"required": _("请至少选择一个信息项。")}
    )
    modes = forms.MultipleChoiceField(
        label=_("共享模式"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请至少选择一种共享模式。")},
    )
    duty = forms.CharField(label=_("履职事项"), max_length=200, help_text=_("数据只能用于此事项。"))
    purpose = forms.CharField(
        label=_("使用目的"), required=False, max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 2})
    )
    obligations = forms.CharField(
        label=_("使用义务"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("约定的保密、留存、销毁等要求；使用单位逐条确认，写入授权条款。"),
    )
    basis_number = forms.CharField(
        label=_("依据文号"), max_length=LONGEST_LINE, help_text=_("协议或文件的文号，如“浙公办〔2019〕12号”。")
    )
    basis_issuer = forms.CharField(label=_("发文单位"), max_length=LONGEST_LINE)
    basis_date = forms.DateField(label=_("发文日期"), widget=DateInput())
    since = forms.DateField(label=_("起始日期"), widget=DateInput(), help_text=_("实际从何时起共享。"))
    until = forms.DateField(
        label=_("终止日期"), widget=DateInput(), required=False, help_text=_("协议未定终止日期的不填。")
    )
    review_by = forms.DateField(
        label=_("审查日期"),
        widget=DateInput(),
        required=False,
        help_text=_("在此之前须转为普通授权，否则失效；不填为规则允许的最晚日期。"),
    )

    def __init__(self, resource: Resource, *args: object, told: Agreement | None = None, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        assert resource.current is not None
        self.resource, entry = resource, resource.current
        self.known = entry.shared_items
        choose(self, "items", [(item.code, item.name) for item in self.known])
        choose(self, "modes", [(mode.value, mode.label) for mode in Mode if mode.value in entry.modes])
        self.initial = {"obligations": entry.condition, **(_initial(told) if told else {})}
        self.offer_rows(row_items(entry), rule=told.rows if told else None)
        self.offer_bounds(self.known)

    def item_rows(self) -> list[tuple[object, Item]]:
        return list(zip(self["items"], self.known, strict=True))

    @property
    def agreement(self) -> Agreement:
        given = self.cleaned_data
        plain = ("duty", "purpose", "obligations", "basis_number", "basis_issuer", "basis_date")
        return Agreement(
            consumer=given["consumer"],
            resource=self.resource.code,
            items=tuple(given["items"]),
            modes=tuple(given["modes"]),
            rows=self.row_rule,
            limits=self.limits,
            networks=self.networks,
            masks=self.masks,
            since=given["since"],
            until=given["until"],
            review_by=given["review_by"],
            **{name: given[name] for name in plain},
        )


class AcknowledgementForm(forms.Form):
    """Who of the consumer will use the data, and that it keeps to the terms."""

    systems = forms.MultipleChoiceField(
        label=_("使用数据的应用系统"), required=False, widget=forms.CheckboxSelectMultiple
    )
    users = forms.MultipleChoiceField(
        label=_("使用数据的政务用户"), required=False, widget=forms.CheckboxSelectMultiple
    )
    accepts = forms.BooleanField(
        label=_("已阅读并接受以上条款、提供条件和使用义务"),
        error_messages={"required": _("请确认接受条款；不能接受的，请提出异议。")},
    )
    fingerprint = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, agency: Agency, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        systems: list[ApplicationSystem] = [
            one for one in agency.systems.filter(is_active=True) if Scope.DATA in one.scopes
        ]
        people: list[Person] = list(agency.people.filter(is_active=True))
        choose(self, "systems", [(one.name, one.name) for one in systems])
        choose(self, "users", [(one.login, f"{one.name}（{one.login}）") for one in people])
        if len(systems) == 1:
            self.initial.setdefault("systems", [systems[0].name])


class ReasonForm(forms.Form):
    """Returning, objecting, dropping."""

    reason = forms.CharField(
        label=_("理由"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("请说明理由。")},
    )


class FileForm(forms.Form):
    """The basis document."""

    file = forms.FileField(
        label=_("依据原件"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".pdf,.ofd,.png,.jpg,.jpeg"}),
        help_text=_("PDF、OFD、PNG、JPEG，不超过 10 MB。"),
    )
    for_all = forms.BooleanField(label=_("同时附到同一文号、尚无文件的其他各条"), required=False)

    def content(self) -> bytes:
        return self.cleaned_data["file"].read(LARGEST + 1)


class SheetForm(forms.Form):
    """A spreadsheet of agreements; `provider` for the coordinator alone."""

    provider = forms.CharField(label=_("提供单位代码"), max_length=18, help_text=_("代哪个单位登记。"))
    file = forms.FileField(
        label=_("表格文件"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        help_text=_("XLSX 或 CSV，一行一条，最多 500 条。"),
    )

    def __init__(self, *args: object, for_others: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if not for_others:
            del self.fields["provider"]

    def content(self) -> bytes:
        return self.cleaned_data["file"].read(LARGEST_FILE + 1)


class FilterForm(forms.Form):
    """What a list shows."""

    STATES = [
        ("", _("全部状态")),
        ("open", _("办理中")),
        ("late", _("逾期未办")),
        ("near", pgettext_lazy("standing", "两个月内到期")),
        *((state.value, state.label) for state in State if state not in OPEN),
    ]
    side = forms.CharField(required=False, widget=forms.HiddenInput)
    q = forms.CharField(label=_("查找"), required=False, max_length=60)
    state = forms.ChoiceField(label=_("状态"), choices=STATES, required=False)


def by_form_fields(wrong: Invalid) -> Invalid:
    """The same errors, at the names that the form's fields have."""
    return Invalid(
        errors=[FieldError(_name(one.field), one.rule, one.zh, one.en, **one.params) for one in wrong.errors]
    )


def _name(field: str) -> str:
    known = {"networks": "networks_text"}
    return known.get(field) or field.replace("limits.", "limit_").replace("masks.", "mask_").replace("rows.", "rows_")


def _initial(told: Agreement) -> dict[str, object]:
    plain = (
        "consumer", "duty", "purpose", "obligations", "basis_number", "basis_issuer", "basis_date", "since", "until", "review_by",
    )  # fmt: skip
    first: dict[str, object] = {name: getattr(told, name) for name in plain}
    first |= {"items": list(told.items), "modes": list(told.modes), "networks_text": "、".join(told.networks)}
    first |= {f"limit_{name}": getattr(told.limits or Limits(), name) for name in LIMIT_WORDS}
    return first | {f"mask_{code}": kind for code, kind in told.masks.items()}
