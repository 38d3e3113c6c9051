from django import forms
from django.utils.translation import gettext_lazy as _

from yishu.catalogue.collection.checking import names_of_file, names_of_text


class CheckForm(forms.Form):
    """Names typed or pasted, or a file whose first row has them."""

    names = forms.CharField(
        label=_("拟采集的信息项"),
        required=False,
        max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 8, "placeholder": "公民身份号码\n姓名\n户籍地址"}),
        help_text=_("一行一个；也可从表格中粘贴一行，顿号、逗号、制表符都能分开。最多 500 个。"),
    )
    file = forms.FileField(
        label=_("或者上传表样"), required=False, help_text=_("CSV 或 XLSX，第一行为信息项名称，不超过 2 MB。")
    )

    def listed(self) -> list[str]:
        """The names as they were given. Raises HeaderUnreadable."""
        sent = self.cleaned_data["file"]
        given = names_of_text(self.cleaned_data["names"])
        return given + (names_of_file(sent.read()) if sent else [])
