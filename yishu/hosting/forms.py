from collections.abc import Collection
from datetime import timedelta
from pathlib import PurePath
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from yishu.core.errors import FieldError
from yishu.hosting.models import Batch, Mount
from yishu.hosting.rules import MountDraft
from yishu.hosting.tables import Table
from yishu.shell.fields import language
from yishu.wire.batches import MEDIA_TYPES


class PublishForm(forms.Form):
    """A file of records, and what to do with them."""

    file = forms.FileField(
        label=_("数据文件"),
        help_text=_("CSV、XLSX、Parquet、NDJSON 或 GeoJSON；表头用信息项的代码或名称，列的次序不限。"),
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
        choices=[
            ("utf-8", "UTF-8"),
            ("gbk", "GBK / GB 18030"),
            ("utf-16", "UTF-16"),
            ("big5", "Big5"),
            ("big5-hkscs", "Big5-HKSCS"),
            ("euc-jp", "EUC-JP"),
            ("shift-jis", "Shift_JIS"),
            ("euc-kr", "EUC-KR"),
            ("windows-1252", "Windows-1252"),
        ],
    )

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        self.require_known(file.name)
        return file

    @staticmethod
    def require_known(name: str) -> str:
        if PurePath(name).suffix.lower() not in MEDIA_TYPES:
            known = "、".join(MEDIA_TYPES)
            raise forms.ValidationError(_("不认识的文件类型，请选择：%(known)s"), params={"known": known})
        return name

    @property
    def file_name(self) -> str:
        return self.cleaned_data["file"].name

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES[PurePath(self.file_name).suffix.lower()]

    @property
    def declared_charset(self) -> str | None:
        return self.cleaned_data["charset"] or None if self.media_type == "text/csv" else None


KEY, ITEM = "key_", "item_"


class MountForm(forms.Form):
    """A mount, with one field for each key item and for each item of the resource."""

    origin = forms.ChoiceField(
        label=_("接口地址"), help_text=_("只能选本节点允许挂接的地址；没有的，请系统管理员加入。")
    )
    path = forms.CharField(
        label=_("路径"),
        max_length=300,
        required=False,
        help_text=_("如 /person/query，不带参数。本单位前置交换不必填，怎样问、怎样读也不必填。"),
    )
    method = forms.ChoiceField(
        label=_("调用方式"), choices=Mount.Method, initial=Mount.Method.POST, widget=forms.RadioSelect
    )
    form = forms.ChoiceField(
        label=_("报文形式"), choices=Mount.Form, initial=Mount.Form.JSON, required=False, widget=forms.RadioSelect
    )
    operation = forms.CharField(label=_("操作的元素名"), max_length=60, required=False, help_text=_("如 queryPerson。"))
    namespace = forms.CharField(
        label=_("操作的命名空间"),
        max_length=200,
        required=False,
        help_text=_("WSDL 中的 targetNamespace；没有的留空。"),
    )
    action = forms.CharField(label="SOAPAction", max_length=200, required=False)
    record_at = forms.CharField(
        label=_("记录在返回中的位置"),
        max_length=120,
        required=False,
        help_text=_("如 data.person；返回本身就是记录的，留空。SOAP 从 Body 之内写起，如 queryPersonResponse.return。"),
    )
    secret_header = forms.CharField(
        label=_("认证请求头"), max_length=60, required=False, help_text=_("如 X-Api-Key 或 Authorization。")
    )
    secret = forms.CharField(
        label=_("密钥"),
        max_length=500,
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("加密保存，不再显示；重新挂接时须再填。"),
    )
    timeout_ms = forms.IntegerField(label=_("超时（毫秒）"), initial=5000)
    at_once = forms.IntegerField(label=_("同时调用数"), initial=8, help_text=_("接口能同时承受的调用数。"))
    reason = forms.CharField(label=_("暂不能托管的原因"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    until = forms.DateField(
        label=_("期限"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("最迟何时改为平台托管，一年以内。"),
    )

    def __init__(self, table: Table, origins: Collection[str], data: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial, use_required_attribute=False)
        self.table = table
        chooser = self.fields["origin"]
        assert isinstance(chooser, forms.ChoiceField)
        chooser.choices = [(origin, origin) for origin in sorted(origins)]
        self.fields["until"].initial = timezone.localdate() + timedelta(days=180)
        for column in table.key:
            self.fields[KEY + column.code] = forms.CharField(label=column.name, max_length=60, initial=column.code)
        for column in table.columns:
            self.fields[ITEM + column.code] = forms.CharField(
                label=column.name, max_length=120, required=not column.is_key, initial=column.code
            )

    def key_inputs(self) -> list[forms.BoundField]:
        return [self[KEY + column.code] for column in self.table.key]

    def item_inputs(self) -> list[forms.BoundField]:
        return [self[ITEM + column.code] for column in self.table.columns]

    def draft(self) -> MountDraft:
        """What was filled in; the form must be valid."""
        given = self.cleaned_data
        own = {name: given[name] for name in self.fields if not name.startswith((KEY, ITEM))}
        own["form"] = own["form"] or Mount.Form.JSON.value
        return MountDraft(**own, key_fields=self._named(KEY), item_fields=self._named(ITEM))

    def take(self, errors: list[FieldError]) -> None:
        """The rules' errors, beside their fields."""
        first = {"key_fields": KEY + self.table.key[0].code, "item_fields": ITEM + self.table.columns[0].code}
        for error in errors:
            name = first.get(error.field, error.field)
            self.add_error(name if name in self.fields else None, error.message(language()))

    def _named(self, prefix: str) -> dict[str, str]:
        given = self.cleaned_data
        names = (name for name in self.fields if name.startswith(prefix))
        return {name.removeprefix(prefix): given[name] for name in names if given[name]}
