"""The form of a download."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yishu.access.downloads.commands import Asked
from yishu.access.downloads.obligations import Obligation
from yishu.access.downloads.queries import Offered
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
    version = forms.IntegerField(label=gettext_lazy("历史版本"), min_value=1, max_value=2**62, required=False)
    acknowledge = forms.MultipleChoiceField(label=gettext_lazy("使用义务"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, obligations: Sequence[Obligation], offered: Offered, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        last = offered.last
        self.fields["format"].choices = _formats(has_geometry=offered.has_geometry)  # type: ignore[attr-defined]
        self.fields["extent"].choices = _extents(offered)  # type: ignore[attr-defined]
        if offered.has_past:
            self.fields["version"].help_text = _("取历史版本时填写：第 {first} 版至第 {last} 版。").format(
                first=offered.oldest, last=offered.newest - 1
            )
        else:
            del self.fields["version"]
        self.fields["acknowledge"].choices = [(each.code, each.text) for each in obligations]  # type: ignore[attr-defined]
        if last is not None:
            self.fields["since"].initial = last

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("extent") == "changes" and given.get("since") is None and "since" not in self.errors:
            self.add_error("since", _("请填写您手中数据的版本号。"))
        if given.get("extent") == "past" and given.get("version") is None and "version" not in self.errors:
            self.add_error("version", _("请填写要下载的版本号。"))
        return given

    def asked(self, grant: str) -> Asked:
        given = self.cleaned_data
        since = given["since"] if given["extent"] == "changes" else None
        version = given["version"] if given["extent"] == "past" else None
        return Asked(given["format"], since, version, grant, tuple(given["acknowledge"]))


def _formats(*, has_geometry: bool) -> list[tuple[str, str]]:
    sheet = _("XLSX：直接用 Excel、WPS 打开；最多 {n} 条，更多请选其他格式").format(n=SHEET_ROWS)
    places = [("geojson", _("GeoJSON：地图软件用"))] if has_geometry else []
    return [
        ("csv", _("CSV：各种软件都能打开；用 Excel 打开须按文本导入，以免号码变形")),
        ("xlsx", sheet),
        ("parquet", _("Parquet：分析软件用，体积最小")),
        ("ndjson", _("JSON 行：程序逐行处理用")),
        ("arrow", _("Arrow 流：程序读取最快")),
        *places,
    ]


def _extents(offered: Offered) -> list[tuple[str, str]]:
    if offered.last is None:
        changes = _("只要变化：某一版本以后的新增、修改和删除")
    else:
        changes = _("只要变化：您上次下载的第 {n} 版以后的新增、修改和删除").format(n=offered.last)
    past = [("past", _("历史版本：当时的所有记录"))] if offered.has_past else []
    return [("all", _("全部：当前版本的所有记录")), ("changes", changes), *past]
