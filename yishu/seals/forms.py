"""Forms of kinds, records, fetching, archiving and the public check."""

from django import forms
from django.forms import ModelChoiceField
from django.utils.translation import gettext_lazy as _

from yishu.catalogue.models import Resource
from yishu.core.actor import Actor
from yishu.hosting.queries import list_publishable
from yishu.seals.models import LicenceKind, Sharing
from yishu.seals.rules import LONGEST_VALUE, KindDraft
from yishu.seals.verdicts import LARGEST

PREFIX = "item"


class ResourceField(ModelChoiceField):
    """A resource by its name."""

    def label_from_instance(self, obj: Resource) -> str:  # type: ignore[override]
        return f"{obj.current.name if obj.current else ''}（{obj.code}）"


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class KindForm(forms.Form):
    """A kind of document or licence."""

    name = forms.CharField(label=_("种类名称"), max_length=60, help_text=_("印在证照上方，如“林木采伐许可证”。"))
    items = forms.CharField(
        label=_("登记项"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("每行一项；第一项为持证主体。名称与关联资源的信息项相同的，可由资源记录直接填入。"),
    )
    basis = forms.CharField(label=_("签发依据"), widget=forms.Textarea(attrs={"rows": 2}), max_length=1000)
    sharing = forms.ChoiceField(
        label=_("共享方式"),
        choices=Sharing,
        widget=forms.RadioSelect,
        initial=Sharing.UNRESTRICTED,
        help_text=_("非受限：任何单位按办件取用；受限：须持有关联资源的授权。"),
    )
    resource = ResourceField(label=_("关联的信息资源"), queryset=Resource.objects.none(), required=False)
    valid_months = forms.IntegerField(label=_("有效期（月）"), required=False, help_text=_("不填为长期有效。"))
    retention_years = forms.IntegerField(
        label=_("保管期限（年）"), required=False, help_text=_("不填为永久：归档时同时保存纸质件（第二十四条）。")
    )
    paper_only_law = forms.CharField(
        label=_("不适用电子文书的法律规定"),
        required=False,
        max_length=500,
        help_text=_("法律、法规规定须用纸质的，写明条款；其他单位取用时会被告知（第二十四条）。"),
    )

    def __init__(self, actor: Actor, *args: object) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        chooser = self.fields["resource"]
        assert isinstance(chooser, ModelChoiceField)
        chooser.queryset = list_publishable(actor)

    def draft(self) -> KindDraft:
        given = self.cleaned_data
        return KindDraft(
            name=given["name"],
            items=tuple(line.strip() for line in given["items"].splitlines() if line.strip()),
            basis=given["basis"],
            sharing=given["sharing"],
            valid_months=given["valid_months"],
            retention_years=given["retention_years"],
            paper_only_law=given["paper_only_law"],
            resource=given["resource"].code if given["resource"] else "",
        )


class RecordForm(forms.Form):
    """The record of one document: a field for each item of its kind."""

    def __init__(self, kind: LicenceKind, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.kind = kind
        for n, item in enumerate(kind.items):
            self.fields[f"{PREFIX}{n}"] = forms.CharField(label=item, max_length=LONGEST_VALUE)

    @classmethod
    def holding(cls, kind: LicenceKind, record: dict[str, str]) -> "RecordForm":
        """With the values of a record to begin with."""
        return cls(kind, initial={f"{PREFIX}{n}": record.get(item, "") for n, item in enumerate(kind.items)})

    def record(self) -> dict[str, str]:
        return {item: self.cleaned_data[f"{PREFIX}{n}"] for n, item in enumerate(self.kind.items)}


class SubjectForm(forms.Form):
    """Whose record of the kind's resource the document is made from."""

    subject = forms.CharField(label=_("主键"), max_length=100, help_text=_("如公民身份号码、统一社会信用代码。"))


class RevocationForm(forms.Form):
    reason = forms.CharField(label=_("理由和依据"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))


class PaperForm(forms.Form):
    location = forms.CharField(label=_("纸质件存放位置"), max_length=200, help_text=_("库房、柜号、档号。"))


class FetchForm(forms.Form):
    number = forms.CharField(label=_("证照编号"), max_length=20, help_text=_("如 ZZ20261127-0001。"))
    duty = forms.CharField(label=_("履职事项"), max_length=200)
    case = forms.CharField(label=_("办件编号"), max_length=100)


class PeriodForm(forms.Form):
    since = forms.DateField(label=_("签发日期从"), widget=DateInput())
    until = forms.DateField(label=_("到"), widget=DateInput())


class FileCheckForm(forms.Form):
    """The public check of a file."""

    file = forms.FileField(label=_("PDF 文件"), widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}))

    def clean_file(self) -> object:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("文件不能超过 %(most)d MB。"), params={"most": LARGEST // 1024 // 1024})
        return file


class NumberCheckForm(forms.Form):
    """The public check of a number and the code beside it."""

    number = forms.CharField(label=_("编号"), max_length=20, help_text=_("如 ZZ20261127-0001、核验〔2026〕000123。"))
    code = forms.CharField(label=_("核验码"), max_length=20, help_text=_("件上的 12 位字母和数字。"))
