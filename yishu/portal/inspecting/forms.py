"""Forms of statistics and excerpts."""

from datetime import date, timedelta
from typing import Any, Final

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yishu.agencies.models import Agency
from yishu.catalogue.models import Resource
from yishu.core.calendar import shanghai_day
from yishu.portal.filtering import action_field, cleaned_receipt, codes_of, day_field
from yishu.portal.inspecting.commands import LONGEST
from yishu.portal.inspecting.statistics import Asked, By

MOST_DAYS: Final = 366
"""Days that are shown one by one."""
USUAL: Final = 30
_BY: Final = [
    (By.DAY, gettext_lazy("按日")),
    (By.MONTH, gettext_lazy("按月")),
    (By.QUARTER, gettext_lazy("按季度")),
    (By.YEAR, gettext_lazy("按年")),
    (By.AGENCY, gettext_lazy("按使用单位")),
    (By.RESOURCE, gettext_lazy("按信息资源")),
    (By.ACTION, gettext_lazy("按操作")),
]
_ORDER: Final = [("", gettext_lazy("次数多的在前")), ("denied", gettext_lazy("被拒绝多的在前"))]


class PeriodForm(forms.Form):
    """What is counted, and for which days."""

    by = forms.ChoiceField(label=gettext_lazy("统计方式"), choices=_BY)
    first = day_field(gettext_lazy("自"), required=True)
    last = day_field(gettext_lazy("至"), required=True)
    agency = forms.CharField(label=gettext_lazy("使用单位（名称或代码）"), max_length=80, required=False)
    resource = forms.CharField(label=gettext_lazy("信息资源（名称或代码）"), max_length=80, required=False)
    action = action_field()
    order = forms.ChoiceField(label=gettext_lazy("次序"), choices=_ORDER, required=False)
    compare = forms.BooleanField(label=gettext_lazy("与上一段时间比较"), required=False)

    @classmethod
    def of(cls, given: Any, today: date) -> "PeriodForm":
        """What was asked, or else all use of the last thirty days by day."""
        usual = {"by": By.DAY, "first": str(today - timedelta(USUAL - 1)), "last": str(today)}
        return cls({**usual, **{name: given[name] for name in cls.base_fields if name in given}})

    def clean_agency(self) -> tuple[str, ...] | None:
        return codes_of(Agency.objects, "name", self.cleaned_data["agency"])

    def clean_resource(self) -> tuple[str, ...] | None:
        return codes_of(Resource.objects, "current__name", self.cleaned_data["resource"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        first, last = given.get("first"), given.get("last")
        if first and last and last < first:
            self.add_error("last", _("不能早于起始日期。"))
        elif first and first > shanghai_day(timezone.now()):
            self.add_error("first", _("这一天还没有到。"))
        elif first and last and given.get("by") == By.DAY and (last - first).days >= MOST_DAYS:
            self.add_error("last", _("按日统计最多 {most} 天，更长的请按月统计。").format(most=MOST_DAYS))
        return given

    def asked(self) -> Asked:
        """Of a valid form."""
        given = self.cleaned_data
        return Asked(
            By(given["by"]), given["first"], given["last"], given["agency"], given["resource"], given["action"],
            denied_first=given["order"] == "denied",
            agency_typed=str(self.data.get("agency", "")).strip(),
            resource_typed=str(self.data.get("resource", "")).strip(),
        )  # fmt: skip


class ReceiptForm(forms.Form):
    """Of which record it is asked whether it was changed."""

    receipt = forms.CharField(
        label=gettext_lazy("回执"),
        max_length=120,
        help_text=gettext_lazy("使用数据时平台发给使用人的一行字，形如 01a2…c7.a52a…，点号后的部分用来核对。"),
    )

    def clean_receipt(self) -> str:
        return cleaned_receipt(self.cleaned_data["receipt"])


class ExcerptForm(forms.Form):
    """By what authority, and what for; what is exported stands in the address."""

    authority = forms.CharField(
        label=gettext_lazy("依据文书"),
        max_length=LONGEST["authority"],
        help_text=gettext_lazy("批准导出的文书名称和文号，会写入留痕和文件。"),
    )
    purpose = forms.CharField(label=gettext_lazy("用途"), max_length=LONGEST["purpose"])
    asked = forms.CharField(max_length=4000, required=False, widget=forms.HiddenInput)
