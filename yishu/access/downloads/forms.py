"""The form of a download."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yishu.access.downloads.commands import Asked
from yishu.access.downloads.obligations import Obligation
from yishu.hosting.copying_formats import SHEET_ROWS


class DownloadForm(forms.Form):
    """In which format, how much of it, and what is acknowledged."""

    format = forms.ChoiceField(label=gettext_lazy("文件格式"), widget=forms.RadioSelect, initial="csv")
    extent = forms.ChoiceField(label=gettext_lazy("下载范围"), widget=forms.RadioSelect, initial="all")
    since = forms.IntegerField(
        label=gettext_lazy("已有的数据版本"),
        min_value=0,
        max_value=2**62,
        required=False,
        help_text=gettext_lazy("只下载变化时填写：您手中数据的版本号。"),
    )
    acknowledge = forms.MultipleChoiceField(label=gettext_lazy("使用义务"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, obligations: Sequence[Obligation], last: int | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["format"].choices = _formats()  # type: ignore[attr-defined]
        self.fields["extent"].choices = _extents(last)  # type: ignore[attr-defined]
        self.fields["acknowledge"].choices = [(each.code, each.text) for each in obligations]  # type: ignore[attr-defined]
        if last is not None:
            self.fields["since"].initial = last

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("extent") == "changes" and given.get("since") is None and "since" not in self.errors:
            self.add_error("since", _("请填写您手中数据的版本号。"))
        return given

    def asked(self, grant: str) -> Asked:
        given = self.cleaned_data
        since = given["since"] if given["extent"] == "changes" else None
        return Asked(given["format"], since, grant, tuple(given["acknowledge"]))


def _formats() -> list[tuple[str, str]]:
    sheet = _("XLSX：直接用 Excel、WPS 打开；最多 {n} 条，更多请选其他格式").format(n=SHEET_ROWS)
    return [
        ("csv", _("CSV：各种软件都能打开；用 Excel 打开须按文本导入，以免号码变形")),
        ("xlsx", sheet),
        ("parquet", _("Parquet：分析软件用，体积最小")),
        ("ndjson", _("JSON 行：程序逐行处理用")),
        ("arrow", _("Arrow 流：程序读取最快")),
    ]


def _extents(last: int | None) -> list[tuple[str, str]]:
    if last is None:
        changes = _("只要变化：某一版本以后的新增、修改和删除")
    else:
        changes = _("只要变化：您上次下载的第 {n} 版以后的新增、修改和删除").format(n=last)
    return [("all", _("全部：当前版本的所有记录")), ("changes", changes)]
