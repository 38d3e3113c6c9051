from pathlib import PurePath

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from yishu.hosting.models import Batch

MEDIA_TYPES = {
    ".csv": "text/csv",
    ".ndjson": "application/x-ndjson",
    ".jsonl": "application/x-ndjson",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".parquet": "application/vnd.apache.parquet",
    ".arrows": "application/vnd.apache.arrow.stream",
}


class PublishForm(forms.Form):
    """A file of records, and what to do with them."""

    file = forms.FileField(
        label=_("数据文件"),
        help_text=_("CSV、XLSX、Parquet 或 NDJSON；表头用信息项的代码或名称，列的次序不限。"),
        widget=forms.FileInput(attrs={"accept": ",".join(MEDIA_TYPES)}),
    )
    how = forms.ChoiceField(
        label=_("发布方式"),
        initial=Batch.How.UPSERT,
        widget=forms.RadioSelect,
        choices=[
            (Batch.How.UPSERT, _("新增或更新：文件中没有的记录保持不变")),
            (Batch.How.REPLACE, _("整体替换：文件中没有的记录将被删除")),
            (Batch.How.DELETE, _("删除：只需主键列，删除文件中列出的记录")),
        ],
    )
    charset = forms.ChoiceField(
        label=_("CSV 字符集"),
        initial="utf-8",
        required=False,
        help_text=_("较早的 Excel 另存的 CSV 多为 GBK；其他格式不受影响。"),
        choices=[("utf-8", "UTF-8"), ("gbk", "GBK / GB 18030")],
    )

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        if PurePath(file.name).suffix.lower() not in MEDIA_TYPES:
            known = "、".join(MEDIA_TYPES)
            raise forms.ValidationError(_("不认识的文件类型，请选择：%(known)s"), params={"known": known})
        return file

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES[PurePath(self.cleaned_data["file"].name).suffix.lower()]

    @property
    def declared_charset(self) -> str | None:
        return self.cleaned_data["charset"] or None if self.media_type == "text/csv" else None
